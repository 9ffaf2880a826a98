"""One DHCP client that does what a test tells it, message by message."""
import random
import time

import dhcp
from swarm import RETRANSMIT


class ScriptedClient:
    """servers: {address: MAC} of the gateways."""

    def __init__(self, node, mac, servers, name):
        self.mac, self.servers = mac, servers
        self.raw = dhcp.listen(node, "eth0")
        self.raw.settimeout(0.02)
        self.options = dhcp.option(dhcp.OPTION_HOST_NAME, name.encode())
        self.address = None
        self.xid = 0

    def close(self):
        self.raw.close()

    def discover(self, seconds=1.0, until=1):
        """The offers that came, {server: message}; ends when there are so many."""
        self._new()
        self._broadcast(dhcp.DISCOVER)
        return self._offers(seconds, until)

    def request(self, offer, again=False):
        """Takes an offer. again: the same message once more."""
        if not again:
            self._new()
        self.address = offer.yiaddr
        self._broadcast(dhcp.REQUEST, dhcp.address_option(dhcp.OPTION_SERVER, offer.address(dhcp.OPTION_SERVER))
                        + dhcp.address_option(dhcp.OPTION_ADDRESS, offer.yiaddr))

    def lease(self, seconds=15.0):
        """The whole way with the first that offers, beginning anew after RETRANSMIT: the DHCPACK, or None."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if offers := self.discover(RETRANSMIT):
                self.request(next(iter(offers.values())))
                if (answer := self.answer(RETRANSMIT)) and answer.kind == dhcp.ACK:
                    return answer
        return None

    def renew(self, server, seconds=1.0):
        """By unicast to a server, as in RENEWING: its answer, or None."""
        self._new()
        payload = dhcp.request(dhcp.REQUEST, self.mac, self.xid, self.options, flags=0, ciaddr=self.address)
        self.raw.send(dhcp.frame(self.mac, payload, self.address, self.servers[server], server))
        return self.answer(seconds)

    def rebind(self, seconds=1.0):
        """By broadcast, as in REBINDING."""
        self._new()
        self.raw.send(dhcp.frame(self.mac, dhcp.request(dhcp.REQUEST, self.mac, self.xid, self.options, flags=0, ciaddr=self.address), self.address))
        return self.answer(seconds)

    def reboot(self, seconds=1.0):
        """As in INIT-REBOOT."""
        self._new()
        self._broadcast(dhcp.REQUEST, dhcp.address_option(dhcp.OPTION_ADDRESS, self.address))
        return self.answer(seconds)

    def answer(self, seconds):
        """The first DHCPACK or DHCPNAK to what was sent last."""
        return next((message for message in self._messages(seconds) if message.kind in (dhcp.ACK, dhcp.NAK)), None)

    def _offers(self, seconds, until):
        offers = {}
        for message in self._messages(seconds):
            if message.kind == dhcp.OFFER:
                offers[message.address(dhcp.OPTION_SERVER)] = message
                if len(offers) == until:
                    break
        return offers

    def _messages(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                ethernet = self.raw.recv(2048)
            except OSError:
                continue
            if question := dhcp.arp_question(ethernet):
                if self.address == question[2]:
                    self.raw.send(dhcp.arp_answer(self.mac, self.address, *question[:2]))
            elif payload := dhcp.payload_of(ethernet):
                message = dhcp.Message(payload)
                if message.kind and not message.from_client and message.xid == self.xid and message.mac == self.mac:
                    yield message

    def _new(self):
        self.xid = random.getrandbits(32)

    def _broadcast(self, kind, options=b""):
        self.raw.send(dhcp.frame(self.mac, dhcp.request(kind, self.mac, self.xid, options + self.options)))
