"""./run.sh lab: one gateway and four real DHCP clients, watched until each has an address, a name and answers."""
import statistics
import time

import upstream
from clients import FOUR
from dig import dig
from gateway import make_gateway
from lab import DESK, DOMAIN, GATEWAY
from table import Table

COLUMNS = (("client", 10), ("address", 12), ("after", 7), ("its name, asked from another client", 46), ("cache miss", 10), ("cache hit", 9))
HITS = 5         # the median of so many is shown
PATIENCE = 30.0  # seconds until a client without an address counts as failed


def show(lab, program, _=1):
    """Builds the lab and fills the table. Returns what went wrong, one sentence each."""
    lab.build()
    clients, missing = [], {}
    for name, kind in FOUR.items():
        if reason := kind.cannot_run():
            missing[name] = reason
        else:
            clients.append(kind(lab, lab.client(name)))
    upstream.start(lab, [client.host_name for client in clients])
    gateway = make_gateway(lab, program)
    ready = gateway.start()
    if ready is None:
        return [f"{gateway.kind} did not answer; it said:\n{gateway.said()[-3000:]}"]
    print(f"{gateway.kind} answers on {GATEWAY} after {ready * 1000:.0f} ms; {len(clients)} clients start\n")
    table = Table(COLUMNS, FOUR)
    for name, reason in missing.items():
        table.put(name, "address", reason)
        table.done(name)
    failures = fill(table, clients)
    if failures:
        failures.append(f"the gateway's log ends with:\n{gateway.said()[-2000:]}")
    return failures


def fill(table, clients):
    began = time.monotonic()
    waiting = [client.start() for client in clients]
    failures = []
    if table.live:
        table.draw()
    while waiting:
        for client in list(waiting):
            address, elapsed = client.address(), time.monotonic() - began
            asker = next((other for other in clients if other is not client and other.address()), None)
            if address:
                table.put(client.node.name, "address", address)
                table.cells[client.node.name][2] = table.cells[client.node.name][2] or f"{elapsed:.1f} s"
            if address and asker:
                failures += ask_about(table, client, address, asker)
            elif elapsed > PATIENCE:
                failures.append(f"{client.node.name} has no address after {PATIENCE:.0f} s")
            else:
                continue
            table.done(client.node.name)
            waiting.remove(client)
        time.sleep(0.1)
    return failures


def ask_about(table, client, address, asker):
    """The client's name from another client; then a name of the world's by the client itself: a miss, then hits."""
    row, failures = client.node.name, []
    name, outside = f"{client.host_name}.{DOMAIN}", f"{client.host_name}.{upstream.ZONE}"
    answers, _, status = dig(asker.node, name, "A")
    table.put(row, "its name, asked from another client", f"{name} {', '.join(answers) or status} ({asker.node.name})")
    if address not in answers:
        failures.append(f"{name} is {', '.join(answers) or status} and not {address}")
    for column, times in (("cache miss", 1), ("cache hit", HITS)):
        results = [dig(client.node, outside, "A") for _ in range(times)]
        unanswered = [status for answers, _, status in results if not answers]
        table.put(row, column, unanswered[0] if unanswered else f"{statistics.median(taken for _, taken, _ in results) / 1000:.2f} ms")
        failures += [f"{outside} has no answer: {status}" for status in unanswered[:1]]
    return failures


def print_verdict(failures):
    for failure in failures:
        print(f"lab: {failure}")
    print(f"\nlab: {'FAILED' if failures else 'works: every client has an address, is found by its name, and gets answers'}")


def print_how_to_play(lab):
    print(f"""
The lab {lab.name} stays up. The clients' and the gateway's logs are in {lab.folder}.
  ip netns exec {lab.name}-desk dig @{GATEWAY} dhclient.{DOMAIN}     ask from {DESK}
  ip netns exec {lab.name}-dhclient bash                      be a client (udhcpc, dhcpcd, networkd)
  ip netns exec {lab.name}-gw ss -lunpt                       see what the gateway listens on
  out/polymasq --socket {lab.folder}/state/control.sock lease show
  ./run.sh lab --down                                    take it down""")
