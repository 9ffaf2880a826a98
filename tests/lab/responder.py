"""An upstream DNS server of the tests' own, which can be watched, slowed and silenced.

nx.*   NXDOMAIN with SOA      big.*   3 kB of TXT      other names   one record of the type asked, or NODATA with SOA
"""
import socket
import struct
import threading

import wire
from lab import UPSTREAM

ZONE = "example.net"
RDATA = {
    wire.A: b"\1\2\3\4", wire.AAAA: b"\x20\1" + b"\0" * 14, wire.TXT: b"\2hi", 2: wire.encode_name("ns." + ZONE), 666: b"xyz",
    wire.SOA: wire.encode_name("ns." + ZONE) * 2 + b"\0\0\0\x3c" * 5,  # MINIMUM: 60 s
}
TTL = 60


class Responder:
    def __init__(self, lab, address=UPSTREAM):
        self.questions = []   # (name, type) of every query that came, in order
        self.silent = False
        self.delay = 0.0      # seconds before each answer
        self.rcode = None     # answer everything with this code
        self._datagrams = lab.upstream.socket()
        self._datagrams.bind((address, 53))
        self._listener = lab.upstream.socket(kind=socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((address, 53))
        self._listener.listen(16)
        for work in (self._serve_datagrams, self._serve_streams):
            threading.Thread(target=work, daemon=True).start()

    def asked(self, name):
        """How often a name has been asked for."""
        return sum(1 for asked, _ in list(self.questions) if asked == name)

    def close(self):
        for link in (self._datagrams, self._listener):
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            link.close()

    def _serve_datagrams(self):
        while True:
            try:
                message, client = self._datagrams.recvfrom(65535)
            except OSError:
                return
            if answer := self._answer(message, datagram=True):
                threading.Timer(self.delay, self._send, (answer, client)).start() if self.delay else self._send(answer, client)

    def _send(self, answer, client):
        try:
            self._datagrams.sendto(answer, client)
        except OSError:
            pass  # closed meanwhile

    def _serve_streams(self):
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_stream, args=(link,), daemon=True).start()

    def _serve_stream(self, link):
        with link, link.makefile("rb") as stream:
            while len(head := stream.read(2)) == 2:
                answer = self._answer(stream.read(struct.unpack("!H", head)[0]), datagram=False)
                if not answer:
                    return
                link.sendall(wire.framed(answer))

    def _answer(self, message, datagram):
        asked = wire.Message(message)
        if asked.broken or not asked.questions:
            return message[:2] + struct.pack("!5H", 0x8080 | (message[2] & 0x79) << 8 | wire.FORMERR, 0, 0, 0, 0) if len(message) >= 12 else None
        question = asked.questions[0]
        kind = struct.unpack("!H", question[-4:-2])[0]
        self.questions.append((_text(question), kind))
        if self.silent:
            return None
        records, section_counts, rcode = self._content(question, kind)
        opt = wire.opt_record() if asked.opt else b""
        flags = 0x8080 | (asked.flags & 0x7910) | rcode  # opcode, RD and CD as they came
        head = lambda extra, counts: message[:2] + struct.pack("!5H", flags | extra, 1, *counts, 1 if opt else 0) + question
        whole = head(0, section_counts) + records + opt
        limit = max(asked.opt["size"], 512) if asked.opt else 512
        return head(0x0200, (0, 0)) + opt if datagram and len(whole) > limit else whole

    def _content(self, question, kind):
        """(records, (answers, authorities), response code)"""
        def record(owner, kind, data):
            return owner + struct.pack("!HHIH", kind, 1, TTL, len(data)) + data
        soa = record(wire.encode_name(ZONE), wire.SOA, RDATA[wire.SOA])
        name = _text(question)
        if self.rcode is not None:
            return b"", (0, 0), self.rcode
        if name.startswith("nx."):
            return soa, (0, 1), wire.NXDOMAIN
        if name.startswith("big."):
            return b"".join(record(b"\xc0\x0c", wire.TXT, b"\xc8" + bytes([65 + i]) * 200) for i in range(15)), (15, 0), 0
        if kind in RDATA:
            return record(b"\xc0\x0c", kind, RDATA[kind]), (1, 0), 0
        return soa, (0, 1), 0


def _text(question):
    """The name of a question without compression, in lower case."""
    labels, rest = [], question[:-4]
    while rest and rest[0]:
        labels.append(rest[1:1 + rest[0]].decode("latin-1").lower())
        rest = rest[1 + rest[0]:]
    return ".".join(labels)
