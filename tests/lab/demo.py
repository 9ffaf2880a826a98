#!/usr/bin/env python3
"""./run.sh lab: one gateway, an upstream server and four real DHCP clients in network namespaces, watched for a few seconds.
With --gateways N: several gateways on one pool, which are killed, cut off and healed."""
import argparse
import signal
import sys

import cluster_demo
import lone_demo
from cluster import ClusterLab
from lab import Lab, remove, standing
from namespaces import cannot_run


def main():
    options = parse()
    if reason := cannot_run():
        sys.exit(f"lab: {reason}")
    if options.down:
        return take_down_all()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    lab, kind = (ClusterLab(), cluster_demo) if options.gateways > 1 else (Lab(), lone_demo)
    keep = False
    try:
        failures = kind.show(lab, options.gateway, options.gateways)
        keep = options.keep
        kind.print_verdict(failures)
        return 1 if failures else 0
    except KeyboardInterrupt:
        print("\nlab: interrupted")
        return 130
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # the way down is not interrupted half-way
        if keep:
            kind.print_how_to_play(lab)
        else:
            lab.down()


def parse():
    parser = argparse.ArgumentParser(prog="run.sh lab", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave it up to play with")
    parser.add_argument("--down", action="store_true", help="take down what --keep left up")
    parser.add_argument("--gateways", type=int, default=1, metavar="N", help="how many gateways share the pool: 1, or 3 to 9 with etcd")
    parser.add_argument("--gateway", default="out/polymasqd", metavar="PROGRAM", help="polymasqd to run, or dnsmasq to compare with")
    options = parser.parse_args()
    if options.gateways != 1 and not 3 <= options.gateways <= 9:
        parser.error("one gateway, or three to nine")
    if options.gateways > 1 and options.gateway == "dnsmasq":
        parser.error("there is no way for several dnsmasq to share a pool")
    if options.gateways > 1 and (reason := cluster_demo.cannot_run()):
        parser.error(reason)
    return options


def take_down_all():
    names = standing()
    for name in names:
        remove(name)
        print(f"lab {name} is down")
    if not names:
        print("lab: none is up")
    return 0


if __name__ == "__main__":
    sys.exit(main())
