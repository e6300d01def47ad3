import asyncio

from stdnum.cn import uscc

from libs.kernel import Grant
from libs.web import Caller
from services.organizations.commands import division_org_id
from tests.integration.organizations.door import ADMIN, Door, eventually


def a_code(number: int) -> str:
    body = f"91110101{number:09d}"
    return body + uscc.calc_check_digit(body)


def street_worker(org_id: str) -> Caller:
    return Caller(actor_id=f"street-{org_id}", grants=(Grant(role="street", scope_id=org_id),))


async def test_a_registered_organization_is_read_back_with_its_place(door: Door) -> None:
    area = await door.a_district()

    detail = await door.get(f"/organizations/{area['school']}")

    assert detail["name"].startswith("演示学校")
    assert [ref["name"] for ref in detail["territory_path"]][-2:] == ["甲街道", "北社区"]
    assert detail["territory"] == {"id": area["north"], "name": "北社区", "street": "甲街道"}
    assert detail["affiliation"]["id"] == area["committee"]
    assert (detail["status"], detail["since_on"]) == ("active", "2023-06-30")
    assert (await door.get(f"/organizations/{area['street']}"))["counts"] == {"below": 5}


async def test_a_division_registered_again_is_unchanged(door: Door) -> None:
    area = await door.a_district()
    body = {
        "kind": "community",
        "name": "西社区",
        "territory_id": area["street"],
        "division_code": f"{area['code']}001009",
    }

    first = await door.ask("POST", "/organizations", json=body)
    again = await door.ask("POST", "/organizations", json=body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["org_id"] == division_org_id(body["division_code"])
    assert again.json() == {"org_id": first.json()["org_id"], "outcome": "unchanged"}
    assert "Consistency-Token" in first.headers


async def test_fifty_at_once_with_one_social_credit_code_are_one_organization(door: Door) -> None:
    area = await door.a_district()
    body = {"kind": "unit", "territory_id": area["north"], "uscc": a_code(50)}

    answers = await asyncio.gather(
        *(door.ask("POST", "/organizations", json=body | {"name": f"公司{n}"}) for n in range(50))
    )

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * 49
    problems = [answer.json() for answer in answers if answer.status_code == 409]
    assert {problem["code"] for problem in problems} == {"organizations.uscc-taken"}
    assert all(a_code(50) in problem["detail"] for problem in problems)
    found = await door.get("/organizations", q=a_code(50))
    assert found["total"] == 1


async def test_the_same_key_twice_is_one_effect_and_another_body_is_refused(door: Door) -> None:
    area = await door.a_district()
    body = {"kind": "branch", "name": "第一支部", "affiliation_id": area["committee"]}
    headers = {"idempotency-key": "0b5e4e0e-press-one"}

    first = await door.ask("POST", "/organizations", json=body, headers=headers)
    again = await door.ask("POST", "/organizations", json=body, headers=headers)
    other = await door.ask(
        "POST", "/organizations", json=body | {"name": "第二支部"}, headers=headers
    )

    assert first.json() == again.json()
    assert other.status_code == 422
    listed = await door.get("/organizations", under=area["committee"], kind="branch")
    assert listed["total"] == 1


async def test_bad_input_names_field_and_rule_in_the_readers_language(door: Door) -> None:
    area = await door.a_district()
    body = {"kind": "unit", "name": "公司", "territory_id": area["north"], "uscc": "123"}

    chinese = await door.refused("POST", "/organizations", 422, json=body)
    english = await door.refused(
        "POST", "/organizations", 422, json=body, headers={"accept-language": "en"}
    )

    assert chinese["code"] == "organizations.invalid-uscc"
    assert chinese["errors"][0]["pointer"] == "/uscc"
    assert "123" in chinese["detail"]
    assert "请对照证照" in chinese["detail"]
    assert "certificate" in english["detail"]


async def test_a_batch_answers_row_by_row_and_repeats_unchanged(door: Door) -> None:
    area = await door.a_district()
    rows = [
        {
            "kind": "community",
            "name": f"第{n}社区",
            "territory_id": area["street_b"],
            "division_code": f"{area['code']}002{n:03d}",
        }
        for n in range(1, 201)
    ]
    rows[7] = {"kind": "community", "name": "无码"}
    rows[8] |= {"division_code": "1101"}
    rows[9] |= {"colour": "red"}

    first = await door.post("/batch", ADMIN, items=rows)
    again = await door.post("/batch", ADMIN, items=rows)

    outcomes = [row["outcome"] for row in first["results"]]
    assert outcomes.count("registered") == 197
    refused = [row["problem"]["code"] for row in first["results"][7:10]]
    assert refused == [
        "organizations.superior-missing",
        "organizations.invalid-division-code",
        "invalid",
    ]
    assert first["results"][9]["problem"]["errors"][0]["pointer"] == "/colour"
    assert [row["outcome"] for row in again["results"]].count("unchanged") == 197


async def test_a_proposal_of_a_unit_waits_for_its_street(door: Door) -> None:
    area = await door.a_district()
    liaison = Caller(actor_id="li", grants=(Grant(role="unit", scope_id=area["school"]),))
    street = street_worker(area["street"])

    await eventually_seen(door, area["school"], liaison)
    proposed = await door.post(
        "/organizations/proposals",
        liaison,
        kind="branch",
        name="演示学校支部",
        territory_id=area["north"],
        unit_ids=[area["school"]],
    )
    path = f"/organizations/{proposed['org_id']}"
    assert (await door.get(path))["status"] == "pending"
    await eventually_seen(door, proposed["org_id"], street)
    await door.refused("POST", f"{path}/approval", 403, caller=liaison)
    await door.post(f"{path}/approval", street, effective_on="2026-01-05")

    detail = await door.get(path)
    assert (detail["status"], detail["since_on"]) == ("active", "2026-01-05")
    assert [ref["id"] for ref in detail["units"]] == [area["school"]]


async def test_a_street_sees_and_changes_its_own_subtree_only(door: Door) -> None:
    area, other = await door.a_district(), await door.a_district()
    street = street_worker(area["street"])
    await eventually_seen(door, area["clinic"], street)

    listed = await door.get("/organizations", street, size=500)
    tree = await door.get("/organizations/tree", street)

    ids = {row["id"] for row in listed["items"]}
    own = ("street", "north", "south", "east", "school", "clinic")
    assert ids == {area[name] for name in own}
    assert listed["total"] == 6
    assert [node["id"] for node in tree["items"]] == [area["street"]]
    assert tree["items"][0]["below_count"] == 5
    for path in ("", "/history", "/change-preview?change=close"):
        foreign = f"/organizations/{other['school']}{path}"
        await door.refused("GET", foreign, 404, caller=street)
    for parent in (other["street"], area["street_b"], area["district"]):
        await door.refused("GET", f"/organizations/tree?parent={parent}", 404, caller=street)
        await door.refused("GET", f"/organizations?under={parent}", 404, caller=street)
    name = {"name": "改名"}
    for target in (other["school"], area["street_b"]):
        await door.refused("POST", f"/organizations/{target}/name", 404, caller=street, json=name)
    merger = {"custodian_id": area["south"]}
    path = f"/organizations/{area['north']}/merger"
    await door.refused("POST", path, 403, caller=street, json=merger)
    await door.refused("GET", f"/organizations/{area['north']}", 401, headers={"authorization": ""})


async def eventually_seen(door: Door, org_id: str, caller: Caller) -> None:
    async def seen() -> bool:
        answer = await door.ask("GET", f"/organizations/{org_id}", caller)
        listed = await door.ask("GET", "/organizations", caller)
        return answer.status_code == 200 and org_id in listed.text

    await eventually(seen)
