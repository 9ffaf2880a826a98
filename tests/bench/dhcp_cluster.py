"""bench.sh dhcp --gateways N: so many gateways on one pool with three etcd members, all on this machine, beside Kea alone.

Each server has a network namespace with device "server" on one bridge; gateways have device "core" on a second one, where etcd is.
perfdhcp broadcasts as a relay and takes the first DHCPOFFER; its time stamps give the medians."""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import peers
from processes import Server, cpu_seconds, machine_seconds, memory_megabytes, wait_for_quiet
from tables import print_table

COLUMNS = (("exchanges/s", "rate", ".0f"), ("OFFER median ms", "offer_median", ".2f"), ("p99", "offer_p99", ".1f"), ("ACK median ms", "ack_median", ".2f"),
           ("p99", "ack_p99", ".1f"), ("lost %", "lost", ".2f"), ("cores: gateways", "cores", ".2f"), ("etcd", "etcd_cores", ".2f"),
           ("perfdhcp", "client_cores", ".2f"), ("MB a gateway", "memory", ".0f"))
MEMBERS = 3
FIRST_RATE, STEP, CLOSE = 400, 1.6, 1.1
WARM_RATE, WARM_SECONDS = 400, 4  # other clients, so that a program that compiles as it runs has done so; the same for all servers


class Place:
    """A namespace with its devices."""

    def __init__(self, name, number, core):
        self.netns, self.core = name, f"10.97.0.{number}"
        run("netns", "add", name)
        run("-n", name, "link", "set", "lo", "up")
        self._plug("server", "lan", f"l{number}", f"10.96.0.{number}/12")
        if core:
            self._plug("core", "back", f"b{number}", f"{self.core}/24")

    def _plug(self, device, bridge, port, address):
        run("link", "add", port, "type", "veth", "peer", "name", device, "netns", self.netns)
        run("link", "set", port, "master", bridge, "up")
        run("-n", self.netns, "addr", "add", address, "dev", device)
        run("-n", self.netns, "link", "set", device, "up")

    def argv(self, argv):
        return ["ip", "netns", "exec", self.netns, *argv]


def run(*words):
    subprocess.run(["ip", *words], check=True)


class Bench:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.words = ""

    def run(self):
        for bridge in ("lan", "back"):
            run("link", "add", bridge, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
            run("link", "set", bridge, "up")
        base = f"pmbench{os.getpid()}"
        places = []
        try:
            # 10.96.0.2 is the client's, as in the bench of single servers.
            places = [Place(f"{base}-{n}", n if n < 2 else n + 1, core=True) for n in range(1, max(self.options.gateways, MEMBERS) + 1)]
            self.client = Place(f"{base}-c", 2, core=False)
            places.append(self.client)
            self.places = places
            self.compare()
        finally:
            for place in places:
                subprocess.run(["ip", "netns", "del", place.netns])

    def compare(self):
        names = ("polymasqd", "rfc3074", "kea") if self.options.peers is None else self.options.peers.split(",")
        best = {name: self.search(name) for name in names}
        title = f"{self.options.runs} runs of {self.options.secs} s; polymasqd and rfc3074: {self.options.gateways} gateways and {MEMBERS} etcd members"
        self.table(f"the highest rate with less than 1 % lost, {title}", best)
        half = best.get("polymasqd") or max(best.values())
        self.table(f"at half the gateways' rate, {title}", {name: half // 2 for name, rate in best.items() if rate})

    def table(self, title, rates):
        rows = [trial for _ in range(self.options.runs) for name, rate in rates.items() if rate and (trial := self.trial(name, rate))]
        print_table(title, rows, COLUMNS, "rate")

    def search(self, name):
        works, fails, rate = 0, None, FIRST_RATE
        while fails is None or fails > works * CLOSE:
            if self.keeps_up(name, rate):
                works = rate
            else:
                fails = rate
                if not works:
                    print(f"{name} does not start, or cannot do {rate} exchanges a second; its last words:\n{self.words}")
                    return 0
            rate = int((works * fails) ** 0.5) if fails else int(works * STEP)
        return works

    def keeps_up(self, name, rate):
        for _ in range(2):  # once may be noise
            trial = self.trial(name, rate)
            print(f"  {name} at {rate}/s: " + (f"{trial['rate']:.0f}/s, {trial['lost']:.2f} % lost, ACK median {trial['ack_median']:.1f} ms, cores: "
                                              f"gateways {trial['cores']:.2f}, etcd {trial['etcd_cores']:.2f}" if trial else "does not start"), flush=True)
            if trial and trial["lost"] < 1 and trial["rate"] > 0.93 * rate:
                return True
        return False

    def trial(self, name, rate):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.work))
        etcd, servers = [], []
        try:
            if name == "kea":
                servers = [self.start(name, folder, self.places[0], *peers.dhcp_kea(None, folder))]
            else:
                etcd = self.start_etcd(folder)
                servers = self.start_gateways(folder, name)
            if not all(self.listens(server) for server in servers):
                self.words = "\n".join(server.log.read_text(errors="replace")[-1000:] for server in servers)
                return None
            time.sleep(1)
            self.load(WARM_RATE, WARM_SECONDS, "mac=00:0d:00:00:00:00")
            wait_for_quiet()
            return {"server": name, **self.measured(etcd, servers, rate)}
        finally:
            for server in servers + etcd:
                server.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, name, folder, place, argv, environment=None):
        server = Server(name, place.argv(argv), folder, environment=environment).start()
        server.place = place
        return server

    def start_etcd(self, folder):
        places = self.places[:MEMBERS]
        cluster = ",".join(f"e{n}=http://{place.core}:2380" for n, place in enumerate(places))
        members = []
        for n, place in enumerate(places):
            client, peer = f"http://{place.core}:2379", f"http://{place.core}:2380"
            home = folder / f"e{n}"
            home.mkdir()
            members.append(self.start("etcd", home, place, ["etcd", "--name", f"e{n}", "--data-dir", str(home / "data"), "--listen-client-urls", client,
                                                            "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                                                            "--initial-cluster", cluster, "--logger", "zap", "--log-level", "error"]))
        health = ["env", "ETCDCTL_API=3", "etcdctl", "--endpoints", f"http://{places[0].core}:2379", "--command-timeout", "10s", "get", "x"]
        subprocess.run(places[0].argv(health), check=True, capture_output=True)
        return members

    def start_gateways(self, folder, kind):
        secret = folder / "secret"
        secret.write_text("of no importance to anybody\n")
        secret.chmod(0o600)
        gateways = []
        for n, place in enumerate(self.places[:self.options.gateways], 1):
            home = folder / f"gw{n}"
            home.mkdir()
            endpoints = [f"http://{other.core}:2379" for other in self.places[:MEMBERS]]
            turn = (n - 1) % MEMBERS
            argv, environment = peers.dhcp_polymasqd(self.options.program, home, f"gw{n}", peers.CLUSTER.format(
                address=f"{place.core}:5353", secret=secret, endpoints=", ".join(f'"{one}"' for one in endpoints[turn:] + endpoints[:turn]),
                balance="polymasq.dhcp4.load-balance = rfc3074" if kind == "rfc3074" else ""))
            gateways.append(self.start(kind, home, place, argv, environment))
        return gateways

    @staticmethod
    def listens(server, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end and server.process.poll() is None:
            if ":0043 " in open(f"/proc/{server.pid}/net/udp").read():  # port 67
                return True
            time.sleep(0.02)
        return False

    def measured(self, etcd, servers, rate):
        used = lambda family: sum(cpu_seconds(server.pid) for server in family)
        machine, own, store, began, children = machine_seconds(), used(servers), used(etcd), time.monotonic(), sum(os.times()[2:4])
        ours = sum(os.times()[:4])
        result = self.load(rate)
        took = time.monotonic() - began
        own, store = used(servers) - own, used(etcd) - store
        ours = sum(os.times()[:4]) - ours
        result |= {"cores": own / took, "etcd_cores": store / took, "client_cores": (sum(os.times()[2:4]) - children) / took,
                   "memory": max(memory_megabytes(server.pid) for server in servers),
                   "strangers": max(0.0, machine_seconds() - machine - own - store - ours) / (took * (os.cpu_count() or 1)) * 100}
        return result

    def load(self, rate, seconds=None, base="mac=00:0c:00:00:00:00"):
        seconds = seconds or self.options.secs
        clients = max(self.options.clients, int(rate * seconds * 1.1))  # none comes twice: a repeated request may need no commit
        argv = self.client.argv(["perfdhcp", "-4", "-l", "server", "-r", str(rate), "-R", str(clients), "-p", str(seconds),
                                 "-b", base, "-W", "500000", "-x", "t"])
        text = subprocess.run(argv, capture_output=True, text=True).stdout
        sent, received = ([int(found) for found in re.findall(pattern, text)] for pattern in (r"sent packets: (\d+)", r"received packets: (\d+)"))
        if len(sent) < 2:
            return {"received": 0, "rate": 0.0, "lost": 100.0, "ack_median": float("nan")}
        offers, acks = (delays(part) for part in (text.split("***Timestamps for packets:") + ["", ""])[1:3])
        result = {"received": received[1], "rate": received[1] / seconds, "lost": 100 * (1 - received[1] / max(1, sent[0]))}
        for name, values in (("offer", offers), ("ack", acks)):
            result |= {f"{name}_median": statistics.median(values) if values else float("nan"),
                       f"{name}_p99": values[int(len(values) * 0.99)] if values else float("nan")}
        return result


def delays(part):
    """Milliseconds between sent and received, sorted."""
    return sorted((float(received) - float(sent)) * 1000 for sent, received in re.findall(r"sent / received: ([\d.]+) / ([\d.]+)", part))
