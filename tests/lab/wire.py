"""Just enough DNS on the wire to ask a question and to look hard at the answer."""
import socket
import struct

A, SOA, PTR, TXT, AAAA, OPT = 1, 6, 12, 16, 28, 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, BADVERS, BADCOOKIE = 0, 1, 2, 3, 4, 5, 16, 23
NSID, COOKIE = 3, 10
RD = 0x0100


def encode_name(text):
    return b"".join(bytes([len(label)]) + label.encode("latin-1") for label in text.split(".") if label) + b"\0"


def opt_record(size=1232, version=0, flags=0, options=b"", extended_rcode=0):
    return b"\0" + struct.pack("!HHBBHH", OPT, size, extended_rcode, version, flags, len(options)) + options


def option(code, value=b""):
    return struct.pack("!HH", code, len(value)) + value


def query(name, kind=A, flags=RD, ident=0x4242, klass=1, additional=b"", counts=None, extra=b""):
    header = struct.pack("!6H", ident, flags, *(counts or (1, 0, 0, 1 if additional else 0)))
    return header + encode_name(name) + struct.pack("!HH", kind, klass) + extra + additional


class Message:
    """A message taken apart; what is wrong with its form is in .broken, and the rest is then not to be trusted."""

    def __init__(self, data):
        self.data = data
        self.broken = None
        self.questions, self.records, self.opt = [], [], None
        try:
            self._read()
        except (IndexError, struct.error, ValueError) as wrong:
            self.broken = repr(wrong)

    def _read(self):
        self.id, self.flags, *self.counts = struct.unpack("!6H", self.data[:12])
        self.rcode, self.opcode = self.flags & 15, self.flags >> 11 & 15
        position = 12
        for _ in range(self.counts[0]):
            end = self._skip_name(position) + 4
            self.questions.append(self.data[position:end])
            position = end
        for section in (1, 2, 3):
            for _ in range(self.counts[section]):
                position = self._record(section, position)
        if position != len(self.data):
            raise ValueError(f"{len(self.data) - position} bytes after the end")

    def _record(self, section, position):
        position = self._skip_name(position)
        kind, klass, ttl, length = struct.unpack("!HHIH", self.data[position:position + 10])
        start, end = position + 10, position + 10 + length
        if end > len(self.data):
            raise ValueError("RDATA runs off the end")
        if kind == OPT:
            self.opt = {"size": klass, "version": ttl >> 16 & 255, "flags": ttl & 0xffff, "options": self.data[start:end]}
            self.rcode |= (ttl >> 24) << 4
        else:
            self.records.append((section, kind, ttl, self.data[start:end]))
        return end

    def _skip_name(self, position):
        while True:
            length = self.data[position]
            if length >= 0xc0:
                return position + 2
            if length == 0:
                return position + 1
            position += 1 + length

    def flag(self, name):
        bits = {"qr": 15, "aa": 10, "tc": 9, "rd": 8, "ra": 7, "z": 6, "ad": 5, "cd": 4}
        return bool(self.flags >> bits[name] & 1)

    def addresses(self):
        return [socket.inet_ntoa(data) for section, kind, _, data in self.records if kind == A and section == 1]

    def edns_options(self):
        found, rest = {}, self.opt["options"] if self.opt else b""
        while len(rest) >= 4:
            code, length = struct.unpack("!HH", rest[:4])
            found[code] = rest[4:4 + length]
            rest = rest[4 + length:]
        return found


def ask(node, server, message, port=53, timeout=2.0):
    """One datagram from a node, one answer or None."""
    with node.socket() as link:
        link.settimeout(timeout)
        try:
            link.connect((server, port))
            link.send(message)
            return Message(link.recv(65535))
        except OSError:
            return None


def framed(message):
    return struct.pack("!H", len(message)) + message


def ask_stream(node, server, pieces, expected=1, port=53, timeout=3.0):
    """The pieces over one TCP connection as they are; the answers that came, at most expected."""
    answers, data = [], b""
    with node.socket(kind=socket.SOCK_STREAM) as link:
        link.settimeout(timeout)
        try:
            link.connect((server, port))
            for piece in pieces:
                link.sendall(piece)
            while len(answers) < expected:
                more = link.recv(65535)
                if not more:
                    break
                data += more
                while len(data) >= 2 and len(data) >= 2 + struct.unpack("!H", data[:2])[0]:
                    length = struct.unpack("!H", data[:2])[0]
                    answers.append(Message(data[2:2 + length]))
                    data = data[2 + length:]
        except OSError:
            pass
    return answers
