"""Enrolling and reporting through the door, on real stores."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from stdnum.cn import ric

from libs.kernel import FakeClock
from libs.storage.numbers import is_number
from services.registrations.repository import mark_names
from services.registrations.views import field_sealer
from tests.integration.registrations.harness import (
    BRANCH,
    NORTH,
    SOUTH,
    Door,
    a_caller,
    eventually,
    settled,
    the_member,
)


def an_identity(number: int) -> str:
    body = f"1101011990{number // 1000 % 12 + 1:02d}{number // 100 % 10 + 10:02d}{number:03d}"[:17]
    return body + ric.calc_check_digit(f"{body}0")


async def enrol(door: Door, number: int, **given: Any) -> str:
    body = {
        "kind": "party_member",
        "branch_id": "branch",
        "name": f"党员{number}",
        "identity_no": an_identity(number),
        **given,
    }
    return str((await door.post("/members", BRANCH, **body))["member_id"])


async def report(door: Door, member_id: str, community_id: str = "north", **given: Any) -> str:
    body = {
        "member_id": member_id,
        "kind": "residence",
        "community_id": community_id,
        "consent_no": 2,
        **given,
    }
    answer = await door.post("/registrations", the_member(member_id), **body)
    return str(answer["registration_id"])


async def test_a_member_is_shown_masked_and_only_to_those_concerned(registrations: Door) -> None:
    door = registrations
    member_id = await enrol(door, 101, name="李晓梅", phone="13912345678")

    shown = await door.get(f"/members/{member_id}", BRANCH)

    assert shown["name"] == "李晓梅"
    assert shown["identity_masked"] == f"110101********{an_identity(101)[-4:]}"
    assert shown["phone_masked"] == "139****5678"
    assert await door.get(f"/members/{member_id}", the_member(member_id)) == shown
    await door.refused(404, f"/members/{member_id}", NORTH, method="GET")
    await door.refused(404, f"/members/{member_id}", the_member("other"), method="GET")

    await report(door, member_id)
    assert await door.get(f"/members/{member_id}", NORTH) == shown
    await door.refused(404, f"/members/{member_id}", SOUTH, method="GET")


async def test_names_come_in_batches_within_the_callers_scope(registrations: Door) -> None:
    door = registrations
    ids = [await enrol(door, number) for number in (201, 202, 203)]
    await report(door, ids[0])
    await report(door, ids[1], "south")

    async def names(caller: Any) -> set[str]:
        answer = await door.post("/members/names", caller, member_ids=[*ids, "nobody"])
        return {item["name"] for item in answer["items"]}

    assert await names(BRANCH) == {"党员201", "党员202", "党员203"}
    assert await names(NORTH) == {"党员201"}
    assert await names(a_caller("street", "street")) >= {"党员201", "党员202"}
    assert await names(the_member(ids[2])) == {"党员203"}


async def test_a_phone_finds_its_member_in_scope(registrations: Door) -> None:
    member_id = await enrol(registrations, 250, phone="13700000250")

    found = await registrations.post("/members/search", BRANCH, phone="13700000250")
    hidden = await registrations.post("/members/search", SOUTH, phone="13700000250")

    assert [item["member_id"] for item in found["items"]] == [member_id]
    assert hidden == {"items": []}


async def test_a_part_of_a_name_finds_its_members_in_scope(registrations: Door) -> None:
    door = registrations
    named = {
        name: await enrol(door, number, name=name)
        for number, name in (
            (260, "夏侯卫国"),
            (261, "侯卫"),
            (262, "阿布都拉·买买提"),
            (263, "Li Mei"),
            (264, "林森林"),
        )
    }
    await report(door, named["侯卫"])

    async def found(text: str, caller: Any = BRANCH) -> set[str]:
        answer = await door.post("/members/named", caller, name=text)
        return {item["name"] for item in answer["items"]}

    assert await found("侯卫") == {"夏侯卫国", "侯卫"}
    assert await found(" 夏 侯 ") == {"夏侯卫国"}
    assert await found("卫国夏侯") == await found("森林森") == set()
    assert await found("拉买") == {"阿布都拉·买买提"}
    assert await found("ＬＩ ｍ") == {"Li Mei"}
    assert await found("侯卫", NORTH) == {"侯卫"}
    assert await found("侯卫", SOUTH) == set()
    refusal = await door.refused(422, "/members/named", BRANCH, name="侯")
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/name"]


async def test_members_of_versions_without_marks_are_found_too(registrations: Door) -> None:
    door = registrations
    database = door.running.database
    member_id = await enrol(door, 270, name="诸葛小亮")
    await database.collection("members").update_one(
        {"_id": member_id}, {"$unset": {"name_marks": ""}}
    )
    assert await door.post("/members/named", BRANCH, name="诸葛") == {"items": []}

    settings: Any = door.running.service.settings
    sealer = field_sealer(settings.field_key_file)
    assert await mark_names(database, sealer) == 1

    found = await door.post("/members/named", BRANCH, name="诸葛")
    assert [item["member_id"] for item in found["items"]] == [member_id]
    assert await mark_names(database, sealer) == 0


async def test_fifty_at_once_with_one_identity_are_one_member(registrations: Door) -> None:
    body = {
        "kind": "party_member",
        "branch_id": "branch",
        "name": "王芳",
        "identity_no": an_identity(300),
    }

    answers = await asyncio.gather(
        *(registrations.ask("POST", "/members", BRANCH, json=body) for _ in range(50))
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    problem = next(a.json() for a in answers if a.status_code == 409)
    assert problem["code"] == "registrations.already-enrolled"
    assert "不能重复登记" in problem["detail"]


async def test_an_idempotency_key_answers_again_and_refuses_another_body(
    registrations: Door,
) -> None:
    body = {
        "kind": "volunteer",
        "branch_id": "branch",
        "name": "赵强",
        "identity_no": an_identity(310),
    }
    headers = {"idempotency-key": "press-000310"}

    first = await registrations.ask("POST", "/members", BRANCH, json=body, headers=headers)
    again = await registrations.ask("POST", "/members", BRANCH, json=body, headers=headers)
    other = await registrations.ask(
        "POST", "/members", BRANCH, json=body | {"name": "赵刚"}, headers=headers
    )

    assert first.json() == again.json()
    assert first.headers["consistency-token"] == again.headers["consistency-token"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_wrong_identity_is_named_at_its_field(registrations: Door) -> None:
    problem = await registrations.refused(
        422,
        "/members",
        BRANCH,
        kind="party_member",
        branch_id="branch",
        name="李晓梅",
        identity_no="110101199001011230",
    )

    assert problem["errors"][0]["pointer"] == "/identity_no"
    assert "身份证号码" in problem["errors"][0]["detail"]


async def test_no_personal_datum_is_readable_anywhere_in_the_database(registrations: Door) -> None:
    member_id = await enrol(registrations, 320, name="欧阳春晓", phone="13700000320")
    await report(registrations, member_id)
    database = registrations.running.database.raw

    for name in await database.list_collection_names():
        async for document in database[name].find():
            text = json.dumps(document, default=repr, ensure_ascii=False)
            for secret in ("欧阳春晓", "13700000320", an_identity(320)):
                assert secret not in text, name


async def test_many_reports_are_accepted_at_once_each_for_itself(registrations: Door) -> None:
    door = registrations
    ids = [await report(door, await enrol(door, 400 + n)) for n in range(40)]
    foreign = await report(door, await enrol(door, 450), "south")

    answer = await door.post("/registrations/acceptances", NORTH, registration_ids=[*ids, foreign])

    outcomes = [row["outcome"] for row in answer["results"]]
    assert outcomes == ["done"] * 40 + ["refused"]
    assert answer["results"][-1]["problem"]["code"] == "not-found"
    details = await asyncio.gather(*(door.get(f"/registrations/{i}", NORTH) for i in ids))
    receipts = {detail["receipt_no"] for detail in details}
    assert len(receipts) == 40
    assert all(is_number(receipt) for receipt in receipts)


async def test_a_move_left_alone_is_released_by_its_deadline(
    registrations: Door, clock: FakeClock
) -> None:
    door = registrations
    member_id = await enrol(door, 500)
    registration_id = await report(door, member_id)
    await door.post(f"/registrations/{registration_id}/acceptance", NORTH)
    me = the_member(member_id)
    await door.post(f"/registrations/{registration_id}/move", me, to_id="south")
    waiting = await door.refused(409, f"/registrations/{registration_id}/arrival", SOUTH)
    assert waiting["code"] == "registrations.not-released"

    await settled(door)
    clock.advance(timedelta(days=7, seconds=1))

    async def released() -> bool:
        detail = await door.get(f"/registrations/{registration_id}", me)
        return bool(detail["status"] == "released")

    await eventually(released)
    await door.post(f"/registrations/{registration_id}/arrival", SOUTH)
    detail = await door.get(f"/registrations/{registration_id}", SOUTH)
    assert [stint["community_id"] for stint in detail["stints"]] == ["north", "south"]
    await door.refused(404, f"/registrations/{registration_id}", NORTH, method="GET")


async def test_nobody_acts_for_another_or_without_a_token(registrations: Door) -> None:
    door = registrations
    member_id = await enrol(door, 510)
    body = {
        "member_id": member_id,
        "kind": "residence",
        "community_id": "north",
        "consent_no": 2,
    }

    await door.refused(404, "/registrations", the_member("other"), **body)
    await door.refused(404, "/registrations", NORTH, **body)
    assert (await door.client.post("/registrations", json=body)).status_code == 401
    assert (await door.client.get(f"/members/{member_id}")).status_code == 401
