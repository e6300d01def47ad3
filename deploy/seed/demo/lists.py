"""The third chapter: what units offer, what communities need, and the plan between them."""

from typing import Any

from deploy.seed.demo.stage import ON_ITS_WAY, WEEKS, Stage
from deploy.seed.people import NEEDS, UNCLAIMED, UNITS, NeedPlan
from deploy.seed.person import Refused


def publish_lists(stage: Stage) -> None:
    stage.clock.at(-WEEKS * 7)
    for number, unit in enumerate(UNITS):
        spans = [
            {"window": stage.clock.window(-WEEKS * 7 + 7, 9, 24 * 100), "qty": unit.qty},
        ]
        body = {
            "unit_id": stage.ids.units[number],
            "title": unit.resource,
            "category_code": unit.category,
            "unit_code": unit.unit_code,
            "windows": spans,
            "cycle_key": _cycle(stage),
        }
        stage.unit(number).patiently(
            "needs/resources", body, key=f"resource {number}", codes=ON_ITS_WAY
        )
    for need in NEEDS:
        _publish(stage, need)
    stage.clock.at(-20)
    _publish(stage, UNCLAIMED)


def enter_need(stage: Stage, need: NeedPlan) -> str:
    body = {
        "community_id": stage.ids.communities[need.community],
        "title": need.title,
        "description": f"{need.title}，由社区走访收集。",
        "category_code": need.category,
        "qty": need.qty,
        "unit_code": need.unit_code,
        "window": stage.clock.window(-WEEKS * 7 + 8, 9, 24 * 90),
        "channel_code": "visit",
        "cycle_key": _cycle(stage),
    }
    answer = stage.community(need.community).patiently(
        "needs/needs", body, key=need.title, codes=ON_ITS_WAY
    )
    return str(answer["need_id"])


def _publish(stage: Stage, need: NeedPlan) -> None:
    need_id = enter_need(stage, need)
    worker = stage.community(need.community)
    worker.post(f"needs/needs/{need_id}/verification", {}, key=need_id)
    worker.post(f"needs/needs/{need_id}/publication", {}, key=need_id)


def adopt_a_plan(stage: Stage) -> None:
    stage.clock.at(-WEEKS * 7 + 1)
    department = stage.person("wangjianguo")
    body = {"scope_id": stage.ids.district, "cycle_key": _cycle(stage)}
    plan_id = department.patiently(
        "needs/plans", body, key="plan", codes=(*ON_ITS_WAY, "needs.nothing-to-match")
    )["plan_id"]
    plan = department.until(f"views/plans/{plan_id}", _solved)
    department.post(f"needs/plans/{plan_id}/adoption", {}, key=plan_id)
    count = len([line for line in plan["lines"] if line.get("resource_id")])
    offers = department.until(
        f"views/offers?plan_id={plan_id}&size=200",
        lambda found: found["items"] if len(found["items"]) >= count else None,
    )
    stage.clock.at(-WEEKS * 7 + 3)
    for number, offer in enumerate(sorted(offers, key=lambda entry: entry["line_no"])):
        _answer(stage, number, offer)


def _answer(stage: Stage, number: int, offer: dict[str, Any]) -> None:
    """Most accept; one declines, one has not answered yet."""
    unit = stage.ids.units.index(offer["unit"]["id"])
    place = f"needs/resources/{offer['resource_id']}/offers/{offer['id']}"
    if number == 5:
        stage.unit(unit).post(f"{place}/refusal", {"reason_code": "staff_short"}, key=place)
    elif number != 6:
        stage.ids.accepted.add(offer["id"])
        if offer["status"] == "open":
            stage.unit(unit).post(f"{place}/acceptance", {}, key=place)


def _cycle(stage: Stage) -> str:
    return f"{stage.clock.day(-WEEKS * 7):%Y}H{1 if stage.clock.day(-WEEKS * 7).month < 7 else 2}"


def _solved(plan: dict[str, Any]) -> dict[str, Any] | None:
    if plan["status"] == "failed":
        raise Refused(409, {"code": plan.get("reason_code", "")}, "plan")
    ready = plan["status"] in {"proven", "greedy"} and len(plan["lines"]) >= plan["line_count"]
    return plan if ready else None
