"""Seats are facts of sessions, marks facts of attendances: either may arrive first."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events import activities as f
from contracts.types import AttendanceId, MemberId, SessionId
from libs.kernel import Event, EventMeta
from libs.testing.documents import write_view
from services.gateway.views.activities import PROJECTIONS, attendance_status

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
SESSION, MEMBER = SessionId("s"), MemberId("m")
SEATED = f.MemberSignedUp(session_id=SESSION, member_id=MEMBER, seat_count=1)
LEFT = f.MemberSignUpCancelled(
    session_id=SESSION, member_id=MEMBER, seat_count=0, cause_code="other"
)
HERE = f.MemberCheckedIn(
    attendance_id=AttendanceId("a"),
    session_id=SESSION,
    member_id=MEMBER,
    marked_at=AT,
    method_code="worker",
)


def row_after(events: Iterable[Event]) -> dict[str, Any]:
    documents: dict[str, dict[str, Any]] = {}
    for seq, event in enumerate(events, 1):
        meta = EventMeta(f"e{seq}", event.type, 1, "activities", "x", seq, AT)
        for projection in PROJECTIONS:
            if type(event) in projection.events:
                for write in projection.project(event, meta):
                    if write.view == "attendances":
                        write_view(documents, write)
    return documents[f"{SESSION}:{MEMBER}"]


@pytest.mark.parametrize("events", [(SEATED, HERE), (HERE, SEATED)])
def test_who_is_there_is_shown_as_there_whichever_fact_came_first(
    events: tuple[Event, ...],
) -> None:
    assert attendance_status(row_after(events)) == "checked_in"


def test_before_the_first_mark_the_seat_is_shown() -> None:
    assert attendance_status(row_after([SEATED])) == "signed_up"
    assert attendance_status(row_after([SEATED, LEFT])) == "cancelled"
    assert attendance_status(row_after([SEATED, LEFT, SEATED])) == "signed_up"
