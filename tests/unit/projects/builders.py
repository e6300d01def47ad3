"""A workshop for projects: copies of agreements and needs, a store, the steps of a project."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.directory import OrgView
from contracts.tree import OrgDirectory
from contracts.types import AgreementId, Milestone, NeedId, OfferId, OrgId, ProjectId, Term
from libs.kernel import Event
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.projects.commands import (
    AdoptProject,
    CloseProject,
    CoverProject,
    DeliverProject,
    EvaluateProject,
    MarkUncovered,
    PlanMilestones,
    ReachMilestone,
    ReportProgress,
)
from services.projects.domain import AgreementView, Health, NeedView, Project
from services.projects.handlers import (
    adopt_project,
    close_project,
    cover_project,
    deliver_project,
    evaluate_project,
    mark_uncovered,
    plan_milestones,
    reach_milestone,
    report_progress,
)

TODAY = date(2026, 11, 23)
AGREEMENT = AgreementId("agreement")
ROOF, GARDEN = NeedId("roof"), NeedId("garden")
UNIT, COMMUNITY, SCHOOL = OrgId("unit"), OrgId("community"), OrgId("school")

EFFECTIVE = AgreementView(
    agreement_id=AGREEMENT,
    effective=True,
    party_ids=(UNIT, COMMUNITY),
    offers={OfferId("o1"): ROOF, OfferId("o2"): GARDEN, OfferId("o3"): ROOF},
    term=Term(from_on=TODAY, to_on=date(2027, 11, 22)),
)


class Heard:
    """A copy of others' facts, by id."""

    def __init__(self, **known: Any) -> None:
        self.known = known

    async def get(self, id_: str) -> Any:
        return self.known.get(id_)


class Numbers:
    """Hands out numbers one after another."""

    def __init__(self) -> None:
        self.taken = 0

    async def take(self, district: str, on: date) -> str:
        self.taken += 1
        return f"{district}03{on.year % 100:02d}{self.taken:07d}0"


@dataclass
class Workshop:
    """Everything a handler asks for."""

    clock: FakeClock = field(default_factory=FakeClock)
    access: AllowAll = field(default_factory=AllowAll)
    projects: InMemoryRepository[Project] = field(default_factory=InMemoryRepository)
    agreements: Heard = field(default_factory=lambda: Heard(agreement=EFFECTIVE))
    needs: Heard = field(
        default_factory=lambda: Heard(
            roof=NeedView(need_id=ROOF, proposer_id=COMMUNITY, community_id=COMMUNITY),
            garden=NeedView(need_id=GARDEN, proposer_id=SCHOOL, community_id=COMMUNITY),
        )
    )
    numbers: Numbers = field(default_factory=Numbers)
    directory: OrgDirectory = field(
        default_factory=lambda: OrgDirectory(
            OrgView(org_id=COMMUNITY, name="北社区", division_code="110101004001")
        )
    )

    @property
    def events(self) -> list[Event]:
        return self.projects.events

    def facts(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    async def get(self, project_id: ProjectId) -> Project:
        return await self.projects.get(project_id)

    async def adopt(self, **changed: Any) -> ProjectId:
        command = AdoptProject(
            **{
                "agreement_id": AGREEMENT,
                "need_ids": (ROOF, GARDEN),
                "lead_id": UNIT,
                "title": "背街小巷议事角改造",
                "category_code": "community_governance",
                "start_on": date(2026, 12, 1),
                "due_on": date(2027, 3, 31),
                **changed,
            }
        )
        return await adopt_project(
            command,
            self.projects,
            self.access,
            self.agreements,
            self.needs,
            self.directory,
            self.numbers,
            self.clock,
        )

    async def plan(self, project_id: ProjectId, *milestones: Milestone) -> None:
        command = PlanMilestones(project_id=project_id, milestones=milestones)
        await plan_milestones(command, self.projects, self.access)

    async def reach(self, project_id: ProjectId, milestone_no: int, on: date = TODAY) -> None:
        command = ReachMilestone(project_id=project_id, milestone_no=milestone_no, reached_on=on)
        await reach_milestone(command, self.projects, self.access, self.clock)

    async def report(self, project_id: ProjectId, **changed: Any) -> None:
        command = ReportProgress(
            **{
                "project_id": project_id,
                "party_id": UNIT,
                "as_of_on": TODAY,
                "status_code": Health.ON_TRACK,
                "progress_pct": Decimal("45.0"),
                "sentence": "北院石材已到。",
                **changed,
            }
        )
        await report_progress(command, self.projects, self.access, self.clock)

    async def deliver(self, project_id: ProjectId, on: date = TODAY) -> None:
        command = DeliverProject(project_id=project_id, delivered_on=on)
        await deliver_project(command, self.projects, self.access, self.clock)

    async def evaluate(
        self, project_id: ProjectId, need_id: NeedId, evaluator_id: OrgId, score: str = "90"
    ) -> None:
        command = EvaluateProject(
            project_id=project_id,
            need_id=need_id,
            evaluator_id=evaluator_id,
            score=Decimal(score),
        )
        await evaluate_project(command, self.projects, self.access, self.clock)

    async def close(self, project_id: ProjectId) -> None:
        command = CloseProject(project_id=project_id)
        await close_project(command, self.projects, self.access, self.clock)

    async def uncover(self, project_id: ProjectId, cause: str = "agreement_ended") -> None:
        command = MarkUncovered(project_id=project_id, agreement_id=AGREEMENT, cause=cause)
        await mark_uncovered(command, self.projects)

    async def cover(self, project_id: ProjectId) -> None:
        command = CoverProject(project_id=project_id, reason_code="almost_done")
        await cover_project(command, self.projects, self.access)

    async def delivered(self) -> ProjectId:
        """A project with one report, handed over."""
        project_id = await self.adopt()
        await self.report(project_id)
        await self.deliver(project_id)
        return project_id


def a_milestone(number: int, due_on: date = date(2027, 1, 31), weight: int = 50) -> Milestone:
    """A milestone of that number."""
    return Milestone(milestone_no=number, title=f"第{number}步", due_on=due_on, weight=weight)
