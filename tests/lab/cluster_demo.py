"""./run.sh lab --gateways N: what clients notice while gateways and etcd members die, are cut off, come back and restart."""
import time

import acknowledged
import lease_audit
from clients import FOUR
from cluster import ClusterGateway, start_together
from etcd import EtcdMember
from lab import DESK, DOMAIN
from prober import Prober
from responder import Responder
from swarm import GRACE, RETRANSMIT, Swarm

CLIENTS, NEWCOMERS = 40, 3     # at the start; with each step
TROUBLE, CALM = 8.0, 5.0       # seconds that a step is watched: longer than a client may wait; while nothing is wrong
CATCH_UP = 2.0                 # seconds after which a gateway that was cut off is asked for everything again
SHOWN = 5                      # failures of a step that are printed

HEAD = f"""
{CLIENTS} clients come and renew all the time, {NEWCOMERS} new ones with each step; every gateway is asked for names all the time. All of these should be 0:
  waited   clients without an answer {GRACE:.0f} s after their first retransmission, which they send after {RETRANSMIT:.0f} s
  lost     leases that ran out, were refused or moved while their client wanted to keep them, or that a gateway does not know
  twice    addresses acknowledged to one client while another one held them, seen on the clients' side
  names    questions for leased hosts and for names of the world's that a living gateway answered wrongly or not within 2 s
"""
COLUMNS = "{:<66} {:>9} {:>7} {:>5} {:>6} {:>11}"


class Show:
    def __init__(self, lab, program, gateways, trouble=TROUBLE, calm=CALM):
        lab.build(gateways)
        self.trouble, self.calm = trouble, calm
        self.lab = lab
        self.upstream = Responder(lab)
        self.gateways = [ClusterGateway(lab, program, place) for place in lab.places]
        self.names = {gateway.name: gateway for gateway in self.gateways}
        self.cut = set()
        self.failures = 0
        self.results = []  # (step, clients that waited, leases lost, addresses held twice, names not resolved), lists of sentences
        self.swarm = self.prober = self.log = None

    def run(self):
        """Returns how much was not zero."""
        began = time.monotonic()
        self.lab.start_etcd()
        print(f"{len(self.lab.etcd)} etcd members have a quorum after {time.monotonic() - began:.1f} s", flush=True)
        ready = start_together(self.gateways)
        if not all(ready.values()):
            self.words_of([name for name, took in ready.items() if not took])
            return 1
        print("\n".join(f"{name} answers after {took * 1000:.0f} ms" for name, took in sorted(ready.items())) + "\n" + HEAD)
        self.log = acknowledged.AcknowledgementLog(self.lab, self.lab.folder / "acknowledged.jsonl")
        self.swarm = Swarm(self.lab.client("swarm"), CLIENTS, {place.lan: place.mac for place in self.lab.places}).start()
        self.prober = Prober(self.lab.desk, {gateway.name: gateway.address for gateway in self.gateways}, lambda: self.swarm.bound(settled=True))
        real = [kind(self.lab, self.lab.client(name)).start() for name, kind in FOUR.items() if not kind.cannot_run()]
        print(COLUMNS.format("step", "exchanges", "waited", "lost", "twice", "names"), flush=True)
        self.steps()
        self.swarm.stop()
        self.prober.close()
        self.ask_real_clients(real)
        self.log.close()
        self.audit()
        return self.failures

    # ---- the steps

    def steps(self):
        first, second, last = self.gateways[0], self.gateways[1], self.gateways[-1]
        self.step("clients come", lambda: None, self.calm + 2)
        print("\n" + first.control("cluster", "show")[1])
        self.step(f"{second.name} is killed (kill -9)", lambda: self.kill(second))
        self.step(f"{second.name} starts again", lambda: self.start(second), self.calm)
        leader = next((member for member in self.lab.etcd if member.is_leader()), self.lab.etcd[0])
        self.step(f"etcd's leader, {leader.name}, is killed (kill -9)", leader.kill)
        self.step(f"{leader.name} starts again", leader.start, self.calm)
        for gateway, how, words in ((first, self.lab.pull, "'s cable to the others is out, with the etcd member beside it"),
                                    (last, self.lab.deafen, " hears none of the others, they hear it (one-way loss)"),
                                    (second, self.lab.mute, " hears the others, none of them hears it (one-way loss)")):
            self.step(gateway.name + words, lambda: self.cut_off(gateway, how))
            self.step(f"{gateway.name} is connected again", lambda: self.heal(gateway), self.calm)
        self.step("the gateways restart one after the other", lambda: [self.restart(gateway) for gateway in self.gateways], self.calm)
        self.step("all gateways are killed at once (kill -9) and started", self.restart_all)

    def step(self, words, action, seconds=None):
        swarm, prober = self.swarm, self.prober
        swarm.join(NEWCOMERS)
        before = (swarm.exchanges, len(swarm.waited), len(swarm.lost), len(prober.failures), prober.asked, len(lease_audit.overlaps(list(self.log.records))))
        action()
        time.sleep(seconds or self.trouble)
        twice = lease_audit.overlaps(list(self.log.records))[before[5]:]
        unknown = [line for gateway in self.gateways if gateway.runs() and gateway.name not in self.cut for line in self.unknown_to(gateway)]
        waited, lost = swarm.waited[before[1]:], swarm.lost[before[2]:] + unknown
        names = prober.failures[before[3]:]
        print(COLUMNS.format(words, swarm.exchanges - before[0], len(waited), len(lost), len(twice), f"{len(names)} of {prober.asked - before[4]}"), flush=True)
        for line in [line for kind in (waited, lost, twice, names) for line in kind[:SHOWN]]:
            print(f"    {line}")
        self.results.append((words, waited, lost, twice, names))
        self.failures += sum(map(len, (waited, lost, twice, names)))

    def unknown_to(self, gateway):
        """Leases that clients have and a gateway that is well does not show."""
        held = self.swarm.bound(settled=True)
        shown = {lease["address"]: lease.get("hostname") for lease in (gateway.json("lease", "show", "--limit", "1000") or {"leases": []})["leases"]}
        still = self.swarm.bound()
        return [f"{gateway.name} does not know that {name} has {address}" for name, address in held.items()
                if shown.get(address) != name and still.get(name) == address]

    # ---- what is done to gateways

    def kill(self, gateway):
        self.prober.rest(gateway.name)
        gateway.kill()

    def start(self, gateway):
        took = gateway.start()
        if took is None:
            self.words_of([gateway.name])
            self.failures += 1
        else:
            self.prober.resume(gateway.name)

    def restart(self, gateway):
        self.prober.rest(gateway.name)
        gateway.stop()
        self.start(gateway)

    def restart_all(self):
        self.prober.rest(*self.names)
        for gateway in self.gateways:
            gateway.kill()
        took = start_together(self.gateways)
        print(f"    they answer after {', '.join(f'{seconds:.1f} s' if seconds else 'never' for seconds in took.values())}")
        self.prober.resume(*(name for name, seconds in took.items() if seconds))
        self.failures += sum(seconds is None for seconds in took.values())

    def cut_off(self, gateway, how):
        """It cannot hear of what happens from now on, so it is asked only for what was so before."""
        self.prober.known[gateway.name] = self.swarm.bound(settled=True)
        self.cut.add(gateway.name)
        how(gateway.place.core_port)

    def heal(self, gateway):
        self.lab.heal(gateway.place.core_port)
        time.sleep(CATCH_UP)
        self.cut.discard(gateway.name)
        self.prober.known.pop(gateway.name, None)

    # ---- at the end

    def ask_real_clients(self, clients):
        print()
        for client in clients:
            name, address = f"{client.host_name}.{DOMAIN}", client.address()
            answers = {gateway.name: self.lab.desk.run("dig", "+short", "+time=2", "+tries=1", f"@{gateway.address}", name)[1].strip() for gateway in self.gateways}
            well = address and set(answers.values()) == {address}
            self.failures += not well
            print(f"{client.node.name:<10} has {address or 'no address'}; {name} is " + ", ".join(f"{answer or '-'} at {at}" for at, answer in answers.items()))

    def audit(self):
        audits = [gateway.history() for gateway in self.gateways if gateway.runs()]
        records = list(self.log.records)
        acknowledgements = sum(record["what"] == "ack" for record in records)
        wrong = lease_audit.unaudited(records, audits) + lease_audit.disagreements(audits)
        behind = [f"an audit lacks {len(missing)} of {acknowledgements} acknowledgements" for audit in audits if (missing := lease_audit.unaudited(records, [audit]))]
        split = self.swarm.split_offers
        print(f"\n{acknowledgements} acknowledgements were seen on the LAN, {len(wrong)} of them are in no audit or in audits that disagree; "
              f"{len(split)} offers differed between gateways")
        for line in wrong[:SHOWN] + behind + split[:SHOWN]:
            print(f"    {line}")
        self.failures += len(wrong) + len(behind) + len(split)

    def words_of(self, names):
        for name in names:
            print(f"{name} does not answer; it said:\n{self.names[name].said()[-2000:]}")


def cannot_run():
    return EtcdMember.cannot_run()


def show(lab, program, gateways):
    return Show(lab, program, gateways).run()


def print_verdict(failures):
    print("\nlab: " + (f"FAILED: {failures} things are not zero" if failures else "works: nobody waited, nothing was lost, no address had two holders, every name resolved"))


def print_how_to_play(lab):
    first = lab.places[0]
    print(f"""
The lab {lab.name} stays up. Logs, settings and what clients were told are in {lab.folder}.
  ip netns exec {lab.name}-desk dig @{first.lan} dhclient.{DOMAIN}     ask a gateway from {DESK}
  ip netns exec {lab.name}-{first.name} bash                         be where a gateway and an etcd member are
  out/polymasq --socket {lab.folder}/state-{first.name}/control.sock cluster show
  ./run.sh lab --down                                    take it down""")
