"""Taking and giving back seats."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.activities import MemberSignedUp, MemberSignUpCancelled
from libs.kernel import DomainError, NotFound, NotSeenYet
from services.activities.commands import (
    CancelSession,
    CancelSignUp,
    SignUp,
)
from services.activities.domain import (
    Full,
    NotRegistered,
    Overlap,
    SessionCancelled,
    SignUpClosed,
)
from tests.unit.activities.builders import (
    LI,
    WANG,
    WORKER,
    ZHAO,
    Room,
    a_caller,
    at,
    hours,
    the_member,
)


async def test_signing_up_takes_a_seat_and_the_quarter_hours_once() -> None:
    room = Room()
    session_id = await room.open()

    await room.sign_up(session_id)
    await room.sign_up(session_id)

    signed = MemberSignedUp(session_id=session_id, member_id=LI, seat_count=1)
    assert room.sessions.events[1:] == [signed]
    assert room.cells(session_id) == 12
    assert f"busy:{LI}:2026-11-28:36" in room.keys


async def test_no_more_members_than_seats() -> None:
    room = Room()
    session_id = await room.open(owner_id="unit", community_id="north", capacity_count=1)
    await room.sign_up(session_id, LI)

    with pytest.raises(Full):
        await room.sign_up(session_id, WANG)


async def test_an_overlap_names_the_other_session() -> None:
    room = Room()
    clinic = await room.open()
    await room.sign_up(clinic)
    lecture = await room.open(title="法律讲座", window=hours(11, 13))

    with pytest.raises(Overlap) as refused:
        await room.sign_up(lecture)

    assert refused.value.params == {
        "title": "社区义诊",
        "span": "11-28 09:00–12:00",
        "session_id": clinic,
    }
    await room.sign_up(await room.open(title="大扫除", window=hours(12, 13)))


async def test_signing_up_ends_when_the_session_begins() -> None:
    room = Room()
    session_id = await room.open()
    room.clock.set(at(9))

    with pytest.raises(SignUpClosed):
        await room.sign_up(session_id)


async def test_a_member_signs_up_where_it_is_accepted() -> None:
    room = Room()
    session_id = await room.open()

    with pytest.raises(NotRegistered) as refused:
        await room.sign_up(session_id, WANG)
    assert refused.value.params["title"] is None, "a session that one may not see has no title"
    with pytest.raises(NotRegistered):
        await room.sign_up(session_id, ZHAO)
    with pytest.raises(NotSeenYet):
        await room.sign_up(session_id, "unheard-of")


async def test_the_heir_of_its_community_counts_as_its_community() -> None:
    room = Room()
    room.heard.members[ZHAO] = room.heard.members[ZHAO].model_copy(
        update={"places": frozenset({"old-north"})}
    )

    await room.sign_up(await room.open(), ZHAO)


async def test_a_member_accepted_anywhere_serves_with_its_own_unit() -> None:
    room = Room()
    session_id = await room.open(owner_id="unit")

    await room.sign_up(session_id, WANG)
    with pytest.raises(NotRegistered):
        await room.sign_up(session_id, ZHAO)


async def test_a_coordinator_signs_up_members_of_the_unit_only() -> None:
    room = Room()
    session_id = await room.open(owner_id="unit")
    coordinator = a_caller("unit", "unit")

    await room.obey(SignUp(session_id=session_id, member_id=WANG), coordinator)
    with pytest.raises(NotFound):
        await room.obey(SignUp(session_id=session_id, member_id=ZHAO), coordinator)
    with pytest.raises(NotFound):
        await room.obey(SignUp(session_id=session_id, member_id=LI), the_member(WANG))


async def test_a_seat_given_back_frees_the_hours() -> None:
    room = Room()
    session_id = await room.open()
    await room.sign_up(session_id)
    cancel = CancelSignUp(session_id=session_id, member_id=LI, cause_code="busy")

    await room.obey(cancel, the_member(LI))
    await room.obey(cancel, WORKER)

    cancelled = MemberSignUpCancelled(
        session_id=session_id, member_id=LI, seat_count=0, cause_code="busy"
    )
    assert room.sessions.events[2:] == [cancelled]
    assert room.keys == {}


async def test_what_a_check_in_took_over_no_late_cancelling_frees() -> None:
    room = Room()
    session_id = await room.open()
    await room.sign_up(session_id)
    room.clock.set(at(8, 45))
    await room.check_in(session_id)

    cancel = CancelSignUp(session_id=session_id, member_id=LI, cause_code="busy")
    await room.obey(cancel, the_member(LI))

    attendance = await room.attendance(session_id)
    assert room.cells(attendance.attendance_id) == 12
    with pytest.raises(Overlap):
        await room.sign_up(await room.open(title="法律讲座", window=hours(10, 11)))


async def test_a_session_called_off_frees_everyone_but_who_served() -> None:
    room = Room()
    session_id = await room.open(owner_id="unit")
    await room.sign_up(session_id, LI)
    await room.sign_up(session_id, WANG)
    room.clock.set(at(8, 45))
    await room.check_in(session_id, member_id=LI)
    call_off = CancelSession(session_id=session_id, reason_code="weather")

    await room.obey(call_off, WORKER)
    await room.obey(call_off, WORKER)

    assert [type(e).__name__ for e in room.sessions.events].count("SessionCancelled") == 1
    assert room.cells(session_id) == 0
    assert room.cells((await room.attendance(session_id)).attendance_id) == 12
    with pytest.raises(SessionCancelled):
        await room.check_in(session_id, member_id=WANG)
    with pytest.raises(SignUpClosed):
        await room.sign_up(session_id, WANG)


MOVES = st.lists(
    st.tuples(st.sampled_from(["up", "off"]), st.integers(0, 7), st.integers(0, 2)), max_size=40
)


@given(MOVES, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
async def test_seats_never_exceed_capacity_and_nobody_is_in_two_places(
    moves: list[tuple[str, int, int]], capacity: int
) -> None:
    room = Room()
    windows = [hours(9, 11), hours(10, 12), hours(11, 13)]
    ids = [await room.open(window=w, capacity_count=capacity) for w in windows]
    for number in range(8):
        member = room.heard.members[LI].model_copy(update={"member_id": f"m{number}"})
        room.heard.members[f"m{number}"] = member

    for move, number, which in moves:
        command = (
            SignUp(session_id=ids[which], member_id=f"m{number}")
            if move == "up"
            else CancelSignUp(session_id=ids[which], member_id=f"m{number}", cause_code="busy")
        )
        try:
            await room.obey(command, the_member(f"m{number}"))
        except DomainError:
            continue

    sessions = [await room.sessions.get(id_) for id_ in ids]
    assert all(len(set(s.seats)) == len(s.seats) <= capacity for s in sessions)
    for first, second in ((0, 1), (1, 2)):
        assert not set(sessions[first].seats) & set(sessions[second].seats)
    assert len(room.keys) == sum(8 * len(s.seats) for s in sessions)
