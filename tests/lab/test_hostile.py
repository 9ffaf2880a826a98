"""Hostile messages are dropped or answered as the standards say; good ones are answered all the while, and nothing grows."""
import os
import random
import socket
import struct
import time

import dhcp
import hostile
import wire
from lab import GATEWAY

SEED = 1
QUIET = "polymasq.log.dhcp = false\n"  # most of the messages are well-formed enough for a line of the DHCP log
DATAGRAMS, STREAMS = 3000, 300  # mutants of each protocol
FILES_MORE = 600  # sockets for questions upstream are made as they are needed, up to a bound


def run(report):
    for title, trial in (("DNS datagrams", DnsDatagrams), ("DNS streams", DnsStreams), ("DHCPv4", Dhcp4)):
        with report.lab(QUIET) as (lab, gateway, _):
            if report.started(gateway):
                trial(report, lab, gateway, title).all()


class Trial:
    count = DATAGRAMS

    def __init__(self, report, lab, gateway, title):
        self.report, self.lab, self.gateway, self.title = report, lab, gateway, title
        self.random = random.Random(SEED)
        self.wrong = []
        self.slowest = 0.0

    def all(self):
        check, began = self.report.check, time.monotonic()
        messages = list(self.nasties()) + [hostile.mutant(self.random, self.random.choice(self.good())) for _ in range(self.count)]
        self.still_well("before")
        before, said = self.size(), len(self.gateway.said())
        for number, message in enumerate(messages):
            self.send(number, message)
            if number % 250 == 249 or number == len(messages) - 1:
                self.look()
                self.still_well(f"after message {number}")
                if self.gateway.process.poll() is not None:
                    self.wrong.append(f"the gateway ended by message {number} with status {self.gateway.process.returncode}")
                    break
        memory, files = (after - start for after, start in zip(self.size(), before))
        check(f"{self.title}: {len(messages)} hostile messages", not self.wrong, f"{time.monotonic() - began:.1f} s {self.wrong[:5] or ''}")
        check(f"{self.title}: good ones are answered at once", self.slowest < 2, f"at worst {self.slowest:.2f} s")
        check(f"{self.title}: memory and files stay", memory < 64 << 20 and files < FILES_MORE, f"{memory / 2**20:.1f} MiB and {files} files more")
        if not self.report.with_dnsmasq:
            lines = self.gateway.said()[said:].count("\n")
            check(f"{self.title}: no line is logged for each of them", lines < len(messages) // 20, f"{lines} lines")
            check(f"{self.title}: nothing was thrown", "   at " not in self.gateway.said() and "Unhandled" not in self.gateway.said())

    def still_well(self, when):
        for _ in range(3):
            began = time.monotonic()
            if self.well():
                self.slowest = max(self.slowest, time.monotonic() - began)
                return
        self.wrong.append(f"{when} a good message has no answer")

    def size(self):
        """(resident bytes, open files) of the gateway."""
        pid = self.gateway.process.pid
        pages = int(open(f"/proc/{pid}/statm").read().split()[1]) if os.path.exists(f"/proc/{pid}") else 0
        return pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(f"/proc/{pid}/fd")) if pages else 0

    def look(self):
        """What came back so far."""


class DnsDatagrams(Trial):
    nasties, good = staticmethod(hostile.dns), staticmethod(hostile.good_dns)

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.link = self.lab.desk.socket()
        self.link.connect((GATEWAY, 53))
        self.link.setblocking(False)
        self.asked = {}

    def well(self):
        answer = wire.ask(self.lab.desk, GATEWAY, wire.query("www.example.test"))
        return answer and answer.rcode == 0 and answer.addresses() == ["1.2.3.4"]

    def send(self, number, message):
        if len(message) >= 2:
            message = struct.pack("!H", number & 0xffff) + message[2:]
            self.asked[message[:2]] = message
        self.link.send(message)
        if number % 50 == 49:
            time.sleep(0.01)
            self.look()

    def look(self):
        while True:
            try:
                answer = self.link.recv(65535)
            except OSError:
                return
            asked = self.asked.get(answer[:2])
            if len(answer) < 12 or asked is None:
                self.wrong.append(f"an answer to nothing: {answer[:20].hex()}")
            elif not answer[2] & 0x80 or (asked[2] ^ answer[2]) & 0x78:
                self.wrong.append(f"an answer without QR or with another opcode to {asked[:40].hex()}")
            elif asked[2] & 0x80:
                self.wrong.append(f"an answer to a response: {asked[:40].hex()}")
            elif len(answer) > 512 and b"\0\0\x29" not in asked:
                self.wrong.append(f"{len(answer)} bytes without EDNS to {asked[:40].hex()}")


class DnsStreams(Trial):
    nasties, good, count = staticmethod(hostile.dns), staticmethod(hostile.good_dns), STREAMS

    def well(self):
        answers = wire.ask_stream(self.lab.desk, GATEWAY, [wire.framed(wire.query("www.example.test"))])
        return answers and answers[0].addresses() == ["1.2.3.4"]

    def send(self, number, message):
        with self.lab.desk.socket(kind=socket.SOCK_STREAM) as link:
            link.settimeout(2)
            try:
                link.connect((GATEWAY, 53))
                link.sendall(wire.framed(message) if number % 5 else message)  # every fifth lies about its length
                link.settimeout(0.02)
                link.recv(65535)
            except OSError:
                pass


class Dhcp4(Trial):
    nasties, good = staticmethod(hostile.dhcp4), staticmethod(hostile.good_dhcp4)

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.raw = dhcp.listen(self.lab.client("attacker"), "eth0")

    def well(self):
        xid = self.random.getrandbits(32)
        self.raw.setblocking(False)
        self.look()
        self.raw.send(dhcp.frame(hostile.MAC, dhcp.request(dhcp.DISCOVER, b"\x02\x77\0\0\7\7", xid)))
        self.raw.settimeout(0.2)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            try:
                payload = dhcp.payload_of(self.raw.recv(2048))
            except OSError:
                continue
            message = dhcp.Message(payload or b"")
            if message.kind == dhcp.OFFER and message.xid == xid:
                return True
        return False

    def send(self, number, message):
        self.raw.send(dhcp.frame(hostile.MAC, message[:1472]))
        if number % 50 == 49:
            time.sleep(0.01)

    def look(self):
        try:
            while True:
                self.raw.recv(2048)
        except OSError:
            pass
