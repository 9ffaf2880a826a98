"""Counts checks and says what each found."""
import contextlib
import traceback

from gateway import make_gateway
from lab import Lab
from responder import Responder


class Report:
    def __init__(self, program):
        self.program = program
        self.passed = self.failed = self.skipped = 0
        self._group = ""

    def begin(self, group):
        self._group = group

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        one_line = " ".join(str(detail).split())
        print(f"{'PASS' if holds else 'FAIL'} {self._group}: {name}{f' [{one_line}]' if one_line else ''}", flush=True)
        return bool(holds)

    def skip(self, name, reason):
        self.skipped += 1
        print(f"SKIP {self._group}: {name}: {reason}", flush=True)

    @property
    def with_dnsmasq(self):
        """dnsmasq stands in to show that a check measures the right thing; settings beyond the lab's own are not translated for it."""
        return self.program == "dnsmasq"

    @contextlib.contextmanager
    def lab(self, settings=""):
        """A lab, a gateway that is not started yet and an upstream server; taken down at the end whatever happens."""
        failed_before = self.failed
        lab, upstream = Lab(), None
        try:
            lab.build()
            upstream = Responder(lab)
            yield lab, make_gateway(lab, self.program, settings), upstream
        except Exception:
            self.check("ran to its end", False, traceback.format_exc())
        finally:
            if self.failed > failed_before:
                self._print_log(lab)
            if upstream:
                upstream.close()
            lab.down()

    def started(self, gateway):
        return self.check("the gateway starts and answers", gateway.start() is not None)

    @staticmethod
    def _print_log(lab):
        log = lab.folder / "gateway.log"
        if log.exists():
            print("---- the gateway's log ends with\n" + log.read_text(errors="replace")[-4000:] + "----", flush=True)
