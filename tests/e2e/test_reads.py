"""Own changes are seen at once; a repeat is the same change; a taken number is taken for all."""

import uuid
from functools import partial

import pytest

from deploy.seed.people import social_credit_code
from libs.kernel import derive_id
from tests.e2e.door import Door, at_once
from tests.e2e.quarter import Quarter, a_quarter
from tests.e2e.town import Town, today, window

ROUNDS = 1000


@pytest.fixture(scope="module")
def quarter(town: Town) -> Quarter:
    return a_quarter(town, "读").open(("A",), {})


def a_need(quarter: Quarter, number: int = 0) -> dict[str, object]:
    return {
        "community_id": quarter.ids["A"],
        "title": f"{quarter.name}需求{number}",
        "category_code": "other",
        "qty": 1,
        "unit_code": "item",
        "window": window(1, 24 * 30),
        "channel_code": "desk",
    }


async def test_a_read_with_the_token_of_a_change_sees_it_a_thousand_times_of_a_thousand(
    town: Town, quarter: Quarter
) -> None:
    async with Door(quarter.people["A"], town.url) as door:

        async def seen(number: int) -> str:
            entered = await door.post("needs/needs", a_need(quarter, number))
            if entered.status_code != 201:
                return f"POST {entered.status_code} {entered.text[:200]}"
            need, token = entered.json()["need_id"], entered.headers["consistency-token"]
            read = await door.get(f"views/needs/{need}", token)
            if read.status_code == 200 and read.json()["id"] == need:
                return "seen"
            return f"GET {read.status_code} {read.text[:200]}"

        answers = await at_once([partial(seen, number) for number in range(ROUNDS)], 8)

    assert [answer for answer in answers if answer != "seen"] == []


@pytest.mark.parametrize("page", ["needs/{need}", "needs", "communities/{A}"])
async def test_a_page_that_does_not_hold_the_change_in_time_says_so(
    town: Town, quarter: Quarter, page: str
) -> None:
    async with Door(quarter.people["A"], town.url) as door:
        entered = await door.post("needs/needs", a_need(quarter))
        need, token = entered.json()["need_id"], entered.headers["consistency-token"]
        path = "views/" + page.format(need=need, A=quarter.ids["A"])

        fresh = await door.get(path, token)
        never = await door.get(path, f"needs:{need}@1000")

    assert (fresh.status_code, never.status_code) == (200, 200)
    assert "consistency" not in fresh.headers
    assert never.headers["consistency"] == "behind"


async def test_one_key_gives_one_answer_and_one_effect(town: Town, quarter: Quarter) -> None:
    key, body = str(uuid.uuid4()), a_need(quarter) | {"title": "同一把钥匙"}
    async with Door(quarter.people["A"], town.url) as door:
        answers = [await door.post("needs/needs", body, key) for _ in range(3)]
        token = answers[0].headers["consistency-token"]
        need = answers[0].json()["need_id"]
        listed = await door.get(f"needs/needs/{need}", token)
        other = await door.post("needs/needs", body | {"qty": 2}, key)

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert {answer.json()["need_id"] for answer in answers} == {need}
    assert listed.json()["title"] == "同一把钥匙"
    facts = [fact for fact in town.journals().facts if fact.aggregate_id == need]
    assert [fact.type for fact in facts] == ["needs.need-entered"]
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-key-reused"


async def test_one_key_pressed_twice_at_once_gives_one_effect(town: Town, quarter: Quarter) -> None:
    key, body = str(uuid.uuid4()), a_need(quarter) | {"title": "连点八下"}
    async with Door(quarter.people["A"], town.url) as door:
        answers = await at_once([partial(door.post, "needs/needs", body, key)] * 8, 8)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["need_id"] for answer in answers}) == 1


async def test_fifty_creations_with_one_credit_code_give_one_organization(
    town: Town, quarter: Quarter
) -> None:
    code = social_credit_code(int(derive_id(quarter.name)[-6:], 16))

    def body(number: int) -> dict[str, object]:
        return {
            "kind": "unit",
            "name": f"{quarter.name}单位{number}",
            "sector_code": "institution",
            "uscc": code,
            "territory_id": quarter.ids["A"],
            "effective_on": str(today()),
        }

    async with Door(town.admin, town.url) as door:
        path = "organizations/organizations"
        jobs = [partial(door.post, path, body(number)) for number in range(50)]
        answers = await at_once(jobs, 50)

    made = [answer for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code != 201]
    assert len(made) == 1
    assert {problem["code"] for problem in refused} == {"organizations.uscc-taken"}
    assert len(refused) == 49
    assert all(code in problem["detail"] for problem in refused)
    facts = town.journals().named("organizations.organization-registered")
    assert len([fact for fact in facts if fact.payload.get("uscc") == code]) == 1
