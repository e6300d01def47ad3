"""What a process that got stuck would leave behind: begun, past its deadline, and not ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.e2e.journals import Fact, Journals

SLACK = timedelta(hours=12)
"""Deadlines of days end at midnight in Beijing; the timers behind them fire a little later."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """After ``begun`` one of ``ended`` follows in the same aggregate within ``span``."""

    begun: str
    ended: tuple[str, ...]
    span: timedelta

    def overdue(self, facts: list[Fact], now: datetime) -> bool:
        last = max((fact.seq for fact in facts if fact.type == self.begun), default=0)
        if not last:
            return False
        late = next(fact.at for fact in facts if fact.seq == last) + self.span + SLACK < now
        return late and not any(fact.seq > last and fact.type in self.ended for fact in facts)


DEADLINES = (
    Deadline(
        "needs.plan-requested",
        ("needs.plan-proposed", "needs.plan-failed", "needs.plan-discarded"),
        timedelta(minutes=30),
    ),
    Deadline("needs.plan-adopted", ("needs.adoption-settled",), timedelta(days=15)),
    Deadline(
        "registrations.registration-move-requested",
        (
            "registrations.registration-released",
            "registrations.registration-move-declined",
            "registrations.registration-cancelled",
        ),
        timedelta(days=7),
    ),
    Deadline(
        "activities.session-opened",
        ("activities.session-closed", "activities.session-cancelled"),
        timedelta(days=8),
    ),
)


def overdue(journals: Journals, now: datetime) -> Iterator[str]:
    """Every process that stands still."""
    for deadline in DEADLINES:
        service = deadline.begun.partition(".")[0]
        for aggregate, facts in journals.by_aggregate(service).items():
            if deadline.overdue(facts, now):
                yield f"{aggregate}: {deadline.begun}, and nothing since"
