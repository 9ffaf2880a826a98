"""Servers as processes: started alone in a private network namespace, and what they use of processor and memory."""
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count()


def enter_private_network():
    """Starts this program again where there is nothing but its own loopback: no port clashes, nothing leaves."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every finally runs
    if os.environ.get("POLYMASQ_BENCH") != "inside":
        os.environ["POLYMASQ_BENCH"] = "inside"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def _stat(pid):
    """The fields of /proc/PID/stat from the process state on."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2:].split()


def family(pid):
    """The process and all below it."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                children.setdefault(int(_stat(entry)[1]), []).append(int(entry))
            except OSError:
                pass
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def cpu_seconds(pid):
    """User and system time of the family, children that have ended included."""
    ticks = 0
    for member in family(pid):
        try:
            ticks += sum(map(int, _stat(member)[11:15]))
        except OSError:
            pass
    return ticks / TICKS


def memory_megabytes(pid):
    kilobytes = 0
    for member in family(pid):
        try:
            kilobytes += int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{member}/status").read_text()).group(1))
        except (OSError, AttributeError):
            pass
    return kilobytes / 1000


def machine_seconds():
    """Processor time that anybody on the machine has used."""
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def wait_for_quiet(seconds=3.0, share=0.15):
    """Waits, not for ever, for a moment in which nobody else uses the machine much."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        used, began = machine_seconds(), time.monotonic()
        time.sleep(0.25)
        if machine_seconds() - used < share * PROCESSORS * (time.monotonic() - began):
            return


class Server:
    """name: as the table shows it; argv: in the foreground; folder: its own, for its files and its log."""

    def __init__(self, name, argv, folder, port=0, environment=None):
        self.name, self.argv, self.folder, self.port = name, argv, folder, port
        self.environment = {**os.environ, **(environment or {})}
        self.log = folder / "log"
        self.process = None

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        self.began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.argv, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def stop(self):
        """Ends it and what it started. Returns how long it took."""
        began = time.monotonic()
        if self.process and self.process.poll() is None:
            members = family(self.pid)[::-1]  # a tracer would leave what it traces behind
            for number in (signal.SIGTERM, signal.SIGKILL):
                for member in members:
                    try:
                        os.kill(member, number)
                    except ProcessLookupError:
                        pass
                try:
                    self.process.wait(5)
                    break
                except subprocess.TimeoutExpired:
                    pass
        return time.monotonic() - began

    def why_not(self):
        return f"{self.name} does not answer:\n{self.log.read_text(errors='replace')[-1500:]}"


def first_answer(server, seconds=20.0, step=0.001):
    """When the server first answered a forwarded question, in seconds since its start; None if it never did."""
    number = 0
    while time.monotonic() - server.began < seconds:
        number += 1
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            link.settimeout(0.05)
            try:
                link.connect(("127.0.0.1", server.port))
                link.send(struct.pack("!6H", number & 0xffff, 0x0100, 1, 0, 0, 0) + b"\5ready\5bench\7example\0\0\1\0\1")
                response = link.recv(4096)
                if response[2] & 0x80 and not response[3] & 15:
                    return time.monotonic() - server.began
            except OSError:
                pass
        time.sleep(step)
    return None


def measured(server, work, others=()):
    """Runs work() and adds what the server used per million of its 'received', and what strangers used of the machine."""
    def own(): return cpu_seconds(server.pid) + sum(map(cpu_seconds, others)) + sum(os.times()[:4])
    machine, ours, used, began = machine_seconds(), own(), cpu_seconds(server.pid), time.monotonic()
    result = work()
    took = time.monotonic() - began
    used = cpu_seconds(server.pid) - used
    result["cpu_per_million"] = used / max(1, result["received"]) * 1e6
    result["cores"] = used / took
    result["memory"] = memory_megabytes(server.pid)
    result["strangers"] = max(0.0, machine_seconds() - machine - own() + ours) / (took * PROCESSORS) * 100
    return result
