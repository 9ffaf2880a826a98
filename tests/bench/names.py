#!/usr/bin/env python3
"""bench.sh names: hits with more and more names in the cache, each asked as often as the others, and the memory that a name takes. The
cache has 200 bytes for each name. What a hit costs more than among the fewest names is compared with a read from that much memory."""
import argparse
import pathlib
import shutil
import subprocess
import tempfile

import control
import dns
import peers
from processes import Server, enter_private_network, first_answer, measured, memory_megabytes, wait_for_quiet
from tables import print_table

BYTES_A_NAME, BYTES_MIN = 200, 1 << 20
RESIDENT_MIN = 1_000_000  # of fewer names the memory is lost in what else the process comes to need
COLUMNS = (("entries", "entries", ".0f"), ("bytes an entry", "bytes", ".0f"), ("resident bytes an entry", "resident", ".0f"), ("answers/s", "rate", ".0f"),
           ("CPU s per million", "cpu_per_million", ".2f"), ("p99 µs", "p99_us", ".0f"), ("hits %", "hits", ".1f"),
           ("µs more", "more", ".2f"), ("read ns", "read", ".0f"), ("reads", "reads", ".1f"))


def parse():
    parser = argparse.ArgumentParser(prog="bench.sh names", description=__doc__)
    parser.add_argument("--program", default="out/polymasqd")
    parser.add_argument("--names", default="1000,10000,100000,1000000,5000000", help="from few to many")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--secs", type=float, default=5)
    parser.set_defaults(peers="", loads="")
    return parser.parse_args()


def main():
    options = parse()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-"))
    bench = Names(options, work)
    rows = []
    try:
        bench.upstream.start()
        for count in map(int, options.names.split(",")):
            rows += bench.measure(count, rows)
        print_table(f"hits of any name, as fast as it goes, {options.runs} runs of {options.secs:g} s", rows, COLUMNS, "rate")
    finally:
        bench.upstream.stop()
        shutil.rmtree(work, ignore_errors=True)


class Names(dns.Bench):
    def __init__(self, options, work):
        super().__init__(options, work)
        subprocess.run(["gcc", "-O2", "-o", work / "memory", pathlib.Path(__file__).parent / "memory.c"], check=True)

    def measure(self, count, before):
        gateway = self.gateway(count)
        try:
            gateway.start()
            if first_answer(gateway) is None:
                raise SystemExit(gateway.why_not())
            empty = memory_megabytes(gateway.pid)
            for _ in range(2):  # once more for what was lost
                self.blast(gateway, "-g", "names", "-n", count, "-c", 20, "-q", 100, seconds=600)
            return [self.row(gateway, count, empty, before) for _ in range(self.options.runs)]
        finally:
            gateway.stop()

    def gateway(self, count):
        folder = self.folder(f"polymasqd{count}")
        argv = peers.dns_polymasqd(self.options.program, folder, dns.FIRST_PORT, dns.UPSTREAM)
        with open(folder / "polymasq.conf", "a") as configuration:
            configuration.write(f"polymasq.dns.cache.max-bytes = {max(BYTES_MIN, BYTES_A_NAME * count)}\n")
        return Server(f"{count} names", argv, folder, dns.FIRST_PORT)

    def row(self, gateway, count, empty, before):
        wait_for_quiet()
        asked = self.counts(gateway)
        row = measured(gateway, lambda: self.blast(gateway, "-g", "names", "-u", count, "-c", 50, "-q", 200), [self.upstream.pid])
        answered = self.counts(gateway)
        cache = control.cache(gateway.folder)
        least = min((other["cpu_per_million"] for other in before), default=row["cpu_per_million"])
        read = float(subprocess.run([self.work / "memory", str(cache["bytesUsed"])], capture_output=True, text=True, check=True).stdout)
        if count >= RESIDENT_MIN:
            row["resident"] = (row["memory"] - empty) * 1e6 / cache["entries"]
        return {**row, "server": gateway.name, "entries": cache["entries"], "bytes": cache["bytesUsed"] / cache["entries"],
                "hits": 100 * (answered["hits"] - asked["hits"]) / max(1, answered["queries"] - asked["queries"]),
                "more": row["cpu_per_million"] - least, "read": read, "reads": (row["cpu_per_million"] - least) * 1000 / read}

    def counts(self, gateway):
        return control.ask(gateway.folder, "cache", "stats")["listeners"]


if __name__ == "__main__":
    main()
