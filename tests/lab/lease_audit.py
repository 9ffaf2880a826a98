#!/usr/bin/env python3
"""Were clients told anything that may not be? Reads what they were told and what gateways have written down.

usage: lease_audit.py ACKNOWLEDGED.jsonl [HISTORY.json...]     HISTORY: what polymasq --json lease history --limit 1000000 printed

1  No address to two clients, nothing declined for 30 s, no lease of no time: lease_history.py.
2  Every DHCPACK stands on an event that an audit has: this address, this client, decided before, and good for as long as the client may believe:
   the lease time from when it asked on (RFC 2131 §4.4.1).
3  Audits never disagree: an address and a version are one event, whoever tells it.
It shares no code with the ledger. Exit status 1 if anything is wrong.
"""
import datetime
import json
import sys

import acknowledged
from lease_history import History

SLACK = 1.5  # seconds: the wire says whole ones, and the log is a moment behind


def overlaps(records):
    """Rule 1. A client that has given its address up since it asked does not take the late answer: that grants nothing."""
    history, given_up = History(), {}
    for record in records:
        holder = (record["address"], record["client"])
        if record["what"] != "ack":
            given_up[holder] = record["t"]
            history.free(record["t"], *holder, declined=record["what"] == "decline")
        elif record["asked"] >= given_up.get(holder, 0):
            history.acknowledge(record["t"], *holder, record["seconds"])
    return history.violations


def unaudited(records, audits):
    """Rule 2: audits is a list of lists of events."""
    known = {}
    for event in (event for audit in audits for event in audit if event["event"] in ("leased", "renewed")):
        until = _seconds(event["until"]) if event.get("until") else float("inf")
        known.setdefault((event["address"], event.get("mac")), set()).add((_seconds(event["at"]), until))
    missing = []
    for record in (record for record in records if record["what"] == "ack"):
        events = known.get((record["address"], record["mac"]), ())
        if not any(at <= record["t"] + SLACK and until >= record["asked"] + record["seconds"] - SLACK for at, until in events):
            missing.append(f"{record['address']} to {record['mac']} for {record['seconds']} s by {record['server']}: "
                           + ("no audit has it" if not events else f"audits have {len(events)} events for them, and none that is good for so long"))
    return missing


def disagreements(audits):
    """Rule 3."""
    told, found = {}, []
    for audit in audits:
        for event in audit:
            what = {key: event.get(key) for key in ("event", "at", "client", "mac", "until", "gateway")}
            first = told.setdefault((event["address"], event["version"]), what)
            if first != what:
                found.append(f"{event['address']} version {event['version']}: {first} and {what}")
    return found


def check(records, audits):
    return overlaps(records) + unaudited(records, audits) + disagreements(audits)


def _seconds(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def finds_what_it_should():
    """The checker itself, checked: nothing in what is well, and each kind of breach."""
    def ack(t, address, mac, seconds):
        return {"t": t, "what": "ack", "address": address, "client": mac, "mac": mac, "seconds": seconds, "server": "s", "asked": t}

    def event(version, t, address, mac, seconds, gateway="a"):
        moment = lambda when: datetime.datetime.fromtimestamp(when, datetime.timezone.utc).isoformat()
        return {"address": address, "version": version, "event": "leased", "at": moment(t), "client": mac, "mac": mac, "until": moment(t + seconds), "gateway": gateway}

    records = [ack(100, "1", "x", 60), ack(120, "1", "x", 40), ack(200, "1", "y", 60)]
    audit = [event(1, 100, "1", "x", 60), event(2, 200, "1", "y", 60)]
    well = not check(records, [audit, audit[:1]])
    longer = len(check([*records, ack(210, "1", "y", 60)], [audit])) == 1     # ten seconds more than was committed
    early = len(check([ack(90, "1", "x", 60)], [audit])) == 1                 # before it was decided
    nowhere = len(check([ack(100, "2", "x", 60)], [audit])) == 1
    twice = len(check([*records, ack(230, "1", "x", 60)], [[*audit, event(3, 230, "1", "x", 60)]])) == 1
    declined = {"t": 205, "what": "decline", "address": "1", "client": "y", "mac": "y", "server": "s"}
    late = not overlaps([*records, declined, {**ack(206, "1", "y", 60), "asked": 204}]) and len(overlaps([*records, declined, ack(206, "1", "y", 60)])) == 1
    split = len(disagreements([audit, [event(2, 200, "1", "z", 60, "b")]])) == 1
    return well and longer and early and nowhere and twice and late and split


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    records = acknowledged.read(sys.argv[1])
    audits = [json.load(open(path))["events"] for path in sys.argv[2:]]
    wrong = overlaps(records) + disagreements(audits) + (unaudited(records, audits) if audits else [])
    for line in wrong[:50]:
        print(line)
    print(f"{sum(record['what'] == 'ack' for record in records)} acknowledgements, {len(audits)} audits: {len(wrong)} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
