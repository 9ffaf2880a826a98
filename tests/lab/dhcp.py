"""Just enough DHCPv4 on the wire to play a client by hand."""
import socket
import struct

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM = range(1, 9)
COOKIE = b"\x63\x82\x53\x63"
BROADCAST = 0x8000
OPTION_HOST_NAME, OPTION_ADDRESS, OPTION_LEASE_TIME, OPTION_TYPE, OPTION_SERVER, OPTION_CLIENT_ID = 12, 50, 51, 53, 54, 61
ETH_P_ALL = 3


def request(kind, mac, xid=0x11223344, options=b"", flags=BROADCAST, ciaddr="0.0.0.0", secs=0):
    """A BOOTREQUEST of at least 300 bytes, as RFC 1542 wants it."""
    fixed = struct.pack("!BBBBIHH", 1, 1, 6, 0, xid, secs, flags) + socket.inet_aton(ciaddr) + bytes(12) + mac.ljust(16, b"\0") + bytes(192)
    return (fixed + COOKIE + bytes([OPTION_TYPE, 1, kind]) + options + b"\xff").ljust(300, b"\0")


def option(code, value):
    return bytes([code, len(value)]) + value


def address_option(code, address):
    return option(code, socket.inet_aton(address))


def frame(mac, payload, source="0.0.0.0", to_mac=b"\xff" * 6, to="255.255.255.255"):
    """The request in an Ethernet frame, a broadcast unless told; no UDP checksum (RFC 768 allows none)."""
    datagram = struct.pack("!HHHH", 68, 67, 8 + len(payload), 0) + payload
    header = bytearray(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(to)))
    total = sum(struct.unpack("!10H", header))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    header[10:12] = struct.pack("!H", ~total & 0xffff)
    return to_mac + mac + b"\x08\0" + bytes(header) + datagram


def arp_question(ethernet):
    """(who asks: MAC and address, the address asked about) of an ARP request, or None."""
    if ethernet[12:14] != b"\x08\x06" or len(ethernet) < 42 or ethernet[20:22] != b"\0\1":
        return None
    return ethernet[22:28], ethernet[28:32], socket.inet_ntoa(ethernet[38:42])


def arp_answer(mac, address, to_mac, to_address):
    return to_mac + mac + b"\x08\x06\0\1\x08\0\6\4\0\2" + mac + socket.inet_aton(address) + to_mac + to_address


def payload_of(ethernet):
    """The DHCP message in an Ethernet frame, or None."""
    if ethernet[12:14] != b"\x08\0" or len(ethernet) < 34 or ethernet[23] != 17:
        return None
    datagram = ethernet[14 + (ethernet[14] & 15) * 4:]
    return datagram[8:] if len(datagram) >= 8 and {67, 68} & set(struct.unpack("!HH", datagram[:4])) else None


class Message:
    """A DHCP message taken apart; .kind is 0 for what is not one."""

    def __init__(self, data):
        self.kind, self.options = 0, {}
        if len(data) < 240 or data[236:240] != COOKIE:
            return
        self.from_client = data[0] == 1
        self.xid = struct.unpack("!I", data[4:8])[0]
        self.ciaddr, self.yiaddr = socket.inet_ntoa(data[12:16]), socket.inet_ntoa(data[16:20])
        self.mac = data[28:34]
        position = 240
        while position + 1 < len(data) and data[position] != 255:
            if data[position] == 0:
                position += 1
                continue
            code, length = data[position], data[position + 1]
            self.options[code] = self.options.get(code, b"") + data[position + 2:position + 2 + length]
            position += 2 + length
        self.kind = (self.options.get(OPTION_TYPE) or b"\0")[0]

    def address(self, code):
        value = self.options.get(code, b"")
        return socket.inet_ntoa(value) if len(value) == 4 else None

    def lease_seconds(self):
        value = self.options.get(OPTION_LEASE_TIME, b"")
        return struct.unpack("!I", value)[0] if len(value) == 4 else None


def from_servers(raw, most, answer_arp):
    """What servers say, of at most so many frames that have come to a raw socket; who asks for an address by ARP is answered."""
    for _ in range(most):
        try:
            ethernet = raw.recv(2048)
        except OSError:
            return
        if question := arp_question(ethernet):
            answer_arp(*question)
        elif payload := payload_of(ethernet):
            message = Message(payload)
            if message.kind and not message.from_client:
                yield message


def listen(node, device):
    """A raw socket that sees and sends every frame of a device."""
    raw = node.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    raw.bind((device, ETH_P_ALL))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    return raw
