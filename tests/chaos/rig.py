"""A stack, work on it, blows against it, and the checks afterwards."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Plan, Stack
from tests.chaos.checker import check, settle
from tests.chaos.nemesis import Blow, strike
from tests.chaos.workload import Workload

AGAIN = {name: {f"{name.upper()}_SWEEP_AGAIN_SECONDS": "3"} for name in SERVICES}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run found: per assertion what breaks it, and some figures."""

    found: dict[str, list[str]]
    ok: int
    refused: int
    unknown: int
    drained: float

    @property
    def holds(self) -> bool:
        return not any(self.found.values())

    def lines(self) -> list[str]:
        """A line per assertion."""
        shown = [
            f"{'ok  ' if not wrong else 'FAIL'} {name}"
            + "".join(f"\n       {w}" for w in wrong[:5])
            for name, wrong in self.found.items()
        ]
        figures = f"commands: {self.ok} ok, {self.refused} refused, {self.unknown} unknown"
        return [*shown, f"ok   queues drained in {self.drained:.1f} s", figures]


def run(
    root: Path,
    blows: Sequence[Blow],
    seed: int,
    *,
    seconds: float = 0.0,
    brokers: int = 1,
    mongods: int = 1,
    tell: Callable[[str], None] = print,
) -> Verdict:
    """The whole: start, work, blows, at least ``seconds`` of work, heal, drain, check."""
    with Stack(root, Plan(brokers=brokers, mongods=mongods, extra=AGAIN)) as stack:
        password = (stack.places.folder("secrets") / "admin-password").read_text().strip()
        work = Workload(stack.address, password, root / "ledger.jsonl", seed)
        begun = time.monotonic()
        work.start()
        strike(stack, blows, tell)
        time.sleep(max(0.0, seconds - (time.monotonic() - begun)))
        work.stop()
        uri = stack.backends.mongo.uri
        drained = settle(uri)
        # The second pass of every sweep comes later than any command can be in flight.
        time.sleep(4.0)
        settle(uri)
        told = work.book.told
        counts = {
            name: sum(t.outcome == name for t in told) for name in ("ok", "refused", "unknown")
        }
        return Verdict(check(uri, told, work.actors), **counts, drained=drained)
