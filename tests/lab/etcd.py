"""An etcd member as a process in a node, with its settings as they come but for addresses and --pre-vote, which is on from 3.5 on."""
import json
import shutil
import signal
import time

CLIENT_PORT, PEER_PORT = 2379, 2380


class EtcdMember:
    """name and address of this one; everybody: {name: address} of all members, this one included."""

    def __init__(self, lab, node, name, address, everybody, *options):
        self.lab, self.node, self.name, self.address = lab, node, name, address
        self.everybody, self.options = everybody, options
        self.authority = None  # the file with the authority that signed its certificate, when it speaks TLS to clients
        self.folder = lab.folder / f"{name}.etcd"
        self.log = lab.folder / f"{name}.log"
        self.process = None

    @staticmethod
    def cannot_run():
        return None if shutil.which("etcd") else "etcd is not installed"

    @property
    def endpoint(self):
        return f"{'https' if self.authority else 'http'}://{self.address}:{CLIENT_PORT}"

    def start(self):
        peers = ",".join(f"{name}=http://{address}:{PEER_PORT}" for name, address in self.everybody.items())
        argv = ["etcd", "--name", self.name, "--data-dir", str(self.folder), "--logger", "zap", "--log-level", "warn",
                "--listen-client-urls", self.endpoint, "--advertise-client-urls", self.endpoint,
                "--listen-peer-urls", f"http://{self.address}:{PEER_PORT}", "--initial-advertise-peer-urls", f"http://{self.address}:{PEER_PORT}",
                "--initial-cluster", peers, "--initial-cluster-state", "new", "--pre-vote", *self.options]
        self.process = self.node.start(argv, self.log)
        return self

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        self.process.wait()

    def speak_tls(self, authority, certificate, key):
        self.authority = authority
        self.options = (*self.options, "--cert-file", str(certificate), "--key-file", str(key))

    def ctl(self, *words, timeout=10):
        """(exit status, output) of etcdctl, asked in the member's node."""
        trust = ["--cacert", str(self.authority)] if self.authority else []
        return self.node.run("env", "ETCDCTL_API=3", "etcdctl", "--endpoints", self.endpoint, *trust, *words, timeout=timeout)

    def is_healthy(self):
        """It answers with a quorum behind it."""
        return self.ctl("--command-timeout", "1s", "get", "health")[0] == 0

    def is_leader(self):
        status, output = self.ctl("-w", "json", "endpoint", "status")
        if status:
            return False
        at = json.loads(output[output.index("["):])[0]["Status"]
        return at.get("leader") == at["header"]["member_id"]


def wait_until_healthy(members, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not all(member.is_healthy() for member in members):
        if time.monotonic() > deadline:
            said = "\n".join(member.log.read_text(errors="replace")[-500:] for member in members)
            raise RuntimeError(f"etcd has no quorum after {seconds:.0f} s; it said:\n{said}")
        time.sleep(0.1)
