"""Malformed and hostile messages: named nasties, and mutants of good ones from a seed."""
import socket
import struct

import dhcp
import wire
from wire import opt_record, query

MAC = b"\x02\x77\0\0\0\x99"


def dns():
    yield from (b"", b"\0", bytes(11), bytes(12), b"\xff" * 12, b"\xff" * 512, bytes(65000))
    head = struct.pack("!6H", 1, 0x0100, 1, 0, 0, 0)
    yield head + b"\xc0\x0c" + b"\0\1\0\1"                       # a name that points at itself
    yield head + b"\xc0\x0e\xc0\x0c\0\1\0\1"                     # two that point at each other
    yield head + b"\x3f" + b"a" * 10                             # a label that runs off the end
    yield head + b"\x01a" * 200 + b"\0\0\1\0\1"                  # a name of 401 bytes
    yield head + b"\x41ab\0\0\1\0\1"                             # label type 01
    yield head[:4] + b"\xff" * 8                                 # 65535 of everything
    yield query("live.lab.example", flags=0x8180)                # a response
    for opcode in range(1, 16):
        yield query("live.lab.example", flags=opcode << 11 | 0x0100)
    yield query("live.lab.example", counts=(0, 0, 0, 0))
    yield query("live.lab.example", counts=(2, 0, 0, 0), extra=wire.encode_name("x.test") + b"\0\1\0\1")
    for kind in (0, 41, 249, 250, 251, 252, 253, 254, 255, 256, 65280, 65535):
        yield query("live.lab.example", kind)
    yield from hostile_edns()
    for name in (".".join(("a" * 63, "b" * 63, "c" * 63, "d" * 61)), "1.0.0.127.in-addr.arpa", "x.in-addr.arpa", "256.1.1.1.in-addr.arpa",
                 "f" * 40 + ".ip6.arpa", "version.bind", "localhost", "\0.test", "a b.test", ""):
        yield query(name, wire.PTR)
        yield query(name, wire.A)


def hostile_edns():
    for length in (0, 5, 65535):                                 # RDLENGTH that lies
        yield query("live.lab.example", additional=b"\0" + struct.pack("!HHIH", wire.OPT, 4096, 0, length))
    yield query("live.lab.example", counts=(1, 0, 0, 2), extra=opt_record() * 2)
    yield query("live.lab.example", additional=wire.encode_name("notroot") + struct.pack("!HHIH", wire.OPT, 4096, 0, 0))
    for size in (0, 1, 511, 65535):
        yield query("live.lab.example", additional=opt_record(size))
    for code in (3, 8, 9, 10, 11, 12, 15, 65001):
        for length, value in ((0, b""), (1, b"\0"), (3, b"\0\1\x21"), (7, b"1234567"), (41, b"x" * 41), (65535, b"")):
            yield query("live.lab.example", additional=opt_record(options=struct.pack("!HH", code, length) + value))


def dhcp4():
    yield from (b"", b"\1", *(dhcp.request(1, MAC)[:length] for length in (235, 239, 240)), b"\xff" * 300, bytes(1500))
    for kind in (*range(20), 255):
        yield dhcp.request(kind, MAC)
    lies = (b"\x35", b"\x35\0", b"\x35\xff", b"\x32\3abc", b"\x36\1a", b"\x3d\0", b"\x3d\xff" + b"z" * 255, b"\x0c\0", b"\x0c\xff" + b"\xff" * 255,
            b"\x0c\5a.b..", b"\x0c\3\0\0\0", b"\x51\1\0", b"\x51\3\1\0\0", b"\x51\xff\4\0\0" + b"\x3f" * 252, b"\x52\2\1\xff", b"\x52\0",
            b"\x34\1\3", b"\x34\1\7", b"\x37\xff" + bytes(range(255)), b"\x39\2\0\1", b"\x39\1\0", b"\x2b\2\xff\xff", b"\x5d\1\0", b"\x61\1\0",
            b"\x7c\4\0\0\0\1", b"\x7d\5\0\0\0\1\xff", b"\x76\3abc", bytes(200), b"\x33\4\xff\xff\xff\xff", b"\x33\4\0\0\0\0")
    for options in lies:
        yield dhcp.request(dhcp.DISCOVER, MAC, options=options)
        yield dhcp.request(dhcp.REQUEST, MAC, options=options)
    for offset, value in ((0, 0), (0, 2), (1, 255), (2, 0), (2, 1), (2, 16), (2, 17), (2, 255), (3, 255)):  # op, htype, hlen, hops
        yield patched(dhcp.request(dhcp.DISCOVER, MAC), offset, bytes([value]))
    for relay in ("10.9.0.1", "255.255.255.255"):
        yield patched(dhcp.request(dhcp.DISCOVER, MAC), 24, socket.inet_aton(relay))


def good_dns():
    edns = opt_record(flags=0x8000)
    return [query("live.lab.example"), query("live.lab.example", additional=edns), query("nx.lab.example", wire.AAAA),
            query("1.0.9.10.in-addr.arpa", wire.PTR), query("www.example.test", additional=edns), query("www.example.test", 48, 0x0110, additional=edns)]


def good_dhcp4():
    return [dhcp.request(dhcp.DISCOVER, MAC), dhcp.request(dhcp.REQUEST, MAC, options=b"\x32\4\x0a\x09\0\x90\x0c\4host\x37\4\1\3\6\x0f"),
            dhcp.request(dhcp.INFORM, MAC, ciaddr="10.9.0.201"),
            dhcp.request(dhcp.DISCOVER, MAC, options=b"\x51\7\0\0\0\4host\x52\6\1\4abcd\x5d\2\0\7\x3c\x09PXEClient")]


def patched(message, offset, value):
    return message[:offset] + value + message[offset + len(value):]


def mutant(random, message):
    """One to four wounds: a bit, a length, a cut, an insertion, a removal, a pointer, a tail."""
    data = bytearray(message)
    for _ in range(random.randint(1, 4)):
        data = data or bytearray(1)
        at = random.randrange(len(data))
        wound = random.randrange(7)
        if wound == 0:
            data[at] ^= 1 << random.randrange(8)
        elif wound == 1:
            data[at] = random.choice((0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff))
        elif wound == 2:
            del data[at:]
        elif wound == 3:
            data[at:at] = random.randbytes(random.randint(1, 40))
        elif wound == 4:
            del data[at:at + random.randint(1, 16)]
        elif wound == 5:
            data[at:at + 2] = b"\xc0" + bytes([random.randrange(min(len(data), 256))])
        else:
            data += random.randbytes(random.choice((1, 16, 600, 1200)))
    return bytes(data[:60000])
