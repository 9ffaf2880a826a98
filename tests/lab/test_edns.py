"""Headers, opcodes and EDNS at their edges, as RFC 8906 says servers are to be tried."""
import struct
import time

import wire
from lab import GATEWAY
from responder import ZONE
from wire import FORMERR, NOTIMP, REFUSED, Message, opt_record, option, query

NAME = f"www.{ZONE}"
BIG = f"big.{ZONE}"


def run(report):
    with report.lab() as (lab, gateway, _):
        if report.started(gateway):
            Probe(report, lab).all()


class Probe:
    def __init__(self, report, lab):
        self.report, self.desk = report, lab.desk

    def ask(self, message, timeout=3.0):
        return wire.ask(self.desk, GATEWAY, message, timeout=timeout)

    def stream(self, pieces, expected=1):
        return wire.ask_stream(self.desk, GATEWAY, pieces, expected)

    def expect(self, name, rfc, answer, holds=lambda answer: True, rcode=0):
        """An answer that is well formed, ours, has the response code, and of which the condition holds."""
        detail = "no answer" if answer is None else answer.broken or f"rcode {answer.rcode}, flags {answer.flags:04x}"
        good = (answer is not None and not answer.broken and answer.id == 0x4242 and answer.flag("qr")
                and answer.rcode == rcode and holds(answer))
        self.report.check(f"{name} (RFC {rfc})", good, "" if good else detail)

    def all(self):
        self.plain()
        self.edns()
        self.options()
        self.sizes()
        self.streams()
        self.opcodes()
        self.flags()
        self.odd_questions()

    def plain(self):
        self.expect("a plain query", "1035", self.ask(query(NAME)), lambda a: a.flag("ra") and a.flag("rd") and not a.opt and not a.flag("aa"))
        self.expect("no OPT for a query without one", "6891 §7", self.ask(query(NAME, wire.AAAA)), lambda a: a.opt is None)
        self.expect("NXDOMAIN comes with its SOA", "2308", self.ask(query(f"nx.{ZONE}")),
                    lambda a: any(kind == wire.SOA for _, kind, _, _ in a.records), wire.NXDOMAIN)
        self.expect("an unknown type passes", "3597", self.ask(query(NAME, 666)), lambda a: a.counts[1] == 1)
        mixed = query("wWw." + ZONE)
        self.expect("the question's letter case is kept", "4343", self.ask(mixed), lambda a: a.questions[0] == mixed[12:])
        first = self.ask(query(f"ttl.{ZONE}"))
        time.sleep(2.1)
        self.expect("TTLs count down in the cache", "1035", self.ask(query(f"ttl.{ZONE}")), lambda a: a.records[0][2] < first.records[0][2])

    def edns(self):
        self.expect("OPT version 0 in the answer", "6891 §6.1.1", self.ask(query(NAME, additional=opt_record())),
                    lambda a: a.opt and a.opt["version"] == 0)
        self.expect("version 1 is BADVERS without an answer", "6891 §6.1.3", self.ask(query(NAME, additional=opt_record(version=1))),
                    lambda a: a.opt and a.opt["version"] == 0 and not a.counts[1], wire.BADVERS)
        self.expect("version 255 with an option is BADVERS", "8906",
                    self.ask(query(NAME, additional=opt_record(version=255, options=option(100)))), rcode=wire.BADVERS)
        self.expect("an unknown flag is not echoed", "8906", self.ask(query(NAME, additional=opt_record(flags=0x0040))),
                    lambda a: a.opt and not a.opt["flags"] & 0x7fff)
        self.expect("DO is copied", "3225", self.ask(query(NAME, additional=opt_record(flags=0x8000))), lambda a: a.opt and a.opt["flags"] & 0x8000)
        two = query(NAME, counts=(1, 0, 0, 2), extra=opt_record() * 2)
        self.expect("two OPT records are FORMERR", "6891 §6.1.1", self.ask(two), rcode=FORMERR)

    def options(self):
        self.expect("an unknown option is not echoed", "6891 §6.1.2",
                    self.ask(query(NAME, additional=opt_record(options=option(65001, b"abcd")))), lambda a: 65001 not in a.edns_options())
        beyond = b"\0" + struct.pack("!HHIHHH", wire.OPT, 1232, 0, 4, 10, 60000)
        self.expect("an option that runs off its record is FORMERR", "6891", self.ask(query(NAME, additional=beyond)), rcode=FORMERR)
        self.expect("a cookie of one byte is FORMERR", "7873 §5.2.2",
                    self.ask(query(NAME, additional=opt_record(options=option(10, b"x")))), rcode=FORMERR)
        self.expect("a cookie is ignored or answered well", "7873", self.ask(query(NAME, additional=opt_record(options=option(10, b"12345678")))),
                    lambda a: 10 not in a.edns_options() or a.edns_options()[10][:8] == b"12345678" and 16 <= len(a.edns_options()[10]) <= 40)
        self.expect("NSID may be asked for", "5001", self.ask(query(NAME, additional=opt_record(options=option(3)))))

    def sizes(self):
        self.expect("a large answer is cut to 512 bytes", "1035 §4.2.1", self.ask(query(BIG, wire.TXT)), lambda a: a.flag("tc") and len(a.data) <= 512)
        self.expect("a large answer is cut to the EDNS size", "6891 §6.2.5", self.ask(query(BIG, wire.TXT, additional=opt_record(1232))),
                    lambda a: a.flag("tc") and len(a.data) <= 1232 and a.opt)
        self.expect("EDNS size 0 means 512", "6891 §6.2.3", self.ask(query(BIG, wire.TXT, additional=opt_record(0))), lambda a: len(a.data) <= 512)

    def streams(self):
        check = self.report.check
        whole = self.stream([wire.framed(query(BIG, wire.TXT))])
        self.expect("a large answer comes whole over TCP", "7766", whole[0] if whole else None, lambda a: a.counts[1] == 15 and not a.flag("tc"))
        both = self.stream([wire.framed(query(NAME)) + wire.framed(query(NAME, wire.AAAA, ident=0x4243))], expected=2)
        check("two pipelined queries get two answers (RFC 7766 §6.2.1.1)", sorted(a.id for a in both) == [0x4242, 0x4243])
        pieces = wire.framed(query(NAME))
        check("a query may come byte by byte (RFC 7766)", len(self.stream([pieces[i:i + 1] for i in range(len(pieces))])) == 1)

    def opcodes(self):
        self.expect("opcode 15 is NOTIMP", "8906 §3.1.4", self.ask(query(NAME, flags=0x7900)), lambda a: a.opcode == 15, NOTIMP)
        self.expect("opcode 15 with all flags is NOTIMP with none", "8906", self.ask(query(NAME, flags=0x7ff0)),
                    lambda a: a.opcode == 15 and not (a.flag("aa") or a.flag("tc") or a.flag("z") or a.flag("ad")), NOTIMP)
        self.expect("IQUERY is NOTIMP", "3425", self.ask(query(NAME, flags=0x0900)), rcode=NOTIMP)
        update = self.ask(query(ZONE, wire.SOA, flags=0x2800))
        self.report.check("UPDATE is not implemented or refused (RFC 2136)", update and update.opcode == 5 and update.rcode in (NOTIMP, REFUSED, 9))

    def flags(self):
        self.expect("the Z flag is not echoed", "1035", self.ask(query(NAME, flags=0x0140)), lambda a: not a.flag("z"))
        self.expect("AA in a query is not echoed", "8906", self.ask(query(NAME, flags=0x0500)), lambda a: not a.flag("aa"))
        self.expect("CD is kept", "6840 §5.9", self.ask(query(NAME, flags=0x0110)), lambda a: a.flag("cd"))
        truncated = self.ask(query(NAME, flags=0x0300))
        self.report.check("TC in a query is ignored or FORMERR (RFC 8906)", truncated and truncated.rcode in (0, FORMERR))
        self.report.check("a response gets no response (RFC 1035 §4.1.1)", self.ask(query(NAME, flags=0x8100), 0.7) is None)

    def odd_questions(self):
        check = self.report.check
        none = self.ask(query(NAME, counts=(0, 0, 0, 0))[:12], 1.0)
        check("no question is an error or silence (RFC 9619)", none is None or none.rcode in (FORMERR, NOTIMP, REFUSED))
        two = self.ask(query(NAME, counts=(2, 0, 0, 0), extra=query(NAME)[12:]), 1.0)
        check("two questions are an error or silence (RFC 9619)", two is None or two.rcode in (FORMERR, NOTIMP))
        short = self.ask(b"\x42\x42\1\0\0\1", 0.7)
        check("half a header is an error or silence (RFC 1035)", short is None or Message(short.data).flags & 15 == FORMERR)
        transfer = self.ask(query(ZONE, 252), 1.0)
        check("AXFR by datagram gets no data (RFC 5936)", transfer is None or not transfer.counts[1])
        chaos = self.ask(query("version.bind", wire.TXT, klass=3), 1.5)
        check("class CH is answered or refused (RFC 4892)", chaos and not chaos.broken)
        everything = self.ask(query(NAME, 255), 2.0)
        check("ANY is answered (RFC 8482)", everything and not everything.broken and everything.rcode in (0, NOTIMP, REFUSED))
