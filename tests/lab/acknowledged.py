"""What clients were told: every DHCPACK, DHCPRELEASE and DHCPDECLINE that crossed the LAN, one JSON object to a line.

A lease runs from the moment its client asked (RFC 2131 §4.4.1), so that moment stands with each DHCPACK. It is written where clients are, from the bridge between them and the gateways, and shares nothing with what gateways write.
"""
import json
import socket
import struct
import threading
import time

import dhcp

SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC = 263, 1, 1


class AcknowledgementLog:
    def __init__(self, lab, path, bridge="br-lan"):
        self.path = path
        self.records = []
        self._clients = {}  # (xid, MAC): client, since a server need not repeat the client identifier
        self._asked = {}    # (xid, MAC): when it was asked first since it was last answered
        self._answered = set()
        self._raw = _promiscuous(lab.node("switch"), bridge)
        self._file = open(path, "a")
        self._running = True
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def close(self):
        self._running = False
        self._thread.join()
        self._raw.close()
        self._file.close()

    def _follow(self):
        while self._running:
            try:
                payload = dhcp.payload_of(self._raw.recv(2048))
            except TimeoutError:
                continue
            if payload and (record := self._record(dhcp.Message(payload), time.time())):
                self.records.append(record)
                self._file.write(json.dumps(record) + "\n")
                self._file.flush()

    def _record(self, message, now):
        if not message.kind:
            return None
        key = (message.xid, message.mac)
        if message.from_client:
            self._clients[key] = message.options.get(dhcp.OPTION_CLIENT_ID, message.mac).hex()
            if message.kind == dhcp.REQUEST and (key in self._answered or key not in self._asked):
                self._asked[key] = now
                self._answered.discard(key)
        record = {"t": now, "client": self._clients.get(key, message.mac.hex()), "mac": message.mac.hex(":"), "server": message.address(dhcp.OPTION_SERVER)}
        if message.from_client and message.kind == dhcp.RELEASE:
            return {**record, "what": "release", "address": message.ciaddr}
        if message.from_client and message.kind == dhcp.DECLINE:
            return {**record, "what": "decline", "address": message.address(dhcp.OPTION_ADDRESS)}
        if not message.from_client and message.kind == dhcp.ACK and message.lease_seconds() is not None:
            self._answered.add(key)
            return {**record, "what": "ack", "address": message.yiaddr, "seconds": message.lease_seconds(), "asked": self._asked.get(key, now)}
        return None


def read(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def _promiscuous(node, bridge):
    raw = node.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(dhcp.ETH_P_ALL))
    raw.bind((bridge, dhcp.ETH_P_ALL))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    index = _index_of(node, bridge)
    raw.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct.pack("IHH8s", index, PACKET_MR_PROMISC, 0, b""))
    raw.settimeout(0.1)
    return raw


def _index_of(node, device):
    return json.loads(node.ip("-j", "link", "show", "dev", device))[0]["ifindex"]
