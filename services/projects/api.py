"""Projects over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from contracts.types import CivilDate, Code, EvidenceId, Milestone, NeedId, OrgId, ProjectId, Score
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web import CallerScope, Execute, ReaderOf, problems
from services.projects.commands import (
    AdoptProject,
    CloseProject,
    CoverProject,
    DeliverProject,
    EvaluateProject,
    PlanMilestones,
    ReachMilestone,
    ReportProgress,
    Sentence,
)
from services.projects.domain import (
    AgreementNotEffective,
    AlreadyEvaluated,
    BadMilestones,
    BeyondTerm,
    ForeignNeed,
    FutureDate,
    FutureReport,
    Health,
    NotAParty,
    NotDelivered,
    NotEvaluated,
    NothingReported,
    NotRunning,
    NotTheProposer,
    NotUncovered,
    TooManyReports,
    UnknownMilestone,
)
from services.projects.views import ProjectDetail, ProjectQueries

router = APIRouter(prefix="/projects", tags=["projects"])
ROUTERS = (router,)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProjectRef(BaseModel):
    """The project just adopted."""

    project_id: ProjectId


class MilestonesBody(_Body):
    """All milestones of the project, as they shall be."""

    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1, max_length=50)]


class ReachBody(_Body):
    """The day on which the milestone was reached."""

    reached_on: CivilDate


class ReportBody(_Body):
    """How a party sees the project on a day, in a status, a percentage and a sentence."""

    party_id: OrgId
    as_of_on: CivilDate
    status_code: Health
    progress_pct: Score
    sentence: Sentence = ""
    evidence_ids: Annotated[tuple[EvidenceId, ...], Field(max_length=100)] = ()


class DeliveryBody(_Body):
    """The day on which the result was handed over."""

    delivered_on: CivilDate


class EvaluationBody(_Body):
    """The proposer's score for how its need was met, with a sentence."""

    need_id: NeedId
    evaluator_id: OrgId
    score: Score
    sentence: Sentence = ""


class CoverBody(_Body):
    """Why the project goes on without its agreement."""

    reason_code: Code


async def _queries(reader: ReaderOf) -> ProjectQueries:
    return ProjectQueries(reader)


@router.post(
    "",
    status_code=201,
    responses=problems(
        NotFound,
        Forbidden,
        NotSeenYet,
        AgreementNotEffective,
        NotAParty,
        ForeignNeed,
        BeyondTerm,
    ),
)
async def adopt_project(body: AdoptProject, execute: Execute) -> ProjectRef:
    return ProjectRef(project_id=await execute(body))


@router.get("/{project_id}", responses=problems(NotFound))
async def read_project(
    project_id: ProjectId,
    scope: CallerScope,
    views: Annotated[ProjectQueries, Depends(_queries)],
) -> ProjectDetail:
    return await views.detail(project_id, scope)


@router.post(
    "/{project_id}/milestones",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotRunning, BadMilestones),
)
async def plan_milestones(project_id: ProjectId, body: MilestonesBody, execute: Execute) -> None:
    await execute(PlanMilestones(project_id=project_id, **dict(body)))


@router.post(
    "/{project_id}/milestones/{milestone_no}/reach",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotRunning, UnknownMilestone, FutureDate),
)
async def reach_milestone(
    project_id: ProjectId, milestone_no: int, body: ReachBody, execute: Execute
) -> None:
    await execute(
        ReachMilestone(project_id=project_id, milestone_no=milestone_no, reached_on=body.reached_on)
    )


@router.post(
    "/{project_id}/reports",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotRunning, NotAParty, FutureReport, TooManyReports),
)
async def report_progress(project_id: ProjectId, body: ReportBody, execute: Execute) -> None:
    await execute(ReportProgress(project_id=project_id, **dict(body)))


@router.post(
    "/{project_id}/delivery",
    status_code=204,
    responses=problems(NotFound, Forbidden, NothingReported, FutureDate),
)
async def deliver_project(project_id: ProjectId, body: DeliveryBody, execute: Execute) -> None:
    await execute(DeliverProject(project_id=project_id, delivered_on=body.delivered_on))


@router.post(
    "/{project_id}/evaluations",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotTheProposer, NotDelivered, AlreadyEvaluated),
)
async def evaluate_project(project_id: ProjectId, body: EvaluationBody, execute: Execute) -> None:
    await execute(EvaluateProject(project_id=project_id, **dict(body)))


@router.post(
    "/{project_id}/closing",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotEvaluated),
)
async def close_project(project_id: ProjectId, execute: Execute) -> None:
    await execute(CloseProject(project_id=project_id))


@router.post(
    "/{project_id}/cover",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotUncovered),
)
async def cover_project(project_id: ProjectId, body: CoverBody, execute: Execute) -> None:
    await execute(CoverProject(project_id=project_id, reason_code=body.reason_code))
