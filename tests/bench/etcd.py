#!/usr/bin/env python3
"""bench.sh etcd: what a cluster's leases, watches and members cost three etcd members, without any gateway: docs/SCALING.md's numbers come from here.
Leases are values of the size that a gateway writes; everything goes through etcd's JSON gateway, as a gateway's own calls do."""
import argparse
import base64
import http.client
import json
import pathlib
import select
import shutil
import socket
import tempfile
import threading
import time

from processes import Server, cpu_seconds, enter_private_network, memory_megabytes

PREFIX = "/polymasq/bench/lease/"
WRITES = 60  # puts in a transaction, each with its compare: within etcd's default of 128 operations
VALUE = ('{{"kind":"Leased","address":"{address}","version":{version},"at":"2026-11-21T12:54:51.338687+00:00","client":"01:02:09:{a:02x}:{b:02x}:{c:02x}:01",'
         '"chaddr":"02:09:{a:02x}:{b:02x}:{c:02x}:01","hostname":"host-{number}","vendor-class":"udhcp 1.35.0","since":"2026-11-21T12:54:51.338687+00:00",'
         '"lease-seconds":43200,"until":"2026-11-22T00:54:51.338687+00:00","gateway":"gw1","correlation":{correlation}}}')


def main():
    parser = argparse.ArgumentParser(prog="bench.sh etcd", description=__doc__)
    parser.add_argument("--leases", type=int, default=200_000)
    parser.add_argument("--watchers", default="1,10,30,100", help="how many gateways follow the leases")
    parser.add_argument("--members", default="10,100,1000", help="how many gateways keep themselves alive, once a second each")
    parser.add_argument("--rate", type=int, default=300, help="events a second that are watched")
    parser.add_argument("--secs", type=int, default=5)
    parser.add_argument("--folder", default=".", help="where etcd's data is made; a RAM disk would show nothing")
    options = parser.parse_args()
    enter_private_network()
    work = pathlib.Path(tempfile.mkdtemp(prefix="polymasq-bench-", dir=options.folder)).resolve()
    members = Members(work)
    try:
        members.wait()
        leases(members, options.leases)
        watches(members, options)
        keepalives(members, options)
    finally:
        members.stop()
        shutil.rmtree(work, ignore_errors=True)


class Members:
    """Three etcd members on one machine, with their defaults but for the quota."""

    def __init__(self, work):
        cluster = ",".join(f"e{n}=http://127.0.0.1:{2380 + 10 * n}" for n in range(3))
        self.ports = [2379 + 10 * n for n in range(3)]
        self.servers = []
        for n, port in enumerate(self.ports):
            client, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
            (work / f"e{n}").mkdir()
            self.servers.append(Server(f"e{n}", ["etcd", "--name", f"e{n}", "--data-dir", str(work / f"e{n}" / "data"), "--listen-client-urls", client,
                                                 "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                                                 "--initial-cluster", cluster, "--quota-backend-bytes", str(8 << 30), "--logger", "zap",
                                                 "--log-level", "error"], work / f"e{n}").start())

    def wait(self):
        for _ in range(200):
            try:
                if "revision" in Link(self.ports[0]).call("/v3/kv/range", {"key": text64("x")}).get("header", {}):
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("etcd has no quorum: " + self.servers[0].log.read_text()[-1000:])

    def stop(self):
        for server in self.servers:
            server.stop()

    def cpu(self):
        return sum(cpu_seconds(server.pid) for server in self.servers)

    def memory(self):
        return max(memory_megabytes(server.pid) for server in self.servers)

    def sizes(self):
        """(file, used in it) of the first member, in MB."""
        status = Link(self.ports[0]).call("/v3/maintenance/status", {})
        return int(status["dbSize"]) / 1e6, int(status.get("dbSizeInUse", 0)) / 1e6


class Link:
    """One connection to a member, kept open."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def raw(self, path, body):
        self.http.request("POST", path, json.dumps(body))
        return self.http.getresponse().read()

    def call(self, path, body):
        answer = json.loads(self.raw(path, body))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


def text64(text):
    return base64.b64encode(text.encode()).decode()


def put(number, version):
    address = 0x0A000000 + number
    value = VALUE.format(address=".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0)), version=version, number=number,
                         a=number >> 16 & 255, b=number >> 8 & 255, c=number & 255, correlation=639308624910870280 + number)
    return {"request_put": {"key": text64(f"{PREFIX}{address:08x}"), "value": text64(value)}}


def commit(link, numbers, version):
    link.call("/v3/kv/txn", {"success": [put(number, version) for number in numbers]})


def write_all(members, count, version):
    """From one thread to each member at a time; returns seconds."""
    began, lock, groups = time.monotonic(), threading.Lock(), iter(range(0, count, WRITES))

    def work(port):
        link = Link(port)
        while True:
            with lock:
                first = next(groups, None)
            if first is None:
                return
            commit(link, range(first, min(first + WRITES, count)), version)

    threads = [threading.Thread(target=work, args=(port,)) for port in members.ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def leases(members, count):
    empty = members.memory()
    used = members.cpu()
    took = write_all(members, count, 1)
    print(f"{count} leases put, {WRITES} to a transaction: {count / took:.0f}/s, {(members.cpu() - used) / count * 1e6:.0f} CPU s per million on three members together")
    file, in_use = members.sizes()
    print(f"  file {file:.0f} MB, {file * 1e6 / count:.0f} bytes a lease; in use {in_use * 1e6 / count:.0f}; memory of a member {members.memory() - empty:.0f} MB more, "
          f"{(members.memory() - empty) * 1e6 / count:.0f} bytes a lease")
    write_all(members, count, 2)
    renewed, _ = members.sizes()
    print(f"each renewed once: file {renewed:.0f} MB, {(renewed - file) * 1e6 / count:.0f} bytes an event until it is compacted")
    link = Link(members.ports[0])
    revision = link.call("/v3/kv/range", {"key": text64("x")})["header"]["revision"]
    began = time.monotonic()
    link.call("/v3/kv/compaction", {"revision": revision, "physical": True})
    compacted = time.monotonic() - began
    while_compacted, in_use = members.sizes()
    began = time.monotonic()
    for port in members.ports:
        Link(port).call("/v3/maintenance/defragment", {})
    after, _ = members.sizes()
    print(f"compacted in {compacted:.1f} s: file still {while_compacted:.0f} MB, in use {in_use:.0f}; defragmented in {(time.monotonic() - began) / 3:.1f} s a member, "
          f"which stands still meanwhile: file {after:.0f} MB, {after * 1e6 / count:.0f} bytes a lease")
    for page in (1000, 10000):
        read(members, count, page)


def read(members, count, page):
    link, key, began, used, size, pages = Link(members.ports[0]), PREFIX, time.monotonic(), members.cpu(), 0, 0
    while True:
        answer = link.raw("/v3/kv/range", {"key": text64(key), "range_end": text64(PREFIX[:-1] + "0"), "limit": page})
        size, pages = size + len(answer), pages + 1
        if not answer.rstrip().endswith(b'}') or b'"more":true' not in answer[-200:]:
            break
        last = answer[answer.rindex(b'"key":"') + 7:]
        key = base64.b64decode(last[:last.index(b'"')]).decode() + "\0"
    took = time.monotonic() - began
    print(f"all read, {page} to a page: {took / count * 1e5:.2f} s, {(members.cpu() - used) / count * 1e5:.2f} CPU s and {size / count * 0.1:.0f} MB per 100,000 leases ({pages} pages)")


class Watchers:
    """So many watches of all leases, spread over the members; what comes is counted and thrown away."""

    def __init__(self, ports, count):
        self.sockets, self.received, self.running = [], 0, True
        request = json.dumps({"create_request": {"key": text64(PREFIX), "range_end": text64(PREFIX[:-1] + "0")}})
        for n in range(count):
            link = socket.create_connection(("127.0.0.1", ports[n % len(ports)]))
            link.sendall(f"POST /v3/watch HTTP/1.1\r\nHost: e\r\nContent-Length: {len(request)}\r\n\r\n{request}".encode())
            while b"created" not in link.recv(65536):
                pass
            self.sockets.append(link)
        self.thread = threading.Thread(target=self._drain, daemon=True)
        self.thread.start()

    def _drain(self):
        poll = select.epoll()
        for link in self.sockets:
            link.setblocking(False)
            poll.register(link.fileno(), select.EPOLLIN)
        buffers = bytearray(1 << 20)
        by_number = {link.fileno(): link for link in self.sockets}
        while self.running:
            for number, _ in poll.poll(0.1):
                self.received += by_number[number].recv_into(buffers)

    def close(self):
        self.running = False
        self.thread.join()
        for link in self.sockets:
            link.close()


def watches(members, options):
    """Against the same load without watchers: what is more is theirs."""
    base = load_with(members, options, 0)[0]
    for count in map(int, options.watchers.split(",")):
        cpu, size, events, memory = load_with(members, options, count)
        print(f"{count} watchers, {events / options.secs:.0f} events/s: {(cpu - base) / events / count * 1e6:.0f} us of etcd's CPU and {size / events / count:.0f} bytes "
              f"for each event and watcher; {cpu / options.secs:.2f} cores in all (none: {base / options.secs:.2f}); a member has {memory:.0f} MB")


def load_with(members, options, count):
    watchers = Watchers(members.ports, count) if count else None
    link, used, began, sent, batch = Link(members.ports[0]), members.cpu(), time.monotonic(), 0, 20
    while (passed := time.monotonic() - began) < options.secs:
        if sent >= passed * options.rate:
            time.sleep(0.002)
            continue
        commit(link, range(sent, sent + batch), 3)
        sent += batch
    time.sleep(0.3)
    cpu, memory = members.cpu() - used, members.memory()
    size = watchers.received if watchers else 0
    if watchers:
        watchers.close()
    return cpu, size, max(sent, 1), memory


def keepalives(members, options):
    links = [Link(port) for port in members.ports]
    idle = members.cpu()
    time.sleep(options.secs)
    idle = (members.cpu() - idle) / options.secs
    for count in map(int, options.members.split(",")):
        leases = [links[n % 3].call("/v3/lease/grant", {"TTL": "60"})["ID"] for n in range(count)]
        used, began, done = members.cpu(), time.monotonic(), 0
        while time.monotonic() - began < options.secs:
            if done >= (time.monotonic() - began) * count:
                time.sleep(0.001)
                continue
            links[done % 3].raw("/v3/lease/keepalive", {"ID": leases[done % count]})
            done += 1
        took = time.monotonic() - began
        print(f"{count} gateways keep themselves alive, {done / took:.0f} calls/s: {((members.cpu() - used) / took - idle) / (done / took) * 1e6:.0f} us of etcd's CPU a call, "
              f"{(members.cpu() - used) / took:.2f} cores (idle: {idle:.2f})")


if __name__ == "__main__":
    main()
