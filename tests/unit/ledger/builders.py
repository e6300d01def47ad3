"""Facts about attendance, and a ledger that hears them without I/O."""

from datetime import date, timedelta
from typing import Any

from contracts.events.activities import AttendanceConfirmed, AttendanceCorrected
from contracts.events.ledger import HoursPosted, HoursReversed
from contracts.types import Day, Window
from libs.kernel import BEIJING, EventMeta, FakeClock, RuleBroken
from libs.testing import AllowAll, InMemoryRepository
from services.ledger.commands import CorrectHours, PostHours
from services.ledger.consumers import REACTIONS
from services.ledger.domain import POSTING, Account
from services.ledger.handlers import correct_hours, post_hours

LI = "li"
SATURDAY = date(2026, 11, 28)


def days(*minutes: int) -> tuple[Day, ...]:
    """Minutes by day from Saturday on; a day without minutes is left out."""
    return tuple(
        Day(on=SATURDAY + timedelta(days=index), minutes=count)
        for index, count in enumerate(minutes)
        if count
    )


def _fields(attendance_id: str, counted: tuple[Day, ...], member_id: str) -> dict[str, Any]:
    start = FakeClock().now().astimezone(BEIJING)
    return {
        "attendance_id": attendance_id,
        "session_id": f"session-of-{attendance_id}",
        "member_id": member_id,
        "community_id": "north",
        "unit_id": "unit",
        "agreement_id": "agreement",
        "theme_code": "health",
        "minutes": sum(day.minutes for day in counted),
        "window": Window(start_at=start, end_at=start + timedelta(hours=3)),
        "days": counted,
    }


def confirmed(attendance_id: str, *minutes: int, member_id: str = LI) -> AttendanceConfirmed:
    """The first confirmation of an attendance."""
    fields = _fields(attendance_id, days(*minutes), member_id)
    return AttendanceConfirmed(**fields, confirmation_no=1)


def corrected(
    attendance_id: str,
    no: int,
    former: tuple[int, ...],
    *minutes: int,
    member_id: str = LI,
) -> AttendanceCorrected:
    """The correction that is confirmation ``no``."""
    fields = _fields(attendance_id, days(*minutes), member_id)
    return AttendanceCorrected(
        **fields, confirmation_no=no, former_days=days(*former), reason_code="typo"
    )


Fact = AttendanceConfirmed | AttendanceCorrected


class Ledger:
    """Accounts in memory, fed by the service's own reactions."""

    def __init__(self) -> None:
        self.accounts: InMemoryRepository[Account] = InMemoryRepository()
        self.clock = FakeClock()

    async def hear(self, fact: Fact) -> bool:
        """Does what the fact causes; False when a rule refuses it, which is an answer."""
        meta = EventMeta("e", fact.type, 1, fact.service, fact.attendance_id, 1, self.clock.now())
        reaction = next(r for r in REACTIONS if type(fact) in r.events)
        try:
            for command in reaction.react(fact, meta):
                if isinstance(command, PostHours):
                    await post_hours(command, self.accounts, AllowAll(), self.clock)
                elif isinstance(command, CorrectHours):
                    await correct_hours(command, self.accounts, AllowAll(), self, self.clock)
        except RuleBroken:
            return False
        return True

    async def stands(self, attendance_id: str, confirmation_no: int) -> bool:
        """See Postings.stands."""
        return f"{POSTING}:{attendance_id}:{confirmation_no}" in self.accounts.keys

    @property
    def entries(self) -> list[HoursPosted | HoursReversed]:
        """Every entry, in order."""
        return [e for e in self.accounts.events if isinstance(e, HoursPosted | HoursReversed)]

    def standing(self, attendance_id: str) -> int:
        """Posted less reversed of one attendance."""
        return sum(
            -e.minutes if isinstance(e, HoursReversed) else e.minutes
            for e in self.entries
            if e.attendance_id == attendance_id
        )

    def chain(self, member_id: str = LI) -> list[dict[str, Any]]:
        """The member's entries as the view keeps them."""
        return [e.model_dump(mode="json") for e in self.entries if e.member_id == member_id]
