"""Corrections by two persons, and what stands after any of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.activities import (
    AttendanceConfirmed,
    AttendanceCorrected,
    CorrectionRefused,
)
from contracts.types import Day, Window
from libs.kernel import DomainError
from services.activities.commands import (
    ApproveCorrection,
    RefuseCorrection,
    RequestCorrection,
)
from services.activities.domain import (
    BadMinutes,
    CorrectionPending,
    NoCorrection,
    NotConfirmed,
    SamePerson,
)
from tests.unit.activities.builders import (
    LI,
    SECOND_WORKER,
    WANG,
    WORKER,
    Room,
    a_caller,
    at,
)


async def confirmed(room: Room) -> str:
    session_id = await room.served()
    await room.check_in(session_id, at(9))
    await room.check_out(session_id, at(12))
    await room.confirm(session_id)
    return session_id


async def test_a_correction_is_of_what_is_confirmed_one_at_a_time_within_the_session() -> None:
    room = Room()
    session_id = await room.served()
    await room.check_in(session_id, at(9))
    await room.check_out(session_id, at(12))
    on = {"session_id": session_id, "member_id": LI, "reason_code": "typo"}

    with pytest.raises(NotConfirmed):
        await room.obey(RequestCorrection(**on, minutes=60), WORKER)
    await room.confirm(session_id)
    with pytest.raises(BadMinutes):
        await room.obey(RequestCorrection(**on, minutes=181), WORKER)
    with pytest.raises(NoCorrection):
        await room.obey(ApproveCorrection(session_id=session_id, member_id=LI), SECOND_WORKER)
    await room.obey(RequestCorrection(**on, minutes=60), WORKER)
    with pytest.raises(CorrectionPending):
        await room.obey(RequestCorrection(**on, minutes=90), WORKER)


async def test_a_refused_correction_leaves_the_minutes() -> None:
    room = Room()
    session_id = await confirmed(room)
    on = {"session_id": session_id, "member_id": LI}

    await room.obey(RequestCorrection(**on, minutes=60, reason_code="typo"), WORKER)
    await room.obey(RefuseCorrection(**on, reason_code="no_proof"), SECOND_WORKER)

    attendance = await room.attendance(session_id)
    assert room.facts[-1] == CorrectionRefused(
        attendance_id=attendance.attendance_id, reason_code="no_proof"
    )
    assert (attendance.minutes, attendance.confirmation_no) == (180, 1)


async def test_a_correction_to_nothing_voids_the_service() -> None:
    room = Room()
    session_id = await confirmed(room)
    on = {"session_id": session_id, "member_id": LI}

    await room.obey(RequestCorrection(**on, minutes=0, reason_code="mistaken"), WORKER)
    await room.obey(ApproveCorrection(**on), a_caller("street", "street"))

    corrected = room.facts[-1]
    assert isinstance(corrected, AttendanceCorrected)
    assert (corrected.minutes, corrected.days) == (0, ())
    assert corrected.former_days == (Day(on=date(2026, 11, 28), minutes=180),)


async def test_one_person_with_two_accounts_is_one_person() -> None:
    room = Room()
    session_id = await confirmed(room)
    on = {"session_id": session_id, "member_id": LI}
    maker = a_caller("community", "north", member_id=WANG)

    await room.obey(RequestCorrection(**on, minutes=60, reason_code="typo"), maker)

    with pytest.raises(SamePerson):
        await room.obey(ApproveCorrection(**on), a_caller("street", "street", member_id=WANG))


@given(
    st.lists(
        st.tuples(st.integers(0, 15), st.integers(1, 8), st.integers(0, 30), st.integers(0, 30)),
        min_size=2,
        max_size=6,
    ),
    st.lists(st.integers(0, 480), max_size=3),
)
@settings(max_examples=50, deadline=None)
async def test_confirmed_windows_of_a_member_are_disjoint(
    plans: list[tuple[int, int, int, int]], corrections: list[int]
) -> None:
    room = Room()
    ids = []
    for quarter, length, _, _ in plans:
        start = at(9) + timedelta(minutes=15 * quarter)
        window = Window(start_at=start, end_at=start + timedelta(minutes=15 * length))
        ids.append((await room.open(window=window), window))
    for session_id, _ in ids:
        try:
            await room.sign_up(session_id)
        except DomainError:
            continue
    room.clock.set(at(20))
    for (session_id, window), (_, _, late, early) in zip(ids, plans, strict=True):
        try:
            await room.check_in(session_id, window.start_at + timedelta(minutes=late))
            await room.check_out(session_id, window.end_at - timedelta(minutes=early))
            await room.confirm(session_id)
            for minutes in corrections:
                on = {"session_id": session_id, "member_id": LI}
                await room.obey(
                    RequestCorrection(**on, minutes=minutes, reason_code="typo"), WORKER
                )
                await room.obey(ApproveCorrection(**on), SECOND_WORKER)
        except DomainError:
            continue

    last = {
        fact.attendance_id: fact.window
        for fact in room.facts
        if isinstance(fact, AttendanceConfirmed | AttendanceCorrected)
    }
    windows = sorted(last.values(), key=lambda window: window.start_at)
    assert all(a.end_at <= b.start_at for a, b in pairwise(windows))
