"""Many clients played by hand from one node: they ask, renew, reboot, release, decline and forget at random, from a seed."""
import random
import struct
import time

import dhcp
from lease_history import History

PATIENCE = 2.0  # seconds a client waits for an answer


class StormClient:
    def __init__(self, number):
        self.mac = b"\x02\x55" + struct.pack("!I", number)
        self.state, self.due = "init", 0.0
        self.address = self.server = self.wanted = None
        self.xid, self.sent = 0, 0.0

    def begin_again(self, due, forget=True):
        self.state, self.due = "init", due
        if forget:
            self.address = None


class Storm:
    def __init__(self, node, clients, seed):
        self.random = random.Random(seed)
        self.raw = dhcp.listen(node, "eth0")
        self.raw.settimeout(0.01)
        self.clients = [StormClient(number) for number in range(clients)]
        self.asked = {}
        self.history = History()
        self.refused = self.unanswered = 0

    def run(self, seconds, calm=False):
        """calm: leases are taken and renewed, but never given up."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for client in self.clients:
                self._act(client, now, calm)
            self.receive()

    def receive(self):
        for message in dhcp.from_servers(self.raw, 200, self._answer_arp):
            self._answered(message, time.monotonic())

    def _answer_arp(self, to_mac, to_address, asked):
        """Who has an address answers for it: a renewing client is answered by unicast, and a probe must find it in use."""
        for client in self.clients:
            if client.address == asked:
                self.raw.send(dhcp.arp_answer(client.mac, asked, to_mac, to_address))

    def _act(self, client, now, calm):
        if client.state in ("selecting", "requesting") and now - client.sent > PATIENCE:
            self.unanswered += 1
            client.begin_again(now + self.random.random(), forget=False)
        if client.due > now:
            return
        if client.state == "init":
            self._send(client, dhcp.DISCOVER)
            client.state, client.due = "selecting", now + 2 * PATIENCE
        elif client.state == "bound":
            self._bound(client, now, 0.5 if calm else self.random.random())

    def _bound(self, client, now, chance):
        server = dhcp.option(dhcp.OPTION_SERVER, client.server)
        wanted = dhcp.address_option(dhcp.OPTION_ADDRESS, client.address)
        if chance < 0.5:
            self.renew(client)
        elif chance < 0.7:
            self.reboot(client)
        elif chance < 0.9:
            self._send(client, dhcp.RELEASE, server, ciaddr=client.address)
            client.begin_again(now + self.random.random())
        elif chance < 0.92:
            self._send(client, dhcp.DECLINE, server + wanted)
            client.begin_again(now + 1)
        else:  # it forgets, and says nothing
            client.begin_again(now + self.random.random())

    def renew(self, client):
        self._send(client, dhcp.REQUEST, ciaddr=client.address)
        client.state = "requesting"

    def reboot(self, client):
        """RFC 2131 §4.3.2, INIT-REBOOT: the address it had, no server named."""
        self._send(client, dhcp.REQUEST, dhcp.address_option(dhcp.OPTION_ADDRESS, client.address))
        client.state = "requesting"

    def _send(self, client, kind, options=b"", ciaddr="0.0.0.0"):
        client.xid, client.sent = self.random.getrandbits(32), time.monotonic()
        client.due = client.sent + 2 * PATIENCE
        self.asked[client.xid] = client
        payload = dhcp.request(kind, client.mac, client.xid, options, ciaddr=ciaddr)
        self.history.see(client.sent, dhcp.Message(payload))
        self.raw.send(dhcp.frame(client.mac, payload))

    def _answered(self, message, now):
        self.history.see(now, message)
        client = self.asked.get(message.xid)
        if not client or client.xid != message.xid:
            return
        if message.kind == dhcp.OFFER and client.state == "selecting":
            client.wanted, server = message.yiaddr, message.options[dhcp.OPTION_SERVER]
            self._send(client, dhcp.REQUEST, dhcp.option(dhcp.OPTION_SERVER, server) + dhcp.address_option(dhcp.OPTION_ADDRESS, client.wanted))
            client.state = "requesting"
        elif message.kind == dhcp.ACK and client.state == "requesting":
            if client.address and message.yiaddr not in (client.address, client.wanted):
                self.history.violations.append(f"renewing {client.address} gave {client.mac.hex()} {message.yiaddr}")
            client.address, client.wanted, client.server = message.yiaddr, None, message.options[dhcp.OPTION_SERVER]
            client.state, client.due = "bound", now + self.random.uniform(0.1, 2)
        elif message.kind == dhcp.NAK:
            self.refused += 1
            client.begin_again(now + self.random.random())
