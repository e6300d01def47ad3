"""What attendance means for accounts."""

from collections.abc import Iterable

from contracts.events.activities import AttendanceConfirmed, AttendanceCorrected
from libs.kernel import Command, EventMeta
from libs.runtime.wiring import Reaction
from services.ledger.commands import CorrectHours, PostHours


def post_confirmed_hours(event: AttendanceConfirmed, meta: EventMeta) -> Iterable[Command]:
    """Confirmed attendance is hours served."""
    del meta
    yield PostHours(confirmed=event)


def correct_posted_hours(event: AttendanceCorrected, meta: EventMeta) -> Iterable[Command]:
    """A correction replaces the former days."""
    del meta
    yield CorrectHours(corrected=event)


REACTIONS = (
    Reaction((AttendanceConfirmed,), post_confirmed_hours),
    Reaction((AttendanceCorrected,), correct_posted_hours),
)
