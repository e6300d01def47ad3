"""Projects as pages show them: card, milestones, reports, scores."""

from collections.abc import Iterable

from contracts.events import projects as f
from libs.kernel import EventMeta, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from services.gateway.views.rows import facts_of, orgs, put

VIEWS = (View("projects", 1, (Index("org_ids", "status"), Index("agreement_id"))),)


def adopted(event: f.ProjectAdopted, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "projects",
        event.project_id,
        meta,
        **facts_of(event, "project_id"),
        status="running",
        adopted_at=meta.at,
        org_ids=orgs(event.lead_id, event.co_ids, event.community_id, event.evaluator_ids),
    )


def milestones_planned(event: f.MilestonesPlanned, meta: EventMeta) -> Iterable[ViewWrite]:
    planned = {str(m.milestone_no): m.model_dump(mode="json") for m in event.milestones}
    yield put("projects", event.project_id, meta, milestones=planned)


def milestone_reached(event: f.MilestoneReached, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "projects",
        event.project_id,
        meta,
        **{f"reached.{event.milestone_no}": str(event.reached_on)},
    )


def progress_reported(event: f.ProgressReported, meta: EventMeta) -> Iterable[ViewWrite]:
    key = f"{event.as_of_on}_{event.party_id}"
    yield put(
        "projects",
        event.project_id,
        meta,
        health=str(event.status_code),
        progress_pct=str(event.progress_pct),
        last_report_on=str(event.as_of_on),
        **{f"reports.{key}": {**facts_of(event, "project_id"), "reported_at": meta.at}},
    )


def delivered(event: f.ProjectDelivered, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "projects",
        event.project_id,
        meta,
        status="awaiting_evaluation",
        delivered_on=str(event.delivered_on),
    )


def evaluated(event: f.ProjectEvaluated, meta: EventMeta) -> Iterable[ViewWrite]:
    key = f"{event.need_id}_{event.evaluator_id}"
    yield put(
        "projects",
        event.project_id,
        meta,
        evaluated_count=event.evaluated_count,
        evaluator_count=event.evaluator_count,
        **{f"scores.{key}": {**facts_of(event, "project_id"), "evaluated_at": meta.at}},
    )


def closed(event: f.ProjectClosed, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "projects",
        event.project_id,
        meta,
        status="closed",
        closed_on=str(event.closed_on),
        score=str(event.score),
    )


def uncovered(event: f.ProjectUncovered, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("projects", event.project_id, meta, uncovered=True)


def covered(event: f.ProjectCovered, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("projects", event.project_id, meta, uncovered=False)


PROJECTIONS = (
    Projection((f.ProjectAdopted,), adopted),
    Projection((f.MilestonesPlanned,), milestones_planned),
    Projection((f.MilestoneReached,), milestone_reached),
    Projection((f.ProgressReported,), progress_reported),
    Projection((f.ProjectDelivered,), delivered),
    Projection((f.ProjectEvaluated,), evaluated),
    Projection((f.ProjectClosed,), closed),
    Projection((f.ProjectUncovered,), uncovered),
    Projection((f.ProjectCovered,), covered),
)
