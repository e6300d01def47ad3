"""From needs and resources over a plan to offers, agreements and projects."""

from datetime import date
from typing import Any

import pytest

from contracts.events.organizations import OrganizationClosed
from contracts.events.pairings import AgreementDrafted, AgreementTookEffect, AgreementVoided
from contracts.events.projects import ProjectAdopted, ProjectClosed, ProjectDelivered
from contracts.types import Term
from services.needs.domain.adoption import adoption_id_of
from tests.integration.needs.conftest import Door, Town, eventually

pytestmark = pytest.mark.timeout(180)

WINDOW = {"start_at": "2099-12-01T00:00:00Z", "end_at": "2099-12-31T00:00:00Z"}
CYCLE = "2099H2"
PRIVATE = "联系王阿姨，住三单元，电话 13800138000"


async def a_need(door: Door, community: str, qty: int = 2, title: str = "法律讲座") -> str:
    need = await door.post(
        "community",
        community,
        "/needs",
        community_id=community,
        title=title,
        description=PRIVATE,
        category_code="law",
        qty=qty,
        unit_code="session",
        window=WINDOW,
        channel_code="meeting",
    )
    need_id = str(need["need_id"])
    await door.post("community", community, f"/needs/{need_id}/verification")
    await door.post("community", community, f"/needs/{need_id}/publication")
    return need_id


async def a_resource(door: Door, unit: str, qty: int = 2, **more: Any) -> str:
    body = {
        "unit_id": unit,
        "title": "法律咨询",
        "category_code": "law",
        "unit_code": "session",
        "windows": [{"window": WINDOW, "qty": qty}],
    }
    listed = await door.post("unit", unit, "/resources", **body | more)
    return str(listed["resource_id"])


async def a_plan(door: Door, role: str, scope_id: str, **more: Any) -> Any:
    """The plan, once the solver has answered."""
    asked = await door.post(role, scope_id, "/plans", scope_id=scope_id, cycle_key=CYCLE, **more)

    async def proposed() -> Any:
        plan = await door.get(role, scope_id, f"/plans/{asked['plan_id']}")
        return plan if plan["status"] != "solving" else None

    return await eventually(proposed)


async def offers_of(door: Door, plan: Any) -> list[dict[str, Any]]:
    """Every line's offer, in the lines' order, once all are made."""
    found: list[dict[str, Any]] = []
    for line in plan["lines"]:

        async def made(line: Any = line) -> Any:
            resource = await door.stored("resources", line["resource_id"])
            for offer in resource["offers"]:
                terms = offer["terms"]
                if (terms["plan_id"], terms["line_no"]) == (plan["plan_id"], line["line_no"]):
                    return {"resource_id": resource["resource_id"], **terms, **offer}
            return None

        found.append(await eventually(made))
    return found


async def answer(door: Door, offer: dict[str, Any], what: str, **body: Any) -> None:
    path = f"/resources/{offer['resource_id']}/offers/{offer['offer_id']}/{what}"
    await door.post("unit", offer["unit_id"], path, **body)


async def stages(door: Door, plan: Any) -> list[str]:
    adoption = await door.stored("adoptions", adoption_id_of(plan["plan_id"]))
    return [line["stage"] for line in adoption["lines"]] if adoption else []


async def reach(door: Door, plan: Any, wanted: list[str]) -> None:
    async def reached() -> bool:
        return await stages(door, plan) == wanted

    await eventually(reached)


async def status_of(door: Door, need_id: str, wanted: str) -> None:
    async def reached() -> bool:
        return bool((await door.stored("needs", need_id))["status"] == wanted)

    await eventually(reached)


async def four_lines(door: Door, town: Town) -> Any:
    for number in range(4):
        community = town.communities[number % 3]
        await a_need(door, community, title=f"法律讲座{'甲乙丙丁'[number]}")
        await a_resource(door, town.units[number])
    plan = await a_plan(door, "department", town.district)
    assert len(plan["lines"]) == 4
    await door.post("department", town.district, f"/plans/{plan['plan_id']}/adoption")
    return plan


def agreement(kind: Any, offer: dict[str, Any], **more: Any) -> Any:
    return kind(
        agreement_id=f"agreement-{offer['offer_id']}",
        version_no=1,
        party_ids=(offer["unit_id"], offer["community_id"]),
        offer_ids=(offer["offer_id"],),
        need_ids=(offer["need_id"],),
        term=Term(from_on=date(2099, 12, 1), to_on=date(2099, 12, 31)),
        **more,
    )


async def test_a_title_is_told_before_it_is_published_to_those_who_see_the_need(
    door: Door,
) -> None:
    town = await door.a_town()
    here, there = town.communities[:2]
    entered = await door.post(
        "community",
        here,
        "/needs",
        community_id=here,
        title="楼道安全检查",
        category_code="other",
        qty=1,
        unit_code="session",
        window=WINDOW,
        channel_code="visit",
    )
    asked = {"need_ids": [entered["need_id"], "nothing"]}

    own = await door.ask("community", here, "POST", "/needs/titles", asked)
    above = await door.ask("street", town.street, "POST", "/needs/titles", asked)
    strange = await door.ask("community", there, "POST", "/needs/titles", asked)

    assert own.json()["items"] == [{"need_id": entered["need_id"], "title": "楼道安全检查"}]
    assert above.json() == own.json()
    assert strange.json()["items"] == []


async def test_the_story_from_four_lines_to_an_evaluated_need(door: Door) -> None:
    town = await door.a_town()
    plan = await four_lines(door, town)
    offers = await offers_of(door, plan)
    await reach(door, plan, ["offered"] * 4)

    for offer in offers[:3]:
        await answer(door, offer, "acceptance")
    await answer(door, offers[3], "refusal", reason_code="no_staff")
    await reach(door, plan, ["accepted"] * 3 + ["declined"])
    await status_of(door, offers[0]["need_id"], "claimed")
    await status_of(door, offers[3]["need_id"], "published")
    again = await door.post(
        "department", town.district, "/plans", scope_id=town.district, cycle_key=CYCLE
    )

    state = door.elsewhere.state
    await state(agreement(AgreementDrafted, offers[0], scope_code="law", title="共建协议"))
    await reach(door, plan, ["drafted", "accepted", "accepted", "declined"])
    await state(agreement(AgreementTookEffect, offers[0], text_hash="0" * 64))
    await state(a_project(offers[0]))
    await reach(door, plan, ["adopted", "accepted", "accepted", "declined"])
    await status_of(door, offers[0]["need_id"], "in_progress")
    ids = {"project_id": f"project-{offers[0]['offer_id']}"}
    more = {"agreement_id": "g", "need_ids": (offers[0]["need_id"],)}
    await state(ProjectDelivered(**ids, **more, delivered_on=date(2099, 12, 20)))
    await state(ProjectClosed(**ids, **more, closed_on=date(2099, 12, 30), score=92))
    await status_of(door, offers[0]["need_id"], "evaluated")

    adoption = adoption_id_of(plan["plan_id"])
    facts = await door.facts(adoption)
    assert facts[0] == "plan-adopted"
    assert facts.count("adoption-settled") == 1
    assert (await door.facts(offers[0]["need_id"]))[-3:] == ["need-progressed"] * 3
    assert again["plan_id"] != plan["plan_id"]


def a_project(offer: dict[str, Any]) -> ProjectAdopted:
    return ProjectAdopted(
        project_id=f"project-{offer['offer_id']}",
        project_no="1" * 18,
        agreement_id=f"agreement-{offer['offer_id']}",
        need_ids=(offer["need_id"],),
        offer_ids=(offer["offer_id"],),
        lead_id=offer["unit_id"],
        co_ids=(offer["community_id"],),
        community_id=offer["community_id"],
        evaluator_ids=(offer["community_id"],),
        title="普法进社区",
        category_code="law",
        start_on=date(2099, 12, 1),
        due_on=date(2099, 12, 31),
    )


async def test_a_plan_says_who_why_and_what_stays_open(door: Door) -> None:
    town = await door.a_town()
    served = await a_need(door, town.communities[0], title="法律咨询进社区")
    left = await a_need(door, town.communities[1], qty=5, title="普法")
    near = await a_resource(door, town.units[0], 2, title="法律咨询")

    plan = await a_plan(door, "street", town.street)
    [line] = plan["lines"]
    reasons = await door.get("street", town.street, f"/plans/{plan['plan_id']}/lines/1/reasons")

    assert (line["need_id"], line["resource_id"], line["qty"]) == (served, near, 2.0)
    assert (line["need_title"], line["unit"]["id"]) == ("法律咨询进社区", town.units[0])
    assert round(sum(part["score"] for part in line["parts"]), 2) == line["score"]
    assert [(one["need_id"], one["cause_code"], one["qty"]) for one in plan["unmatched"]] == [
        (left, "below_threshold", 5.0)
    ]
    assert plan["proof"]["gap"] == 0
    assert plan["proof"]["objective"] == plan["proof"]["bound"]
    assert [(o["need_id"], o["cause_code"]) for o in reasons["others"]] == [
        (left, "below_threshold")
    ]
    again = await a_plan(door, "street", town.street)
    assert again["proof"] == plan["proof"]
    assert again["lines"] == plan["lines"]


async def test_a_plan_adopted_on_stale_data_fails_line_by_line(door: Door) -> None:
    town = await door.a_town()
    for number in range(2):
        await a_need(door, town.communities[number], title=f"法律讲座{number}")
        await a_resource(door, town.units[number])
    first = await a_plan(door, "department", town.district)
    second = await a_plan(door, "street", town.street)

    await door.post("department", town.district, f"/plans/{first['plan_id']}/adoption")
    await reach(door, first, ["offered"] * 2)
    await door.post("street", town.street, f"/plans/{second['plan_id']}/adoption")
    await reach(door, second, ["failed"] * 2)

    assert {offer["reason_code"] for offer in await offers_of(door, second)} == {"no_capacity"}
    adoption = await door.facts(adoption_id_of(second["plan_id"]))
    assert adoption[-2:] == ["adoption-settled", "adoption-finished"]


async def test_a_closed_unit_and_a_voided_agreement_give_back_what_they_held(door: Door) -> None:
    town = await door.a_town()
    plan = await four_lines(door, town)
    offers = await offers_of(door, plan)
    for offer in offers[:2]:
        await answer(door, offer, "acceptance")
    await status_of(door, offers[1]["need_id"], "claimed")

    await door.elsewhere.state(
        AgreementVoided(
            agreement_id="voided", offer_ids=(offers[0]["offer_id"],), cause_code="timed_out"
        )
    )
    await reach(door, plan, ["released", "accepted", "offered", "offered"])
    await status_of(door, offers[0]["need_id"], "published")
    await door.elsewhere.state(
        OrganizationClosed(
            org_id=offers[2]["unit_id"],
            custodian_id=town.street,
            reason_code="merged_office",
            effective_on=date(2026, 11, 1),
            structure_no=1,
        )
    )
    await reach(door, plan, ["released", "accepted", "released", "offered"])
    facts = await door.facts(offers[2]["resource_id"])
    assert facts == ["resource-listed", "offer-made", "resource-withdrawn", "offer-released"]
    await door.post(
        "community",
        offers[3]["community_id"],
        f"/needs/{offers[3]['need_id']}/withdrawal",
        reason_code="solved",
    )
    await reach(door, plan, ["released", "accepted", "released", "released"])


async def test_free_text_stays_home_and_is_read_only_in_scope(door: Door) -> None:
    town = await door.a_town()
    need_id = await a_need(door, town.communities[0])
    path = f"/needs/{need_id}"

    assert (await door.get("community", town.communities[0], path))["description"] == PRIVATE
    assert (await door.ask("community", town.communities[1], "GET", path)).status_code == 404
    assert (await door.ask("unit", town.units[0], "GET", path)).status_code == 404
    rows = await door.running.reader.find("outbox", {"agg": need_id}, limit=0)
    assert len(rows) == 3
    assert not any("王阿姨" in str(row) or "13800138000" in str(row) for row in rows)

    await a_resource(door, town.units[0])
    plan = await a_plan(door, "department", town.district)
    await door.post("department", town.district, f"/plans/{plan['plan_id']}/adoption")
    await offers_of(door, plan)
    assert (await door.get("unit", town.units[0], path))["description"] == PRIVATE


async def test_refusals_are_problems_in_words(door: Door) -> None:
    town = await door.a_town()
    community, unit = town.communities[0], town.units[0]
    await a_need(door, community)
    twin = await door.post(
        "community",
        community,
        "/needs",
        community_id=community,
        title="法律 讲座",
        category_code="law",
        qty=1,
        unit_code="session",
        window=WINDOW,
    )
    path = f"/needs/{twin['need_id']}"
    await door.post("community", community, f"{path}/verification")

    duplicate = await door.ask("community", community, "POST", f"{path}/publication", {})
    assert duplicate.status_code == 409
    assert duplicate.json()["code"] == "needs.duplicate-need"
    assert "法律讲座" in duplicate.json()["detail"]
    unmasked = await door.ask(
        "community", community, "POST", f"{path}/publication", {"title": "找李 13800138000"}
    )
    assert unmasked.status_code == 422
    assert unmasked.json()["errors"][0]["pointer"] == "/title"
    nothing = await door.ask(
        "street", town.street, "POST", "/plans", {"scope_id": town.street, "cycle_key": CYCLE}
    )
    assert (nothing.status_code, nothing.json()["code"]) == (409, "needs.nothing-to-match")
    backwards = {"start_at": WINDOW["end_at"], "end_at": WINDOW["start_at"]}
    window = await door.ask(
        "unit",
        unit,
        "POST",
        "/resources",
        {
            "unit_id": unit,
            "title": "法律咨询",
            "category_code": "law",
            "unit_code": "session",
            "windows": [{"window": backwards, "qty": 1}],
        },
    )
    assert window.json()["errors"][0]["pointer"] == "/windows/0/window/end_at"
    assert "结束时间" in window.json()["errors"][0]["detail"]
    other = await door.ask("unit", town.units[1], "POST", "/resources", {"unit_id": unit})
    assert other.status_code == 422
