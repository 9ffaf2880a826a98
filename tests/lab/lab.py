"""The lab's network: a gateway between a LAN of clients and an upstream DNS server.

    switch   br-lan and br-wan
    gw       lan0 10.9.0.1/24        wan0 192.0.2.1/24
    up       wan0 192.0.2.53/24      the upstream DNS server
    desk     eth0 10.9.0.250/24      where one asks from
    others   eth0                    no address until the gateway gives one

Each lab has a name of its own, so any number of them stand side by side.
"""
import json
import os
import pathlib
import re
import shutil
import tempfile

from namespaces import Network, command, take_down

GATEWAY, UPSTREAM, DESK = "10.9.0.1", "192.0.2.53", "10.9.0.250"
POOL = [f"10.9.0.{last}" for last in range(100, 201)]
DOMAIN = "lab.example"


class Lab(Network):
    def __init__(self):
        super().__init__(f"pm{os.getpid()}")
        self.folder = folder_of(self.name)
        self.folder.mkdir(mode=0o755)
        self.clients = 0

    def build(self):
        self.bridge("br-lan")
        self.bridge("br-wan")
        self.gateway, self.upstream, self.desk = self.node("gw"), self.node("up"), self.node("desk")
        self.plug(self.gateway, "lan0", "br-lan", mac="02:09:00:00:00:fe", address=f"{GATEWAY}/24")
        self.plug(self.gateway, "wan0", "br-wan", address="192.0.2.1/24")
        self.plug(self.upstream, "wan0", "br-wan", address=f"{UPSTREAM}/24")
        self.plug(self.desk, "eth0", "br-lan", address=f"{DESK}/24")
        return self

    def client(self, name):
        """A node on the LAN that has no address yet."""
        self.clients += 1
        node = self.node(name)
        self.plug(node, "eth0", "br-lan", mac=f"02:09:00:00:01:{self.clients:02x}")
        return node

    def file(self, name, text="", mode=0o644):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def down(self):
        super().down()
        shutil.rmtree(self.folder, ignore_errors=True)


def folder_of(name):
    return pathlib.Path(tempfile.gettempdir()) / f"polymasq-lab-{name}"


def standing():
    """Names of the labs whose script has ended: kept ones, and what a killed script left."""
    entries = json.loads(command("ip", "-j", "netns", "list") or "[]")
    names = {found.group(1) for entry in entries if (found := re.match(r"(pm\d+)-", entry["name"]))}
    return sorted(name for name in names if not _script_runs(name))


def remove(name):
    take_down(name)
    shutil.rmtree(folder_of(name), ignore_errors=True)


def _script_runs(name):
    try:
        return b"tests/lab" in pathlib.Path(f"/proc/{name[2:]}/cmdline").read_bytes()
    except OSError:
        return False
