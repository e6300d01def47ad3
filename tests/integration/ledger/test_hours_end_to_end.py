"""From the confirmation to the statement, on real stores."""

from typing import Any

from services.activities.commands import ConfirmAttendance
from tests.integration.activities.conftest import Chain
from tests.integration.registrations.harness import (
    NORTH,
    SOUTH,
    a_caller,
    eventually,
    the_member,
)

SECOND = a_caller("community", "north", "second-worker")


async def minutes_stand(chain: Chain, member_id: str, minutes: int) -> Any:
    async def stands() -> Any:
        statement = await chain.statement(member_id)
        # The account is the owner's; its lines are a view that follows.
        lines = [line["total_minutes"] for line in statement["items"][:1]]
        return statement if (statement["minutes"], lines) == (minutes, [minutes]) else None

    return await eventually(stands)


async def test_confirmed_hours_stand_in_the_statement(chain: Chain) -> None:
    session_id, member_id = await chain.served()

    statement = await minutes_stand(chain, member_id, 178)

    (line,) = statement["items"]
    assert (line["minutes"], line["total_minutes"]) == (178, 178)
    assert (line["session_id"], line["community_id"]) == (session_id, "north")
    assert line["unit_id"] == "unit"


async def test_a_correction_of_two_persons_reverses_and_posts(chain: Chain) -> None:
    session_id, member_id = await chain.served()
    await minutes_stand(chain, member_id, 178)
    path = f"/sessions/{session_id}/attendances/{member_id}"

    await chain.activities.post(
        f"{path}/corrections", NORTH, minutes=180, reason_code="second_device"
    )
    await chain.activities.refused(409, f"{path}/correction-approval", NORTH)
    await chain.activities.post(f"{path}/correction-approval", SECOND)

    statement = await minutes_stand(chain, member_id, 180)
    assert [line["minutes"] for line in statement["items"]] == [180, -178, 178]
    assert statement["items"][1]["reason_code"] == "second_device"


async def test_a_fact_sent_again_counts_once(chain: Chain) -> None:
    session_id, member_id = await chain.served()
    await minutes_stand(chain, member_id, 178)
    attendance = ConfirmAttendance(session_id=session_id, member_id=member_id).target

    await chain.activities.running.streams.relay.resend(attendance, 1)
    rows = chain.ledger.running.database.raw
    await rows["inbox"].delete_many({})
    await rows["positions"].delete_many({"_id": {"$regex": attendance}})
    await chain.activities.running.streams.relay.resend(attendance, 1)
    _, other = await chain.served()
    await minutes_stand(chain, other, 178)

    assert (await chain.statement(member_id))["total"] == 1


async def test_the_chain_verifies_until_somebody_touches_it(chain: Chain) -> None:
    _, member_id = await chain.served()
    await minutes_stand(chain, member_id, 178)
    me = the_member(member_id)
    path = f"/accounts/{member_id}/verification"

    whole = await chain.ledger.get(path, me)
    assert (whole["ok"], whole["entry_count"], whole["behind_count"]) == (True, 1, 0)

    running = chain.ledger.running
    entries = running.database.raw[running.reader.view("entries")]
    await entries.update_one({"account_id": member_id}, {"$set": {"minutes": 1780}})
    broken = await chain.ledger.get(path, NORTH)
    row = await entries.find_one({"account_id": member_id})
    assert row is not None
    assert (broken["ok"], broken["broken_entry_id"]) == (False, row["_id"])


async def test_a_statement_shows_each_caller_its_own_lines(chain: Chain) -> None:
    _, member_id = await chain.served()
    await minutes_stand(chain, member_id, 178)
    path = f"/accounts/{member_id}/statement"

    assert (await chain.ledger.get(path, NORTH))["total"] == 1
    assert (await chain.ledger.get(path, a_caller("unit", "unit")))["total"] == 1
    nothing = await chain.ledger.get(path, the_member(member_id), to="2020-01-01")
    assert (nothing["total"], nothing["minutes"]) == (0, 0)
    await chain.ledger.refused(404, path, SOUTH, method="GET")
    await chain.ledger.refused(404, path, the_member("other"), method="GET")


async def test_an_empty_account_is_shown_to_its_member(chain: Chain) -> None:
    member_id = await chain.member()

    statement = await chain.statement(member_id)

    assert (statement["items"], statement["minutes"]) == ([], 0)
