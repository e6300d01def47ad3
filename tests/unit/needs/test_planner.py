"""The planner finds the optimum, keeps every limit and says why."""

import itertools
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.needs.planner.filling import Filling, LimitBroken, fill_greedily
from services.needs.planner.problem import Problem, Solution
from services.needs.planner.scoring import candidates
from services.needs.planner.solver import solve
from tests.unit.needs.problems import PLACES, need, problem, problems, resource


def best_by_hand(one: Problem) -> tuple[int, int]:
    """Tries every admissible matching: the most quantity, then the most points."""
    found = candidates(one)
    ranges = [
        range(
            int(
                min(
                    one.needs[each.need].qty,
                    one.resources[each.resource].windows[each.window].qty,
                )
            )
            + 1
        )
        for each in found
    ]
    best = (0, 0)
    for steps in itertools.product(*ranges):
        try:
            Filling(one, found, steps).check()
        except LimitBroken:
            continue
        points = sum(each.hundredths * count for each, count in zip(found, steps, strict=True))
        best = max(best, (sum(steps), points))
    return best


def outcome(solution: Solution) -> tuple[int, int]:
    quantity = sum((match.qty for match in solution.matches), Decimal())
    points = sum((match.qty * match.score_pct * 100 for match in solution.matches), Decimal())
    return int(quantity), int(points)


@settings(max_examples=40, deadline=None)
@given(one=problems())
def test_the_solver_is_never_worse_than_trying_everything(one: Problem) -> None:
    assert outcome(solve(one)) == best_by_hand(one)


@settings(max_examples=25, deadline=None)
@given(one=problems(limited=True))
def test_with_limits_on_units_and_communities_it_is_still_the_optimum(one: Problem) -> None:
    assert outcome(solve(one)) == best_by_hand(one)


@settings(max_examples=25, deadline=None)
@given(one=problems(), extra=st.integers(1, 3))
def test_more_capacity_never_makes_the_answer_worse(one: Problem, extra: int) -> None:
    if not one.resources:
        return
    first = one.resources[0]
    wider = resource(
        first.resource_id,
        int(first.windows[0].qty) + extra,
        category=first.category_code,
        path=first.path,
        days=(0, 30),
    )
    more = Problem(one.weights, one.needs, (wider, *one.resources[1:]))

    assert outcome(solve(more))[0] >= outcome(solve(one))[0]


@settings(max_examples=40, deadline=None)
@given(one=problems(limited=True))
def test_no_answer_hands_out_more_than_there_is(one: Problem) -> None:
    solution = solve(one)

    for each in one.resources:
        for window in each.windows:
            given_out = sum(
                match.qty
                for match in solution.matches
                if (match.resource_id, match.window_no) == (each.resource_id, window.window_no)
            )
            assert given_out <= window.qty
    for each_need in one.needs:
        served = sum(m.qty for m in solution.matches if m.need_id == each_need.need_id)
        rest = sum(u.qty for u in solution.unmatched if u.id == each_need.need_id)
        assert served + rest == each_need.qty


def test_taking_the_best_pair_first_can_leave_a_need_without_help() -> None:
    """The court fits both; only the court fits the second need. Greedy spends it on the first."""
    one = problem(
        [need("a", title="法律咨询"), need("b", title="普法", path=PLACES[1])],
        [
            resource("court", title="法律咨询"),
            resource("lawyers", title="律师值班", communities=("jiaodong",), path=("law-firm",)),
        ],
    )

    greedy = fill_greedily(one, candidates(one))
    solution = solve(one)

    assert greedy.total == 1
    assert {(m.need_id, m.resource_id) for m in solution.matches} == {
        ("a", "lawyers"),
        ("b", "court"),
    }
    assert solution.unmatched == ()
    assert solution.evidence.objective > solution.evidence.greedy_objective
    assert (solution.evidence.bound, solution.evidence.gap) == (solution.evidence.objective, 0)


def test_the_order_of_the_input_changes_nothing() -> None:
    rng = random.Random(7)
    needs = [need(f"n{i:02}", 1 + i % 3, path=PLACES[i % 3]) for i in range(12)]
    resources = [resource(f"r{i:02}", 2, path=(f"u{i}", *PLACES[i % 3][1:])) for i in range(9)]
    first = solve(problem(needs, resources))
    rng.shuffle(needs)
    rng.shuffle(resources)
    again = solve(problem(needs, resources))

    assert again.matches == first.matches
    assert again.unmatched == first.unmatched
    assert again.evidence.input_hash == first.evidence.input_hash


def test_any_change_of_the_input_changes_its_hash() -> None:
    base = problem([need("a", 2)], [resource("r", 2)])
    others = [
        problem([need("a", 3)], [resource("r", 2)]),
        problem([need("a", 2)], [resource("r", 2, rating=Decimal(90))]),
        problem([need("a", 2)], [resource("r", 2)], units_per_need=1),
        Problem({**base.weights, "rating": 20}, base.needs, base.resources),
    ]

    assert len({one.input_hash for one in [base, *others]}) == 5
    assert problem([need("a", "2.00")], [resource("r", 2)]).input_hash == base.input_hash


def test_the_parts_of_a_score_add_up_to_it() -> None:
    solution = solve(
        problem(
            [need("a", 3)],
            [resource("r", 1, path=("u", "dongcheng"), rating=Decimal("83.33"))],
        )
    )

    [match] = solution.matches
    assert sum((reason.points for reason in match.reasons), Decimal()) == match.score_pct
    assert all(0 <= reason.points <= reason.weight for reason in match.reasons)
    assert {reason.code: reason.evidence_code for reason in match.reasons} == {
        "need_fit": "same_words",
        "nearness": "same_district",
        "ability": "covers_part",
        "rating": "rated",
        "stability": "new_partners",
    }


def test_a_partner_next_door_is_preferred_to_a_stranger_far_away() -> None:
    solution = solve(
        problem(
            [need("a")],
            [
                resource("far", path=("x", "xicheng", "beijing")),
                resource("near", partners=("jiaodong",)),
            ],
        )
    )

    assert [match.resource_id for match in solution.matches] == ["near"]
    [idle] = solution.idle
    assert (idle.id, idle.cause_code) == ("far", "below_threshold")


def test_quantities_with_decimals_are_matched_to_the_hundredth() -> None:
    solution = solve(problem([need("a", "1.50")], [resource("r", "0.75"), resource("s", "1.00")]))

    assert sum(match.qty for match in solution.matches) == Decimal("1.50")


@pytest.mark.parametrize(
    ("offered", "cause"),
    [
        ([], "no_resource"),
        ([resource("r", category="health")], "category_mismatch"),
        ([resource("r", unit_code="person")], "category_mismatch"),
        ([resource("r", communities=("xisi",))], "forbidden"),
        ([resource("r", path=("jiaodong",))], "forbidden"),
        ([resource("r", days=(30, 40))], "window_mismatch"),
        ([resource("r", 0)], "no_capacity"),
    ],
)
def test_a_need_left_over_says_why(offered: list[object], cause: str) -> None:
    solution = solve(problem([need("a")], offered))  # type: ignore[arg-type]

    assert [(one.id, one.cause_code) for one in solution.unmatched] == [("a", cause)]


def test_a_need_that_lost_to_a_better_one_says_so() -> None:
    solution = solve(
        problem([need("near"), need("far", path=PLACES[2], title="普法")], [resource("r", 1)])
    )

    assert [(one.id, one.cause_code) for one in solution.unmatched] == [("far", "below_threshold")]
    assert [(o.need_id, o.cause_code) for o in solution.matches[0].others] == [
        ("far", "below_threshold")
    ]


def test_without_time_the_answer_is_never_worse_than_best_first_and_says_it_is_unproven() -> None:
    rng = random.Random(3)
    needs = [
        need(f"n{i:03}", rng.randint(1, 20), path=(f"c{i % 40}", f"s{i % 5}", "d"))
        for i in range(120)
    ]
    resources = [
        resource(f"r{i:03}", rng.randint(1, 30), path=(f"u{i}", f"s{i % 5}", "d"))
        for i in range(60)
    ]
    one = problem(needs, resources, communities_per_unit=2)
    greedy = fill_greedily(one, candidates(one))

    evidence = solve(one, seconds=1.0).evidence

    assert evidence.objective >= greedy.objective or evidence.gap > 0
    assert evidence.bound >= evidence.objective
    assert 0 <= evidence.gap <= 1


def test_serving_two_needs_badly_comes_before_serving_one_perfectly() -> None:
    needs = [
        need("a", category="other", title="帮扶", path=("faraway",), proposer_id="x"),
        need("b", proposer_id="x"),
    ]
    perfect = resource(
        "r1", title="法律讲座", path=("jiaodong",), rating=Decimal(100), partners=("jiaodong",)
    )
    makeshift = resource(
        "r2", category="other", title="场地", path=("u",), communities=("jiaodong",)
    )

    alone = solve(problem(needs, [perfect]))
    both = solve(problem(needs, [perfect, makeshift]))

    assert [match.need_id for match in alone.matches] == ["b"]
    assert {(m.need_id, m.resource_id) for m in both.matches} == {("a", "r1"), ("b", "r2")}
    assert both.evidence.objective < alone.evidence.objective
