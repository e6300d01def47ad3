"""What is measured, what it should reach, and how a figure is made of several rounds."""

import statistics
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """A comparison; ``unit`` belongs to both sides, ``most_rounds`` bounds the slow ones."""

    id: str
    what: str
    goal: float
    unit: str
    at_least: bool = True
    most_rounds: int = 99


GOALS = (
    Goal("B1", "commands over HTTP at 128 ÷ best raw single-command transactions", 3.0, "/s"),
    Goal("B2", "command p50 alone ÷ raw transaction p50", 1.3, "s", at_least=False),
    Goal("B3", "hot aggregate: p99 of 32 writers ÷ p99 of one", 3.0, "s", at_least=False),
    Goal("B4", "relay drain ÷ raw send of the same bytes", 0.60, "/s"),
    Goal("B5", "consume, decode, dedupe, project ÷ raw bulk write", 0.60, "/s"),
    Goal(
        "B6",
        "reply to visible through the gateway, p99 ÷ (raw produce–consume p99 + transaction p99)",
        2.0,
        "s",
        at_least=False,
    ),
    Goal("B7", "gateway read by id ÷ the same app's constant", 0.40, "/s"),
    Goal("B8", "rebuild of every gateway view, facts ÷ raw insert of such documents", 0.40, "/s"),
    Goal(
        "B9",
        "SIGKILL of a process until a new fact is applied ÷ the protocol's own timeout",
        1.5,
        "s",
        at_least=False,
        most_rounds=2,
    ),
    Goal(
        "B10",
        "planner with reading and writing ÷ bare solver, 500 units × 200 communities",
        3.0,
        "s",
        at_least=False,
        most_rounds=3,
    ),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One round: our figure, the raw one, and what else was seen (``broken`` spoils the goal)."""

    own: float
    raw: float
    seen: dict[str, Any] = field(default_factory=dict)
    broken: str = ""


@dataclass(slots=True)
class Result:
    """Medians over the rounds, and the spread of the ratio."""

    id: str
    what: str
    ratio: float
    goal: float
    met: bool
    spread: tuple[float, float]
    own: float
    raw: float
    unit: str
    rounds: int
    seen: dict[str, Any]
    broken: str

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


async def rounds(goal: Goal, wanted: int, measure: Callable[[], Awaitable[Pair]]) -> Result:
    """Measures both sides in turn, ``wanted`` times or as often as the goal allows."""
    found: list[Pair] = []
    for number in range(min(wanted, goal.most_rounds)):
        pair = await measure()
        found.append(pair)
        print(
            f"  {goal.id} round {number + 1}: own {pair.own:.4g} raw {pair.raw:.4g} {goal.unit}"
            f" ratio {pair.own / pair.raw:.3f} {pair.seen or ''} {pair.broken}",
            file=sys.stderr,
            flush=True,
        )
    return result_of(goal, found)


def result_of(goal: Goal, found: list[Pair]) -> Result:
    """The figures of all rounds as one."""
    ratios = [pair.own / pair.raw for pair in found]
    ratio = statistics.median(ratios)
    reached = ratio >= goal.goal if goal.at_least else ratio <= goal.goal
    broken = "; ".join(sorted({pair.broken for pair in found if pair.broken}))
    return Result(
        id=goal.id,
        what=goal.what,
        ratio=round(ratio, 3),
        goal=goal.goal,
        met=reached and not broken,
        spread=(round(min(ratios), 3), round(max(ratios), 3)),
        own=_rounded(statistics.median(pair.own for pair in found)),
        raw=_rounded(statistics.median(pair.raw for pair in found)),
        unit=goal.unit,
        rounds=len(found),
        seen=_seen(found),
        broken=broken,
    )


def _seen(found: list[Pair]) -> dict[str, Any]:
    """Medians of what was seen beside it, where it is a number; else what the last round saw."""
    seen: dict[str, Any] = {}
    for name in {name for pair in found for name in pair.seen}:
        values = [pair.seen[name] for pair in found if name in pair.seen]
        numbers = [value for value in values if isinstance(value, int | float)]
        seen[name] = _rounded(statistics.median(numbers)) if numbers else values[-1]
    return dict(sorted(seen.items()))


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
