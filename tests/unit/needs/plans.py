"""Plans for the tests, solved by the real planner."""

from services.needs.commands import RequestPlan
from services.needs.domain import Plan, ToMatch
from services.needs.domain.plan import WEIGHTS, Proposal
from services.needs.planner.planning import propose
from services.needs.planner.solver import solve
from tests.unit.needs.builders import DISTRICT, NOW
from tests.unit.needs.problems import need, problem, resource


def a_proposal(*need_ids: str, qty: int = 1) -> Proposal:
    """One resource ``res-1`` serving these needs; ``lost`` finds none."""
    one = problem(
        [*(need(id_, qty) for id_ in need_ids), need("lost", category="health")],
        [resource("res-1", qty * max(1, len(need_ids)))],
    )
    return propose(one, solve(one))


def a_plan(plan_id: str = "plan-1", proposal: Proposal | None = None) -> Plan:
    plan = Plan.request(
        plan_id,
        scope_id=DISTRICT,
        cycle_key="2026H2",
        weights=dict(WEIGHTS),
        weights_no=1,
        limits=RequestPlan(scope_id=DISTRICT, cycle_key="2026H2").limits,
        to_match=ToMatch(need_count=3, resource_count=2),
        now=NOW,
    )
    if proposal is not None:
        plan.propose(proposal)
    return plan
