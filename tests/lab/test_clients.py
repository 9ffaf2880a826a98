"""Debian's own DHCP clients: an address, its options, names both ways, release, and a server that is killed meanwhile."""
import shutil
import signal
import time

from clients import FOUR, NetworkManager, Udhcpc
from dig import dig
from lab import DOMAIN, GATEWAY, POOL

FAR = "10.10.0"  # the network behind the relay
RELAYED = f"""
polymasq.dhcp4.subnets += {{ subnet = "{FAR}.0/24", range = "{FAR}.100-{FAR}.200", lease-time = 2m, options {{ router = ["{FAR}.1"] }} }}
"""


def run(report):
    with report.lab(RELAYED) as (lab, gateway, _):
        if report.started(gateway):
            clients = start_all(report, lab)
            addresses(report, clients)
            options(report, clients)
            names(report, lab, clients)
            relayed(report, lab)
            released(report, lab, clients)
            killed(report, lab, gateway, clients)


def start_all(report, lab):
    clients = {}
    for name, kind in {**FOUR, "networkmanager": NetworkManager}.items():
        if reason := kind.cannot_run():
            report.skip(name, reason)
        else:
            clients[name] = kind(lab, lab.client(name)).start()
    return clients


def addresses(report, clients):
    for name, client in clients.items():
        address = client.wait_for_address(30)
        report.check(f"{name} has an address of the pool", address in POOL, address)
        report.check(f"{name} has the subnet's mask", str(client.node.address()).endswith("/24"), client.node.address())
    held = [client.address() for client in clients.values()]
    report.check("no address is held twice", len(set(held)) == len(held))


def options(report, clients):
    expected = {"dhclient": ("new_routers", "new_domain_name_servers", "new_domain_name", "new_ntp_servers"),
                "udhcpc": ("router", "dns", "domain", "ntpsrv")}
    for name, keys in expected.items():
        if name in clients:
            notes = clients[name].notes()
            said = [notes.get(key) for key in keys]
            report.check(f"{name} was told router, DNS server, domain and time server", said == [GATEWAY, GATEWAY, DOMAIN, GATEWAY], said)


def names(report, lab, clients):
    for name, client in clients.items():
        address = client.address()
        others = [other for other in clients.values() if other is not client]
        asker = others[0].node if others else lab.desk
        answers, _, status = dig(asker, f"{client.host_name}.{DOMAIN}", "A")
        report.check(f"{name} is found by its name from another client", address and address in answers, answers or status)
        answers, _, status = dig(asker, "-x", address or "0.0.0.0")
        report.check(f"{name} is found by its address", f"{client.host_name}.{DOMAIN}." in answers, answers or status)


def relayed(report, lab):
    if not shutil.which("dhcrelay"):
        return report.skip("a relayed client", "dhcrelay is not installed (isc-dhcp-relay would start a service of its own)")
    relay = lab.node("relay")
    lab.bridge("br-far")
    lab.plug(relay, "up0", "br-lan", address="10.9.0.249/24")
    lab.plug(relay, "down0", "br-far", address=f"{FAR}.1/24")
    relay.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
    lab.gateway.ip("route", "add", f"{FAR}.0/24", "via", "10.9.0.249")
    far = lab.node("far")
    lab.plug(far, "eth0", "br-far")
    relay.start(["dhcrelay", "-4", "-d", "--no-pid", "-id", "down0", "-iu", "up0", GATEWAY], lab.folder / "relay.log")
    time.sleep(1)  # it says nothing when it is ready
    address = Udhcpc(lab, far).start().wait_for_address()
    report.check("a relayed client has an address of its own network", str(address).startswith(FAR), address)


def released(report, lab, clients):
    if "udhcpc" not in clients:
        return report.skip("release", "udhcpc is not installed")
    client = clients["udhcpc"]
    before = client.address()
    client.release()
    time.sleep(1)
    answers, _, status = dig(lab.desk, f"{client.host_name}.{DOMAIN}", "A")
    report.check("a released name is gone", not answers, answers or status)
    client.kill()
    client.start()
    report.check("udhcpc gets the same address after its release", client.wait_for_address() == before, before)


def killed(report, lab, gateway, clients):
    """The leases survive a server that is killed, and nobody else gets their addresses."""
    held = {name: client.address() for name, client in clients.items()}
    gateway.stop(signal.SIGKILL)
    if not report.check("the gateway starts again after kill -9", gateway.start() is not None):
        return
    newcomer = Udhcpc(lab, lab.client("newcomer")).start().wait_for_address()
    report.check("a newcomer gets an address nobody holds", newcomer and newcomer not in held.values(), newcomer)
    for name, client in clients.items():
        answers, _, status = dig(lab.desk, f"{client.host_name}.{DOMAIN}", "A")
        report.check(f"the name of {name}'s old lease is known", held[name] in answers, answers or status)
    if "dhclient" in clients:
        clients["dhclient"].kill()
        clients["dhclient"].start()
        report.check("dhclient reboots into its old address", clients["dhclient"].wait_for_address() == held["dhclient"], held["dhclient"])
