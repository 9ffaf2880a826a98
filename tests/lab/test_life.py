"""A gateway's life: start and stop, interfaces and ports that come and go, upstream servers that die, settings that are wrong."""
import json
import os
import shutil
import signal
import sys

import wire
from clients import Udhcpc
from dig import dig
from gateway import Gateway
from lab import GATEWAY, UPSTREAM
from responder import ZONE, Responder
from waiting import wait_until

HOLD_PORT = """
import socket, time
links = []
for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
    links.append(socket.socket(socket.AF_INET, kind))
    links[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    links[-1].bind(({address!r}, 53))
links[1].listen()
print("ready", flush=True)
time.sleep(600)
"""
USER = 65534  # nobody
SECOND_UPSTREAM = "192.0.2.54"


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "its settings are polymasqd's")
    start_and_stop(report)
    without_root(report)
    interfaces(report)
    taken_port(report)
    beside_a_stub_resolver(report)
    late_resolv_file(report)
    dead_upstream(report)
    wrong_settings(report)


def answers(node, server, name=f"www.{ZONE}", seconds=0.5):
    answer = wire.ask(node, server, wire.query(name), timeout=seconds)
    return answer is not None and answer.rcode == 0 and bool(answer.addresses())


def start_and_stop(report):
    with report.lab() as (lab, gateway, _):
        if not report.started(gateway):
            return
        show = ("cluster show", "lease show", "cache stats", "cache show", "upstream show", "actor hierarchy")
        for words in show:
            status, output = gateway.control(*words.split())
            report.check(f"polymasq {words}", status == 0 and output.strip(), output.strip()[:200] if status else "")
            status, output = gateway.control("--json", *words.split())
            report.check(f"polymasq --json {words}", status == 0 and is_json(output), output[:200] if status else "")
        status, output = gateway.node.run(*gateway.argv(), "--check")
        report.check("--check names the sockets it would open", status == 0 and f"{GATEWAY}:53" in output, output.strip()[:300])
        took = gateway.stop(signal.SIGTERM)
        report.check("SIGTERM ends it within 2 s", took is not None and took < 2, took and round(took, 2))
        report.check("with exit code 0", gateway.process.returncode == 0, gateway.process.returncode)
        status, output = gateway.control("lease", "show")
        report.check("polymasq says so when the daemon is not there", status == 3 and output.strip(), f"{status}: {output.strip()}")


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


class WithoutRoot(Gateway):
    """Another user, with the two capabilities that the documentation names and no way to more."""

    def argv(self):
        capabilities = "-all,+net_bind_service,+net_raw"
        return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", f"--bounding-set={capabilities}",
                f"--inh-caps={capabilities}", f"--ambient-caps={capabilities}", *super().argv()]


def without_root(report):
    with report.lab() as (lab, plain, _):
        shutil.copytree(plain.program.parent, lab.folder / "out")  # the user may not see where it was built
        gateway = WithoutRoot(lab, lab.folder / "out" / "polymasqd")
        os.chown(gateway.state, USER, USER)
        report.check("it starts without root, with NET_BIND_SERVICE and NET_RAW", gateway.start() is not None)
        report.check("and gives leases", Udhcpc(lab, lab.client("udhcpc")).start().wait_for_address() is not None)


def interfaces(report):
    with report.lab('polymasq.listen.interfaces = ["lan*"]\n') as (lab, gateway, _):
        if not report.started(gateway):
            return
        lab.bridge("br-two")
        desk = lab.node("desk2")
        lab.plug(desk, "eth0", "br-two", address="10.8.0.250/24")
        lab.plug(gateway.node, "lan1", "br-two", mac="02:08:00:00:00:fe", address="10.8.0.1/24")
        took = wait_until(lambda: answers(desk, "10.8.0.1", seconds=0.1), 5)
        report.check("a new interface is served within a second", took is not None and took <= 1, took)
        gateway.node.ip("addr", "add", "10.8.0.2/24", "dev", "lan1")
        took = wait_until(lambda: answers(desk, "10.8.0.2", seconds=0.1), 5)
        report.check("a new address is served within a second", took is not None and took <= 1, took)
        gateway.node.ip("link", "del", "lan1")
        report.check("the others go on when it disappears", answers(lab.desk, GATEWAY))
        lab.plug(gateway.node, "lan1", "br-two", mac="02:08:00:00:00:fe", address="10.8.0.1/24")
        took = wait_until(lambda: answers(desk, "10.8.0.1", seconds=0.1), 5)
        report.check("and it is served again when it comes back", took is not None and took <= 1, took)


def taken_port(report):
    with report.lab("polymasq.listen.interfaces = []\n") as (lab, gateway, _):
        holder = hold_port(lab, gateway.node, "192.0.2.1")
        if not report.started(gateway):
            return
        names_it = f"python3 (pid {holder.pid})"
        wait_until(lambda: gateway.said().count(names_it) == 2, 3)
        complaints = [line for line in gateway.said().splitlines() if names_it in line]
        report.check("a taken port is reported with address, port and holder, for UDP and for TCP",
                     len(complaints) == 2 and all("192.0.2.1:53" in line for line in complaints), complaints)
        report.check("the other addresses are served", answers(gateway.node, "127.0.0.1"))
        holder.kill()
        holder.wait()
        took = wait_until(lambda: answers(lab.upstream, "192.0.2.1", seconds=0.1), 15)
        report.check("it is taken as soon as it is free", took is not None, took)


def hold_port(lab, node, address):
    log = lab.folder / "holder.log"
    holder = node.start([sys.executable, "-c", HOLD_PORT.format(address=address)], log)
    wait_until(lambda: "ready" in log.read_text(), 5)
    return holder


def beside_a_stub_resolver(report):
    with report.lab('polymasq.listen.interfaces = []\n') as (lab, gateway, _):
        hold_port(lab, gateway.node, "127.0.0.53")
        if report.started(gateway):
            report.check("beside 127.0.0.53:53 the loopback interface is served", answers(gateway.node, "127.0.0.1"))
            report.check("and nothing is complained about", "127.0.0.53" not in gateway.said())


def late_resolv_file(report):
    """No upstream server is known at first: questions wait for the file that names one."""
    with report.lab("polymasq.dns.no-resolv = false, polymasq.dns.servers = []\n") as (lab, gateway, _):
        resolv = lab.folder / "resolv.conf"
        with gateway.config.open("a") as config:
            config.write(f'polymasq.dns.resolv-file = "{resolv}"\n')
        gateway.process = gateway.node.start(gateway.argv(), gateway.log)
        wait_until(lambda: (gateway.state / "control.sock").exists(), 5)
        with lab.desk.socket() as link:
            link.settimeout(4)
            link.connect((GATEWAY, 53))
            link.send(wire.query(f"early.{ZONE}"))
            resolv.write_text(f"nameserver {GATEWAY}\nnameserver {UPSTREAM}\n")  # our own address is ignored
            try:
                report.check("a question waits for the first upstream server", wire.Message(link.recv(65535)).addresses() == ["1.2.3.4"])
            except OSError:
                report.check("a question waits for the first upstream server", False, "no answer")


def dead_upstream(report):
    with report.lab(f'polymasq.dns.servers = ["{UPSTREAM}", "{SECOND_UPSTREAM}"]\n') as (lab, gateway, first):
        lab.upstream.ip("addr", "add", f"{SECOND_UPSTREAM}/24", "dev", "wan0")
        second = Responder(lab, SECOND_UPSTREAM)
        if not report.started(gateway):
            return
        for server in (first, second):
            server.silent = True
            waits = [dig(lab.desk, f"dead{number}{server is first}.{ZONE}", "A") for number in range(20)]
            server.silent = False
            slowest = max((taken or 9e6) / 1e6 for _, taken, _ in waits)
            later = max((taken or 9e6) / 1e6 for _, taken, _ in waits[5:])
            report.check("a dead upstream server costs less than a second", slowest < 1, f"{slowest:.2f} s")
            report.check("and soon nothing", later < 0.1, f"{later:.3f} s")
        for code in (wire.SERVFAIL, wire.REFUSED):
            first.rcode = code
            statuses = {dig(lab.desk, f"code{code}x{number}.{ZONE}", "A")[2] for number in range(10)}
            first.rcode = None
            report.check(f"response code {code} of one server moves the question on", statuses == {"NOERROR"}, statuses)
        second.close()


def wrong_settings(report):
    with report.lab('polymasq.dns.prot = 53\npolymasq.dns.cache.max-bytes = "many"\n') as (lab, gateway, _):
        lines = gateway.config.read_text().split("\n")
        status, output = gateway.node.run(*gateway.argv(), timeout=10)
        report.check("wrong settings start nothing", status == 1, status)
        for key, line in (("prot", 1 + lines.index("polymasq.dns.prot = 53")), ("max-bytes", 2 + lines.index("polymasq.dns.prot = 53"))):
            report.check(f"the error in {key} is named with file and line", f"{gateway.config}:{line}:" in output and key in output, output.strip()[:400])
        report.check("an unknown key comes with the nearest known one", "port" in output)
