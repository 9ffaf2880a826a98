"""What was acknowledged to whom, and whether any of it may not be.

1  An ACK must not give an address that another client still holds: acknowledged, not expired, released or declined.
2  A declined address is not acknowledged again for 30 seconds.
3  A lease time is more than nothing.
An OFFER alone holds nothing.
"""
import dhcp

DECLINE_SECONDS = 30


class History:
    def __init__(self):
        self.held = {}        # address: (client, until)
        self.declined = {}    # address: when
        self.violations = []
        self.acknowledged = 0
        self._clients = {}    # (xid, MAC): client, since a server need not repeat the client identifier

    def acknowledge(self, now, address, client, seconds):
        self.acknowledged += 1
        if seconds <= 0:
            self.violations.append(f"{address} to {client} for {seconds} s")
        holder = self.held.get(address)
        if holder and holder[0] != client and now < holder[1]:
            self.violations.append(f"{address} to {client} while {holder[0]} holds it for another {holder[1] - now:.1f} s")
        if now < self.declined.get(address, -DECLINE_SECONDS) + DECLINE_SECONDS:
            self.violations.append(f"{address} to {client}, declined {now - self.declined[address]:.1f} s ago")
        self.held[address] = (client, now + seconds)

    def free(self, now, address, client, declined=False):
        if self.held.get(address, (None,))[0] == client:
            del self.held[address]
        if declined:
            self.declined[address] = now

    def see(self, now, message):
        """Every message that was seen on the wire, in order."""
        if not message.kind:
            return
        key = (message.xid, message.mac)
        if message.from_client:
            client = message.options.get(dhcp.OPTION_CLIENT_ID, message.mac).hex()
            self._clients[key] = client
            if message.kind == dhcp.RELEASE:
                self.free(now, message.ciaddr, client)
            elif message.kind == dhcp.DECLINE:
                self.free(now, message.address(dhcp.OPTION_ADDRESS), client, declined=True)
        elif message.kind == dhcp.ACK and message.lease_seconds() is not None:
            self.acknowledge(now, message.yiaddr, self._clients.get(key, message.mac.hex()), message.lease_seconds())


def finds_what_it_should():
    """The checker itself, checked: a clean history has no violation, each kind of breach has one."""
    clean = History()
    clean.acknowledge(0, "a", "x", 100)
    clean.acknowledge(50, "a", "x", 100)
    clean.free(60, "a", "x")
    clean.acknowledge(61, "a", "y", 100)
    clean.acknowledge(162, "a", "z", 100)
    breaches = []
    for address, client, now in (("a", "w", 200), ("b", "w", 203)):
        clean.free(201, "b", "v", declined=True)
        before = len(clean.violations)
        clean.acknowledge(now, address, client, 9)
        breaches.append(len(clean.violations) - before)
    return breaches == [1, 1]
