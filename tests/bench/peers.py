"""The servers that are compared. Each function writes a configuration into a folder and returns how to start the server on it."""
import json

LEASE_RANGE = ("10.96.1.0", "10.96.160.255")  # of 10.96.0.0/12; the server is 10.96.0.1 on device "server"


def _write(path, text):
    path.write_text(text)
    return str(path)


# ---- DNS: forwards everything to 127.0.0.1:upstream

def dns_polymasqd(program, folder, port, upstream):
    return [program, "--config", _write(folder / "polymasq.conf", f"""
polymasq {{
  node {{ name = bench, data-dir = "{folder}" }}
  listen {{ addresses = ["127.0.0.1:{port}"] }}
  dns {{ servers = ["127.0.0.1:{upstream}"], no-resolv = true, no-hosts = true }}
  control {{ socket = "{folder}/control.sock" }}
}}
""")]


def dns_dnsmasq(_, folder, port, upstream, names=20000):
    """With room for all names. dns-forward-max stays: a higher one costs every query, hits too."""
    return ["dnsmasq", "-k", "-C", _write(folder / "dnsmasq.conf", f"""
port={port}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
no-poll
server=127.0.0.1#{upstream}
cache-size={names}
user=root
pid-file=
""")]


def dns_dnsmasq150(program, folder, port, upstream):
    """With its default cache size: an insertion into a full cache costs dnsmasq the more, the larger the cache is."""
    return dns_dnsmasq(program, folder, port, upstream, names=150)


def dns_unbound(_, folder, port, upstream):
    return ["unbound", "-d", "-c", _write(folder / "unbound.conf", f"""
server:
 num-threads: 1
 interface: 127.0.0.1
 port: {port}
 so-reuseport: yes
 do-daemonize: no
 do-not-query-localhost: no
 username: ""
 chroot: ""
 directory: "{folder}"
 pidfile: ""
 use-syslog: no
 verbosity: 0
 module-config: "iterator"
 msg-cache-size: 64m
 rrset-cache-size: 128m
 outgoing-range: 8192
 num-queries-per-thread: 4096
 so-rcvbuf: 4m
 so-sndbuf: 4m
forward-zone:
 name: "."
 forward-addr: 127.0.0.1@{upstream}
remote-control:
 control-enable: no
""")]


def dns_dnsdist(_, folder, port, upstream):
    return ["dnsdist", "--supervised", "--disable-syslog", "-C", _write(folder / "dnsdist.conf", f"""
setLocal("127.0.0.1:{port}", {{reusePort=true}})
setACL({{"127.0.0.0/8"}})
setSecurityPollSuffix("")
newServer({{address="127.0.0.1:{upstream}", checkInterval=60, healthCheckMode="up"}})
getPool(""):setCache(newPacketCache(200000, {{maxTTL=86400, minTTL=0}}))
""")]


def dns_floor(_, folder, port, upstream):
    """No server: recvmmsg, one and the same answer for everybody, sendmmsg, in C. What is less than this is the kernel's."""
    return [folder.parent / "fastauth", str(port)]


DNS = {"polymasqd": dns_polymasqd, "dnsmasq": dns_dnsmasq, "dnsmasq150": dns_dnsmasq150, "unbound": dns_unbound, "dnsdist": dns_dnsdist, "floor": dns_floor}


# ---- DHCPv4: leases of one hour from LEASE_RANGE, no probe before an offer; returns (argv, environment)

# For one of several gateways; goes behind the rest of its configuration.
CLUSTER = """
polymasq.cluster {{
  engine = etcd, name = bench, address = "{address}", secret-file = "{secret}"
  etcd.endpoints = [{endpoints}]
}}
{balance}
"""


def dhcp_polymasqd(program, folder, name="bench", more=""):
    return [program, "--config", _write(folder / "polymasq.conf", f"""
polymasq {{
  node {{ name = {name}, data-dir = "{folder}" }}
  listen {{ interfaces = [server] }}
  dns {{ port = 0 }}
  dhcp4 {{
    authoritative = true, no-ping = true
    subnets = [{{ subnet = "10.96.0.0/12", interface = server, range = "{LEASE_RANGE[0]}-{LEASE_RANGE[1]}", lease-time = 1h }}]
  }}
  control {{ socket = "{folder}/control.sock" }}
  log {{ dhcp = false }}
}}
{more}""")], {}


def dhcp_dnsmasq(_, folder):
    return ["dnsmasq", "-k", "-C", _write(folder / "dnsmasq.conf", f"""
port=0
interface=server
user=root
pid-file=
no-ping
dhcp-authoritative
quiet-dhcp
log-facility={folder}/dnsmasq.log
dhcp-range={LEASE_RANGE[0]},{LEASE_RANGE[1]},255.240.0.0,1h
dhcp-lease-max=1000000
dhcp-leasefile={folder}/leases
""")], {}


def dhcp_dhcpd(_, folder):
    _write(folder / "leases", "")
    config = _write(folder / "dhcpd.conf", f"""
authoritative;
ping-check false;
default-lease-time 3600;
max-lease-time 3600;
log-facility local7;
subnet 10.96.0.0 netmask 255.240.0.0 {{ range {LEASE_RANGE[0]} {LEASE_RANGE[1]}; }}
""")
    return ["dhcpd", "-4", "-f", "-q", "-cf", config, "-lf", f"{folder}/leases", "-pf", f"{folder}/pid", "server"], {}


def dhcp_kea(_, folder):
    """Its memfile is written and never synced: compare its durable exchanges with nobody's."""
    config = {"Dhcp4": {
        "interfaces-config": {"interfaces": ["server"], "dhcp-socket-type": "raw"},
        "valid-lifetime": 3600,
        "lease-database": {"type": "memfile", "persist": True, "name": f"{folder}/leases.csv", "lfc-interval": 0},
        "multi-threading": {"enable-multi-threading": False},
        "subnet4": [{"subnet": "10.96.0.0/12", "id": 1, "pools": [{"pool": "-".join(LEASE_RANGE)}]}],
        "loggers": [{"name": "kea-dhcp4", "severity": "ERROR", "output_options": [{"output": f"{folder}/kea.log"}]}]}}
    return ["kea-dhcp4", "-c", _write(folder / "kea.json", json.dumps(config))], {"KEA_LOCKFILE_DIR": str(folder), "KEA_PIDFILE_DIR": str(folder)}


DHCP = {"polymasqd": dhcp_polymasqd, "dnsmasq": dhcp_dnsmasq, "dhcpd": dhcp_dhcpd, "kea": dhcp_kea}
