"""Opening and closing sessions."""

from datetime import timedelta

import pytest

from contracts.events.activities import SessionOpened
from contracts.types import Window
from libs.kernel import Forbidden, NotFound, NotSeenYet
from services.activities.commands import (
    CancelSession,
    CloseSession,
    OpenSession,
)
from services.activities.consumers import TIMERS
from services.activities.domain import (
    BadWindow,
    CommunityEnded,
    ForeignAgreement,
    NotACommunity,
    NotOver,
    ProjectNotOpen,
    SessionClosed,
)
from tests.unit.activities.builders import (
    SATURDAY,
    SYSTEM,
    WORKER,
    Room,
    a_caller,
    at,
    hours,
)


async def test_a_session_is_announced_under_its_projects_agreement() -> None:
    room = Room()

    session_id = await room.open(project_id="open", agreement_id="another")

    assert room.sessions.events == [
        SessionOpened(
            session_id=session_id,
            owner_id="north",
            community_id="north",
            project_id="open",
            agreement_id="agreement",
            theme_code="health",
            title="社区义诊",
            window=SATURDAY,
            capacity_count=30,
        )
    ]


@pytest.mark.parametrize(
    "window",
    [
        Window(start_at=at(9, 5), end_at=at(12)),
        Window(start_at=at(9), end_at=at(12, second=30)),
        Window(start_at=at(12), end_at=at(9)),
        Window(start_at=at(9), end_at=at(9)),
        Window(start_at=at(9), end_at=at(9, 15, day=29)),
        hours(6, 9, day=23),
    ],
)
async def test_a_window_off_the_grid_too_long_or_past_is_refused(window: Window) -> None:
    with pytest.raises(BadWindow) as refused:
        await Room().open(window=window)

    assert refused.value.errors[0].pointer == "/window"


async def test_a_session_may_last_a_day_across_midnight() -> None:
    assert await Room().open(window=hours(20, 44))


async def test_a_cited_project_must_be_heard_of_and_open() -> None:
    room = Room()

    with pytest.raises(ProjectNotOpen):
        await room.open(project_id="closed")
    for project_id in ("unheard-of", "foreign"):
        with pytest.raises(NotSeenYet):
            await room.open(project_id=project_id)


async def test_a_session_is_placed_in_no_organization_of_others() -> None:
    """Places are communities, whose names everybody knows; of others not even the name is told."""
    for place in ("unit", "unheard-of"):
        with pytest.raises(NotSeenYet):
            await Room().open(community_id=place)


async def test_an_ended_community_opens_nothing() -> None:
    with pytest.raises(CommunityEnded):
        await Room().open(community_id="old-north")


async def test_only_workers_and_coordinators_open_sessions_of_their_own() -> None:
    room = Room()
    command = OpenSession(
        owner_id="north",
        community_id="north",
        theme_code="health",
        title="社区义诊",
        window=SATURDAY,
        capacity_count=3,
    )

    with pytest.raises(NotFound):
        await room.obey(command, a_caller("community", "south"))
    with pytest.raises(Forbidden):
        await room.obey(command, a_caller("street", "street"))


async def test_a_session_closes_after_its_end_by_hand_or_by_itself() -> None:
    room = Room()
    session_id = await room.open()
    close = CloseSession(session_id=session_id)
    timer = room.sessions.timers[f"{session_id}/close-session/"]
    assert timer.due_at == SATURDAY.end_at + timedelta(days=7)

    with pytest.raises(NotOver):
        await room.obey(close, WORKER)
    room.clock.set(at(12))
    await room.obey(close, WORKER)
    await room.obey(TIMERS["close-session"](session_id, "", {}), SYSTEM)

    assert [type(e).__name__ for e in room.sessions.events] == ["SessionOpened", "SessionClosed"]
    assert room.sessions.timers == {}
    with pytest.raises(SessionClosed):
        await room.obey(CancelSession(session_id=session_id, reason_code="weather"), WORKER)


async def test_a_session_is_held_at_a_community() -> None:
    room = Room()

    with pytest.raises(NotACommunity) as refused:
        await room.open(community_id="street")

    assert [fault.pointer for fault in refused.value.errors] == ["/community_id"]
    assert room.sessions.events == []


async def test_no_session_serves_an_agreement_without_a_project() -> None:
    with pytest.raises(ForeignAgreement):
        await Room().open(agreement_id="agreement")
