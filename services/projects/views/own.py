"""What pages ask of projects, and where sweeps find them."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from contracts.types import (
    AgreementId,
    Code,
    Instant,
    Milestone,
    NeedId,
    OfferId,
    OrgId,
    ProjectId,
)
from libs.kernel import NotFound, Scope
from libs.storage.database import Document
from libs.storage.documents import Reader
from services.projects.domain import Health, Project, Status
from services.projects.repository import PROJECTS


async def open_projects_of(
    reader: Reader, query: Document, after: str | None, limit: int
) -> list[str]:
    """Ids of matching projects that are not closed, ascending, greater than ``after``."""
    wanted = {**query, "_id": {"$gt": after or ""}, "status": {"$ne": Status.CLOSED.value}}
    found = await reader.find(PROJECTS, wanted, sort=[("_id", 1)], limit=limit, fields=["_id"])
    return [str(document["_id"]) for document in found]


class MilestoneLine(Milestone):
    """A milestone and the day it was reached."""

    reached_on: date | None = None


class ReportLine(BaseModel):
    """A party's report for a day, with its sentence."""

    party_id: OrgId
    as_of_on: date
    status_code: Health
    progress_pct: Decimal
    sentence: str
    evidence_ids: tuple[str, ...]
    reported_at: Instant


class EvaluationLine(BaseModel):
    """A need's proposer and, once given, its score."""

    need_id: NeedId
    evaluator_id: OrgId
    score: Decimal | None = None
    sentence: str = ""
    evaluated_at: Instant | None = None


class ProjectDetail(BaseModel):
    """A project with its milestones, all reports by date and its evaluations."""

    project_id: ProjectId
    project_no: str
    agreement_id: AgreementId
    offer_ids: list[OfferId]
    title: str
    category_code: Code
    lead_id: OrgId
    co_ids: list[OrgId]
    community_id: OrgId
    start_on: date
    due_on: date
    status: Status
    uncovered: bool
    milestones: list[MilestoneLine]
    reports: list[ReportLine]
    evaluations: list[EvaluationLine]
    delivered_on: date | None
    closed_on: date | None
    score: Decimal | None


class ProjectQueries:
    """Reads of the service's own projects, in the caller's scope."""

    def __init__(self, reader: Reader) -> None:
        """One per request."""
        self._reader = reader

    async def detail(self, project_id: ProjectId, scope: Scope) -> ProjectDetail:
        """The project; raises NotFound when absent or unseen."""
        document = await self._reader.get(PROJECTS, project_id)
        if document is None:
            raise NotFound(project_id=project_id)
        project = Project.restore(document, document["_v"])
        if not scope.sees(*project.parties, project.community_id, *project.evaluators.values()):
            raise NotFound(project_id=project_id)
        return ProjectDetail(
            **project.model_dump(
                include=set(ProjectDetail.model_fields) - {"milestones", "reports", "evaluations"}
            ),
            milestones=[
                MilestoneLine(
                    **milestone.model_dump(),
                    reached_on=project.reached.get(milestone.milestone_no),
                )
                for milestone in project.milestones
            ],
            reports=[
                ReportLine(**report.model_dump())
                for report in sorted(project.reports, key=lambda report: report.as_of_on)
            ],
            evaluations=_evaluations(project),
        )


def _evaluations(project: Project) -> list[EvaluationLine]:
    given = {evaluation.need_id: evaluation for evaluation in project.evaluations}
    return [
        EvaluationLine(**given[need_id].model_dump())
        if need_id in given
        else EvaluationLine(need_id=need_id, evaluator_id=evaluator_id)
        for need_id, evaluator_id in project.evaluators.items()
    ]
