#!/usr/bin/env python3
"""bench.sh start: from exec to the first forwarded answer, the processor time until then, memory and threads at rest, time to stop."""
import argparse
import os
import pathlib
import shutil
import tempfile
import time

import dns
import peers
from processes import PROCESSORS, Server, cpu_seconds, enter_private_network, family, first_answer, machine_seconds, memory_megabytes, wait_for_quiet
from tables import print_table

COLUMNS = (("first answer s", "first", ".3f"), ("CPU s until then", "cpu", ".3f"), ("MB at rest", "memory", ".1f"), ("threads", "threads", ".0f"), ("stop s", "stop", ".2f"))


def main():
    parser = argparse.ArgumentParser(prog="bench.sh start", description=__doc__)
    parser.add_argument("--program", default="out/polymasqd")
    parser.add_argument("--peers", default="polymasqd,dnsmasq,unbound", help="of: " + ", ".join(peers.DNS))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--secs", type=float, default=2, help="rest before memory is read")
    options = parser.parse_args()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-"))
    bench = dns.Bench(options, work)
    upstream, rows = bench.upstream.start(), []
    try:
        servers = list(bench.servers(options.peers.split(",")))
        for turn in range(options.runs + 1):
            for server in servers:
                row = once(server, options.secs)
                if row is None:
                    print(server.why_not())
                elif turn > 0:  # the first start makes files and fills the page cache
                    rows.append(row)
        print_table(f"start, {options.runs} runs", rows, COLUMNS, "first")
    finally:
        upstream.stop()
        shutil.rmtree(work, ignore_errors=True)


def once(server: Server, rest):
    wait_for_quiet()
    machine = machine_seconds()
    server.start()
    try:
        first = first_answer(server)
        if first is None:
            return None
        cpu = cpu_seconds(server.pid)
        strangers = max(0.0, machine_seconds() - machine - cpu) / (first * PROCESSORS) * 100
        time.sleep(rest)
        threads = sum(len(os.listdir(f"/proc/{pid}/task")) for pid in family(server.pid))
        return {"server": server.name, "first": first, "cpu": cpu, "memory": memory_megabytes(server.pid), "threads": threads,
                "strangers": strangers, "stop": server.stop()}
    finally:
        server.stop()


if __name__ == "__main__":
    main()
