"""What can be asked of projects."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.codes import CATEGORIES
from contracts.types import (
    AgreementId,
    CategoryCode,
    CivilDate,
    Code,
    EvidenceId,
    Milestone,
    NeedId,
    OrgId,
    ProjectId,
    Role,
    Score,
    Title,
)
from contracts.vocabulary import Known
from libs.kernel import Command
from services.projects.domain import Health

Sentence = Annotated[str, Field(max_length=500)]


class _OfProject(Command):
    project_id: ProjectId

    @property
    def target(self) -> str:
        """The project."""
        return self.project_id


class AdoptProject(Command):
    """Adopt a project for needs of an effective agreement, led by one of its parties."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.STREET)

    agreement_id: AgreementId
    need_ids: Annotated[tuple[NeedId, ...], Field(min_length=1, max_length=100)]
    lead_id: OrgId
    title: Title
    category_code: Annotated[CategoryCode, Known(CATEGORIES)]
    start_on: CivilDate
    due_on: CivilDate


class PlanMilestones(_OfProject):
    """Replace the milestones of a project that is not closed; its lead does."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.COMMUNITY)

    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1, max_length=50)]


class ReachMilestone(_OfProject):
    """State on which day a milestone was reached; its lead does."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.COMMUNITY)

    milestone_no: Annotated[int, Field(ge=1)]
    reached_on: CivilDate


class ReportProgress(_OfProject):
    """Report for one party how the project stands on a day; the same day again replaces it."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.COMMUNITY)

    party_id: OrgId
    as_of_on: CivilDate
    status_code: Health
    progress_pct: Score
    sentence: Sentence = ""
    evidence_ids: Annotated[tuple[EvidenceId, ...], Field(max_length=100)] = ()


class DeliverProject(_OfProject):
    """Hand the result over for evaluation; its lead does."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.COMMUNITY)

    delivered_on: CivilDate


class EvaluateProject(_OfProject):
    """Score, as its proposer, how a need was met."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT)

    need_id: NeedId
    evaluator_id: OrgId
    score: Score
    sentence: Sentence = ""


class CloseProject(_OfProject):
    """Close a project that every proposer has scored."""

    requires: ClassVar[tuple[str, ...]] = (Role.STREET, Role.UNIT)


class MarkUncovered(_OfProject):
    """Note that the agreement no longer covers the open project; each ``cause`` counts once."""

    agreement_id: AgreementId
    cause: str


class CoverProject(_OfProject):
    """Let an uncovered project go on to its end, with a reason."""

    requires: ClassVar[tuple[str, ...]] = (Role.STREET,)

    reason_code: Code
