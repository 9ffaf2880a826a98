#!/usr/bin/env python3
"""Clients that come, go, decline and forget, over gateways that are killed, restarted and cut off at random; then the history is checked.

usage: churn.py [--minutes 10] [--gateways 3] [--clients 60] [--seed 1] [--gateway out/polymasqd]
Exit status 1 if clients were told anything that may not be. What was told and the audits are kept in --folder, for lease_audit.py.
"""
import argparse
import json
import pathlib
import random
import signal
import sys
import time

import acknowledged
import lease_audit
from cluster import ClusterGateway, ClusterLab, start_together
from namespaces import cannot_run
from responder import Responder
from swarm import Swarm

SETTINGS = "polymasq.dhcp4.quarantine = 40s\n"  # or declined addresses run out of the pool


class Churn:
    def __init__(self, lab, program, gateways, clients, seed):
        self.random = random.Random(seed)
        lab.build(gateways)
        self.lab, self.upstream = lab, Responder(lab)
        self.gateways = [ClusterGateway(lab, program, place, SETTINGS) for place in lab.places]
        lab.start_etcd()
        took = start_together(self.gateways)
        if not all(took.values()):
            raise RuntimeError("a gateway does not start:\n" + "\n".join(gateway.said()[-1500:] for gateway in self.gateways))
        self.log = acknowledged.AcknowledgementLog(lab, lab.folder / "acknowledged.jsonl")
        self.swarm = Swarm(lab.client("swarm"), clients, {place.lan: place.mac for place in lab.places}, seed, calm=False, pace=1.5).start()
        self.troubles = {}

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            trouble = self.random.choice((self.kill_gateway, self.restart_gateway, self.kill_member, self.cut_core, self.cut_lan, self.cut_all, self.freeze))
            self.troubles[trouble.__name__] = self.troubles.get(trouble.__name__, 0) + 1
            trouble(self.random.choice(self.gateways), self.random.uniform(0.5, 8))
            time.sleep(self.random.uniform(0, 4))

    def verdict(self, folder=None):
        """What may not be, one sentence each."""
        self.swarm.stop()
        time.sleep(5)  # for the audits to have everything
        self.log.close()
        audits = {gateway.name: gateway.history() for gateway in self.gateways}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "acknowledged.jsonl").write_text(pathlib.Path(self.log.path).read_text())
            for name, audit in audits.items():
                (folder / f"{name}.json").write_text(json.dumps({"events": audit}))
            for gateway in self.gateways:
                (folder / f"{gateway.name}.log").write_text(gateway.said())
        return lease_audit.check(self.log.records, list(audits.values()))

    # ---- troubles: one gateway, so many seconds

    def kill_gateway(self, gateway, seconds):
        gateway.kill()
        time.sleep(seconds)
        gateway.start()

    def restart_gateway(self, gateway, _):
        gateway.stop()
        gateway.start()

    def kill_member(self, _, seconds):
        member = self.random.choice(self.lab.etcd)
        member.kill()
        time.sleep(seconds)
        member.start()

    def cut_core(self, gateway, seconds):
        self._cut(seconds, gateway.place.core_port)

    def cut_lan(self, gateway, seconds):
        self._cut(seconds, gateway.place.lan_port)

    def cut_all(self, gateway, seconds):
        self._cut(seconds, gateway.place.core_port, gateway.place.lan_port)

    def _cut(self, seconds, *ports):
        how = self.random.choice((self.lab.pull, self.lab.deafen, self.lab.mute))
        for port in ports:
            how(port)
        time.sleep(seconds)
        for port in ports:
            self.lab.heal(port)

    def freeze(self, gateway, seconds):
        """It stands still and then goes on as if no time had passed."""
        gateway.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        gateway.process.send_signal(signal.SIGCONT)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--gateways", type=int, default=3)
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gateway", default="out/polymasqd")
    parser.add_argument("--folder", type=pathlib.Path, help="where to keep what was told and written")
    options = parser.parse_args()
    if reason := cannot_run():
        sys.exit(reason)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lab = ClusterLab()
    try:
        churn = Churn(lab, options.gateway, options.gateways, options.clients, options.seed)
        churn.run(options.minutes * 60)
        wrong = churn.verdict(options.folder)
        for line in wrong[:30]:
            print(line)
        swarm = churn.swarm
        print(f"{sum(record['what'] == 'ack' for record in churn.log.records)} acknowledgements, {len(wrong)} violations; {len(swarm.waited)} clients waited longer than "
              f"their first retransmission, {len(swarm.lost)} leases lost, {len(swarm.split_offers)} offers differed; troubles: "
              + ", ".join(f"{count} {name}" for name, count in sorted(churn.troubles.items())))
        for line in swarm.waited[:5] + swarm.lost[:5]:
            print(f"    {line}")
        return 1 if wrong or not swarm.exchanges else 0
    finally:
        lab.down()


if __name__ == "__main__":
    sys.exit(main())
