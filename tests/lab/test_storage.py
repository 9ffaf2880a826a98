"""Disks that are full and files that are not ours."""
import os

from gateway import Gateway
from storm import Storm, StormClient
from waiting import wait_until

SIZE = "6m"


def run(report):
    if report.with_dnsmasq:
        return report.skip("all of it", "its settings are polymasqd's")
    full_disk(report)
    foreign_file(report)


class OnSmallDisk(Gateway):
    """The gateway with its state on a file system of its own, which nobody else sees and which goes with it."""

    def argv(self):
        script = f'mount -t tmpfs -o size={SIZE} none {self.state} && exec "$@"'
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *super().argv()]

    def inside(self, name):
        """A file of that file system, seen from here."""
        return f"/proc/{self.process.pid}/root{self.state}/{name}"


def full_disk(report):
    with report.lab() as (lab, plain, _):
        gateway = OnSmallDisk(lab, plain.program)
        if not report.started(gateway):
            return
        storm = Storm(lab.client("storm"), clients=10, seed=3)
        storm.run(2, calm=True)
        report.check("leases are given while there is room", storm.history.acknowledged >= 10, storm.history.acknowledged)
        fill(gateway.inside("filler"))
        storm.clients += [StormClient(100 + number) for number in range(30)]
        storm.run(1, calm=True)  # what still fits
        before = with_lease(storm)
        storm.run(4, calm=True)
        report.check("a full disk stops new leases", with_lease(storm) == before < len(storm.clients), f"{before}, then {with_lease(storm)}")
        complaints = gateway.said().count("cannot be written")
        report.check("it is said once", complaints == 1, complaints)
        os.unlink(gateway.inside("filler"))
        took = wait_until(lambda: storm.run(0.1, calm=True) or with_lease(storm) > before, 10)
        report.check("it recovers by itself", took is not None, took)
        report.check("no address to two clients meanwhile", not storm.history.violations, storm.history.violations[:3])


def with_lease(storm):
    return sum(1 for client in storm.clients if client.address)


def fill(path):
    """Takes what is left, down to the last byte."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                pass


def foreign_file(report):
    for name, content in (("garbage", os.urandom(20000)), ("another program's database", b"SQLite format 3\0" + bytes(84) + os.urandom(4000))):
        with report.lab() as (lab, gateway, _):
            database = gateway.state / "leases.db"
            database.write_bytes(content)
            status, output = gateway.node.run(*gateway.argv(), timeout=10)
            report.check(f"{name} in the journal's place is refused", status == 1, f"status {status}")
            report.check("with its path", str(database) in output, output.strip()[-300:])
            report.check("and left untouched", database.read_bytes() == content)
            report.check("nothing was made beside it", not [path for path in gateway.state.iterdir() if path.name.startswith("leases.db-")])
