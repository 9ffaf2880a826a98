#!/usr/bin/env python3
"""bench.sh dhcp: DHCPv4 servers side by side: the highest rate of four-way exchanges (DISCOVER to ACK) at which fewer than one in a hundred is
lost, then all of them at one rate. perfdhcp plays a relay over a veth pair; every trial begins with an empty lease store on a real disk."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import dhcp_cluster
import peers
from processes import Server, enter_private_network, measured, wait_for_quiet
from tables import print_table

COLUMNS = (("exchanges/s", "rate", ".0f"), ("CPU s per million", "cpu_per_million", ".0f"), ("DISCOVER to OFFER ms", "offer_ms", ".2f"),
           ("REQUEST to ACK ms", "ack_ms", ".2f"), ("lost %", "lost", ".2f"), ("syncs per exchange", "syncs", ".2f"), ("cores", "cores", ".2f"), ("MB", "memory", ".0f"))
SYNCS = "fsync,fdatasync,sync_file_range,msync"


def main():
    parser = argparse.ArgumentParser(prog="bench.sh dhcp", description=__doc__)
    parser.add_argument("--program", default="out/polymasqd")
    parser.add_argument("--peers", help="of: " + ", ".join(peers.DHCP) + "; with --gateways, of: polymasqd, rfc3074, kea")
    parser.add_argument("--gateways", type=int, default=1, help="so many polymasqd on one pool, with three etcd members, beside Kea alone")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--secs", type=int, default=5)
    parser.add_argument("--clients", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=400, help="exchanges a second of the second table")
    parser.add_argument("--folder", default=".", help="where the lease stores are made; a RAM disk would show nothing")
    options = parser.parse_args()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-", dir=options.folder)).resolve()
    client = f"pmbench{os.getpid()}"
    if options.gateways > 1:
        try:
            return dhcp_cluster.Bench(options, work).run()
        finally:
            shutil.rmtree(work, ignore_errors=True)
    try:
        connect(client)
        Bench(options, work, client).run()
    finally:
        subprocess.run(["ip", "netns", "del", client])
        shutil.rmtree(work, ignore_errors=True)


def connect(client):
    for line in (f"netns add {client}", f"link add name server type veth peer name client netns {client}", "addr add 10.96.0.1/12 dev server",
                 "link set server up", f"-n {client} addr add 10.96.0.2/12 dev client", f"-n {client} link set client up", f"-n {client} link set lo up"):
        subprocess.run(["ip", *line.split()], check=True)


class Bench:
    def __init__(self, options, work, client):
        self.options, self.work, self.client = options, work, client
        self.names = (options.peers or "polymasqd,dnsmasq,dhcpd,kea").split(",")

    def run(self):
        best = {name: self.search(name) for name in self.names}
        rows = self.rows({name: rate for name, rate in best.items() if rate})
        print_table(f"the highest rate without loss, {self.options.clients} clients, {self.options.runs} runs of {self.options.secs} s", rows, COLUMNS, "rate")
        rows = self.rows({name: self.options.rate for name, rate in best.items() if rate})
        print_table(f"at {self.options.rate} exchanges a second (ratio of CPU)", rows, COLUMNS, "cpu_per_million")

    def rows(self, rates):
        syncs = {name: self.syncs_per_exchange(name, rate) for name, rate in rates.items()}
        return [{"syncs": syncs[name], **trial} for _ in range(self.options.runs) for name, rate in rates.items() if (trial := self.trial(name, rate))]

    def search(self, name):
        """Upwards by half as much again until it loses, then halving the ratio between what worked and what did not."""
        works, fails = 0, None
        rate = 200
        while fails is None or fails > works * 1.07:
            if self.keeps_up(name, rate):
                works = rate
            else:
                fails = rate
                if not works:
                    print(f"{name} does not start, or cannot do {rate} exchanges a second; its last words:\n{self.words}")
                    return 0
            rate = int((works * fails) ** 0.5) if fails else int(works * 1.6)
        return works

    def keeps_up(self, name, rate):
        for _ in range(2):  # once may be noise
            trial = self.trial(name, rate)
            if trial and trial["lost"] < 1 and trial["rate"] > 0.93 * rate:
                return True
        return False

    def trial(self, name, rate):
        server = self.start(name)
        try:
            if server is None:
                return None
            wait_for_quiet()
            return {"server": name, **measured(server, lambda: self.load(rate))}
        finally:
            self.end(server)

    def syncs_per_exchange(self, name, rate):
        trace = self.work / "trace"
        server = self.start(name, ["strace", "-f", "-c", "-e", f"trace={SYNCS}", "-o", str(trace)])
        if server is None:
            return float("nan")
        received = self.load(min(rate, 1000))["received"]
        self.end(server)
        calls = sum(int(line.split()[3]) for line in trace.read_text().splitlines() if line.split() and line.split()[-1] in SYNCS.split(","))
        return calls / max(1, received)

    def start(self, name, before=()):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.work))
        argv, environment = peers.DHCP[name](self.options.program, folder)
        server = Server(name, [*before, *argv], folder, environment=environment).start()
        if self.wait_for_port(server, taken=True):
            time.sleep(0.3)  # for what it does after it has bound the port
            return server
        self.words = server.log.read_text(errors="replace")[-1000:]
        self.end(server)
        return None

    def end(self, server):
        if server:
            server.stop()
            self.wait_for_port(server, taken=False)
            self.words = server.log.read_text(errors="replace")[-1000:]
            shutil.rmtree(server.folder, ignore_errors=True)

    @staticmethod
    def wait_for_port(server, taken, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (taken and server.process.poll() is not None):
            if (":0043 " in open("/proc/net/udp").read()) == taken:  # port 67
                return True
            time.sleep(0.01)
        return False

    def load(self, rate):
        argv = ["ip", "netns", "exec", self.client, "perfdhcp", "-4", "-l", "client", "-r", str(rate), "-R", str(self.options.clients),
                "-p", str(self.options.secs), "-W", "500000"]
        done = subprocess.run(argv, capture_output=True, text=True)
        text = done.stdout + done.stderr
        numbers = lambda pattern: [float(found) for found in re.findall(pattern, text)]
        sent, received = numbers(r"sent packets: (\d+)"), numbers(r"received packets: (\d+)")
        delays = numbers(r"avg delay: ([\d.]+)") + [float("nan")] * 2
        if len(sent) < 2:
            return {"received": 0, "rate": 0.0, "lost": 100.0, "offer_ms": delays[0], "ack_ms": delays[1]}
        return {"received": received[1], "rate": received[1] / self.options.secs, "lost": 100 * (1 - received[1] / max(1, sent[0])),
                "offer_ms": delays[0], "ack_ms": delays[1]}


if __name__ == "__main__":
    main()
