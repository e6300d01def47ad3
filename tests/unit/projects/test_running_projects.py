from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.directory import OrgView
from contracts.events.projects import MilestonesPlanned, ProgressReported
from contracts.tree import OrgDirectory
from contracts.types import NeedId, OrgId
from libs.kernel import Grant, NotFound, Stamp
from libs.kernel.access import GrantedAccess
from services.projects.commands import EvaluateProject, ReportProgress
from services.projects.domain import (
    BadMilestones,
    FutureDate,
    FutureReport,
    Health,
    NotAParty,
    NothingReported,
    NotRunning,
    NotUncovered,
    TooManyReports,
    UnknownMilestone,
)
from services.projects.handlers import evaluate_project, report_progress
from tests.unit.projects.builders import TODAY, UNIT, Workshop, a_milestone

TOMORROW = TODAY + timedelta(days=1)


async def test_milestones_are_planned_and_planned_anew() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.plan(project_id, a_milestone(2), a_milestone(1))
    await workshop.plan(project_id, a_milestone(1))

    first, second = workshop.events[1:]
    assert isinstance(first, MilestonesPlanned)
    assert isinstance(second, MilestonesPlanned)
    assert [milestone.milestone_no for milestone in first.milestones] == [1, 2]
    assert [milestone.milestone_no for milestone in second.milestones] == [1]


async def test_the_same_milestones_again_state_nothing() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.plan(project_id, a_milestone(2), a_milestone(1))
    await workshop.plan(project_id, a_milestone(2), a_milestone(1))

    assert workshop.facts() == ["ProjectAdopted", "MilestonesPlanned"]


async def test_every_fault_of_a_plan_is_named() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()
    await workshop.plan(project_id, a_milestone(3))
    await workshop.reach(project_id, 3)

    with pytest.raises(BadMilestones) as refusal:
        await workshop.plan(
            project_id, a_milestone(1), a_milestone(1), a_milestone(2, date(2027, 4, 1))
        )

    assert [(fault.pointer, fault.code) for fault in refusal.value.errors] == [
        ("/milestones/2/due_on", "projects.milestone-due"),
        ("/milestones/1/milestone_no", "projects.milestone-twice"),
        ("/milestones", "projects.milestone-reached"),
    ]


async def test_a_milestone_is_reached_once() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()
    await workshop.plan(project_id, a_milestone(1))

    await workshop.reach(project_id, 1)
    await workshop.reach(project_id, 1)

    assert workshop.facts().count("MilestoneReached") == 1


async def test_an_unknown_milestone_is_not_reached() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(UnknownMilestone):
        await workshop.reach(project_id, 1)


async def test_a_milestone_is_not_reached_tomorrow() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()
    await workshop.plan(project_id, a_milestone(1))

    with pytest.raises(FutureDate):
        await workshop.reach(project_id, 1, TOMORROW)


async def test_a_report_states_its_figures_and_keeps_its_sentence() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.report(project_id)

    reported = workshop.events[-1]
    assert isinstance(reported, ProgressReported)
    assert (reported.status_code, reported.progress_pct) == ("on_track", Decimal("45.0"))
    assert "北院石材已到" not in reported.model_dump_json()
    assert (await workshop.get(project_id)).reports[0].sentence == "北院石材已到。"


async def test_the_same_report_again_states_nothing() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.report(project_id)
    workshop.clock.advance(timedelta(minutes=1))
    await workshop.report(project_id)

    assert workshop.facts().count("ProgressReported") == 1


async def test_another_report_of_a_party_for_that_date_takes_its_place() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.report(project_id)
    await workshop.report(project_id, status_code=Health.OFF_TRACK)
    await workshop.report(project_id, party_id="community")

    project = await workshop.get(project_id)
    assert [(r.party_id, r.status_code.value) for r in project.reports] == [
        ("unit", "off_track"),
        ("community", "on_track"),
    ]


async def test_nobody_reports_for_tomorrow() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(FutureReport):
        await workshop.report(project_id, as_of_on=TOMORROW)


async def test_today_is_the_day_in_beijing() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()
    workshop.clock.advance(timedelta(hours=15))

    await workshop.report(project_id, as_of_on=TOMORROW)


async def test_only_parties_report() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(NotAParty):
        await workshop.report(project_id, party_id="school")


async def test_reports_are_kept_up_to_their_limit() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()
    for days in range(120):
        await workshop.report(project_id, as_of_on=TODAY - timedelta(days=days))

    with pytest.raises(TooManyReports):
        await workshop.report(project_id, as_of_on=TODAY - timedelta(days=120))

    await workshop.report(project_id, status_code=Health.AT_RISK)


async def test_nothing_reported_is_not_delivered() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(NothingReported):
        await workshop.deliver(project_id)


async def test_a_delivered_project_takes_no_more_reports() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()

    with pytest.raises(NotRunning):
        await workshop.report(project_id, as_of_on=TODAY - timedelta(days=1))


async def test_delivering_again_states_nothing() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()

    await workshop.deliver(project_id, TODAY - timedelta(days=1))

    assert workshop.facts().count("ProjectDelivered") == 1


async def test_an_uncovered_project_goes_on_once_the_street_says_so() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.uncover(project_id)
    await workshop.cover(project_id)
    await workshop.uncover(project_id)

    assert workshop.facts() == ["ProjectAdopted", "ProjectUncovered", "ProjectCovered"]
    assert not (await workshop.get(project_id)).uncovered


async def test_another_cause_uncovers_it_again() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    await workshop.uncover(project_id, "party_left:unit")
    await workshop.cover(project_id)
    await workshop.uncover(project_id, "agreement_ended")

    assert (await workshop.get(project_id)).uncovered


async def test_a_covered_project_needs_no_cover() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(NotUncovered):
        await workshop.cover(project_id)


async def test_who_speaks_for_another_organization_does_not_learn_of_the_project() -> None:
    """Its own party_id opens no door: a stranger's project answers as one that is not there."""
    workshop = Workshop()
    project_id = await workshop.adopt()
    tree = OrgDirectory(
        OrgView(org_id=OrgId(UNIT), name="U", kind="unit"),
        OrgView(org_id=OrgId("stranger"), name="S", kind="unit"),
    )
    grants = (Grant(role="unit", scope_id="stranger"),)
    stamp = Stamp(command_id="c", actor_id="s", grants=grants)
    access = GrantedAccess(stamp, tree)
    reporting = ReportProgress(
        project_id=project_id,
        party_id=OrgId("stranger"),
        as_of_on=TODAY,
        status_code=Health.ON_TRACK,
        progress_pct=Decimal(5),
    )
    scoring = EvaluateProject(
        project_id=project_id,
        need_id=NeedId("roof"),
        evaluator_id=OrgId("stranger"),
        score=Decimal(5),
    )

    with pytest.raises(NotFound):
        await report_progress(reporting, workshop.projects, access, workshop.clock)
    with pytest.raises(NotFound):
        await evaluate_project(scoring, workshop.projects, access, workshop.clock)
