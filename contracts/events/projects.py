"""Facts about co-construction projects 共建项目."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.types import (
    AgreementId,
    CategoryCode,
    Code,
    Count,
    EvidenceIds,
    Milestone,
    NeedId,
    NeedIds,
    No,
    Number,
    OfferIds,
    OrgId,
    OrgIds,
    ProgressState,
    ProjectId,
    Score,
    Title,
)
from libs.kernel import Event


class _OfProject(Event, abstract=True):
    aggregate: ClassVar[str] = "project"

    project_id: ProjectId


class ProjectAdopted(_OfProject):
    """A project under an agreement is decided, with its lead and its evaluators (立项)."""

    project_no: Number
    agreement_id: AgreementId
    need_ids: NeedIds
    offer_ids: OfferIds
    lead_id: OrgId
    co_ids: OrgIds
    community_id: OrgId
    evaluator_ids: OrgIds
    title: Title
    category_code: CategoryCode
    start_on: date
    due_on: date


class MilestonesPlanned(_OfProject):
    """The milestones of a project are now these (实施)."""

    milestones: Annotated[tuple[Milestone, ...], Field(max_length=50)]


class MilestoneReached(_OfProject):
    """A milestone was reached on a date."""

    milestone_no: No
    reached_on: date


class ProgressReported(_OfProject):
    """A party's report for a date says how far the project is (实施)."""

    party_id: OrgId
    as_of_on: date
    status_code: ProgressState
    progress_pct: Score
    evidence_ids: EvidenceIds = ()


class ProjectDelivered(_OfProject):
    """The lead says the work is done; the needs' proposers have yet to score it (待验收)."""

    agreement_id: AgreementId
    need_ids: NeedIds
    delivered_on: date


class ProjectEvaluated(_OfProject):
    """A need's proposer scored a project; ``evaluated_count`` of ``evaluator_count`` have."""

    need_id: NeedId
    evaluator_id: OrgId
    score: Score
    evaluated_count: Count
    evaluator_count: Count


class ProjectClosed(_OfProject):
    """A fully evaluated project is closed with its score (结项)."""

    agreement_id: AgreementId
    need_ids: NeedIds
    closed_on: date
    score: Score


class ProjectUncovered(_OfProject):
    """The agreement ended, or the lead left it, while the project was open."""

    agreement_id: AgreementId


class ProjectCovered(_OfProject):
    """An uncovered project may go on for that reason."""

    reason_code: Code
