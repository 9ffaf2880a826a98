"""Three gateways, one cache: the upstream server hears each name about once, and a gateway that comes back finds what it knew."""
import signal
import threading

import wire
from cluster import standing
from responder import ZONE
from waiting import wait_until

NAMES = 120
WARM = 300


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "several dnsmasq do not share a cache")
    with standing(report) as (lab, gateways, upstream):
        up = wait_until(lambda: all(gateway.control("cluster", "show")[1].count(" | up | ") == len(gateways) for gateway in gateways), 10)
        report.check("every gateway shows all of them as up", up is not None, gateways[0].control("cluster", "show")[1])
        asked_once(report, lab, gateways, upstream)
        asked_once_at_the_same_time(report, lab, gateways, upstream)
        restarted_without_upstream(report, lab, gateways, upstream)
        home_is_dead(report, lab, gateways, upstream)
        cookies_of_all(report, lab, gateways)


def answered(lab, gateway, name, timeout=2.0):
    answer = wire.ask(lab.desk, gateway.address, wire.query(name), timeout=timeout)
    return answer is not None and bool(answer.addresses())


def asked_once(report, lab, gateways, upstream):
    names = [f"once-{number}.{ZONE}" for number in range(NAMES)]
    failed = [name for name in names for gateway in gateways if not answered(lab, gateway, name)]
    counts = [upstream.asked(name) for name in names]
    report.check("every name is answered everywhere", not failed, failed[:3])
    report.check("upstream hears each name about once", NAMES <= sum(counts) <= NAMES * 1.1, f"{sum(counts)} questions for {NAMES} names asked at {len(gateways)} gateways")


def asked_once_at_the_same_time(report, lab, gateways, upstream):
    names = [f"together-{number}.{ZONE}" for number in range(NAMES // 2)]
    threads = [threading.Thread(target=lambda one=gateway: [answered(lab, one, name) for name in names]) for gateway in gateways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(upstream.asked(name) for name in names)
    report.check("also when it is asked everywhere at the same time", len(names) <= total <= len(names) * 1.25, f"{total} questions for {len(names)} names")


def restarted_without_upstream(report, lab, gateways, upstream):
    """How much of what it answered from its cache before it answers afterwards, with nobody upstream to ask."""
    names = [f"warm-{number}.{ZONE}" for number in range(WARM)]
    for name in names:
        answered(lab, gateways[0], name)
    upstream.silent = True
    before = sum(answered(lab, gateways[0], name, 0.5) for name in names)
    for how, stop in (("a restart", gateways[0].stop), ("kill -9", gateways[0].kill)):
        stop()
        gateways[0].start()
        after = sum(answered(lab, gateways[0], name, 0.5) for name in names)
        report.check(f"after {how}, upstream cut off, it has 90 % of its hits", before >= WARM * 0.95 and after >= before * 0.9, f"{after} of {before}")
    upstream.silent = False


def home_is_dead(report, lab, gateways, upstream):
    gateways[2].kill()
    names = [f"orphan-{number}.{ZONE}" for number in range(40)]
    failed = [name for name in names for gateway in gateways[:2] if not answered(lab, gateway, name)]
    report.check("a dead home costs no answer", not failed, failed[:3])
    total = sum(upstream.asked(name) for name in names)
    report.check("and little upstream", total <= len(names) * 2, f"{total} questions for {len(names)} names")
    report.check("it comes back", gateways[2].start() is not None)


def cookies_of_all(report, lab, gateways):
    """One client of three gateways that limit everybody whose address is not proved."""
    for gateway in gateways:
        with gateway.config.open("a") as config:
            config.write("polymasq.dns { rate-limit = 1, rate-limit-slip = 1 }\n")
        gateway.process.send_signal(signal.SIGHUP)

    def ask(gateway, cookie):
        return wire.ask(lab.desk, gateway.address, wire.query("localhost", additional=wire.opt_record(options=wire.option(wire.COOKIE, cookie))))

    def is_limited(gateway, cookie):
        return any(answer is not None and answer.rcode == wire.BADCOOKIE for answer in (ask(gateway, cookie) for _ in range(5)))

    limited = wait_until(lambda: all(is_limited(gateway, b"stranger") for gateway in gateways), 5)
    report.check("who asks too much needs a cookie", limited is not None)
    cookie = ask(gateways[0], b"customer").edns_options()[wire.COOKIE]
    refused = [gateway.node.name for gateway in gateways if is_limited(gateway, cookie)]
    report.check("the cookie of one gateway is good at all (RFC 9018)", len(cookie) == 24 and not refused, refused)
    forged = cookie[:-1] + bytes([cookie[-1] ^ 1])
    report.check("and a forged one at none", all(is_limited(gateway, forged) for gateway in gateways))
