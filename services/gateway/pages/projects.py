"""Co-construction projects: progress against plan, from dated reports only."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.figures import Opening
from services.gateway.pages.shapes import Document, OrgRef, Page, Shape, figure, number

router = APIRouter()


class ProjectRow(Shape):
    """A project in a list."""

    id: str
    number: str
    project_no: str
    title: str
    category_code: str
    agreement_id: str
    agreement_title: str
    lead: OrgRef
    community: OrgRef
    status: str
    health: str | None = None
    progress_pct: float
    due_pct: float
    start_on: date
    due_on: date
    milestone_count: int
    reached_count: int
    last_report_on: date | None = None
    uncovered: bool | None = None


class NeedOfProject(Shape):
    """A need that the project serves."""

    id: str
    title: str


class MilestoneShape(Shape):
    """A milestone, planned and reached."""

    milestone_no: int
    title: str
    due_on: date
    weight: float
    reached_on: date | None = None


class ReportShape(Shape):
    """A dated report; its sentence is with the project's own service."""

    party: OrgRef
    as_of_on: date
    status_code: str
    progress_pct: float
    reported_at: datetime


class EvaluatorShape(Shape):
    """Whose evaluation is needed or given."""

    org: OrgRef
    need_id: str
    score: float | None = None
    evaluated_at: datetime | None = None
    may_evaluate: bool


class ProjectDetail(ProjectRow):
    """A project with its plan, reports and scores."""

    co: list[OrgRef]
    needs: list[NeedOfProject]
    milestones: list[MilestoneShape]
    reports: list[ReportShape]
    evaluators: list[EvaluatorShape]
    adopted_at: datetime
    delivered_on: date | None = None
    closed_on: date | None = None
    score: float | None = None
    may_report: bool
    may_close: bool
    session_count: int
    person_times: int
    minutes: int
    as_of: datetime


def due_share(row: Document, today: date) -> float:
    """Percentage due by now: weights of milestones whose day has come, else time passed."""
    milestones = list(row.get("milestones", {}).values())
    if milestones:
        whole = sum(figure(entry["weight"]) for entry in milestones)
        due = sum(
            figure(entry["weight"])
            for entry in milestones
            if date.fromisoformat(entry["due_on"]) <= today
        )
        return round(100 * due / whole, 1) if whole else 0.0
    start, end = date.fromisoformat(row["start_on"]), date.fromisoformat(row["due_on"])
    days = max(1, (end - start).days)
    return round(100 * min(1.0, max(0.0, (today - start).days / days)), 1)


def reached_share(row: Document) -> float:
    """Progress: the newest report's figure, never less than the milestones reached."""
    milestones = row.get("milestones", {})
    whole = sum(figure(entry["weight"]) for entry in milestones.values())
    done = sum(
        figure(entry["weight"]) for no, entry in milestones.items() if no in row.get("reached", {})
    )
    by_milestones = round(100 * done / whole, 1) if whole else 0.0
    return max(by_milestones, figure(row.get("progress_pct")))


async def project_rows(asking: Asking, rows: list[Document]) -> list[ProjectRow]:
    """Stored projects as lists show them."""
    agreements = await asking.many("agreements", (row.get("agreement_id") for row in rows))
    return [ProjectRow(**_project(asking, row, agreements)) for row in rows]


def _project(asking: Asking, row: Document, agreements: dict[str, Document]) -> Document:
    return {
        "id": row["_id"],
        "number": number("XM", row["_id"]),
        "project_no": row.get("project_no", ""),
        "title": row.get("title", ""),
        "category_code": row.get("category_code", "other"),
        "agreement_id": row.get("agreement_id", ""),
        "agreement_title": agreements.get(row.get("agreement_id", ""), {}).get("title")
        or "共建协议",
        "lead": asking.org(row.get("lead_id")),
        "community": asking.org(row.get("community_id")),
        "status": row.get("status", "running"),
        "health": row.get("health"),
        "progress_pct": reached_share(row),
        "due_pct": due_share(row, asking.today),
        "start_on": row["start_on"],
        "due_on": row["due_on"],
        "milestone_count": len(row.get("milestones", {})),
        "reached_count": len(row.get("reached", {})),
        "last_report_on": row.get("last_report_on"),
        "uncovered": row.get("uncovered"),
    }


@router.get("/projects", response_model_exclude_none=True)
async def list_projects(
    asking: Asks,
    cut: Cutting,
    opened: Opening,
    agreement_id: Annotated[str, Query(max_length=64)] = "",
    health: Annotated[str, Query(max_length=60)] = "",
) -> Page[ProjectRow]:
    parts = [
        asking.filter(cut, "title", "project_no"),
        {"agreement_id": agreement_id} if agreement_id else {},
        {"health": {"$in": health.split(",")}} if health else {},
        await opened.rows(asking, "projects"),
    ]
    rows, total = await asking.rows(
        "projects", all_of(parts), cut, "-adopted_at", ("adopted_at", "due_on", "title", "status")
    )
    return Page(
        items=await project_rows(asking, rows), total=total, as_of=asking.now, stale=asking.stale
    )


@router.get("/projects/{project_id}", response_model_exclude_none=True)
async def read_project(project_id: str, asking: Asks) -> ProjectDetail:
    row = await asking.one("projects", project_id)
    base = (await project_rows(asking, [row]))[0]
    needs = await asking.many("needs", row.get("need_ids", []))
    served = await asking.reader.aggregate(
        asking.view("entries"),
        [
            {"$match": {"project_id": project_id}},
            {
                "$group": {
                    "_id": None,
                    "minutes": {"$sum": signed_minutes()},
                    "people": {"$addToSet": "$attendance_id"},
                }
            },
        ],
    )
    lead_roles = asking.scope.roles_over(row.get("lead_id"), *row.get("co_ids", []))
    running = row.get("status") == "running"
    scored = row.get("evaluated_count", 0) >= row.get("evaluator_count", 1)
    return ProjectDetail(
        **base.model_dump(),
        co=[asking.org(id_) for id_ in row.get("co_ids", [])],
        needs=[
            NeedOfProject(id=id_, title=found.get("title") or "") for id_, found in needs.items()
        ],
        milestones=_milestones(row),
        reports=_reports(asking, row),
        evaluators=_evaluators(asking, row, needs),
        adopted_at=row["adopted_at"],
        delivered_on=row.get("delivered_on"),
        closed_on=row.get("closed_on"),
        score=figure(row["score"]) if row.get("score") else None,
        may_report=running and bool(lead_roles & {"unit", "community"}),
        may_close=row.get("status") == "awaiting_evaluation"
        and scored
        and bool(lead_roles & {"unit", "street"}),
        session_count=await asking.reader.count(
            asking.view("sessions"), {"project_id": project_id}
        ),
        person_times=len(served[0]["people"]) if served else 0,
        minutes=served[0]["minutes"] if served else 0,
        as_of=asking.now,
    )


def _milestones(row: Document) -> list[MilestoneShape]:
    found = row.get("milestones", {})
    reached = row.get("reached", {})
    return [
        MilestoneShape(
            milestone_no=int(no),
            title=found[no]["title"],
            due_on=found[no]["due_on"],
            weight=figure(found[no]["weight"]),
            reached_on=reached.get(no),
        )
        for no in sorted(found, key=int)
    ]


def _reports(asking: Asking, row: Document) -> list[ReportShape]:
    found = row.get("reports", {})
    return [
        ReportShape(
            party=asking.org(found[key]["party_id"]),
            as_of_on=found[key]["as_of_on"],
            status_code=found[key]["status_code"],
            progress_pct=figure(found[key]["progress_pct"]),
            reported_at=found[key]["reported_at"],
        )
        for key in sorted(found, reverse=True)
    ]


def _evaluators(asking: Asking, row: Document, needs: dict[str, Document]) -> list[EvaluatorShape]:
    waiting = row.get("status") == "awaiting_evaluation"
    shapes = []
    for need_id, need in needs.items():
        proposer = str(need.get("proposer_id", ""))
        given = row.get("scores", {}).get(f"{need_id}_{proposer}", {})
        roles = asking.scope.roles_over(proposer)
        shapes.append(
            EvaluatorShape(
                org=asking.org(proposer),
                need_id=need_id,
                score=figure(given["score"]) if given else None,
                evaluated_at=given.get("evaluated_at"),
                may_evaluate=waiting and not given and bool(roles & {"community", "unit"}),
            )
        )
    return shapes
