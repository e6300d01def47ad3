"""Scores are reckoned in columns; pair by pair, as the reasons are told, they come out the same."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.needs.planner.parts import Parts, obstacle, overlaps
from services.needs.planner.problem import Candidate, FreeWindow, OpenNeed, OpenResource, Problem
from services.needs.planner.scoring import candidates
from tests.unit.needs.problems import START, WEIGHTS, need, problem, resource

COMMUNITIES = ("jiaodong", "guozijian", "xisi")
CATEGORIES = st.sampled_from(["law", "health", "other"])
UNITS = st.sampled_from(["session", "person"])
TITLES = st.text("法律讲座咨询 aA", max_size=6)
QUANTITIES = st.decimals(0, 5, places=2)
SOME = st.lists(st.sampled_from(COMMUNITIES), unique=True, max_size=2).map(tuple)
SPANS = st.tuples(st.integers(0, 400), st.integers(1, 300))
"""Hours to the beginning, and hours."""


@st.composite
def paths(draw: st.DrawFn, leaves: tuple[str, ...]) -> tuple[str, ...]:
    above = (
        f"street{draw(st.integers(0, 2))}",
        f"district{draw(st.integers(0, 1))}",
        "city",
        "land",
    )
    return (draw(st.sampled_from(leaves)), *above[: draw(st.integers(0, 4))])


@st.composite
def needs(draw: st.DrawFn, number: int) -> OpenNeed:
    begin, hours = draw(SPANS)
    return replace(
        need(
            f"n{number}",
            str(draw(st.decimals("0.01", 5, places=2))),
            category=draw(CATEGORIES),
            title=draw(TITLES),
            unit_code=draw(UNITS),
            path=draw(paths(COMMUNITIES)),
            proposer_id=draw(st.sampled_from(["", "unit0", "xisi"])),
        ),
        start_at=START + timedelta(hours=begin),
        end_at=START + timedelta(hours=begin + hours),
    )


@st.composite
def resources(draw: st.DrawFn, number: int) -> OpenResource:
    spans = draw(st.lists(st.tuples(SPANS, QUANTITIES), max_size=3))
    made = resource(
        f"r{number}",
        category=draw(CATEGORIES),
        title=draw(TITLES),
        unit_code=draw(UNITS),
        path=draw(paths(("unit0", "unit1", *COMMUNITIES))),
        communities=draw(SOME),
        rating=draw(st.none() | st.decimals(0, 100, places=2)),
        partners=draw(SOME),
    )
    windows = [
        FreeWindow(
            2 * at + 1,
            START + timedelta(hours=begin),
            START + timedelta(hours=begin + hours, microseconds=at),
            qty,
        )
        for at, ((begin, hours), qty) in enumerate(spans)
    ]
    return replace(made, windows=tuple(windows), former_ids=draw(SOME))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    numbers = st.permutations(range(draw(st.integers(0, 5))))
    weights = {code: draw(st.integers(0, 100)) for code in WEIGHTS}
    return Problem(
        weights if any(weights.values()) else WEIGHTS,
        tuple(draw(needs(number)) for number in draw(numbers)),
        tuple(draw(resources(number)) for number in draw(numbers)),
    )


def pair_by_pair(one: Problem) -> list[Candidate]:
    parts = Parts(one)
    found = [
        Candidate(at, other, window, 0)
        for at, wanted in sorted(enumerate(one.needs), key=lambda pair: pair[1].need_id)
        for other, offered in sorted(enumerate(one.resources), key=lambda pair: pair[1].resource_id)
        if obstacle(wanted, offered) is None
        for window, free in enumerate(offered.windows)
        if free.qty > 0 and overlaps(wanted, free)
    ]
    return [
        replace(each, hundredths=int(sum(reason.points for reason in parts.reasons(each)) * 100))
        for each in found
    ]


@settings(max_examples=200, deadline=None)
@given(one=problems())
def test_columns_hold_what_the_pairs_say_one_by_one(one: Problem) -> None:
    found = candidates(one)

    assert list(found) == pair_by_pair(one)
    assert [found[at] for at in range(len(found))] == list(found)


def test_windows_are_numbered_over_all_resources() -> None:
    found = candidates(problem([need("a")], [resource("s", 1, 1), resource("r", 1, 0, 1)]))

    assert found.resource.tolist() == [1, 1, 0, 0]
    assert found.window.tolist() == [0, 2, 0, 1]
    assert found.slot.tolist() == [2, 4, 0, 1]


def test_a_problem_is_known_again_by_the_hash_it_always_had() -> None:
    one = problem([need("a", "1.50")], [resource("r", 2, rating=Decimal("80.00"))])

    assert one.input_hash == "3ac1ef00cb6640d7cd5cf0ee70c15e17b28399949318c498193a66b010e7eb46"
