"""The gateway under test: polymasqd as one would start it, or dnsmasq with the same job, to compare with."""
import pathlib
import re
import signal
import socket
import subprocess
import time

import wire
from lab import DOMAIN, GATEWAY, UPSTREAM

CONFIG = """
polymasq {{
  node {{ name = "gw", data-dir = "{state}" }}
  listen {{ interfaces = ["lan0"] }}
  dns {{
    domain = "{domain}", local = ["{domain}"], expand-hosts = true, no-hosts = true
    servers = ["{upstream}"], no-resolv = true
  }}
  dhcp4 {{
    authoritative = true
    subnets = [{{
      subnet = "10.9.0.0/24", interface = "lan0", range = "10.9.0.100-10.9.0.200", lease-time = 2m
      options {{ ntp-server = ["{gateway}"] }}
    }}]
  }}
  control {{ socket = "{state}/control.sock" }}
}}
"""


class Gateway:
    """polymasqd in the lab's gateway node. More settings are given as HOCON and win over those above."""

    kind = "polymasqd"

    def __init__(self, lab, program, settings="", node=None, address=GATEWAY):
        """node, address: where it runs and where the desk reaches it, if that is not the lab's only gateway."""
        self.lab = lab
        self.node, self.address = node or lab.gateway, address
        place = "" if node is None else f"-{node.name}"
        self.program = pathlib.Path(program).resolve()
        self.state = lab.folder / f"state{place}"
        self.state.mkdir(exist_ok=True)
        self.log = lab.folder / f"gateway{place}.log"
        self.config = lab.file(f"gateway{place}.conf", self.base_config() + settings)
        self.process = None

    def base_config(self):
        return CONFIG.format(state=self.state, domain=DOMAIN, upstream=UPSTREAM, gateway=GATEWAY)

    def argv(self):
        return [str(self.program), "--config", str(self.config)]

    def start(self, seconds=15.0):
        """Starts it and waits until it is ready, by its own word, and answers. Returns how long that took, or None."""
        began = time.monotonic()
        with self.notify_socket() as notify:
            self.process = self.node.start(self.argv(), self.log, {"NOTIFY_SOCKET": notify.getsockname()})
            ready = answers = False
            while not (ready and answers) and time.monotonic() - began < seconds and self.process.poll() is None:
                ready = ready or self.says_ready(notify)
                answers = answers or wire.ask(self.lab.desk, self.address, wire.query("localhost"), timeout=0.2) is not None
                time.sleep(0.005)
        return time.monotonic() - began if ready and answers else None

    def notify_socket(self):
        """Where systemd would listen for READY=1."""
        path = self.lab.folder / f"notify-{self.node.name}"
        path.unlink(missing_ok=True)
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(str(path))
        path.chmod(0o666)
        notify.setblocking(False)
        return notify

    def says_ready(self, notify):
        try:
            return b"READY=1" in notify.recv(4096).split(b"\n")
        except BlockingIOError:
            return False

    def stop(self, number=signal.SIGTERM, seconds=10.0):
        """Returns how long it took to end, or None if it did not."""
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(seconds)
            return time.monotonic() - began
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ready_after(self):
        """Seconds from its last start until it was ready, by its own word; None if it never was. Those in which it could have
        run, and the machine ran something else, are not its own."""
        said = re.findall(r"ready after (\d+) ms", self.said())
        waited = int(pathlib.Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[1]) / 1e9
        return round(max(int(said[-1]) / 1000 - waited, 0.001), 3) if said else None

    def control(self, *words):
        """(exit status, output) of a polymasq command against this gateway."""
        return self.node.run(str(self.program.parent / "polymasq"), "--socket", str(self.state / "control.sock"), *words)


class DnsmasqGateway(Gateway):
    """The yardstick: what the lab shows and tests can be seen with dnsmasq in the same place."""

    kind = "dnsmasq"

    def base_config(self):
        return "\n".join((
            "port=53", "interface=lan0", "bind-dynamic", "no-resolv", "no-hosts", f"server={UPSTREAM}", "user=root", "pid-file=",
            "log-facility=-", f"domain={DOMAIN}", f"local=/{DOMAIN}/", "expand-hosts", "dhcp-fqdn", "dhcp-authoritative",
            "no-ping",  # its probe stops all DHCP for three seconds for each new client: four at once starve udhcpc
            "dhcp-range=10.9.0.100,10.9.0.200,2m", "dhcp-range=10.10.0.100,10.10.0.200,255.255.255.0,2m",
            f"dhcp-option=option:ntp-server,{GATEWAY}", f"dhcp-leasefile={self.state}/leases", ""))

    def argv(self):
        return ["dnsmasq", "-k", "-C", str(self.config)]

    def says_ready(self, notify):
        return True  # it has nothing to say: answering is being ready


def make_gateway(lab, program, settings=""):
    return DnsmasqGateway(lab, program) if program == "dnsmasq" else Gateway(lab, program, settings)
