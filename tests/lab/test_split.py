"""Two gateways on one pool that know nothing of each other: what the history checker exists for. It must find what they do wrong."""
import time

import acknowledged
import lease_audit
from cluster import ClusterGateway, ClusterLab, start_together
from swarm import Swarm

# Hardly more addresses than clients: two clients meet soon.
SMALL_POOL = 'polymasq.dhcp4.subnets = [{ subnet = "10.9.0.0/24", interface = "lan0", range = "10.9.0.20-10.9.0.84", lease-time = 2m }]\n'


def run(report):
    report.check("the checker finds what it should", lease_audit.finds_what_it_should())
    if report.with_dnsmasq:
        return report.skip("two gateways on one pool", "its settings are polymasqd's")
    lab = ClusterLab()
    try:
        lab.build(2, engine="embedded")
        gateways = [ClusterGateway(lab, report.program, place, SMALL_POOL) for place in lab.places]
        report.check("two gateways on one pool start", all(start_together(gateways).values()))
        log = acknowledged.AcknowledgementLog(lab, lab.folder / "acknowledged.jsonl")
        swarm = Swarm(lab.client("swarm"), 60, {place.lan: place.mac for place in lab.places}, calm=False, pace=1).start()
        time.sleep(8)
        swarm.stop()
        log.close()
        audits = [gateway.history() for gateway in gateways]
        records = acknowledged.read(log.path)
        report.check("they give leases", swarm.exchanges > 50, swarm.exchanges)
        twice = [line for line in lease_audit.overlaps(records) if "holds it" in line]
        report.check("an address to two clients is found", twice, twice[:2])
        report.check("audits that disagree are found", lease_audit.disagreements(audits), lease_audit.disagreements(audits)[:1])
        report.check("what one has acknowledged the other's audit does not have", lease_audit.unaudited(records, audits[:1]))
        report.check("but each has written down its own", not lease_audit.unaudited(records, audits), lease_audit.unaudited(records, audits)[:3])
    finally:
        lab.down()
