#!/usr/bin/env python3
"""bench.sh pauses: how long garbage collections stop polymasqd while it answers hits, with a long blocklist and a full cache: left alone,
while the blocklist is loaded again, while misses are stored and others evicted, and while the configuration is read again."""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import control
import dns
import peers
from processes import Server, enter_private_network, first_answer, measured, memory_megabytes, wait_for_quiet
from tables import print_table

NAMES, MEBIBYTE = 100_000, 1 << 20
COLUMNS = (("collections 0 / 1 / 2", "collections", "s"), ("pauses ms", "paused", ".1f"), ("longest ms", "longest", ".2f"), ("answers/s", "rate", ".0f"),
           ("p99 ms", "p99", ".2f"), ("p99.9 ms", "p999", ".2f"), ("max ms", "max", ".1f"), ("lost %", "lost", ".2f"), ("cores", "cores", ".2f"), ("MB", "memory", ".0f"))


def parse():
    parser = argparse.ArgumentParser(prog="bench.sh pauses", description=__doc__)
    parser.add_argument("--program", default="out/polymasqd")
    parser.add_argument("--secs", type=float, default=10, help="of each part")
    parser.add_argument("--blocked", type=int, default=1_000_000, help="names of the blocklist")
    parser.add_argument("--cache", type=int, default=256, help="MiB, filled to the limit")
    parser.add_argument("--rate", type=int, default=0, help="hits a second; 0: as fast as it goes")
    parser.add_argument("--misses", type=int, default=20_000, help="misses a second of the third part")
    parser.add_argument("--every", type=float, default=2, help="seconds from one reload to the next")
    parser.set_defaults(peers="", loads="", runs=1)
    return parser.parse_args()


def main():
    options = parse()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-"))
    bench = Pauses(options, work)
    try:
        bench.upstream.start()
        bench.start()
        bench.fill()
        bench.measure()
    finally:
        bench.gateway.stop()
        bench.upstream.stop()
        shutil.rmtree(work, ignore_errors=True)


class Pauses(dns.Bench):
    def __init__(self, options, work):
        super().__init__(options, work)
        self.folder_of_gateway = self.folder("polymasqd")
        self.list = work / "blocklist"
        argv = peers.dns_polymasqd(options.program, self.folder_of_gateway, dns.FIRST_PORT, dns.UPSTREAM)
        with open(self.folder_of_gateway / "polymasq.conf", "a") as configuration:
            configuration.write(f'polymasq.dns {{ blocklists = ["{self.list}"], cache.max-bytes = {options.cache}MiB }}\n')
        self.gateway = Server("polymasqd", argv, self.folder_of_gateway, dns.FIRST_PORT)
        self.reloads = 0

    def write_list(self):
        """As its updater does: beside it, then in its place. Each has a name more than the one before."""
        fresh = self.list.with_suffix(".new")
        with open(fresh, "w") as text:
            text.writelines(f"||tracker-{number:07d}.advertising.example^\n" for number in range(self.options.blocked + self.reloads))
        fresh.rename(self.list)

    def start(self):
        """Without its blocklist first, for what that adds to memory."""
        self.list.write_text("")
        self.gateway.start()
        if first_answer(self.gateway) is None:
            raise SystemExit(self.gateway.why_not())
        time.sleep(2)
        before = self.memory_now_and_peak()[0]
        began, self.reloads = time.monotonic(), 1
        self.write_list()
        wrote = time.monotonic() - began
        self.wait_for_list()
        loaded = time.monotonic() - began - wrote
        time.sleep(1)
        now, peak = self.memory_now_and_peak()
        print(f"a blocklist of {self.options.blocked} names: {before:.0f} MB resident before, {peak:.0f} at the peak, {now:.0f} afterwards; "
              f"in force {loaded:.2f} s after it was written", flush=True)

    def memory_now_and_peak(self):
        fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{self.gateway.pid}/status").read_text().splitlines())
        return [int(fields[field].split()[0]) / 1000 for field in ("VmRSS", "VmHWM")]

    def wait_for_list(self, seconds=60):
        end = time.monotonic() + seconds
        while f"gives {self.options.blocked + self.reloads} names" not in self.gateway.log.read_text(errors="replace"):
            if time.monotonic() > end:
                raise SystemExit(self.gateway.why_not())
            time.sleep(0.02)

    def fill(self):
        number = 0
        while True:
            self.blast(self.gateway, "-g", f"fill{number}", "-n", 200_000, "-c", 20, "-q", 100, seconds=60)
            number += 1
            cache = control.cache(self.folder_of_gateway)
            if cache["evictions"] > 0:
                break
        for _ in range(3):
            self.blast(self.gateway, "-g", "hits", "-n", NAMES, "-c", 20, "-q", 100, seconds=60)
        pauses = control.ask(self.folder_of_gateway, "node", "stats")["pauses"]
        print(f"the cache: {cache['entries']} entries, {cache['bytesUsed'] / MEBIBYTE:.0f} of {cache['bytesMax'] / MEBIBYTE:.0f} MiB; "
              f"longest pause since the start: {max(pauses['longestMilliseconds'], pauses['unseenMilliseconds']):.2f} ms", flush=True)

    def measure(self):
        rows = []
        for name, disturb, pause in (("nothing else", None, 0), ("blocklist loaded again", self.reload_list, self.options.every),
                                     ("misses", self.ask_misses, 0), ("SIGHUP", self.reload_configuration, self.options.every)):
            wait_for_quiet()
            stop = threading.Event()
            disturber = threading.Thread(target=self.disturb, args=(disturb, pause, stop))
            before = control.ask(self.folder_of_gateway, "node", "stats")
            watch = PauseWatch(self.folder_of_gateway, before)
            disturber.start()
            row = measured(self.gateway, self.hits, [self.upstream.pid])
            stop.set()
            disturber.join()
            after = watch.end()
            times = f", {self.disturbed} times" if pause else ""
            rows.append({**row, "server": name + times, "longest": watch.longest,
                         "collections": " / ".join(str(b - a) for a, b in zip(before["collections"], after["collections"])),
                         "paused": after["pauses"]["totalMilliseconds"] - before["pauses"]["totalMilliseconds"],
                         "p99": row["p99_us"] / 1000, "p999": row["p999_us"] / 1000, "max": row["max_us"] / 1000})
        print_table(f"hits of {NAMES} names for {self.options.secs:g} s each, {memory_megabytes(self.gateway.pid):.0f} MB resident at the end", rows, COLUMNS, "rate")

    def hits(self):
        rate = ["-Q", self.options.rate] if self.options.rate else []
        return self.blast(self.gateway, "-g", "hits", "-u", NAMES, "-c", 50, "-q", 200, *rate)

    def disturb(self, work, pause, stop):
        """Until the hits have ended."""
        self.disturbed = 0
        while work and not stop.wait(pause):
            work()
            self.disturbed += 1

    def reload_list(self):
        self.reloads += 1
        self.write_list()
        self.wait_for_list()

    def ask_misses(self):
        self.blast(self.gateway, "-g", f"m{self.random.getrandbits(40):x}", "-c", 20, "-q", 100, "-Q", self.options.misses, seconds=self.options.secs + 1)

    def reload_configuration(self):
        os.kill(self.gateway.pid, signal.SIGHUP)


class PauseWatch(threading.Thread):
    """The longest pause from now on. The gateway remembers its last 64 pauses, so it is asked now and then."""

    def __init__(self, folder, before):
        super().__init__(daemon=True)
        self.folder, self.longest, self.stopped = folder, 0.0, threading.Event()
        self.known = max((pause["collection"] for pause in before["pauses"]["recent"]), default=0)
        self.unseen = before["pauses"]["unseenMilliseconds"]
        self.start()

    def run(self):
        while not self.stopped.wait(1):
            self.look()

    def look(self):
        stats = control.ask(self.folder, "node", "stats")
        lengths = [pause["milliseconds"] for pause in stats["pauses"]["recent"] if pause["collection"] > self.known]
        self.longest = max([self.longest, stats["pauses"]["unseenMilliseconds"] - self.unseen, *lengths])
        return stats

    def end(self):
        self.stopped.set()
        self.join()
        return self.look()


if __name__ == "__main__":
    main()
