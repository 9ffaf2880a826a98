"""No address to two clients, whatever they do; and no acknowledged lease lost, whenever the gateway is killed."""
import random
import signal
import time

from lease_history import finds_what_it_should
from storm import Storm, StormClient

SEED = 20240607


def run(report):
    report.check("the checker finds what it should", finds_what_it_should())
    churn(report)
    killed_again_and_again(report)


def churn(report):
    with report.lab() as (lab, gateway, _):
        if not report.started(gateway):
            return
        storm = Storm(lab.client("storm"), clients=40, seed=SEED)
        storm.run(15)
        history = storm.history
        report.check("no address to two clients under churn", not history.violations, history.violations[:5] or f"{history.acknowledged} leases")
        report.check("leases are given all the time", history.acknowledged > 200, history.acknowledged)
        report.check("nearly every message is answered", storm.unanswered <= history.acknowledged // 50, f"{storm.unanswered} were not")


def killed_again_and_again(report, rounds=8):
    """Seeded moments, a storm that never gives a lease up: after each restart every client reboots into the lease it was given."""
    moments = random.Random(SEED)
    lost, checked, restarted = [], 0, 0
    with report.lab() as (lab, gateway, _):
        if not report.started(gateway):
            return
        storm = Storm(lab.client("storm"), clients=60, seed=SEED)
        for _ in range(rounds):
            storm.run(moments.uniform(0.3, 1.5), calm=True)
            gateway.stop(signal.SIGKILL)
            storm.receive()  # what had left before the end counts as acknowledged
            held = [client for client in storm.clients if client.address]
            restarted += gateway.start() is not None
            checked += len(held)
            lost += not_confirmed(storm, held)
            storm.clients.append(StormClient(1000 + restarted))
        report.check("it starts again after every kill -9", restarted == rounds, f"{restarted} of {rounds}")
        report.check("no acknowledged lease is lost", checked > rounds and not lost, lost[:5] or f"{checked} were confirmed")
        report.check("no address to two clients across restarts", not storm.history.violations, storm.history.violations[:5])


def not_confirmed(storm, held, seconds=10.0):
    """The clients whose reboot into their lease is refused or not answered, asked up to four times."""
    waiting = {client: client.address for client in held}
    lost = []
    end = time.monotonic() + seconds
    while waiting and time.monotonic() < end:
        for client in waiting:
            if client.state != "requesting" or time.monotonic() - client.sent > seconds / 4:
                client.address = waiting[client]
                storm.reboot(client)
        storm.receive()
        for client, address in list(waiting.items()):
            if client.state != "requesting":
                del waiting[client]
                if client.address != address:
                    lost.append(f"{address} of {client.mac.hex()} was refused")
    return lost + [f"{address} of {client.mac.hex()} was not confirmed" for client, address in waiting.items()]
