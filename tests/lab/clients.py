"""Real DHCP clients as Debian ships them, each in a node of its own."""
import ipaddress
import pathlib
import shutil
import signal
import time

# For dhclient ($reason) and udhcpc ($1): sets the address and notes what the server said.
HOOK = """#!/bin/sh
case "$reason$1" in
  BOUND|RENEW|REBIND|REBOOT) ip addr replace "$new_ip_address/$new_subnet_mask" dev "$interface" ;;
  bound|renew) ip addr replace "$ip/$mask" dev "$interface" ;;
esac
env | grep -E '^(new_|ip=|mask=|router=|dns=|domain=|ntpsrv=|lease=|serverid=)' | sort > {notes}
exit 0
"""

# Its own /run and /var/lib, and a /sys that does not look as if udev were running.
PRIVATE = """
mount -t tmpfs none /run && mount -t tmpfs none /var/lib && mkdir -p /run/systemd/network /run/systemd/netif /run/dbus /var/lib/dhcpcd
[ ! -d /etc/systemd/network ] || mount -t tmpfs none /etc/systemd/network
mount -o remount,bind,ro /sys 2>/dev/null || mount -t sysfs -o ro none /sys
"""


class Client:
    program = ""

    def __init__(self, lab, node):
        self.lab, self.node = lab, node
        self.host_name = node.name
        self.log = lab.folder / f"{node.name}.log"
        self.process = None

    @classmethod
    def cannot_run(cls):
        found = pathlib.Path(cls.program).exists() if cls.program.startswith("/") else shutil.which(cls.program)
        return None if found else f"{cls.program} is not installed"

    def start(self):
        self.process = self.node.start(self.argv(), self.log)
        return self

    def kill(self):
        """Ends it as a power cut would: the lease stays, the device forgets its address."""
        self.node.signal(signal.SIGKILL)
        self.process.wait()
        self.node.forget_address()

    def address(self):
        found = self.node.address()
        return str(ipaddress.ip_interface(found).ip) if found else None

    def wait_for_address(self, seconds=20.0):
        deadline = time.monotonic() + seconds
        while not self.address() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.address()

    def notes(self):
        """What the server's last answer said, in the client's own words."""
        path = self.lab.folder / f"{self.node.name}.notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def hook(self):
        notes = self.lab.folder / f"{self.node.name}.notes"
        return str(self.lab.file(f"{self.node.name}.hook", HOOK.format(notes=notes), 0o755))

    def private(self, script):
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", PRIVATE + script]


class Dhclient(Client):
    program = "dhclient"

    def argv(self):
        name = self.node.name
        config = self.lab.file(f"{name}.conf", f'send host-name "{self.host_name}";\n'
                               "request subnet-mask, routers, domain-name, domain-name-servers, ntp-servers;\n"
                               "initial-interval 2;\n")
        return ["dhclient", "-4", "-d", "-cf", str(config), "-sf", self.hook(), "-lf", str(self.lab.folder / f"{name}.leases"),
                "-pf", str(self.lab.folder / f"{name}.pid"), "eth0"]


class Udhcpc(Client):
    program = "udhcpc"

    def argv(self):
        return ["udhcpc", "-f", "-i", "eth0", "-x", f"hostname:{self.host_name}", "-s", self.hook(), "-O", "42", "-t", "10"]

    def release(self):
        self.node.signal(signal.SIGUSR2)


class Dhcpcd(Client):
    program = "dhcpcd"

    def argv(self):
        return self.private(f"exec dhcpcd -4 -B --noipv4ll --script /bin/true -h {self.host_name} eth0")


class Networkd(Client):
    program = "/lib/systemd/systemd-networkd"

    def argv(self):
        return self.private(f"""
printf '[Match]\\nName=eth0\\n[Network]\\nDHCP=ipv4\\nIPv6AcceptRA=no\\n[DHCPv4]\\nHostname={self.host_name}\\n' > /run/systemd/network/lab.network
chown -R systemd-network /run/systemd/netif 2>/dev/null
SYSTEMD_LOG_TARGET=console exec {self.program}""")



class NetworkManager(Client):
    """Only tested where it is installed anyway: installing it would hand the machine's own network to it."""

    program = "NetworkManager"

    def argv(self):
        connection = (f"[connection]\\nid=lab\\ntype=ethernet\\ninterface-name=eth0\\n[ipv4]\\nmethod=auto\\ndhcp-hostname={self.host_name}\\n"
                      "[ipv6]\\nmethod=disabled\\n")
        return self.private(f"""
mount -t tmpfs none /etc/NetworkManager
mkdir -p /etc/NetworkManager/system-connections /var/lib/NetworkManager
printf '[main]\\nplugins=keyfile\\ndhcp=internal\\ndns=none\\n' > /etc/NetworkManager/NetworkManager.conf
printf '{connection}' > /etc/NetworkManager/system-connections/lab.nmconnection
chmod 600 /etc/NetworkManager/system-connections/*
dbus-daemon --system --fork
exec NetworkManager --no-daemon --log-level=INFO""")

    @classmethod
    def cannot_run(cls):
        return super().cannot_run() or (None if shutil.which("dbus-daemon") else "dbus-daemon is not installed")


FOUR = {"dhclient": Dhclient, "udhcpc": Udhcpc, "dhcpcd": Dhcpcd, "networkd": Networkd}
