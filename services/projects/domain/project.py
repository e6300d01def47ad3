"""The project: adopted under an agreement, reported on, closed only when all have scored it."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Self

from contracts.events.projects import (
    MilestoneReached,
    MilestonesPlanned,
    ProgressReported,
    ProjectAdopted,
    ProjectClosed,
    ProjectCovered,
    ProjectDelivered,
    ProjectEvaluated,
    ProjectUncovered,
)
from contracts.types import (
    AgreementId,
    Code,
    Milestone,
    NeedId,
    Number,
    OfferId,
    OrgId,
    ProjectId,
)
from libs.kernel import Aggregate
from services.projects.domain.errors import (
    AlreadyEvaluated,
    FutureDate,
    FutureReport,
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
from services.projects.domain.guards import refuse_adoption, refuse_future, refuse_milestones
from services.projects.domain.ports import AgreementView, NeedView
from services.projects.domain.records import Evaluation, Report, Status, Wish

REPORTS = 120


class Project(Aggregate):
    """共建项目 under one agreement, with one lead.

    Each of its needs is scored by the need's proposer; until all are, it cannot be closed.
    """

    id_field: ClassVar[str] = "project_id"

    project_id: ProjectId
    project_no: Number
    agreement_id: AgreementId
    offer_ids: list[OfferId]
    evaluators: dict[NeedId, OrgId]
    lead_id: OrgId
    co_ids: list[OrgId]
    community_id: OrgId
    title: str
    category_code: Code
    start_on: date
    due_on: date
    status: Status = Status.RUNNING
    uncovered: bool = False
    uncovered_by: list[str] = []
    milestones: list[Milestone] = []
    reached: dict[int, date] = {}
    reports: list[Report] = []
    evaluations: list[Evaluation] = []
    delivered_on: date | None = None
    closed_on: date | None = None
    score: Decimal | None = None

    @classmethod
    def adopt(
        cls,
        project_id: ProjectId,
        project_no: Number,
        wish: Wish,
        agreement: AgreementView,
        needs: Sequence[NeedView],
    ) -> Self:
        """Adopts a project under ``agreement``; ``needs`` are those that are wished for."""
        refuse_adoption(wish, agreement)
        served = {need.need_id: need.proposer_id for need in needs}
        project = cls(
            project_id=project_id,
            project_no=project_no,
            agreement_id=agreement.agreement_id,
            offer_ids=[id_ for id_, need_id in agreement.offers.items() if need_id in served],
            evaluators=served,
            co_ids=[id_ for id_ in agreement.party_ids if id_ != wish.lead_id],
            community_id=needs[0].community_id,
            **wish.model_dump(exclude={"need_ids"}),
        )
        project.record(
            ProjectAdopted(
                project_id=project_id,
                project_no=project_no,
                agreement_id=project.agreement_id,
                need_ids=tuple(served),
                offer_ids=tuple(project.offer_ids[:100]),
                co_ids=tuple(project.co_ids),
                community_id=project.community_id,
                evaluator_ids=tuple(served.values()),
                **wish.model_dump(exclude={"need_ids"}),
            )
        )
        return project

    @property
    def parties(self) -> list[OrgId]:
        """The lead and all who work with it."""
        return [self.lead_id, *self.co_ids]

    def plan_milestones(self, milestones: Sequence[Milestone]) -> None:
        """Replaces the milestones; those reached must stay among them."""
        if self.status is Status.CLOSED:
            raise NotRunning(status=self.status.value)
        refuse_milestones(milestones, self.start_on, self.due_on, self.reached)
        planned = sorted(milestones, key=lambda milestone: milestone.milestone_no)
        if planned == self.milestones:
            return
        self.milestones = planned
        self.record(
            MilestonesPlanned(project_id=self.project_id, milestones=tuple(self.milestones))
        )

    def reach_milestone(self, milestone_no: int, reached_on: date, today: date) -> None:
        """States that a milestone was reached; the same day again changes nothing."""
        self._refuse_unless_running()
        if milestone_no not in {milestone.milestone_no for milestone in self.milestones}:
            raise UnknownMilestone(milestone_no=milestone_no)
        refuse_future(reached_on, today, FutureDate, "/reached_on")
        if self.reached.get(milestone_no) == reached_on:
            return
        self.reached[milestone_no] = reached_on
        self.record(
            MilestoneReached(
                project_id=self.project_id, milestone_no=milestone_no, reached_on=reached_on
            )
        )

    def report_progress(self, report: Report, today: date) -> None:
        """Takes a party's report for a day; another one for that day takes its place."""
        self._refuse_unless_running()
        if report.party_id not in self.parties:
            raise NotAParty(party_id=report.party_id)
        refuse_future(report.as_of_on, today, FutureReport, "/as_of_on")
        day = (report.party_id, report.as_of_on)
        others = [kept for kept in self.reports if (kept.party_id, kept.as_of_on) != day]
        former = [kept for kept in self.reports if (kept.party_id, kept.as_of_on) == day]
        if former and former[0].model_copy(update={"reported_at": report.reported_at}) == report:
            return
        if len(others) >= REPORTS:
            raise TooManyReports(limit=REPORTS)
        self.reports = [*others, report]
        self.record(
            ProgressReported(
                project_id=self.project_id,
                party_id=report.party_id,
                as_of_on=report.as_of_on,
                status_code=report.status_code.value,
                progress_pct=report.progress_pct,
                evidence_ids=report.evidence_ids,
            )
        )

    def deliver(self, delivered_on: date, today: date) -> None:
        """Hands the result over for evaluation; once is enough."""
        if self.status in {Status.AWAITING_EVALUATION, Status.CLOSED}:
            return
        if not self.reports:
            raise NothingReported
        refuse_future(delivered_on, today, FutureDate, "/delivered_on")
        self.status, self.delivered_on = Status.AWAITING_EVALUATION, delivered_on
        self.record(
            ProjectDelivered(
                project_id=self.project_id,
                agreement_id=self.agreement_id,
                need_ids=tuple(self.evaluators),
                delivered_on=delivered_on,
            )
        )

    def evaluate(self, evaluation: Evaluation) -> None:
        """Takes the proposer's score for its need; the same score again changes nothing."""
        proposer = self.evaluators.get(evaluation.need_id)
        if proposer is None or proposer != evaluation.evaluator_id:
            raise NotTheProposer(need_id=evaluation.need_id)
        given = next((e for e in self.evaluations if e.need_id == evaluation.need_id), None)
        if given is not None and given.score == evaluation.score:
            return
        if self.status is not Status.AWAITING_EVALUATION:
            raise NotDelivered(status=self.status.value)
        if given is not None:
            raise AlreadyEvaluated(need_id=evaluation.need_id)
        self.evaluations.append(evaluation)
        self.record(
            ProjectEvaluated(
                project_id=self.project_id,
                need_id=evaluation.need_id,
                evaluator_id=evaluation.evaluator_id,
                score=evaluation.score,
                evaluated_count=len(self.evaluations),
                evaluator_count=len(self.evaluators),
            )
        )

    def close(self, today: date) -> None:
        """Closes with the mean of all scores."""
        if self.status is Status.CLOSED:
            return
        if len(self.evaluations) < len(self.evaluators):
            waiting = len(self.evaluators) - len(self.evaluations)
            raise NotEvaluated(waiting_count=waiting)
        total = sum((evaluation.score for evaluation in self.evaluations), Decimal(0))
        mean = total / len(self.evaluations)
        self.score = mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
        self.status, self.closed_on = Status.CLOSED, today
        self.record(
            ProjectClosed(
                project_id=self.project_id,
                agreement_id=self.agreement_id,
                need_ids=tuple(self.evaluators),
                closed_on=today,
                score=self.score,
            )
        )

    def mark_uncovered(self, agreement_id: AgreementId, cause: str) -> None:
        """Its agreement ended, or its lead left it, while the project was open.

        A ``cause`` counts once: told again after the project was covered, it changes nothing.
        """
        foreign = agreement_id != self.agreement_id
        if self.status is Status.CLOSED or foreign or cause in self.uncovered_by:
            return
        self.uncovered_by.append(cause)
        self.uncovered = True
        self.record(ProjectUncovered(project_id=self.project_id, agreement_id=agreement_id))

    def cover(self, reason_code: Code) -> None:
        """Lets an uncovered project go on to its end."""
        if not self.uncovered or self.status is Status.CLOSED:
            raise NotUncovered
        self.uncovered = False
        self.record(ProjectCovered(project_id=self.project_id, reason_code=reason_code))

    def _refuse_unless_running(self) -> None:
        if self.status is not Status.RUNNING:
            raise NotRunning(status=self.status.value)
