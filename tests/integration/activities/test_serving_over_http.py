"""Sessions, seats and marks through the door, on real stores."""

import asyncio
from datetime import timedelta

from contracts.events.organizations import OrganizationClosed
from services.activities.commands import CancelSession
from services.activities.consumers import call_off, sessions_of_the_closed
from tests.integration.activities.conftest import Chain
from tests.integration.registrations.harness import (
    BRANCH,
    NORTH,
    SOUTH,
    a_caller,
    eventually,
    the_member,
)

COORDINATOR = a_caller("unit", "unit")


async def test_a_rush_fills_the_seats_and_not_one_more(chain: Chain) -> None:
    members = [await chain.member() for _ in range(24)]
    session_id = await chain.session(chain.tomorrow(9), capacity_count=15)
    path = f"/sessions/{session_id}/sign-ups"

    answers = await asyncio.gather(
        *(
            chain.activities.ask("POST", path, the_member(m), json={"member_id": m})
            for m in members
            for _ in range(2)
        )
    )

    seats = await chain.seats(session_id)
    assert len(set(seats)) == len(seats) == 15
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {problem["code"] for problem in refused} == {"activities.full"}
    assert len(refused) == 18
    assert "15 人" in refused[0]["detail"]


async def test_one_member_in_two_places_at_once_is_refused_by_name(chain: Chain) -> None:
    member_id = await chain.member()
    first = await chain.session(chain.tomorrow(13), title="社区义诊")
    second = await chain.session(chain.tomorrow(15), title="法律讲座")

    answers = await asyncio.gather(
        *(
            chain.activities.ask(
                "POST",
                f"/sessions/{session_id}/sign-ups",
                the_member(member_id),
                json={"member_id": member_id},
            )
            for session_id in (first, second)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [204, 409]
    problem = next(answer.json() for answer in answers if answer.status_code == 409)
    taken = first if answers[0].status_code == 204 else second
    assert (problem["code"], problem["params"]["session_id"]) == ("activities.overlap", taken)
    title = "社区义诊" if taken == first else "法律讲座"
    assert f"与您已报名的“{title}”重叠" in problem["detail"]


async def test_marks_are_kept_and_shown_to_those_concerned(chain: Chain) -> None:
    session_id, member_id = await chain.served()
    path = f"/sessions/{session_id}/attendances/{member_id}"

    shown = await chain.activities.get(path, the_member(member_id))

    assert (shown["status"], shown["minutes"], len(shown["marks"])) == ("confirmed", 178, 2)
    assert await chain.activities.get(path, NORTH) == shown
    assert await chain.activities.get(path, COORDINATOR) == shown
    await chain.activities.refused(404, path, SOUTH, method="GET")
    await chain.activities.refused(404, path, the_member("other"), method="GET")


async def test_many_are_confirmed_at_once_each_for_itself(chain: Chain) -> None:
    start = chain.tomorrow(9)
    session_id = await chain.session(start)
    members = [await chain.member() for _ in range(4)]
    for member_id in members:
        await chain.sign_up(session_id, member_id)
    await chain.jump(start + timedelta(hours=4))
    for member_id in members[:3]:
        await chain.mark(session_id, member_id, "check-in", start)
        await chain.mark(session_id, member_id, "check-out", start + timedelta(hours=1))
    await chain.mark(session_id, members[3], "check-in", start)

    answer = await chain.activities.post(
        f"/sessions/{session_id}/confirmations", NORTH, member_ids=members
    )

    rows = {row["id"]: row for row in answer["results"]}
    assert [rows[m]["outcome"] for m in members] == ["done", "done", "done", "refused"]
    assert rows[members[3]]["problem"]["code"] == "activities.incomplete"
    assert "缺签到或签退" in rows[members[3]]["problem"]["detail"]


async def test_who_moves_away_gives_seats_back_but_not_those_of_its_unit(chain: Chain) -> None:
    member_id = await chain.member()
    left = await chain.session(chain.tomorrow(9))
    own = chain.tomorrow(14)
    body = {
        "owner_id": "unit",
        "community_id": "north",
        "theme_code": "health",
        "title": "单位义诊",
        "window": {
            "start_at": own.isoformat(),
            "end_at": (own + timedelta(hours=1)).isoformat(),
        },
        "capacity_count": 5,
    }
    of_unit = (await chain.activities.post("/sessions", COORDINATOR, **body))["session_id"]
    for session_id in (left, of_unit):
        await chain.sign_up(session_id, member_id)

    door, me = chain.registrations, the_member(member_id)
    reader = door.running.reader
    rows = await reader.find("registrations", {"member_id": member_id})
    registration = f"/registrations/{rows[0]['_id']}"
    await door.post(f"{registration}/move", me, to_id="south")
    await door.post(f"{registration}/release", NORTH)
    await door.post(f"{registration}/arrival", SOUTH)

    async def handed_back() -> bool:
        return await chain.seats(left) == []

    await eventually(handed_back)
    assert await chain.seats(of_unit) == [member_id]
    problem = await chain.activities.refused(
        409, f"/sessions/{left}/sign-ups", me, member_id=member_id
    )
    assert problem["code"] == "activities.not-registered"


async def test_a_closed_organizations_sessions_to_come_are_called_off(chain: Chain) -> None:
    running = chain.activities.running
    coming = await chain.session(chain.tomorrow(19), 1)
    closed = OrganizationClosed(
        org_id="north",
        effective_on=chain.clock.today(),
        structure_no=1,
        custodian_id="street",
        reason_code="dissolved",
    )

    found = await sessions_of_the_closed(closed, running.reader, None, 100)
    assert coming in found
    assert await sessions_of_the_closed(closed, running.reader, max(found), 100) == []

    command = call_off(closed, coming)
    assert isinstance(command, CancelSession)
    path = f"/sessions/{coming}/cancellation"
    await chain.activities.post(path, NORTH, reason_code=command.reason_code)
    assert coming not in await sessions_of_the_closed(closed, running.reader, None, 100)


async def test_a_session_left_alone_closes_a_week_after_its_end(chain: Chain) -> None:
    start = chain.tomorrow(9)
    session_id = await chain.session(start, 1)

    await chain.jump(start + timedelta(days=7, hours=1, seconds=1))

    async def closed() -> bool:
        row = await chain.activities.running.reader.get("sessions", session_id)
        return bool(row and row["status"] == "closed")

    await eventually(closed)


async def test_where_to_come_is_told_to_whom_it_is_open(chain: Chain) -> None:
    session_id = await chain.session(chain.tomorrow(20), 1)
    here, elsewhere = await chain.member(), await chain.member("south")
    path = f"/sessions/{session_id}"

    assert (await chain.activities.get(path, NORTH))["place"] == "党群服务中心一层"
    assert await chain.activities.get(path, the_member(here))
    await chain.activities.refused(404, path, the_member(elsewhere), method="GET")
    await chain.activities.refused(404, path, SOUTH, method="GET")
    await chain.activities.refused(404, path, BRANCH, method="GET")
