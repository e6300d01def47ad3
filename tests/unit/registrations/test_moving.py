"""Moving between communities, and ending a registration."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.registrations import (
    RegistrationCancelled,
    RegistrationMoved,
    RegistrationMoveDeclined,
)
from libs.kernel import Command, DomainError, NotFound, Stamp
from services.registrations.commands import (
    AcceptMove,
    AcceptReport,
    CancelRegistration,
    DeclineMove,
    DeclineReport,
    ReleaseMove,
    RequestMove,
)
from services.registrations.consumers import TIMERS
from services.registrations.domain import (
    MoveNotAsked,
    NotAccepted,
    NotReleased,
    ReasonNotAllowed,
    SameCommunity,
)
from tests.unit.registrations.builders import NORTH, SOUTH, SYSTEM, Room, a_caller, the_member


async def moving(room: Room) -> tuple[str, str]:
    member_id, registration_id = await room.registered()
    command = RequestMove(registration_id=registration_id, to_id="south")
    await room.obey(command, the_member(member_id))
    return member_id, registration_id


async def test_a_move_is_asked_released_and_accepted_with_a_new_receipt() -> None:
    room = Room()
    _, registration_id = await moving(room)
    first = (await room.registrations.get(registration_id)).receipt_no

    await room.obey(ReleaseMove(registration_id=registration_id), NORTH)
    await room.obey(AcceptMove(registration_id=registration_id), SOUTH)

    moved = room.facts[-1]
    assert isinstance(moved, RegistrationMoved)
    assert (moved.from_id, moved.community_id) == ("north", "south")
    assert moved.receipt_no != first
    stored = await room.registrations.get(registration_id)
    assert [(s.community_id, s.to_on is None) for s in stored.stints] == [
        ("north", False),
        ("south", True),
    ]
    assert room.registrations.timers == {}


async def test_a_community_that_does_not_answer_lets_go_after_a_week() -> None:
    room = Room()
    _, registration_id = await moving(room)
    timer = room.registrations.timers[f"{registration_id}/release-move/"]
    assert timer.due_at == room.clock.now() + timedelta(days=7)

    command = TIMERS["release-move"](registration_id, "", timer.payload)
    await room.obey(command, SYSTEM)
    await room.obey(command, SYSTEM)

    assert room.kinds().count("RegistrationReleased") == 1


async def test_a_late_timer_does_nothing_to_a_move_that_is_over() -> None:
    room = Room()
    _, registration_id = await moving(room)
    await room.obey(DeclineMove(registration_id=registration_id, reason_code="full"), SOUTH)

    with pytest.raises(MoveNotAsked):
        await room.obey(ReleaseMove(registration_id=registration_id), SYSTEM)

    assert room.kinds()[-1] == "RegistrationMoveDeclined"


async def test_the_new_community_waits_for_the_release() -> None:
    room = Room()
    _, registration_id = await moving(room)

    with pytest.raises(NotReleased):
        await room.obey(AcceptMove(registration_id=registration_id), SOUTH)
    with pytest.raises(NotFound):
        await room.obey(ReleaseMove(registration_id=registration_id), SOUTH)


@pytest.mark.parametrize("released", [True, False])
async def test_a_declined_move_leaves_the_member_where_it_was(*, released: bool) -> None:
    room = Room()
    member_id, registration_id = await moving(room)
    if released:
        await room.obey(ReleaseMove(registration_id=registration_id), NORTH)

    await room.obey(
        DeclineMove(registration_id=registration_id, reason_code="changed_mind"),
        the_member(member_id),
    )

    assert room.facts[-1] == RegistrationMoveDeclined(
        registration_id=registration_id, community_id="north", reason_code="changed_mind"
    )
    stored = await room.registrations.get(registration_id)
    assert (stored.status, stored.to_id, len(stored.stints)) == ("accepted", None, 1)
    assert room.registrations.timers == {}


async def test_nobody_moves_to_where_it_is() -> None:
    room = Room()
    member_id, registration_id = await room.registered()
    asked = RequestMove(registration_id=registration_id, to_id="north")

    with pytest.raises(SameCommunity):
        await room.obey(asked, the_member(member_id))

    room.directory.put(
        {"_id": "north", "kind": "community", "status": "merged", "custodian_id": "south", "seq": 9}
    )
    to_heir = RequestMove(registration_id=registration_id, to_id="south")
    with pytest.raises(SameCommunity):
        await room.obey(to_heir, the_member(member_id))


async def test_only_an_accepted_registration_moves() -> None:
    room = Room()
    member_id = await room.enrol()
    registration_id = await room.report(member_id)

    with pytest.raises(NotAccepted):
        await room.obey(
            RequestMove(registration_id=registration_id, to_id="south"), the_member(member_id)
        )


@pytest.mark.parametrize("by", [NORTH, a_caller("unit", "unit")])
async def test_a_cancelled_registration_frees_the_kind(by: Stamp) -> None:
    room = Room()
    member_id, registration_id = await room.registered()
    command = CancelRegistration(registration_id=registration_id, reason_code="deceased")

    await room.obey(command, by)
    await room.obey(command, by)

    assert [type(fact) for fact in room.facts].count(RegistrationCancelled) == 1
    assert await room.report(member_id, "south")


async def test_reasons_are_those_of_the_list_and_of_whom_may_say_them() -> None:
    room = Room()
    member_id, registration_id = await room.registered()

    for reason, by in (("bored", NORTH), ("expelled", the_member(member_id))):
        with pytest.raises(ReasonNotAllowed):
            await room.obey(
                CancelRegistration(registration_id=registration_id, reason_code=reason), by
            )
    await room.obey(
        CancelRegistration(registration_id=registration_id, reason_code="moved_house"),
        the_member(member_id),
    )


async def test_cancelling_ends_a_move_with_its_deadline() -> None:
    room = Room()
    member_id, registration_id = await moving(room)

    await room.obey(
        CancelRegistration(registration_id=registration_id, reason_code="mistaken"),
        the_member(member_id),
    )

    assert room.registrations.timers == {}
    with pytest.raises(NotFound):
        await room.obey(AcceptMove(registration_id=registration_id), SOUTH)


STEPS = st.lists(
    st.sampled_from(["report", "accept", "decline", "move", "release", "arrive", "stay", "cancel"]),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=60, deadline=None)
async def test_whatever_is_asked_one_registration_of_a_kind_lives(steps: list[str]) -> None:
    room = Room()
    member_id = await room.enrol()
    ids = [await room.report(member_id)]

    for step in steps:
        try:
            if step == "report":
                ids.append(await room.report(member_id, "north"))
            else:
                await room.obey(*asked(step, ids[-1], member_id))
        except DomainError:
            continue

    stored = [await room.registrations.get(id_) for id_ in ids]
    live = [r for r in stored if r.status not in {"declined", "cancelled"}]
    assert len(live) <= 1
    assert (f"report:{member_id}:residence" in room.registrations.keys) == bool(live)
    assert all(
        (r.status == "move_requested") == (f"{r.registration_id}/release-move/" in timers)
        for r in stored
        for timers in [room.registrations.timers]
    )


def asked(step: str, registration_id: str, member_id: str) -> tuple[Command, Stamp]:
    me = the_member(member_id)
    on = {"registration_id": registration_id}
    street = a_caller("community", "street")
    return {
        "accept": (AcceptReport(**on), street),
        "decline": (DeclineReport(**on, reason_code="no"), street),
        "move": (RequestMove(**on, to_id="south"), me),
        "release": (ReleaseMove(**on), street),
        "arrive": (AcceptMove(**on), street),
        "stay": (DeclineMove(**on, reason_code="no"), me),
        "cancel": (CancelRegistration(**on, reason_code="moved_house"), me),
    }[step]
