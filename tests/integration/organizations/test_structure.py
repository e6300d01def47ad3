import asyncio
from typing import Any

from tests.integration.organizations.door import Door, eventually

BEFORE = "2025-04-30"
MAY = "2025-05-01"


def names(level: dict[str, Any]) -> list[str]:
    return [node["name"] for node in level["items"]]


async def test_the_tree_opens_level_by_level_with_counts_of_all_below(door: Door) -> None:
    area = await door.a_district()

    streets = await door.get("/organizations/tree", parent=area["district"])
    communities = await door.get("/organizations/tree", parent=area["street"])

    assert names(streets)[:2] == ["甲街道", "乙街道"]
    by_id = {node["id"]: node for node in streets["items"]}
    assert by_id[area["street"]]["below_count"] == 5
    assert (
        by_id[area["street_b"]] | {"has_children": False, "below_count": 0}
        == by_id[area["street_b"]]
    )
    assert names(communities) == ["北社区", "南社区", "东社区"]
    assert communities["items"][0]["below_count"] == 2
    affiliated = await door.get("/organizations/tree", parent=area["committee"], line="affiliation")
    assert len(affiliated["items"]) == 2
    tops = await door.get("/organizations/tree")
    assert area["district"] in {node["id"] for node in tops["items"]}
    tops = await door.get("/organizations/tree", line="affiliation")
    assert area["committee"] in {node["id"] for node in tops["items"]}
    assert area["north"] not in {node["id"] for node in tops["items"]}


async def test_tree_list_and_detail_show_any_date(door: Door) -> None:
    area = await door.a_district()
    school = f"/organizations/{area['school']}"
    await door.post(f"{school}/name", name="新校名", effective_on=MAY)
    await door.post(f"{school}/move", kind="territory", superior_id=area["south"], effective_on=MAY)
    await door.post(
        f"/organizations/{area['east']}/merger", custodian_id=area["south"], effective_on=MAY
    )

    old = await door.get("/organizations/tree", parent=area["street"], as_of=BEFORE)
    new = await door.get("/organizations/tree", parent=area["street"])
    then = await door.get(school, as_of=BEFORE)
    now = await door.get(school)

    assert (names(old), names(new)) == (["北社区", "南社区", "东社区"], ["北社区", "南社区"])
    assert [node["below_count"] for node in old["items"]] == [2, 0, 0]
    assert [node["below_count"] for node in new["items"]] == [1, 1]
    assert old["as_of"] == BEFORE
    assert then["name"].startswith("演示学校")
    assert (then["territory"]["id"], now["territory"]["id"]) == (area["north"], area["south"])
    assert now["name"] == "新校名"
    for as_of, street_count, found in ((BEFORE, 5, 1), ("2026-01-01", 4, 0)):
        listed = await door.get(
            "/organizations", under=area["street"], line="territory", deep=True, as_of=as_of
        )
        assert listed["total"] == street_count
        listed = await door.get("/organizations", under=area["north"], q="演示学校", as_of=as_of)
        assert listed["total"] == found
    await door.refused("GET", f"{school}?as_of=2020-01-01", 404)
    ended = await door.get(f"/organizations/{area['east']}")
    assert (ended["status"], ended["ended_on"], ended["custodian"]["id"]) == (
        "merged",
        MAY,
        area["south"],
    )
    assert (await door.get(f"/organizations/{area['east']}", as_of=BEFORE))["status"] == "active"


async def test_children_of_an_ended_organization_follow_its_custodian(door: Door) -> None:
    area = await door.a_district()
    preview = await door.get(
        f"/organizations/{area['north']}/change-preview",
        change="merge",
        custodian_id=area["south"],
    )

    await door.post(
        f"/organizations/{area['north']}/merger", custodian_id=area["south"], effective_on=MAY
    )

    async def followed() -> bool:
        listed = await door.get("/organizations", under=area["south"], line="territory")
        return bool(listed["total"] == 2)

    await eventually(followed)
    assert (preview["organization_count"], preview["blocking"]) == (3, [])
    moved = preview["organizations"][1]
    assert (moved["former"]["id"], moved["next"]["id"]) == (area["north"], area["south"])
    history = await door.get(f"/organizations/{area['school']}/history")
    assert history["items"][0]["type"] == "organizations.organization-moved"
    assert history["items"][0]["effective_on"] == MAY
    assert history["items"][0]["changes"] == [
        {"field": "territory", "former": "北社区", "value": "南社区"}
    ]


async def test_a_late_child_is_found_by_the_second_pass(door: Door) -> None:
    area = await door.a_district()
    await door.post(f"/organizations/{area['east']}/merger", custodian_id=area["south"])
    organizations = door.running.database.collection("organizations")

    async def first_pass_done() -> bool:
        rows = door.running.database.collection("timers").find({"agg": area["east"]})
        return len([row async for row in rows]) == 1

    await eventually(first_pass_done)
    # What a registration in flight on a stale copy leaves behind.
    await organizations.update_one(
        {"_id": area["clinic"]},
        {
            "$set": {
                "territory_id": area["east"],
                "territories": [
                    {"value": area["east"], "from_on": "2023-06-30", "to_on": "9999-12-31"}
                ],
            }
        },
    )

    async def found() -> bool:
        row = await organizations.find_one({"_id": area["clinic"]})
        return bool(row and row["territory_id"] == area["south"])

    await eventually(found, 15)


async def test_fifty_structural_acts_at_once_happen_one_after_the_other(door: Door) -> None:
    area = await door.a_district()
    chain = [
        await door.register(kind="committee", name=f"党委{n}", territory_id=area["street"])
        for n in range(8)
    ]

    answers = await asyncio.gather(
        *(
            door.ask(
                "POST",
                f"/organizations/{chain[n % 8]}/move",
                json={"kind": "affiliation", "superior_id": chain[(n * 3 + 1) % 8]},
            )
            for n in range(50)
        )
    )

    codes = {answer.json()["code"] for answer in answers if answer.status_code != 204}
    assert codes <= {"organizations.would-cycle", "organizations.structure-changed"}
    rows = {
        row["_id"]: row["affiliation_id"]
        async for row in door.running.database.collection("organizations").find(
            {"_id": {"$in": chain}}
        )
    }
    for start in chain:
        seen, here = set(), start
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = rows.get(here)
    numbers = [
        row["_id"]
        async for row in door.running.database.collection("keys").find(
            {"_id": {"$regex": "^structure:"}}
        )
    ]
    assert sorted(int(key.split(":")[1]) for key in numbers) == list(range(1, len(numbers) + 1))


async def test_a_preview_says_which_rule_would_refuse(door: Door) -> None:
    area = await door.a_district()

    async def preview(org: str, **asked: str) -> Any:
        return await door.get(f"/organizations/{area[org]}/change-preview", **asked)

    close = await preview("north", change="close")
    move = await preview("street", change="move", superior_id=area["north"])
    fine = await preview("street", change="move", superior_id=area["district"])
    split = await preview("school", change="split", into_ids=area["clinic"], ends="true")

    assert close["blocking"] == [
        {"code": "organizations.has-subordinates", "params": {"name": "北社区", "count": 2}}
    ]
    assert move["blocking"][0]["code"] == "organizations.kind-misplaced"
    assert (fine["organization_count"], fine["blocking"]) == (6, [])
    assert split["organization_count"] >= 1
    refused = await door.refused(
        "POST",
        f"/organizations/{area['north']}/closing",
        409,
        json={"reason_code": "dissolved"},
    )
    assert refused["detail"] == "不能撤销“北社区”：还有 2 个下级组织。请先移动或撤销它们。"


async def test_the_history_tells_every_change_newest_first(door: Door) -> None:
    area = await door.a_district()
    path = f"/organizations/{area['clinic']}"
    await door.post(f"{path}/name", name="新院名", effective_on=MAY)
    await door.post(f"{path}/amendment", sector_code="institution")
    await door.post(f"{path}/closing", reason_code="dissolved")

    history = await door.get(f"{path}/history")

    kinds = [entry["type"].split(".")[1] for entry in history["items"]]
    assert kinds == [
        "organization-closed",
        "organization-amended",
        "organization-renamed",
        "organization-registered",
    ]
    closed, amended, renamed, _ = history["items"]
    assert closed["changes"] == [
        {"field": "custodian", "value": "北社区"},
        {"field": "reason_code", "value": "dissolved"},
    ]
    assert amended["changes"] == [{"field": "sector_code", "value": "institution"}]
    assert renamed["changes"][0]["value"] == "新院名"
    assert renamed["actor"] == "wang"


async def test_a_division_code_changes_and_may_be_given_out_again(door: Door) -> None:
    area = await door.a_district()
    path = f"/organizations/{area['east']}"
    await door.post(f"{path}/division-code", division_code=f"{area['code']}001099")

    body = {
        "kind": "community",
        "name": "新东社区",
        "territory_id": area["street"],
        "division_code": f"{area['code']}001003",
    }
    again = await door.ask("POST", "/organizations", json=body)

    assert again.status_code == 201
    assert again.json()["org_id"] != area["east"]
    listed = await door.get("/organizations", q=f"{area['code']}001")
    assert {row["division_code"][-3:] for row in listed["items"]} == {
        "000",
        "001",
        "002",
        "003",
        "099",
    }
