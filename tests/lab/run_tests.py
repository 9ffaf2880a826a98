#!/usr/bin/env python3
"""Tests of a whole gateway in network namespaces. The last line reads: N passed, N failed, N skipped

usage: run_tests.py [--gateway out/polymasqd | dnsmasq] [GROUP...]
"""
import argparse
import importlib
import signal
import sys
import time

from namespaces import cannot_run
from report import Report

GROUPS = ("beside_dnsmasq", "clients", "edns", "hostile", "leases", "life", "names", "split", "storage", "cluster", "handover", "cluster_input", "one_cache")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default="out/polymasqd")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="one of: " + ", ".join(GROUPS))
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    report = Report(options.gateway)
    reason = cannot_run()
    for group in options.groups or GROUPS:
        report.begin(group)
        if reason:
            report.skip("all of it", reason)
            continue
        began = time.monotonic()
        importlib.import_module(f"test_{group}").run(report)
        print(f"---- {group}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped")
    return 1 if report.failed or not report.passed and not reason else 0


if __name__ == "__main__":
    sys.exit(main())
