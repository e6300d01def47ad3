"""What breaks things, by a plan that follows from a seed."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Stack
from tests.chaos import parts
from tests.chaos.proxy import CLEAR, Proxies, Weather

PROCESS = {"kill": 5, "pause": 3, "restart": 2}
NETWORK = {"delay": 2, "cut": 3, "silent": 2, "deaf": 2, "slow": 2}
_LONGEST = {"pause": 14.0, "delay": 8.0, "cut": 6.0, "silent": 8.0, "deaf": 5.0, "slow": 8.0}
_OTHERS_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Blow:
    """At ``at`` seconds, ``deed`` happens to ``target``; ``seconds`` it lasts.

    ``amount`` is the weather's (see Weather). The target is a process, or a part that one process
    plays at that moment (see tests.chaos.parts).
    """

    at: float
    deed: str
    target: str
    seconds: float = 0.0
    amount: float = 0.0

    def __str__(self) -> str:
        lasting = f" for {self.seconds:.1f} s" if self.seconds else ""
        much = {"delay": f" by {self.amount:.2f} s", "slow": f" to {self.amount / 1000:.0f} kB/s"}
        return f"{self.at:6.1f} s  {self.deed} {self.target}{much.get(self.deed, '')}{lasting}"


def targets(brokers: int, mongods: int) -> list[str]:
    """Everything that may be struck in such a stack."""
    several = [
        part
        for part, kind in parts.PARTS.items()
        if {"kafka": brokers, "mongod": mongods}[kind] > 1
    ]
    return [*SERVICES, *_named("mongod", mongods), *_named("kafka", brokers), *several]


def _named(kind: str, count: int) -> list[str]:
    return [kind] if count == 1 else [f"{kind}-{number + 1}" for number in range(count)]


def plan(seed: int, seconds: float, struck: Sequence[str]) -> list[Blow]:
    """Blows every few seconds, some while others last; the last fifth of the time is calm."""
    draw = Random(seed)
    deeds = {**PROCESS, **NETWORK}
    blows, at = [], 2.0
    while at < seconds * 0.8:
        deed = draw.choices(list(deeds), list(deeds.values()))[0]
        lasting = round(draw.uniform(0.5, _LONGEST[deed]), 1) if deed in _LONGEST else 0.0
        amount = {"delay": draw.uniform(0.02, 0.4), "slow": draw.uniform(4e3, 4e4)}.get(deed, 0.0)
        blows.append(Blow(round(at, 1), deed, draw.choice(list(struck)), lasting, amount))
        at += draw.uniform(2.0, 6.0)
    return blows


class Nemesis:
    """Carries plans out against one stack and its proxies."""

    def __init__(self, stack: Stack, proxies: Proxies, tell: Callable[[str], None]) -> None:
        self._stack, self._proxies, self._tell = stack, proxies, tell
        self._begun = 0.0

    def strike(self, blows: Sequence[Blow]) -> None:
        """Returns when the last blow is over."""
        self._begun = time.monotonic()
        ends: list[tuple[float, Blow, str]] = []
        for blow in sorted(blows, key=lambda each: each.at):
            self._end_until(blow.at, ends)
            self._wait(blow.at)
            self._let_others_come_back(blow)
            target = parts.who_is(blow.target, self._stack)
            playing = f" ({target})" if target != blow.target else ""
            self._tell(f"{blow}{playing}")
            self._begin(blow, target)
            if blow.seconds:
                ends.append((blow.at + blow.seconds, blow, target))
        self._end_until(float("inf"), ends)

    def heal(self, seconds: float = 180.0) -> None:
        """Everything goes on and is reached again; raises Trouble when a process stays away."""
        self._proxies.clear()
        for name in self._stack.children:
            self._stack.kill(name, signal.SIGCONT)
        self._stack.wait_ready(seconds)

    def _let_others_come_back(self, blow: Blow) -> None:
        """Two of three away is no fault to survive but an outage: it waits, up to a limit."""
        backends = self._stack.backends
        kind = parts.PARTS.get(blow.target, blow.target.partition("-")[0])
        whole = {
            "mongod": (len(backends.mongo.ports), backends.mongo.is_whole),
            "kafka": (len(backends.kafka.ports), backends.kafka.all_brokers_answer),
        }
        count, holds = whole.get(kind, (1, bool))
        deadline = time.monotonic() + _OTHERS_SECONDS
        while count > 1 and not holds() and time.monotonic() < deadline:
            time.sleep(0.3)

    def _wait(self, moment: float) -> None:
        time.sleep(max(0.0, moment - (time.monotonic() - self._begun)))

    def _end_until(self, moment: float, ends: list[tuple[float, Blow, str]]) -> None:
        for entry in sorted(ends, key=lambda each: each[0]):
            if entry[0] <= moment:
                self._wait(entry[0])
                self._end(entry[1], entry[2])
                ends.remove(entry)

    def _begin(self, blow: Blow, target: str) -> None:
        signals = {"kill": signal.SIGKILL, "restart": signal.SIGTERM, "pause": signal.SIGSTOP}
        if blow.deed in signals:
            self._stack.kill(target, signals[blow.deed])
        else:
            self._proxies.turn(target, Weather(blow.deed, blow.amount))

    def _end(self, blow: Blow, target: str) -> None:
        if blow.deed == "pause":
            self._stack.kill(target, signal.SIGCONT)
        else:
            self._proxies.turn(target, CLEAR)
