"""The most that can be handed out, found as a flow."""

from decimal import Decimal

import scipy
from hypothesis import given, settings

from services.needs.planner.columns import Amounts
from services.needs.planner.filling import Filling
from services.needs.planner.flow import greatest_flow
from services.needs.planner.problem import Problem
from services.needs.planner.scoring import candidates
from services.needs.planner.solver import solve
from tests.unit.needs.problems import need, problem, problems, resource


@settings(max_examples=60, deadline=None)
@given(one=problems())
def test_the_flow_keeps_every_limit_and_hands_out_as_much_as_the_plan(one: Problem) -> None:
    found = candidates(one)

    steps = greatest_flow(found, Amounts.of(one))

    assert steps is not None
    filling = Filling(one, found, steps)
    filling.check()
    assert min(steps, default=0) >= 0
    assert filling.total == sum(match.qty for match in solve(one).matches)


def test_what_is_too_much_for_the_flow_is_matched_all_the_same() -> None:
    one = problem([need("a", 3_000_000_000)], [resource("r", 2_000_000_000, 500_000_000)])

    solution = solve(one)

    assert greatest_flow(candidates(one), Amounts.of(one)) is None
    assert sum(match.qty for match in solution.matches) == Decimal(2_500_000_000)
    assert [(rest.id, rest.qty) for rest in solution.unmatched] == [("a", Decimal(500_000_000))]
    assert solution.evidence.gap == 0
    assert solution.evidence.solver == "highs"


def test_the_proof_names_what_found_the_quantity_and_what_the_points() -> None:
    needs, resources = [need("a", 3), need("b", 2)], [resource("r", 2, 2), resource("s", 1)]

    free, chosen = (
        solve(problem(needs, resources, units_per_need=most)).evidence for most in (None, 1)
    )

    assert (free.solver, chosen.solver) == ("maximum_flow_then_highs", "highs")
    assert free.version == scipy.__version__
