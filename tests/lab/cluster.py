"""Several gateways on one LAN, with an etcd member beside each of the first three, and a network between them that no client sees.

    switch      br-lan, br-wan, br-core
    gw1, gw2 …  lan0 10.9.0.N/24   wan0 192.0.2.N/24   core0 10.8.0.N/24      etcd and the gateways' own traffic are on core0
    up          wan0 192.0.2.53/24     the upstream DNS server
    desk        eth0 10.9.0.250/24     where one asks from
"""
import contextlib
import datetime
import json
import secrets
import signal
import threading
import traceback

from etcd import EtcdMember, wait_until_healthy
from gateway import Gateway
from lab import DESK, DOMAIN, UPSTREAM, Lab
from responder import Responder

ETCD_MEMBERS = 3
HISTORY_PAGE = 10_000  # the most that a gateway tells at a time
POOL = "10.9.0.20-10.9.0.239"
CLUSTER = """
  cluster {{
    engine = etcd, name = "lab", address = "{core}:5353", secret-file = "{secret}"
    etcd.endpoints = [{endpoints}]
  }}
"""
CONFIG = """
polymasq {{
  node {{ name = "{name}", data-dir = "{state}" }}
  {cluster}
  listen {{ interfaces = ["lan0"] }}
  dns {{
    domain = "{domain}", local = ["{domain}"], no-hosts = true
    servers = ["{upstream}"], no-resolv = true
  }}
  dhcp4 {{
    authoritative = true
    subnets = [{{ subnet = "10.9.0.0/24", interface = "lan0", range = "{pool}", lease-time = 2m }}]
  }}
  control {{ socket = "{state}/control.sock" }}
}}
"""


class ClusterLab(Lab):
    """engine: etcd, or embedded for gateways that know nothing of each other."""

    def build(self, gateways=3, engine="etcd"):
        self.engine = engine
        for name in ("br-lan", "br-wan", "br-core"):
            self.bridge(name)
        self.upstream, self.desk = self.node("up"), self.node("desk")
        self.plug(self.upstream, "wan0", "br-wan", address=f"{UPSTREAM}/24")
        self.plug(self.desk, "eth0", "br-lan", address=f"{DESK}/24")
        self.places = [Place(self, number) for number in range(1, gateways + 1)]
        self.secret = self.file("secret", secrets.token_hex(32) + "\n", 0o600)
        self.etcd = []
        if engine == "etcd":
            everybody = {f"etcd{place.number}": place.core for place in self.places[:ETCD_MEMBERS]}
            self.etcd = [EtcdMember(self, place.node, f"etcd{place.number}", place.core, everybody) for place in self.places[:ETCD_MEMBERS]]
        return self

    def start_etcd(self):
        for member in self.etcd:
            member.start()
        wait_until_healthy(self.etcd)

    def endpoints(self, number):
        """All members; the one beside the gateway first."""
        turn = (number - 1) % len(self.etcd)
        return [member.endpoint for member in self.etcd[turn:] + self.etcd[:turn]]


class Place:
    """Where a gateway stands: its node and its cables."""

    def __init__(self, lab, number):
        self.number, self.name = number, f"gw{number}"
        self.lan, self.core = f"10.9.0.{number}", f"10.8.0.{number}"
        self.mac = bytes([2, 9, 0, 0, 2, number])
        self.node = lab.node(self.name)
        self.lan_port = lab.plug(self.node, "lan0", "br-lan", mac=self.mac.hex(":"), address=f"{self.lan}/24")
        self.wan_port = lab.plug(self.node, "wan0", "br-wan", address=f"192.0.2.{number}/24")
        self.core_port = lab.plug(self.node, "core0", "br-core", address=f"{self.core}/24")


class ClusterGateway(Gateway):
    """One of the gateways. More settings are given as HOCON and win."""

    def __init__(self, lab, program, place, settings="", endpoints=None):
        self.place, self.name = place, place.name
        self.endpoints = endpoints or (lab.endpoints(place.number) if lab.etcd else [])
        super().__init__(lab, program, settings, place.node, place.lan)

    def base_config(self):
        cluster = CLUSTER.format(core=self.place.core, secret=self.lab.secret, endpoints=", ".join(f'"{one}"' for one in self.endpoints))
        return CONFIG.format(name=self.name, state=self.state, domain=DOMAIN, upstream=UPSTREAM, pool=POOL,
                             cluster=cluster if self.lab.engine == "etcd" else "")

    def runs(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.stop(signal.SIGKILL)

    def launch(self):
        """Starts it and does not wait."""
        self.process = self.node.start(self.argv(), self.log)

    def says(self, *words):
        """Whether one line of its log has all the words."""
        return any(all(word in line for word in words) for line in self.said().splitlines())

    def configure(self, settings):
        """Settings on top of its own, from the next start on."""
        self.config.write_text(self.base_config() + settings)

    def readyz(self):
        """(status, text) of what a load balancer asks."""
        _, output = self.node.run("curl", "-s", "-w", "\n%{http_code}", "--unix-socket", str(self.state / "control.sock"), "http://gateway/readyz")
        text, _, status = output.rpartition("\n")
        return status, text

    def json(self, *words):
        """What a polymasq command says as JSON; None if the gateway does not say it."""
        status, output = self.control("--json", *words)
        try:
            return json.loads(output) if status == 0 else None
        except ValueError:
            return None

    def history(self):
        """The audit: every event that this gateway has written down, by address and version."""
        found, words = {}, []
        while True:
            page = self.json("lease", "history", "--limit", str(HISTORY_PAGE), *words)
            if page is None:
                raise RuntimeError(f"{self.name} does not tell its lease history")
            before = len(found)
            found.update({(event["address"], event["version"]): event for event in page["events"]})
            if not page["hasMore"] or len(found) == before:
                return list(found.values())
            words = ["--to", _just_after(page["events"][0]["at"])]  # several events may have been decided at that moment


def _just_after(moment):
    return (datetime.datetime.fromisoformat(moment) + datetime.timedelta(milliseconds=1)).isoformat()


@contextlib.contextmanager
def standing(report, count=3, settings=""):
    """A cluster that serves: (lab, gateways, upstream). Taken down at the end whatever happens; what gateways said is shown if a check failed."""
    failed_before = report.failed
    lab, upstream = ClusterLab(), None
    try:
        lab.build(count)
        upstream = Responder(lab)
        lab.start_etcd()
        gateways = [ClusterGateway(lab, report.program, place, settings) for place in lab.places]
        took = start_together(gateways)
        report.check(f"{count} gateways start and answer", all(took.values()), took)
        yield lab, gateways, upstream
    except Exception:
        report.check("ran to its end", False, traceback.format_exc())
    finally:
        if report.failed > failed_before:
            for log in sorted(lab.folder.glob("gateway-*.log")):
                print(f"---- {log.name} ends with\n{log.read_text(errors='replace')[-2500:]}----", flush=True)
        if upstream:
            upstream.close()
        lab.down()


def start_together(gateways):
    """Starts all of them at once; how long each took until it answered, None for one that did not."""
    took = {}
    threads = [threading.Thread(target=lambda one=gateway: took.__setitem__(one.name, one.start())) for gateway in gateways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took
