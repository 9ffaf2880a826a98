"""Network namespaces joined by bridges. Nothing here touches the host's own network."""
import ctypes
import json
import os
import signal
import socket
import subprocess
import time

CLONE_NEWNET = 0x40000000
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


def command(*argv, check=True):
    """Runs a program and returns what it printed; raises with its error output."""
    done = subprocess.run(argv, capture_output=True, text=True, errors="replace")
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def cannot_run():
    """Why namespaces cannot be made here, or None."""
    if os.getuid() != 0:
        return "root is needed for network namespaces"
    name = f"pm{os.getpid()}-try"
    try:
        command("ip", "netns", "add", name)
        command("ip", "-n", name, "link", "add", "name", "br0", "type", "bridge")
        command("ip", "-n", name, "link", "add", "name", "v0", "type", "veth", "peer", "name", "v1")
        return None
    except (RuntimeError, OSError) as failure:
        return f"no network namespaces here: {failure}"
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


class Node:
    """One namespace: a machine on the lab's network."""

    def __init__(self, lab_name, name):
        self.name = name
        self.netns = f"{lab_name}-{name}"

    def create(self):
        command("ip", "netns", "add", self.netns)
        self.ip("link", "set", "lo", "up")

    def ip(self, *arguments, check=True):
        return command("ip", "-n", self.netns, *arguments, check=check)

    def argv(self, arguments):
        return ["ip", "netns", "exec", self.netns, *arguments]

    def run(self, *arguments, timeout=20):
        """(exit status, everything printed); a program that takes too long has status 124."""
        try:
            done = subprocess.run(self.argv(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout)
            return done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            return 124, (late.stdout or b"").decode(errors="replace")

    def start(self, arguments, log, environment=None):
        """A program in the background; what it prints is appended to the file log."""
        with open(log, "ab") as output:
            return subprocess.Popen(self.argv(arguments), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                    env={**os.environ, **(environment or {})}, start_new_session=True)

    def processes(self):
        return [int(pid) for pid in command("ip", "netns", "pids", self.netns, check=False).split() if int(pid) != os.getpid()]

    def signal(self, number):
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def address(self, device="eth0"):
        """The first IPv4 address of a device, as ADDRESS/LENGTH, or None."""
        for link in json.loads(self.ip("-j", "-4", "addr", "show", "dev", device, check=False) or "[]"):
            for entry in link.get("addr_info", []):
                return f"{entry['local']}/{entry['prefixlen']}"
        return None

    def forget_address(self, device="eth0"):
        self.ip("addr", "flush", "dev", device)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_DGRAM, protocol=0):
        """A socket of this process that lives in the namespace."""
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.netns}", os.O_RDONLY)
        try:
            _set_namespace(there)
            try:
                return socket.socket(family, kind, protocol)
            finally:
                _set_namespace(here)
        finally:
            os.close(here)
            os.close(there)


def _set_namespace(descriptor):
    if LIBC.setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


class Network:
    """Nodes on bridges; the bridges live in a namespace of their own."""

    def __init__(self, name):
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)  # what a client's own children leave behind comes to us: see take_down
        self.name = name
        self.nodes = {}
        self._ports = 0

    def node(self, name):
        if name not in self.nodes:
            self.nodes[name] = Node(self.name, name)
            self.nodes[name].create()
        return self.nodes[name]

    def bridge(self, name):
        switch = self.node("switch")
        switch.ip("link", "add", "name", name, "type", "bridge", "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0")
        switch.ip("link", "set", name, "up")

    def plug(self, node, device, bridge, mac=None, address=None):
        """A cable from a new device of the node to the bridge. Returns the name of the bridge's port."""
        self._ports += 1
        port = f"port{self._ports}"
        switch = self.node("switch")
        command("ip", "-n", switch.netns, "link", "add", "name", port, "type", "veth", "peer", "name", device, "netns", node.netns)
        switch.ip("link", "set", port, "master", bridge, "up")
        if mac:
            node.ip("link", "set", device, "address", mac)
        if address:
            node.ip("addr", "add", address, "dev", device)
        node.ip("link", "set", device, "up")
        self._wait_until_it_carries(switch, port)
        return port

    def pull(self, port):
        """The cable is out: the node sees that its link is down."""
        self.node("switch").ip("link", "set", port, "down")

    def deafen(self, port):
        """One-way loss: what the node sends arrives, nothing arrives at the node, and its link looks well."""
        self._forward(port, "learning", "off", "flood", "off", "mcast_flood", "off", "bcast_flood", "off")

    def mute(self, port):
        """The other way: the node hears everything, and nothing of what it sends arrives."""
        self._forward(port, "learning", "off", "locked", "on")

    def heal(self, port):
        self.node("switch").ip("link", "set", port, "up")
        self._forward(port, "learning", "on", "flood", "on", "mcast_flood", "on", "bcast_flood", "on", "locked", "off")
        self._wait_until_it_carries(self.node("switch"), port)

    def _forward(self, port, *flags):
        """A bridge that may neither learn where the node is nor flood to its port has no way to it."""
        switch = self.node("switch")
        command(*switch.argv(["bridge", "link", "set", "dev", port, *flags]))
        switch.ip("link", "set", port, "type", "bridge_slave", "fdb_flush")

    @staticmethod
    def _wait_until_it_carries(switch, port, seconds=5.0):
        """What is sent before the bridge forwards for the port is lost."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            link = json.loads(switch.ip("-j", "-d", "link", "show", "dev", port))[0]
            if link["operstate"] == "UP" and link["linkinfo"]["info_slave_data"]["state"] == "forwarding":
                return
            time.sleep(0.01)

    def down(self):
        take_down(self.name)


def take_down(lab_name):
    """Ends what runs in the lab's namespaces, politely first, and deletes them."""
    names = [entry["name"] for entry in json.loads(command("ip", "-j", "netns", "list") or "[]")]
    nodes = [Node(lab_name, name[len(lab_name) + 1:]) for name in names if name.startswith(lab_name + "-")]
    for number, seconds in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 1.0)):
        deadline = time.monotonic() + seconds
        for node in nodes:
            node.signal(number)
        while any(node.processes() for node in nodes) and time.monotonic() < deadline:
            time.sleep(0.05)
    for node in nodes:
        command("ip", "netns", "del", node.netns, check=False)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
