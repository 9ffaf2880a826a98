"""Many clients that behave as RFC 2131 asks: they retransmit, renew by unicast, rebind by broadcast, and count how long they had to wait.

A client sends, sends the same again after RETRANSMIT seconds, and again. One that is not answered within GRACE of its first
retransmission has waited too long. A renewal that the chosen server does not answer becomes a rebinding at that moment, where a
real client would wait until T2.
"""
import random
import struct
import threading
import time

import dhcp

RETRANSMIT = 3.0  # as udhcpc; dhclient and systemd-networkd begin with 2 to 5
GRACE = 1.0
ATTEMPTS_MAX = 4  # then a client begins anew
DECLINE_PAUSE = 10.0  # RFC 2131 §3.1.5
SETTLED = 1.0     # seconds after which a lease's name is expected to be known


class SwarmClient:
    def __init__(self, number):
        self.name = f"swarm-{number}"
        self.mac = b"\x02\x56" + struct.pack("!I", number)
        self.identity = dhcp.option(dhcp.OPTION_CLIENT_ID, b"\1" + self.mac) if number % 2 else b""
        self.state, self.due = "init", 0.0
        self.address = self.server = None
        self.bound_at = self.until = 0.0

    @property
    def is_waiting(self):
        return self.state in ("selecting", "requesting", "renewing", "rebinding", "rebooting")


class Swarm:
    """servers: {address: MAC} of the gateways. calm: clients keep what they have; otherwise they release, decline and forget as well."""

    def __init__(self, node, clients, servers, seed=1, calm=True, pace=3.0):
        self.random, self.calm, self.pace, self.servers = random.Random(seed), calm, pace, servers
        self.raw = dhcp.listen(node, "eth0")
        self.raw.settimeout(0.01)
        self.lock = threading.Lock()
        self.clients, self._asked, self._offers = [], {}, {}
        self.waited, self.lost, self.split_offers = [], [], []  # a sentence each
        self.exchanges = self.retransmitted = self.refused = 0
        self.paused = False  # clients finish what they began and begin nothing
        self._running, self._thread = False, None
        self.join(clients)

    def join(self, count):
        """More clients come, over the next seconds."""
        with self.lock:
            first = len(self.clients)
            for number in range(first, first + count):
                self.clients.append(SwarmClient(number))
                self.clients[-1].due = time.monotonic() + self.random.uniform(0, 2)

    def start(self):
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        self._running = False
        self._thread.join()
        self.raw.close()

    def bound(self, settled=False):
        """{name: address} of the clients that have a lease; settled: for some time already."""
        now = time.monotonic()
        with self.lock:
            return {client.name: client.address for client in self.clients
                    if client.address and now < client.until and (not settled or now - client.bound_at > SETTLED)}

    def _run(self):
        while self._running:
            now = time.monotonic()
            with self.lock:
                for client in self.clients:
                    self._act(client, now)
            self._receive()

    def _receive(self):
        for message in dhcp.from_servers(self.raw, 100, self._answer_arp):
            with self.lock:
                self._answered(message, time.monotonic())

    def _answer_arp(self, to_mac, to_address, asked):
        for client in self.clients:
            if client.address == asked:
                self.raw.send(dhcp.arp_answer(client.mac, asked, to_mac, to_address))

    # ---- what a client does

    def _act(self, client, now):
        if client.is_waiting:
            self._wait(client, now)
        elif now < client.due or self.paused:
            pass
        elif client.state == "init":
            self._begin(client, "selecting", now)
        else:
            self._choose(client, now)

    def _wait(self, client, now):
        waited = now - client.began
        if waited > RETRANSMIT + GRACE and not client.counted:
            client.counted = True
            self.waited.append(f"{client.name} ({client.address or 'no address'}, server {client.server}) got no answer while {client.state}")
        if waited < RETRANSMIT * client.attempts:
            return
        if client.attempts == ATTEMPTS_MAX:
            counted = client.counted
            self._begin(client, "selecting" if client.state in ("selecting", "requesting") else client.state, now)
            client.counted = counted
            return
        if client.state == "renewing":
            client.state = "rebinding"
        client.attempts += 1
        self.retransmitted += client.attempts == 2
        self._send(client, now)

    def _choose(self, client, now):
        chance = self.random.random()
        if now > client.until:
            self.lost.append(f"{client.address} of {client.name} ran out")
            self._forget(client, now)
        elif chance < 0.5:
            self._begin(client, "renewing", now)
        elif chance < 0.65:
            self._begin(client, "rebinding", now)
        elif chance < 0.8:
            self._begin(client, "rebooting", now)
        elif self.calm:
            self._begin(client, "renewing", now)
        elif chance < 0.9:
            self._tell(client, dhcp.RELEASE, b"", ciaddr=client.address)
            self._forget(client, now)
        elif chance < 0.92:
            self._tell(client, dhcp.DECLINE, dhcp.address_option(dhcp.OPTION_ADDRESS, client.address))
            self._forget(client, now)
            client.due = now + DECLINE_PAUSE
        else:
            self._forget(client, now)

    def _forget(self, client, now):
        client.state, client.address, client.due = "init", None, now + self.random.random()

    def _begin(self, client, state, now):
        client.state, client.began, client.attempts, client.counted = state, now, 1, False
        client.xid = self.random.getrandbits(32)
        self._asked[client.xid] = client
        self._send(client, now)

    def _send(self, client, now):
        """The message of the client's state (RFC 2131 §4.3.6)."""
        options, ciaddr, kind = client.identity + dhcp.option(dhcp.OPTION_HOST_NAME, client.name.encode()), "0.0.0.0", dhcp.REQUEST
        if client.state == "selecting":
            kind = dhcp.DISCOVER
        elif client.state == "requesting":
            options += dhcp.address_option(dhcp.OPTION_SERVER, client.server) + dhcp.address_option(dhcp.OPTION_ADDRESS, client.wanted)
        elif client.state == "rebooting":
            options += dhcp.address_option(dhcp.OPTION_ADDRESS, client.address)
        else:
            ciaddr = client.address
        payload = dhcp.request(kind, client.mac, client.xid, options, flags=0 if ciaddr != "0.0.0.0" else dhcp.BROADCAST, ciaddr=ciaddr,
                               secs=int(now - client.began))
        if client.state == "renewing":
            self._unicast(client, payload)
        else:
            self.raw.send(dhcp.frame(client.mac, payload, ciaddr))

    def _tell(self, client, kind, options, ciaddr="0.0.0.0"):
        """What is not answered: DHCPRELEASE by unicast, DHCPDECLINE by broadcast."""
        options += client.identity + dhcp.address_option(dhcp.OPTION_SERVER, client.server)
        payload = dhcp.request(kind, client.mac, self.random.getrandbits(32), options, flags=0, ciaddr=ciaddr)
        if kind == dhcp.RELEASE:
            self._unicast(client, payload)
        else:
            self.raw.send(dhcp.frame(client.mac, payload))

    def _unicast(self, client, payload):
        self.raw.send(dhcp.frame(client.mac, payload, client.address, self.servers[client.server], client.server))

    # ---- what it is told

    def _answered(self, message, now):
        client = self._asked.get(message.xid)
        if not client or client.mac != message.mac:
            return
        if message.kind == dhcp.OFFER:
            first = self._offers.setdefault(message.xid, message.yiaddr)
            if first != message.yiaddr:
                self.split_offers.append(f"{client.name} was offered {first} and {message.yiaddr}")
        if client.xid != message.xid or not client.is_waiting:
            return
        if message.kind == dhcp.OFFER and client.state == "selecting":
            client.wanted, client.server = message.yiaddr, message.address(dhcp.OPTION_SERVER)
            self._begin(client, "requesting", now)
        elif message.kind == dhcp.ACK and client.state != "selecting":
            self._bind(client, message, now)
        elif message.kind == dhcp.NAK:
            self._refuse(client, now)

    def _bind(self, client, message, now):
        if client.state != "requesting" and message.yiaddr != client.address:
            self.lost.append(f"{client.name} had {client.address} and was given {message.yiaddr}")
        if client.address != message.yiaddr:
            client.bound_at = now
        self.exchanges += 1
        client.address, client.server = message.yiaddr, message.address(dhcp.OPTION_SERVER)
        client.state, client.until = "bound", now + message.lease_seconds()
        client.due = now + self.random.uniform(0.3, 1.7) * self.pace

    def _refuse(self, client, now):
        if client.state == "requesting":
            self.refused += 1
        else:
            self.lost.append(f"{client.address} of {client.name} was refused while {client.state}")
        self._forget(client, now)
