"""What an operator gets wrong in a cluster: the message names the key to mend and whom it disagrees with, and the other gateways are not harmed."""
import re
import shutil
import subprocess

from cluster import ClusterGateway, ClusterLab, standing, start_together
from responder import ZONE, Responder
from test_handover import Clients, resolves
from waiting import wait_until

PREFIX = "/polymasq/lab"


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "several dnsmasq cannot share a pool")
    with standing(report) as (lab, gateways, _):
        clients = Clients(lab)
        wrong_endpoint(report, lab, gateways, clients)
        same_name(report, lab, gateways, clients)
        other_pool(report, gateways, clients)
        other_secret(report, lab, gateways, clients)
        other_cluster(report, gateways, clients)
        corrupt_value(report, lab, gateways, clients)
        other_prefix(report, lab, gateways, clients)
    with_password(report)
    with_tls(report)


def told(report, what, gateway, *words, seconds=8):
    """One line of its log has all the words."""
    took = wait_until(lambda: gateway.says(*words), seconds)
    lines = [line for line in gateway.said().splitlines() if words[-1] in line or "cluster" in line][-4:]
    report.check(f"{what}: the log names {' and '.join(words)}", took is not None, lines or gateway.said()[-500:])


def unharmed(report, what, gateways, clients):
    lease = clients.new().lease()
    states = [gateway.readyz()[0] for gateway in gateways]
    report.check(f"{what}: the other gateways are not harmed", lease is not None and set(states) == {"200"}, f"lease {lease is not None}, readyz {states}")


def again(report, gateway, settings="", endpoints=None):
    """Starts it anew with other settings; it need not become ready."""
    gateway.stop()
    gateway.log.unlink()
    if endpoints:
        gateway.endpoints = endpoints
    gateway.configure(settings)
    gateway.launch()


def mended(report, what, gateway, endpoints=None):
    gateway.stop()
    if endpoints:
        gateway.endpoints = endpoints
    gateway.configure("")
    report.check(f"{what}: mended, it serves", gateway.start() is not None)


def wrong_endpoint(report, lab, gateways, clients):
    what, third, right = "a wrong etcd address", gateways[2], gateways[2].endpoints
    again(report, third, endpoints=["http://10.8.0.77:2379"])
    told(report, what, third, "cluster.etcd.endpoints", "10.8.0.77")
    report.check(f"{what}: it resolves names nevertheless", wait_until(lambda: resolves(lab, third, f"wrong-endpoint.{ZONE}"), 5) is not None)
    unharmed(report, what, gateways[:2], clients)
    mended(report, what, third, right)


def same_name(report, lab, gateways, clients):
    what, third = "two gateways with one name", gateways[2]
    again(report, third, 'polymasq.node.name = "gw1"\n')
    told(report, what, third, "node.name", "gw1")
    unharmed(report, what, gateways[:2], clients)
    mended(report, what, third)


def other_pool(report, gateways, clients):
    what, third = "another pool", gateways[2]
    again(report, third, 'polymasq.dhcp4.subnets = [{ subnet = "10.9.0.0/24", interface = "lan0", range = "10.9.0.20-10.9.0.99", lease-time = 2m }]\n')
    told(report, what, third, "range", "gw1")
    shown = gateways[0].control("cluster", "status")[1] + gateways[0].control("cluster", "show")[1]
    report.check(f"{what}: the others see the disagreement too", gateways[0].says("range", "gw3") or "range" in shown, shown)
    unharmed(report, what, gateways[:2], clients)
    mended(report, what, third)


def other_secret(report, lab, gateways, clients):
    what, third = "another secret", gateways[2]
    again(report, third, f'polymasq.cluster.secret-file = "{lab.file("other-secret", "x" * 64, 0o600)}"\n')
    told(report, what, third, "cluster.secret-file", "gw1")
    unharmed(report, what, gateways[:2], clients)
    mended(report, what, third)


def other_cluster(report, gateways, clients):
    """A data directory that has followed one cluster does not follow another."""
    what, third = "another cluster's name over this data directory", gateways[2]
    again(report, third, 'polymasq.cluster.name = "elsewhere"\n')
    told(report, what, third, "cluster.name", "lab")
    unharmed(report, what, gateways[:2], clients)
    mended(report, what, third)


def corrupt_value(report, lab, gateways, clients):
    what = "a value that nobody can read"
    status, _ = lab.etcd[0].ctl("put", f"{PREFIX}/lease/0a090064", "{ this is not an event")
    for gateway in gateways:
        told(report, what, gateway, "10.9.0.100")
    report.check(f"{what}: nothing stops", status == 0 and clients.new().lease() is not None)
    unharmed(report, what, gateways, clients)
    gateways[0].stop()
    report.check(f"{what}: a gateway starts over it", gateways[0].start() is not None)


def other_prefix(report, lab, gateways, clients):
    """The same name, but etcd's data is another cluster's: its identity was replaced while a gateway was away."""
    what, third = "another cluster under our prefix", gateways[2]
    third.stop()
    _, identity = lab.etcd[0].ctl("get", "--print-value-only", f"{PREFIX}/identity")
    other = re.sub(r"[0-9a-f]{8,}", lambda found: found.group()[::-1], identity.strip())
    lab.etcd[0].ctl("put", f"{PREFIX}/identity", other)
    report.check(f"{what}: it has another identity", other != identity.strip(), identity)
    third.log.unlink()
    third.launch()
    told(report, what, third, "data-dir")


def with_password(report):
    lab = ClusterLab()
    upstream = None
    try:
        lab.build(3)
        upstream = Responder(lab)
        lab.start_etcd()
        first = lab.etcd[0]
        for words in ("user add root:root", "user grant-role root root", "role add gateways", f"role grant-permission gateways readwrite {PREFIX}/ --prefix",
                      "user add polymasq:correct", "user grant-role polymasq gateways", "auth enable"):
            first.ctl(*words.split())
        right, wrong = lab.file("password", "correct\n", 0o600), lab.file("wrong-password", "battery\n", 0o600)
        login = 'polymasq.cluster.etcd {{ username = polymasq, password-file = "{}" }}\n'
        gateways = [ClusterGateway(lab, report.program, place, login.format(right)) for place in lab.places]
        took = start_together(gateways[:2])
        report.check("with a password gateways start", all(took.values()), took or gateways[0].said()[-800:])
        clients = Clients(lab)
        gateways[2].configure(login.format(wrong))
        gateways[2].launch()
        told(report, "a wrong password", gateways[2], "cluster.etcd.password-file")
        unharmed(report, "a wrong password", gateways[:2], clients)
        gateways[2].stop()
        gateways[2].configure("")
        gateways[2].log.unlink()
        gateways[2].launch()
        told(report, "no password", gateways[2], "cluster.etcd.username")
        report.check("the password is in no log", not any("correct" in gateway.said() or "battery" in gateway.said() for gateway in gateways))
    finally:
        if upstream:
            upstream.close()
        lab.down()


def with_tls(report):
    if not shutil.which("openssl"):
        return report.skip("etcd with TLS", "openssl is not installed")
    lab = ClusterLab()
    upstream = None
    try:
        lab.build(3)
        upstream = Responder(lab)
        authority, other = make_authority(lab, "authority"), make_authority(lab, "other")
        for member in lab.etcd:
            member.speak_tls(authority[0], *make_certificate(lab, authority, member))
        lab.start_etcd()
        trust = 'polymasq.cluster.etcd.ca-file = "{}"\n'
        gateways = [ClusterGateway(lab, report.program, place, trust.format(authority[0])) for place in lab.places]
        took = start_together(gateways[:2])
        report.check("over TLS gateways start", all(took.values()), took)
        gateways[2].configure(trust.format(other[0]))
        gateways[2].launch()
        told(report, "a wrong authority", gateways[2], "cluster.etcd.ca-file")
        unharmed(report, "a wrong authority", gateways[:2], Clients(lab))
    finally:
        if upstream:
            upstream.close()
        lab.down()


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_authority(lab, name):
    certificate, key = lab.folder / f"{name}.pem", lab.folder / f"{name}.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 30, "-subj", f"/CN={name}", "-keyout", key, "-out", certificate)
    return certificate, key


def make_certificate(lab, authority, member):
    certificate, key, request = (lab.folder / f"{member.name}.{kind}" for kind in ("pem", "key", "csr"))
    names = lab.file(f"{member.name}.ext", f"subjectAltName=IP:{member.address}\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={member.name}", "-keyout", key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", authority[0], "-CAkey", authority[1], "-CAcreateserial", "-days", 30, "-extfile", names, "-out", certificate)
    return certificate, key
