"""Marks, confirmation, correction."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.activities import (
    AttendanceConfirmed,
    AttendanceCorrected,
    LateMarkNoted,
    MemberCheckedIn,
    MemberCheckedOut,
)
from contracts.types import Day, Window
from libs.kernel import DomainError, Forbidden, NotFound
from services.activities.commands import (
    ApproveCorrection,
    CheckIn,
    CheckOut,
    CloseSession,
    RequestCorrection,
)
from services.activities.domain import (
    Incomplete,
    NotSignedUp,
    OutsideWindow,
    OwnAttendance,
    SamePerson,
    SessionClosed,
    days_of,
    minutes_of,
)
from tests.unit.activities.builders import (
    LI,
    SECOND_WORKER,
    WANG,
    WORKER,
    Room,
    a_caller,
    at,
    hours,
    the_member,
)


async def test_checked_in_twice_out_of_order_and_too_late() -> None:
    """Scenario (c) of the catalogue."""
    room = Room()
    session_id = await room.served()

    await room.check_out(session_id, at(11, 58))
    out = room.facts[-1]
    assert isinstance(out, MemberCheckedOut)
    assert out.minutes is None

    await room.check_in(session_id, at(9))
    arrived = room.facts[-1]
    assert isinstance(arrived, MemberCheckedIn)
    assert arrived.minutes == 178
    await room.check_in(session_id, at(9))
    assert len(room.facts) == 2

    await room.confirm(session_id)
    confirmed = room.facts[-1]
    assert isinstance(confirmed, AttendanceConfirmed)
    assert (confirmed.minutes, confirmed.confirmation_no) == (178, 1)
    assert confirmed.days == (Day(on=date(2026, 11, 28), minutes=178),)

    await room.check_out(session_id, at(12))
    assert room.facts[-1] == LateMarkNoted(
        attendance_id=confirmed.attendance_id, marked_at=at(12), kind="check_out"
    )
    assert (await room.attendance(session_id)).minutes == 178
    await corrected_by_two(room, session_id, confirmed)


async def corrected_by_two(room: Room, session_id: str, confirmed: AttendanceConfirmed) -> None:
    request = RequestCorrection(
        session_id=session_id, member_id=LI, minutes=180, reason_code="second_device"
    )
    await room.obey(request, WORKER)
    approve = ApproveCorrection(session_id=session_id, member_id=LI)
    with pytest.raises(SamePerson):
        await room.obey(approve, WORKER)
    await room.obey(approve, SECOND_WORKER)
    corrected = room.facts[-1]
    assert isinstance(corrected, AttendanceCorrected)
    assert (corrected.minutes, corrected.confirmation_no) == (180, 2)
    assert corrected.former_days == confirmed.days
    assert corrected.days == (Day(on=date(2026, 11, 28), minutes=180),)
    assert corrected.window == Window(start_at=at(9), end_at=at(12))


async def test_minutes_are_clipped_to_the_session() -> None:
    room = Room()
    session_id = await room.served()
    room.clock.set(at(14))

    await room.check_in(session_id, at(8, 31))
    await room.check_out(session_id, at(13, 59))

    assert (await room.attendance(session_id)).minutes == 180


@pytest.mark.parametrize(
    ("kind", "marked_at", "fits"),
    [
        ("in", at(8, 29), False),
        ("in", at(8, 30), True),
        ("in", at(12, 0), True),
        ("in", at(12, 1), False),
        ("out", at(8, 29), False),
        ("out", at(14, 0), True),
        ("out", at(14, 1), False),
    ],
)
async def test_marks_are_made_around_the_session_only(
    kind: str, marked_at: datetime, *, fits: bool
) -> None:
    room = Room()
    session_id = await room.served()
    room.clock.set(at(18))
    mark = room.check_in if kind == "in" else room.check_out

    if fits:
        await mark(session_id, marked_at)
    else:
        with pytest.raises(OutsideWindow):
            await mark(session_id, marked_at)


async def test_a_mark_of_the_future_is_refused() -> None:
    room = Room()
    session_id = await room.open()
    await room.sign_up(session_id)
    room.clock.set(at(9))

    with pytest.raises(OutsideWindow):
        await room.check_out(session_id, at(11))
    await room.check_in(session_id, at(9, 2))


async def test_who_did_not_sign_up_does_not_check_in() -> None:
    room = Room()
    session_id = await room.served()

    with pytest.raises(NotSignedUp):
        await room.check_in(session_id, at(9), WANG)


async def test_a_member_marks_itself_only_and_no_worker_marks_himself() -> None:
    room = Room()
    session_id = await room.served()
    mark = CheckIn(session_id=session_id, member_id=LI, method_code="worker", marked_at=at(9))

    with pytest.raises(NotFound):
        await room.obey(mark, the_member(WANG))
    with pytest.raises(OwnAttendance):
        await room.obey(mark, a_caller("community", "north", member_id=LI))
    await room.obey(mark, WORKER)

    assert room.kinds() == ["MemberCheckedIn"]


async def test_an_attendance_keeps_fifty_marks() -> None:
    room = Room()
    session_id = await room.served()

    for minute in range(50):
        await room.check_in(session_id, at(9) + timedelta(minutes=minute))
    with pytest.raises(DomainError, match="too-many-marks"):
        await room.check_in(session_id, at(10))


async def test_a_closed_session_takes_no_marks() -> None:
    room = Room()
    session_id = await room.served()
    await room.obey(CloseSession(session_id=session_id), WORKER)

    with pytest.raises(SessionClosed):
        await room.check_in(session_id, at(9))


async def test_an_incomplete_attendance_is_not_confirmed() -> None:
    room = Room()
    session_id = await room.served()

    await room.check_in(session_id, at(9))
    with pytest.raises(Incomplete):
        await room.confirm(session_id)
    await room.check_out(session_id, at(9))
    with pytest.raises(Incomplete):
        await room.confirm(session_id)


async def test_nobody_confirms_their_own() -> None:
    room = Room()
    session_id = await room.served()
    await room.check_in(session_id, at(9))
    await room.check_out(session_id, at(12))

    with pytest.raises(OwnAttendance):
        await room.confirm(session_id, by=a_caller("community", "north", member_id=LI))
    with pytest.raises(Forbidden):
        await room.confirm(session_id, by=the_member(LI))
    with pytest.raises(NotFound):
        await room.confirm(session_id, by=a_caller("community", "south"))
    await room.confirm(session_id)
    await room.confirm(session_id)

    assert room.kinds().count("AttendanceConfirmed") == 1


async def test_service_past_midnight_is_split_by_day() -> None:
    room = Room()
    session_id = await room.open(window=hours(22, 26))
    await room.sign_up(session_id)
    room.clock.set(at(4, day=29))

    await room.check_in(session_id, at(22, 15))
    await room.check_out(session_id, at(1, 30, day=29))
    await room.confirm(session_id)

    fact = room.facts[-1]
    assert isinstance(fact, AttendanceConfirmed)
    assert fact.days == (
        Day(on=date(2026, 11, 28), minutes=105),
        Day(on=date(2026, 11, 29), minutes=90),
    )


@given(st.integers(0, 7 * 1440), st.integers(1, 1440))
def test_days_add_up_to_the_minutes(begin: int, length: int) -> None:
    start = at(0, day=20) + timedelta(minutes=begin)
    window = Window(start_at=start, end_at=start + timedelta(minutes=length))

    days = days_of(window)

    assert sum(day.minutes for day in days) == minutes_of(window) == length
    assert [d.on for d in days] == sorted({d.on for d in days})
    assert all(day.minutes > 0 for day in days)


MARKS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.integers(0, 5 * 3600)), min_size=1, max_size=8
)


@given(MARKS, st.data())
@settings(max_examples=80, deadline=None)
async def test_marks_in_any_order_and_repetition_give_the_same_minutes(
    marks: list[tuple[str, int]], data: st.DataObject
) -> None:
    again = marks + data.draw(st.lists(st.sampled_from(marks), max_size=8))
    shuffled = data.draw(st.permutations(again))

    assert await minutes_after(marks) == await minutes_after(shuffled)


async def minutes_after(marks: list[tuple[str, int]]) -> tuple[int | None, str | None]:
    room = Room()
    session_id = await room.served()
    room.clock.set(at(18))
    for kind, seconds in marks:
        marked_at = at(8, 45) + timedelta(seconds=seconds)
        command = (CheckIn if kind == "in" else CheckOut)(
            session_id=session_id, member_id=LI, method_code="qr", marked_at=marked_at
        )
        try:
            await room.obey(command, the_member(LI))
        except OutsideWindow:
            continue
    try:
        attendance = await room.attendance(session_id)
    except NotFound:
        return None, None
    return attendance.minutes, attendance.served.model_dump_json() if attendance.served else None
