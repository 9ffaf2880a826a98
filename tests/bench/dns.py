#!/usr/bin/env python3
"""bench.sh dns: forwarding DNS servers side by side. Loads: one (a single name), zipf (10,000 names, the first most often), rate (zipf at
a fixed rate, for latencies) and miss (every name is new). Servers take turns; each row is a median."""
import argparse
import pathlib
import random
import re
import shutil
import subprocess
import tempfile

import peers
from processes import Server, enter_private_network, first_answer, measured, wait_for_quiet
from tables import print_table

UPSTREAM, FIRST_PORT, NAMES = 5301, 5310, 10_000
COLUMNS = (("answers/s", "rate", ".0f"), ("CPU s per million", "cpu_per_million", ".2f"), ("mean µs", "mean_us", ".0f"),
           ("p50 µs", "p50_us", ".0f"), ("p99 µs", "p99_us", ".0f"), ("lost %", "lost", ".2f"), ("cores", "cores", ".2f"), ("MB", "memory", ".0f"))


def parse():
    parser = argparse.ArgumentParser(prog="bench.sh dns", description=__doc__)
    parser.add_argument("--program", default="out/polymasqd")
    parser.add_argument("--peers", default="polymasqd,dnsmasq,dnsmasq150,unbound,dnsdist,floor", help="of: " + ", ".join(peers.DNS))
    parser.add_argument("--loads", default="one,zipf,rate,miss")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--secs", type=float, default=5)
    parser.add_argument("--rate", type=int, default=20000, help="questions a second of the load rate")
    return parser.parse_args()


def main():
    options = parse()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-"))
    running = []
    try:
        bench = Bench(options, work)
        running.append(bench.upstream.start())
        for server in bench.servers(options.peers.split(",")):
            running.append(server.start())
            if first_answer(server) is None:
                print(server.why_not())
            else:
                bench.live.append(server)
        for load in options.loads.split(","):
            bench.run(load)
    finally:
        for server in running:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)


def compile_tools(work):
    here = pathlib.Path(__file__).parent
    for name in ("dnsblast", "fastauth"):
        subprocess.run(["gcc", "-O2", "-o", work / name, here / f"{name}.c"], check=True)


class Bench:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.random = random.Random(1)
        self.live = []
        compile_tools(work)
        self.upstream = Server("upstream", [work / "fastauth", str(UPSTREAM)], self.folder("upstream"))
        names = [f"h{i}.{self.random.choice(('eu', 'us', 'cdn', 'static', 'api'))}.example{i % 997}.bench.example" for i in range(NAMES)]
        self.names_file("one", ["www.bench.example"])
        self.names_file("all", names)
        self.names_file("zipf", self.random.choices(names, [1 / (i + 1) for i in range(NAMES)], k=200_000))

    def folder(self, name):
        folder = self.work / f"{name}.d"
        folder.mkdir()
        return folder

    def names_file(self, name, names):
        (self.work / name).write_text("\n".join(names) + "\n")

    def servers(self, names):
        for port, name in enumerate(names, FIRST_PORT):
            folder = self.folder(name)
            yield Server(name, peers.DNS[name](self.options.program, folder, port, UPSTREAM), folder, port)

    def blast(self, server, *arguments, seconds=None):
        text = subprocess.run([self.work / "dnsblast", "-p", str(server.port), "-l", str(seconds or self.options.secs), *map(str, arguments)],
                              capture_output=True, text=True, check=True).stdout
        result = {key: float(value) for key, value in re.findall(r"(\w+)=([\d.]+)", text)}
        result["lost"] = 100 * (1 - (result["received"] - result["failed"]) / max(1, result["sent"]))
        return result

    def load(self, load, server):
        if load == "miss":
            return self.blast(server, "-g", f"x{self.random.getrandbits(40):x}", "-c", 20, "-q", 100)  # dnsmasq takes 150 at once
        if load == "rate":
            return self.blast(server, "-d", self.work / "zipf", "-c", 20, "-q", 200, "-Q", self.options.rate)
        return self.blast(server, "-d", self.work / load, "-c", 50, "-q", 200)

    def run(self, load):
        rows = []
        for server in self.live:  # every name twice: what is asked once may not stay
            for _ in range(2):
                self.blast(server, "-d", self.work / "one", "-n", 2000, "-c", 10, "-q", 50, seconds=10)
                self.blast(server, "-d", self.work / "all", "-n", 2 * NAMES, "-c", 10, "-q", 50, seconds=20)
        for _ in range(self.options.runs):
            for server in self.live:
                wait_for_quiet()
                rows.append({"server": server.name, **measured(server, lambda: self.load(load, server), [self.upstream.pid])})
        print_table(f"{load}: {TITLES[load].format(rate=self.options.rate)}, {self.options.runs} runs of {self.options.secs:g} s", rows, COLUMNS,
                    "cpu_per_million" if load == "rate" else "rate")


TITLES = {"one": "hits of one name, as fast as it goes", "zipf": f"hits of {NAMES} names, as fast as it goes",
          "rate": "the same at {rate} questions a second (ratio of CPU)", "miss": "misses, as fast as it goes"}


if __name__ == "__main__":
    main()
