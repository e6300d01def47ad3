"""A stack, work on it, blows against it, and the checks afterwards."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Plan, Stack
from deploy.embedded.trouble import Trouble
from tests.chaos.checker import Findings, Run, check, settle
from tests.chaos.nemesis import Blow, Nemesis
from tests.chaos.proxy import Proxies
from tests.chaos.workload import Workload

SECOND_PASS = timedelta(days=20)
"""Of every sweep: by the stack's clock, and so not before the workload has come to its end."""

MORE_SECONDS = 180.0
"""A slow machine is given so much longer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run found: per assertion what breaks it, and some figures."""

    found: Findings
    kinds: dict[str, Counter[str]]
    codes: dict[str, Counter[str]]
    drained: float
    at_rest: float

    @property
    def holds(self) -> bool:
        return not any(self.found.values())

    @property
    def ok(self) -> int:
        """How many commands were acknowledged."""
        return sum(counted["ok"] for counted in self.kinds.values())

    def fewest(self, kinds: Sequence[str]) -> int:
        """The number of acknowledged commands of the rarest of these kinds."""
        return min(self.kinds.get(kind, Counter())["ok"] for kind in kinds)

    def lines(self) -> list[str]:
        """A line per kind of command, a line per assertion."""
        kinds = [
            f"     {counted['ok']:5} ok {counted['refused']:4} refused"
            f" {counted['unknown']:4} unknown  {kind} {_most(self.codes[kind])}"
            for kind, counted in sorted(self.kinds.items())
        ]
        shown = [
            f"{'ok  ' if not wrong else 'FAIL'} {name}"
            + "".join(f"\n       {w}" for w in wrong[:8])
            for name, wrong in self.found.items()
        ]
        drained = f"drained in {self.drained:.1f} s, after the last deadlines {self.at_rest:.1f} s"
        return [*kinds, *shown, f"{self.ok} commands acknowledged, {drained}"]


def _most(codes: Counter[str]) -> str:
    """What was said most often in the place of a yes."""
    return ", ".join(f"{code} {count}" for code, count in codes.most_common(2))


class Rig:
    """A stack behind proxies with a workload on it; a context manager."""

    def __init__(
        self,
        root: Path,
        seed: int,
        *,
        brokers: int = 1,
        mongods: int = 1,
        hands: int = 3,
        tell: Callable[[str], None] = print,
    ) -> None:
        clock = root / "run" / "clock"
        extra = {
            name: {
                f"{name.upper()}_SWEEP_AGAIN_SECONDS": str(SECOND_PASS.total_seconds()),
                f"{name.upper()}_CLOCK_FILE": str(clock),
            }
            for name in SERVICES
        }
        self._root, self._seed, self._hands, self._clock = root, seed, hands, clock
        self.proxies = Proxies()
        plan = Plan(brokers=brokers, mongods=mongods, extra=extra, front=self.proxies.front)
        self.stack = Stack(root, plan)
        self.nemesis = Nemesis(self.stack, self.proxies, tell)
        self._work: Workload | None = None

    def __enter__(self) -> Self:
        self.proxies.__enter__()
        try:
            self.stack.start(timeout=180.0)
            secret = self.stack.places.folder("secrets") / "admin-password"
            self._work = Workload(
                self.stack.address,
                secret.read_text().strip(),
                self._root / "ledger.jsonl",
                self._seed,
                self._hands,
                clock=self._clock,
            )
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._work is not None:
            self._work.stop()
        self.stack.stop()
        self.proxies.__exit__(kind, error, trace)

    @property
    def work(self) -> Workload:
        """The hands; started by whoever runs the rig."""
        if self._work is None:
            raise RuntimeError("the rig was not entered")
        return self._work

    @property
    def uri(self) -> str:
        """MongoDB, for who looks at the databases."""
        return self.stack.backends.mongo.uri

    def acknowledged(self) -> Counter[str]:
        """How many commands of each kind have been acknowledged so far."""
        return Counter(one.kind for one in list(self.work.book.told) if one.outcome == "ok")

    def work_until(self, enough: Callable[[Counter[str]], bool]) -> None:
        """Lets the hands go on until so much of each kind is acknowledged, for MORE_SECONDS."""
        latest = time.monotonic() + MORE_SECONDS
        while not enough(self.acknowledged()) and time.monotonic() < latest:
            time.sleep(0.5)

    def verdict(self) -> Verdict:
        """Heals, lets every queue drain and every deadline come, and checks."""
        found: Findings = {"every process comes back": [], "queues drain": []}
        drained = at_rest = 0.0
        clock = self.work.clock
        try:
            self.nemesis.heal()
        except Trouble as trouble:
            found["every process comes back"].append(str(trouble))
        self.work.stop()
        try:
            drained = settle(self.uri, now=clock.now)
            clock.reach(clock.now() + SECOND_PASS + timedelta(days=1))
            at_rest = settle(self.uri, now=clock.now)
        except AssertionError as failure:
            found["queues drain"].append(str(failure))
        kinds: dict[str, Counter[str]] = {}
        codes: dict[str, Counter[str]] = {}
        for entry in self.work.book.told:
            kinds.setdefault(entry.kind, Counter())[entry.outcome] += 1
            codes.setdefault(entry.kind, Counter()).update(entry.codes)
        run = Run(self.uri, self.work.book, self.stack.urls, clock.now())
        return Verdict({**found, **check(run)}, kinds, codes, drained, at_rest)


def run(
    root: Path,
    blows: Sequence[Blow],
    seed: int,
    *,
    seconds: float = 0.0,
    brokers: int = 1,
    mongods: int = 1,
    tell: Callable[[str], None] = print,
    enough: Callable[[Counter[str]], bool] = lambda _acknowledged: True,
) -> Verdict:
    """The whole: start, work, blows, at least ``seconds`` of work, heal, drain, check.

    A slow machine is given up to three minutes more for work until ``enough`` of each kind is
    acknowledged.
    """
    with Rig(root, seed, brokers=brokers, mongods=mongods, tell=tell) as rig:
        begun = time.monotonic()
        rig.work.start()
        rig.nemesis.strike(blows)
        rig.nemesis.heal()
        time.sleep(max(0.0, seconds - (time.monotonic() - begun)))
        rig.work_until(enough)
        return rig.verdict()
