"""What one gateway does for another's clients, seen by clients that are told each message to send."""
import signal
import time

import dhcp
import wire
from cluster import standing, start_together
from lab import DOMAIN
from responder import ZONE
from scripted import ScriptedClient
from swarm import GRACE, RETRANSMIT, Swarm
from waiting import wait_until


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "several dnsmasq cannot share a pool")
    offers_and_deaths(report)
    drained_restart(report)
    quorum_lost(report)


class Clients:
    """Hands out scripted clients of one node."""

    def __init__(self, lab):
        self.node, self.servers, self.count = lab.client("scripted"), {place.lan: place.mac for place in lab.places}, 0

    def new(self):
        self.count += 1
        return ScriptedClient(self.node, bytes([2, 0x57, 0, 0, 0, self.count]), self.servers, f"scripted-{self.count}")


def offers_and_deaths(report):
    with standing(report) as (lab, gateways, _):
        clients = Clients(lab)
        same_offers(report, clients, len(gateways))
        names_at_once(report, lab, gateways, clients)
        for gateway in gateways:
            dies_after_its_offer(report, gateway, clients, len(gateways))
        whole_restart(report, gateways, clients)


def same_offers(report, clients, count):
    addresses = [{offer.yiaddr for offer in clients.new().discover(1.0, count).values()} for _ in range(5)]
    report.check("all gateways offer a client the same address", all(len(each) == 1 for each in addresses), addresses)
    report.check("and different clients different ones", len(set.union(*addresses)) == len(addresses), addresses)
    answered = len(clients.new().discover(1.0, count))
    report.check("by default all of them answer", answered == count, answered)


def names_at_once(report, lab, gateways, clients):
    times = []
    for _ in range(5):
        client = clients.new()
        answer = client.lease()
        name = f"scripted-{clients.count}.{DOMAIN}"
        for gateway in gateways:
            took = answer and wait_until(lambda: resolves(lab, gateway, name, answer.yiaddr), 2)
            times.append(9.9 if took is None else took)
    times.sort()
    report.check("a leased name is known at every gateway at once", times[len(times) // 2] < 0.3 and times[-1] < 2, f"{times} s")


def resolves(lab, gateway, name, address=None):
    answer = wire.ask(lab.desk, gateway.address, wire.query(name), timeout=1.0)
    return answer is not None and (address in answer.addresses() if address else bool(answer.addresses()))


def dies_after_its_offer(report, gateway, clients, count):
    client = clients.new()
    offers = client.discover(2.0, count)
    offer = offers.get(gateway.address)
    if not report.check(f"{gateway.name} offers", offer is not None, list(offers)):
        return
    gateway.kill()
    client.request(offer)
    began = time.monotonic()
    answer = client.answer(RETRANSMIT)
    if answer is None:
        client.request(offer, again=True)
        answer = client.answer(GRACE)
    said = f"{time.monotonic() - began:.2f} s, {answer and answer.kind}, server {answer and answer.address(dhcp.OPTION_SERVER)}"
    report.check(f"{gateway.name} dies after its offer: the client has its address by its first retransmission",
                 answer is not None and answer.kind == dhcp.ACK and answer.yiaddr == offer.yiaddr, said)
    report.check("under the server identifier that it expects", answer is not None and answer.address(dhcp.OPTION_SERVER) == gateway.address, said)
    again = client.rebind()
    report.check("and rebinding is answered at once", again is not None and again.kind == dhcp.ACK, again and again.kind)
    back = gateway.start()
    report.check(f"{gateway.name} comes back", back is not None, back or gateway.said()[-2000:])


def whole_restart(report, gateways, clients):
    holders = [clients.new() for _ in range(5)]
    held = [client.lease() for client in holders]
    for gateway in gateways:
        gateway.kill()
    took = start_together(gateways)
    report.check("all gateways killed: they come back", all(took.values()), took)
    took = {gateway.name: gateway.ready_after() for gateway in gateways}
    report.check("and serve again within 2 s", all(seconds and seconds < 2 for seconds in took.values()), took)
    answers = [client.reboot(3.0) for client in holders]
    report.check("and every client keeps its lease", all(held) and all(answer and answer.kind == dhcp.ACK and answer.yiaddr == before.yiaddr
                                                                     for answer, before in zip(answers, held)), [answer and answer.kind for answer in answers])


def drained_restart(report):
    with standing(report) as (lab, gateways, _):
        swarm = Swarm(lab.client("swarm"), 30, {place.lan: place.mac for place in lab.places}).start()
        time.sleep(4)
        clients, drained = Clients(lab), gateways[1]
        client = clients.new()
        report.check("a client has a lease", client.lease() is not None)
        status, output = drained.control("cluster", "drain")
        report.check("cluster drain", status == 0, output)
        shown = wait_until(lambda: all("draining" in gateway.control("cluster", "show")[1] for gateway in gateways), 5)
        report.check("every gateway shows that it is draining", shown is not None, gateways[0].control("cluster", "show")[1])
        offers = clients.new().discover(1.5, len(gateways))
        report.check("it answers no new client, the others do", drained.address not in offers and len(offers) == len(gateways) - 1, list(offers))
        answer = client.renew(drained.address)
        report.check("it renews", answer is not None and answer.kind == dhcp.ACK, answer and answer.kind)
        report.check("it stops when told", drained.stop(signal.SIGTERM) is not None)
        time.sleep(3)
        report.check("it starts again", drained.start() is not None)
        time.sleep(5)
        swarm.stop()
        report.check("no client has waited", not swarm.waited, swarm.waited[:3])
        report.check("no lease was lost", swarm.exchanges > 50 and not swarm.lost, swarm.lost[:3] or swarm.exchanges)
        report.check("nobody was refused", not swarm.refused, swarm.refused)
        serves = wait_until(lambda: drained.address in clients.new().discover(0.5, len(gateways)), 10)
        report.check("after the restart it answers new clients", serves is not None, drained.control("cluster", "show")[1])


def quorum_lost(report):
    with standing(report) as (lab, gateways, upstream):
        clients = Clients(lab)
        holder = clients.new()
        lease = holder.lease()
        report.check("a client has a lease", lease is not None)
        lost = lab.etcd[:2]
        for member in lost:
            member.kill()
        took = wait_until(lambda: all("no quorum" in gateway.readyz()[1] for gateway in gateways), 10)
        report.check("/readyz says that there is no quorum", took is not None, [gateway.readyz() for gateway in gateways])
        report.check("and is ready all the same, for names and renewals", all(gateway.readyz()[0] == "200" for gateway in gateways))
        output = gateways[0].control("cluster", "show")[1]
        report.check("so does cluster show", "quorum" in output or "etcd" in output, output)
        time.sleep(3)
        answer = holder.renew(gateways[0].address)
        left = answer and answer.lease_seconds()
        report.check("a renewal gets what is left of its lease", answer is not None and answer.kind == dhcp.ACK and 60 < left < 118, f"{answer and answer.kind}, {left} s")
        answer = holder.rebind()
        report.check("so does rebinding", answer is not None and answer.kind == dhcp.ACK, answer and answer.kind)
        newcomer = clients.new()
        offers = newcomer.discover(2.0)
        report.check("no new client is answered", not offers, {server: offer.yiaddr for server, offer in offers.items()})
        report.check("DNS goes on", all(resolves(lab, gateway, f"quorum-{gateway.name}.{ZONE}") for gateway in gateways))
        for member in lost:
            member.start()
        took = wait_until(lambda: newcomer.lease(3.0) is not None, 15)
        report.check("it recovers by itself", took is not None, took)
        ready = wait_until(lambda: not any("no quorum" in gateway.readyz()[1] for gateway in gateways), 5)
        report.check("/readyz says so", ready is not None, [gateway.readyz() for gateway in gateways])
        lines = [line for line in gateways[0].said().splitlines() if " warn " in line or " error " in line]
        about = [line for line in lines if "quorum" in line or "commit" in line]
        report.check("the log says it in a line, or two", 1 <= len(about) <= 2, about)
        report.check("and does not take the store for an older one", not any("older" in line for line in lines), lines)
