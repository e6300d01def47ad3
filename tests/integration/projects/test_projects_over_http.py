"""Projects through the door, on real stores and a real log."""

from datetime import timedelta

from libs.storage.numbers import is_number
from libs.web import Caller
from tests.integration.pairings.conftest import STREET, Town
from tests.integration.registrations.harness import a_caller, eventually


async def report_and_deliver(town: Town, path: str, unit: str) -> None:
    lead, today = a_caller("unit", unit), town.clock.today()
    milestone = {
        "milestone_no": 1,
        "title": "首场义诊",
        "due_on": (today + timedelta(days=30)).isoformat(),
        "weight": 100,
    }
    report = {
        "party_id": unit,
        "as_of_on": today.isoformat(),
        "status_code": "on_track",
        "progress_pct": 60,
        "sentence": "首场义诊到了四十人。",
    }
    await town.projects.post(f"{path}/milestones", lead, milestones=[milestone])
    await town.projects.post(f"{path}/milestones/1/reach", lead, reached_on=today.isoformat())
    await town.projects.post(f"{path}/reports", lead, **report)
    await town.projects.post(f"{path}/delivery", lead, delivered_on=today.isoformat())


async def score(town: Town, path: str, caller: Caller) -> int:
    (waiting,) = (await town.projects.get(path, STREET))["evaluations"]
    body = {key: waiting[key] for key in ("need_id", "evaluator_id")}
    answer = await town.projects.ask(
        "POST", f"{path}/evaluations", caller, json={**body, "score": 92.5}
    )
    return answer.status_code


async def test_a_project_runs_from_adoption_to_closing(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    project_id = await town.adopted(await town.effective(unit, partner), unit)
    path, lead = f"/projects/{project_id}", a_caller("unit", unit)

    await report_and_deliver(town, path, unit)
    assert await score(town, path, a_caller("community", "south")) == 404
    assert await score(town, path, a_caller("unit", partner)) == 204
    await town.projects.post(f"{path}/closing", lead)

    shown = await town.projects.get(path, lead)
    assert is_number(shown["project_no"])
    assert (shown["status"], float(shown["score"])) == ("closed", 92.5)
    assert shown["reports"][0]["sentence"] == "首场义诊到了四十人。"
    assert shown["milestones"][0]["reached_on"] == town.clock.today().isoformat()
    assert await town.facts(town.projects, project_id) == [
        "project-adopted",
        "milestones-planned",
        "milestone-reached",
        "progress-reported",
        "project-delivered",
        "project-evaluated",
        "project-closed",
    ]


async def test_an_agreement_ends_only_when_its_projects_are_closed(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)
    project_id = await town.adopted(agreement_id, unit)
    end, path = f"/agreements/{agreement_id}/end", f"/projects/{project_id}"
    reader = town.pairings.running.reader

    async def heard() -> bool:
        return await reader.get(reader.view("open_projects"), project_id) is not None

    async def ended() -> bool:
        body = {"cause_code": "mutual"}
        return (await town.pairings.ask("POST", end, STREET, json=body)).status_code == 204

    await eventually(heard)
    refusal = await town.pairings.refused(409, end, STREET, cause_code="mutual")
    assert (refusal["code"], refusal["params"]) == ("pairings.open-projects", {"count": 1})
    await report_and_deliver(town, path, unit)
    assert await score(town, path, a_caller("unit", partner)) == 204
    await town.projects.post(f"{path}/closing", STREET)

    await eventually(ended)


async def test_an_agreement_not_heard_of_is_answered_with_when_to_ask_again(town: Town) -> None:
    today = town.clock.today().isoformat()
    answer = await town.projects.ask(
        "POST",
        "/projects",
        STREET,
        json={
            "agreement_id": "nowhere",
            "need_ids": ["need"],
            "lead_id": "unit",
            "title": "项目",
            "category_code": "health",
            "start_on": today,
            "due_on": today,
        },
    )

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


async def test_sentences_are_for_those_concerned(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)
    project_id = await town.adopted(agreement_id, unit)

    stranger = await town.projects.ask("GET", f"/projects/{project_id}", a_caller("unit", "unit"))
    community = await town.projects.ask(
        "GET", f"/projects/{project_id}", a_caller("community", "north")
    )

    assert stranger.status_code == 404
    assert community.status_code == 200


async def test_what_is_asked_twice_under_one_key_is_done_once(town: Town) -> None:
    unit, partner = await town.settle("unit", "partner")
    agreement_id = await town.effective(unit, partner)
    project_id = await town.adopted(agreement_id, unit)
    today = town.clock.today()
    report = {
        "party_id": unit,
        "as_of_on": today.isoformat(),
        "status_code": "at_risk",
        "progress_pct": 10,
    }
    key = {"idempotency-key": town.name("report-key")}
    ask = ("POST", f"/projects/{project_id}/reports", a_caller("unit", unit))

    first = await town.projects.ask(*ask, json=report, headers=dict(key))
    again = await town.projects.ask(*ask, json=report, headers=dict(key))
    other = await town.projects.ask(*ask, json={**report, "progress_pct": 20}, headers=dict(key))

    assert first.headers["consistency-token"] == again.headers["consistency-token"]
    assert (first.status_code, again.status_code, other.status_code) == (204, 204, 422)
    assert (await town.facts(town.projects, project_id)).count("progress-reported") == 1
