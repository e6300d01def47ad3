"""One plan from its request to its proposal: collects, has it solved elsewhere, writes it down."""

from decimal import Decimal

from contracts.tree import Directory
from contracts.types import PlanLine, Proof, Window
from libs.kernel import Command
from libs.storage.documents import Reader
from services.needs.commands import FailPlan, ProposePlan
from services.needs.domain.plan import (
    IdleResource,
    OtherNeed,
    PartReason,
    Plan,
    PlannedLine,
    Proposal,
    QuickAnswer,
)
from services.needs.planner.collecting import collect
from services.needs.planner.problem import (
    Evidence,
    Match,
    OpenNeed,
    OpenResource,
    Problem,
    Solution,
    Unmatched,
)
from services.needs.planner.process import SolverFailed, SolverProcess
from services.needs.repository import PLANS


class Planning:
    """The worker behind the timer ``solve``: the command that states the plan, or its failure."""

    def __init__(self, solver: SolverProcess) -> None:
        """``solver`` is kept between plans."""
        self._solver = solver

    async def __call__(
        self,
        aggregate_id: str,
        key: str,
        payload: dict[str, object],
        reader: Reader,
        directory: Directory,
    ) -> Command | None:
        """See Worker."""
        del key, payload
        document = await reader.get(PLANS, aggregate_id)
        plan = Plan.model_validate(document)
        if plan.status != "solving":
            return None
        self._solver.warm_up()
        problem = await collect(plan, reader, directory)
        proposal = await _found_before(problem, reader)
        if proposal is None:
            try:
                solution = await self._solver.solve(problem)
            except SolverFailed:
                return FailPlan(plan_id=plan.plan_id, reason_code="solver_failed")
            proposal = propose(problem, solution)
        return ProposePlan(plan_id=plan.plan_id, proposal=proposal)


async def _found_before(problem: Problem, reader: Reader) -> Proposal | None:
    """The answer to the very same input, if a plan has given it already."""
    query = {"proposal.proof.input_hash": problem.input_hash}
    found = await reader.find(PLANS, query, sort=[("_id", 1)], limit=1, fields=["proposal"])
    return Proposal.model_validate(found[0]["proposal"]) if found else None


def propose(problem: Problem, solution: Solution) -> Proposal:
    """The solution as lines: matches first, then what stays open."""
    needs = {need.need_id: need for need in problem.needs}
    resources = {resource.resource_id: resource for resource in problem.resources}
    lines = [
        _matched(number, match, needs[match.need_id], resources[match.resource_id])
        for number, match in enumerate(solution.matches, start=1)
    ]
    lines += [
        _open(number, rest, needs[rest.id])
        for number, rest in enumerate(solution.unmatched, start=len(lines) + 1)
    ]
    idle = [
        IdleResource(
            resource_id=one.id,
            unit_id=resources[one.id].unit_id,
            qty=one.qty,
            cause_code=one.cause_code,
        )
        for one in solution.idle
    ]
    evidence = solution.evidence
    quick = QuickAnswer(objective=evidence.greedy_objective, seconds=evidence.greedy_seconds)
    return Proposal(lines=lines, idle=idle, proof=_proof(evidence), quick=quick)


def _matched(number: int, match: Match, need: OpenNeed, resource: OpenResource) -> PlannedLine:
    free = next(one for one in resource.windows if one.window_no == match.window_no)
    line = PlanLine(
        line_no=number,
        need_id=need.need_id,
        resource_id=resource.resource_id,
        unit_id=resource.unit_id,
        community_id=need.community_id,
        qty=match.qty,
        window=Window(start_at=free.start_at, end_at=free.end_at),
        score=match.score_pct,
        parts={reason.code: reason.points for reason in match.reasons},
    )
    reasons = [
        PartReason(
            code=one.code, score=one.points, weight=one.weight, evidence_code=one.evidence_code
        )
        for one in match.reasons
    ]
    others = [
        OtherNeed(need_id=one.need_id, score=one.score_pct, cause_code=one.cause_code)
        for one in match.others
    ]
    return PlannedLine(line=line, proposer_id=need.proposer_id, reasons=reasons, others=others)


def _open(number: int, rest: Unmatched, need: OpenNeed) -> PlannedLine:
    line = PlanLine(
        line_no=number,
        need_id=need.need_id,
        community_id=need.community_id,
        qty=rest.qty,
        window=Window(start_at=need.start_at, end_at=need.end_at),
        score=Decimal(),
        cause_code=rest.cause_code,
    )
    return PlannedLine(line=line, proposer_id=need.proposer_id)


def _proof(evidence: Evidence) -> Proof:
    return Proof(
        input_hash=evidence.input_hash,
        solver=evidence.solver,
        version=evidence.version,
        objective=float(evidence.objective),
        bound=float(evidence.bound),
        gap=float(evidence.gap),
        seconds=float(evidence.seconds),
        seed=evidence.seed,
    )
