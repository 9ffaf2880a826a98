"""The upstream DNS server of the demonstration: dnsmasq with a small zone."""
import time

import wire
from lab import UPSTREAM

ZONE = "example.net"


def start(lab, names):
    """Serves NAME.example.net for each name; anything else in the zone does not exist."""
    arguments = ["dnsmasq", "-k", "-C", "/dev/null", "--port=53", f"--listen-address={UPSTREAM}", "--bind-interfaces", "--no-resolv",
                 "--no-hosts", "--user=root", "--pid-file=", "--log-facility=-", f"--local=/{ZONE}/", "--local-ttl=300"]
    arguments += [f"--host-record={name}.{ZONE},198.51.100.{number}" for number, name in enumerate(names, 10)]
    lab.upstream.start(arguments, lab.folder / "upstream.log")
    deadline = time.monotonic() + 5
    while not wire.ask(lab.upstream, UPSTREAM, wire.query(f"{names[0]}.{ZONE}"), timeout=0.2):
        if time.monotonic() > deadline:
            raise RuntimeError("the upstream server does not answer: " + (lab.folder / "upstream.log").read_text(errors="replace"))
        time.sleep(0.02)
