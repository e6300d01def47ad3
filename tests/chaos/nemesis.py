"""What breaks things, by a plan that follows from a seed."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from deploy.embedded.stack import Stack


@dataclass(frozen=True, slots=True)
class Blow:
    """At ``at`` seconds, ``deed`` happens to ``target``; ``seconds`` it lasts."""

    at: float
    deed: str
    target: str
    seconds: float = 0.0

    def __str__(self) -> str:
        lasting = f" for {self.seconds:.1f} s" if self.seconds else ""
        return f"{self.at:6.1f} s  {self.deed} {self.target}{lasting}"


def plan(seed: int, seconds: float, targets: Sequence[str]) -> list[Blow]:
    """Blows every few seconds; the last fifth of the time is for recovery."""
    draw = Random(seed)
    blows, at = [], 2.0
    while at < seconds * 0.8:
        deed = draw.choices(("kill", "pause", "restart"), (5, 3, 2))[0]
        lasting = round(draw.uniform(0.5, 6.0), 1) if deed == "pause" else 0.0
        blows.append(Blow(round(at, 1), deed, draw.choice(list(targets)), lasting))
        at += draw.uniform(2.0, 7.0)
    return blows


def strike(stack: Stack, blows: Sequence[Blow], tell: Callable[[str], None]) -> None:
    """Carries the plan out; returns when the last blow is over and all processes run again."""
    begun = time.monotonic()
    for blow in blows:
        time.sleep(max(0.0, blow.at - (time.monotonic() - begun)))
        tell(str(blow))
        try:
            _deed(stack, blow)
        except (ProcessLookupError, RuntimeError, KeyError) as error:
            tell(f"         … it was down already ({type(error).__name__})")
    stack.wait_ready(180.0)


def _deed(stack: Stack, blow: Blow) -> None:
    if blow.deed == "kill":
        stack.kill(blow.target)
    elif blow.deed == "restart":
        stack.kill(blow.target, signal.SIGTERM)
    else:
        stack.kill(blow.target, signal.SIGSTOP)
        time.sleep(blow.seconds)
        stack.kill(blow.target, signal.SIGCONT)
