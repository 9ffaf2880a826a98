"""Asks all living gateways for names all the time, as stub resolvers would: those of leased hosts, and names of the world's, new ones and old ones."""
import random
import threading
import time

import wire
from lab import DOMAIN
from responder import ZONE

PAUSE = 0.05      # between two questions to one gateway
PATIENCE = 2.0    # no answer for so long is a failure
OLD_NAMES = 20


class Prober:
    """gateways: {name: address}; leased: a function that returns {host name: address} of those who should be known."""

    def __init__(self, desk, gateways, leased):
        self.desk, self.gateways, self.leased = desk, gateways, leased
        self.asked, self.failures = 0, []  # a sentence each
        self.resting = set()               # gateways that are not asked
        self.known = {}                    # gateway: the leased hosts that it can know of, while it is cut off
        self._running = True
        self._threads = [threading.Thread(target=self._follow, args=(name,), daemon=True) for name in gateways]
        for thread in self._threads:
            thread.start()

    def rest(self, *names):
        self.resting |= set(names)

    def resume(self, *names):
        self.resting -= set(names)

    def close(self):
        self._running = False
        for thread in self._threads:
            thread.join()

    def _follow(self, gateway):
        chance, number = random.Random(gateway), 0
        while self._running:
            time.sleep(PAUSE)
            if gateway in self.resting:
                continue
            number += 1
            if number % 3 == 0:
                self._ask_for_host(gateway, chance)
            else:
                name = f"{gateway}-{number}.{ZONE}" if number % 3 == 1 else f"old-{chance.randrange(OLD_NAMES)}.{ZONE}"
                self._ask(gateway, name, lambda answer: bool(answer.addresses()))

    def _ask_for_host(self, gateway, chance):
        leased = self.leased()
        if gateway in self.known:
            leased = {host: address for host, address in leased.items() if self.known[gateway].get(host) == address}
        if leased:
            host = chance.choice(sorted(leased))
            self._ask(gateway, f"{host}.{DOMAIN}", lambda answer: leased[host] in answer.addresses(), lambda: self.leased().get(host) == leased[host])

    def _ask(self, gateway, name, is_right, still_holds=lambda: True):
        began = time.monotonic()
        answer = wire.ask(self.desk, self.gateways[gateway], wire.query(name), timeout=PATIENCE)
        if gateway in self.resting or not self._running:
            return  # it went while we asked
        self.asked += 1
        if (answer is None or not is_right(answer)) and still_holds():
            said = "nothing" if answer is None else f"code {answer.rcode}, {answer.addresses() or 'no address'}"
            self.failures.append(f"{name} at {gateway}: {said} after {time.monotonic() - began:.1f} s")
