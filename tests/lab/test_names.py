"""Hosts files, the cache as one sees it from outside, and what a reload leaves alone."""
import os
import signal

import wire
from dig import dig
from lab import DOMAIN, GATEWAY
from responder import ZONE
from waiting import wait_until


def run(report):
    with report.lab() as (lab, gateway, upstream):
        hosts = lab.file("hosts.d/first", "10.9.0.5 printer\n10.9.0.6 nas nas.elsewhere.example\nfd09::6 nas\n")
        with gateway.config.open("a") as config:
            config.write(f'addn-hosts={hosts.parent}\n' if report.with_dnsmasq else f'polymasq.dns.addn-hosts = ["{hosts.parent}"]\n')
            if not report.with_dnsmasq:
                config.write(f'polymasq.dns.cname = ["www.{DOMAIN},target.{ZONE}", "first.{DOMAIN},www.{DOMAIN}", "none.{DOMAIN},nx.{ZONE}", "large.{DOMAIN},big.{ZONE}"]\n')
        if report.started(gateway):
            hosts_files(report, lab)
            caching(report, lab, upstream)
            truncation(report, lab, upstream)
            if not report.with_dnsmasq:  # which follows hosts-dir= and not addn-hosts=, drops its cache on SIGHUP and never reads its settings again
                aliases(report, lab, upstream)
                identity(report, lab, gateway)
                hosts_followed(report, lab, hosts)
                reload(report, lab, gateway, upstream)


def hosts_files(report, lab):
    for question, expected in ((("printer", "A"), ["10.9.0.5"]), ((f"printer.{DOMAIN}", "A"), ["10.9.0.5"]), ((f"nas.{DOMAIN}", "AAAA"), ["fd09::6"]),
                               (("nas.elsewhere.example", "A"), ["10.9.0.6"]), (("-x", "10.9.0.5"), [f"printer.{DOMAIN}."])):
        answers, _, status = dig(lab.desk, *question)
        report.check(f"a hosts file's {' '.join(question)}", answers == expected, answers or status)
    answers, _, status = dig(lab.desk, f"printer.{DOMAIN}", "MX")
    report.check("a hosts file's name has no other records", status == "NOERROR" and not answers, status)


def aliases(report, lab, upstream):
    for how in ((), ("+tcp",)):
        answers, _, status = dig(lab.desk, f"first.{DOMAIN}", "A", *how)
        report.check(f"an alias that leads outside is answered with what it leads to {' '.join(how)}",
                     answers == [f"www.{DOMAIN}.", f"target.{ZONE}.", "1.2.3.4"], answers or status)
    report.check("and its target is asked for once", upstream.asked(f"target.{ZONE}") == 1, upstream.asked(f"target.{ZONE}"))
    answers, _, status = dig(lab.desk, f"none.{DOMAIN}", "A")
    report.check("one whose target does not exist says so", (answers, status) == ([f"nx.{ZONE}."], "NXDOMAIN"), (answers, status))
    answers, _, status = dig(lab.desk, f"large.{DOMAIN}", "TXT")
    report.check("one whose target is large comes over TCP", len(answers) == 16, len(answers) or status)


def identity(report, lab, gateway):
    report.check("nobody is told who answers", dig(lab.desk, "chaos", "txt", "version.bind")[2] == "REFUSED")
    with gateway.config.open("a") as config:
        config.write('polymasq.dns { no-ident = false, nsid = "rack 7" }\n')
    gateway.process.send_signal(signal.SIGHUP)
    told = wait_until(lambda: dig(lab.desk, "chaos", "txt", "id.server")[0] == ['"gw"'], 3)
    report.check("until no-ident is off", told is not None)
    for name in ("version", "hostname", "servers", "cachesize", "hits", "misses", "insertions", "evictions", "auth"):
        answers, _, status = dig(lab.desk, "chaos", "txt", f"{name}.bind")
        report.check(f"then {name}.bind is answered", len(answers) == 1, status)
    answer = wire.ask(lab.desk, GATEWAY, wire.query("localhost", additional=wire.opt_record(options=wire.option(wire.NSID))))
    report.check("NSID says what is configured (RFC 5001)", answer is not None and answer.edns_options().get(wire.NSID) == b"rack 7")


def hosts_followed(report, lab, hosts):
    new = hosts.with_suffix(".new")
    new.write_text("10.9.0.7 printer\n")
    os.replace(new, hosts)
    moved = wait_until(lambda: dig(lab.desk, "printer", "A")[0] == ["10.9.0.7"], 2)
    report.check("a replaced hosts file is seen by itself", moved is not None, moved)
    hosts.with_name("second").write_text("10.9.0.8 scanner\n")
    appeared = wait_until(lambda: dig(lab.desk, "scanner", "A")[0] == ["10.9.0.8"], 2)
    report.check("a new file in the folder too", appeared is not None, appeared)


def caching(report, lab, upstream):
    for _ in range(3):
        dig(lab.desk, f"often.{ZONE}", "A")
        dig(lab.desk, f"nx.{ZONE}", "A")
    report.check("an answer is asked for once", upstream.asked(f"often.{ZONE}") == 1, upstream.asked(f"often.{ZONE}"))
    report.check("what does not exist is asked for once (RFC 2308)", upstream.asked(f"nx.{ZONE}") == 1, upstream.asked(f"nx.{ZONE}"))
    upstream.delay = 0.3
    answered = crowd(lab, f"crowd.{ZONE}", 50)
    upstream.delay = 0.0
    report.check("of many who ask the same at once all are answered", answered == 50, answered)
    report.check("and upstream is asked once", upstream.asked(f"crowd.{ZONE}") == 1, upstream.asked(f"crowd.{ZONE}"))


def crowd(lab, name, count, seconds=3.0):
    links = []
    for ident in range(count):
        link = lab.desk.socket()
        link.settimeout(seconds)
        link.connect((GATEWAY, 53))
        link.send(wire.query(name, ident=ident))
        links.append(link)
    answered = 0
    for ident, link in enumerate(links):
        with link:
            try:
                answer = wire.Message(link.recv(65535))
                answered += answer.id == ident and answer.addresses() == ["1.2.3.4"]
            except OSError:
                pass
    return answered


def truncation(report, lab, upstream):
    answers, _, status = dig(lab.desk, f"big.{ZONE}", "TXT")
    report.check("dig gets what does not fit into a datagram", len(answers) == 15, len(answers) or status)


def reload(report, lab, gateway, upstream):
    dig(lab.desk, f"kept.{ZONE}", "A")
    with gateway.config.open("a") as config:
        config.write("polymasq.dns.local-ttl = 77s\n")
    gateway.process.send_signal(signal.SIGHUP)
    taken = wait_until(lambda: ttl_of(lab, "printer") == 77, 3)
    report.check("SIGHUP takes changed settings over", taken is not None, taken)
    dig(lab.desk, f"kept.{ZONE}", "A")
    report.check("and keeps the cache", upstream.asked(f"kept.{ZONE}") == 1, upstream.asked(f"kept.{ZONE}"))
    with gateway.config.open("a") as config:
        config.write("polymasq.dns.local-ttl = nonsense\n")
    gateway.process.send_signal(signal.SIGHUP)
    said = wait_until(lambda: "local-ttl" in gateway.said(), 3)
    report.check("settings with an error are reported", said is not None)
    report.check("and the old ones stay", ttl_of(lab, "printer") == 77, ttl_of(lab, "printer"))


def ttl_of(lab, name):
    answer = wire.ask(lab.desk, GATEWAY, wire.query(name))
    return answer.records[0][2] if answer and answer.records else None
