"""One handler per command: load, ask, save."""

from contracts.tree import Directory
from contracts.types import NeedId, OrgId, ProjectId
from libs.kernel import Access, Clock, NotFound, NotSeenYet, Repository, new_id
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
from services.projects.domain import (
    Agreements,
    Evaluation,
    Needs,
    NeedView,
    Project,
    ProjectNumbers,
    Report,
    Wish,
)
from services.projects.domain.guards import refuse_adoption


async def adopt_project(
    cmd: AdoptProject,
    projects: Repository[Project],
    access: Access,
    agreements: Agreements,
    needs: Needs,
    directory: Directory,
    numbers: ProjectNumbers,
    clock: Clock,
) -> ProjectId:
    agreement = await agreements.get(cmd.agreement_id)
    if agreement is None or not access.sees(*agreement.party_ids):
        # Ids of agreements follow from their parties: nobody learns by them who agreed with whom.
        raise NotSeenYet(agreement_id=cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    wish = Wish(
        need_ids=tuple(dict.fromkeys(cmd.need_ids)),
        lead_id=cmd.lead_id,
        title=cmd.title,
        category_code=cmd.category_code,
        start_on=cmd.start_on,
        due_on=cmd.due_on,
    )
    refuse_adoption(wish, agreement)
    served = [await _need(needs, need_id) for need_id in wish.need_ids]
    number = await numbers.take(_district(directory, served[0].community_id), clock.today())
    project = Project.adopt(ProjectId(new_id()), number, wish, agreement, served)
    await projects.save(project)
    return project.project_id


async def plan_milestones(
    cmd: PlanMilestones, projects: Repository[Project], access: Access
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, project.lead_id)
    project.plan_milestones(cmd.milestones)
    await projects.save(project)


async def reach_milestone(
    cmd: ReachMilestone, projects: Repository[Project], access: Access, clock: Clock
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, project.lead_id)
    project.reach_milestone(cmd.milestone_no, cmd.reached_on, clock.today())
    await projects.save(project)


async def report_progress(
    cmd: ReportProgress, projects: Repository[Project], access: Access, clock: Clock
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, cmd.party_id)
    _require_seen(project, access)
    report = Report(
        party_id=cmd.party_id,
        as_of_on=cmd.as_of_on,
        status_code=cmd.status_code,
        progress_pct=cmd.progress_pct,
        sentence=cmd.sentence,
        evidence_ids=cmd.evidence_ids,
        reported_at=clock.now(),
    )
    project.report_progress(report, clock.today())
    await projects.save(project)


async def deliver_project(
    cmd: DeliverProject, projects: Repository[Project], access: Access, clock: Clock
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, project.lead_id)
    project.deliver(cmd.delivered_on, clock.today())
    await projects.save(project)


async def evaluate_project(
    cmd: EvaluateProject, projects: Repository[Project], access: Access, clock: Clock
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, cmd.evaluator_id)
    _require_seen(project, access)
    evaluation = Evaluation(
        need_id=cmd.need_id,
        evaluator_id=cmd.evaluator_id,
        score=cmd.score,
        sentence=cmd.sentence,
        evaluated_at=clock.now(),
    )
    project.evaluate(evaluation)
    await projects.save(project)


async def close_project(
    cmd: CloseProject, projects: Repository[Project], access: Access, clock: Clock
) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, project.lead_id, project.community_id)
    project.close(clock.today())
    await projects.save(project)


async def mark_uncovered(cmd: MarkUncovered, projects: Repository[Project]) -> None:
    project = await projects.get(cmd.project_id)
    project.mark_uncovered(cmd.agreement_id, cmd.cause)
    await projects.save(project)


async def cover_project(cmd: CoverProject, projects: Repository[Project], access: Access) -> None:
    project = await projects.get(cmd.project_id)
    access.require(cmd, *project.parties, project.community_id)
    project.cover(cmd.reason_code)
    await projects.save(project)


def _require_seen(project: Project, access: Access) -> None:
    """Raises NotFound: who speaks for an organization of its own need not know the project."""
    if not access.sees(*project.parties, project.community_id, *project.evaluators.values()):
        raise NotFound(project_id=project.project_id)


async def _need(needs: Needs, need_id: NeedId) -> NeedView:
    need = await needs.get(need_id)
    if need is None:
        raise NotSeenYet(need_id=need_id)
    return need


def _district(directory: Directory, community_id: OrgId) -> str:
    """First six digits of the division code of the community or the nearest above it."""
    for org_id in (community_id, *directory.above(community_id)):
        view = directory.get(org_id)
        if view is not None and view.division_code:
            return view.division_code[:6]
    return "000000"


HANDLERS = (
    adopt_project,
    plan_milestones,
    reach_milestone,
    report_progress,
    deliver_project,
    evaluate_project,
    close_project,
    mark_uncovered,
    cover_project,
)
