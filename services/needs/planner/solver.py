"""The optimum by mixed-integer programming (HiGHS); imported only in the worker process."""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from services.needs.planner.answer import answer
from services.needs.planner.filling import Filling, fill_greedily
from services.needs.planner.problem import Candidate, Evidence, Problem, Solution
from services.needs.planner.scoring import candidates

SOLVER = "scipy.optimize.milp (HiGHS)"
SECONDS = 60.0
"""Given to each of the two goals; what is not proven by then is stated with its gap."""
SEED = 0
"""HiGHS runs serially with its own fixed seed; equal input gives the equal answer."""


class NoSolution(Exception):
    """The solver stopped without any admissible answer."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A linear limit: sum of factor times variable ``at`` lies in [low, high]."""

    at: Sequence[int]
    factors: Sequence[int]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Optimum:
    values: list[int]
    objective: int
    bound: float


def solve(problem: Problem, seconds: float = SECONDS) -> Solution:
    """The most quantity, and of all such matchings the one with the most points.

    Quantities are whole steps of 1 (of 0.01 where any quantity has decimals).
    """
    started = time.perf_counter()
    found = candidates(problem)
    quick = fill_greedily(problem, found)
    quick_seconds = time.perf_counter() - started
    best, gap, bound = _optimum(problem, found, seconds)
    filling = Filling(problem, found, best)
    filling.check()
    evidence = Evidence(
        input_hash=problem.input_hash,
        solver=SOLVER,
        version=scipy.__version__,
        objective=filling.objective,
        bound=max(filling.objective, filling.points(bound)),
        gap=Decimal(gap).quantize(Decimal("0.0001")),
        seconds=_seconds(time.perf_counter() - started),
        seed=SEED,
        greedy_objective=quick.objective,
        greedy_seconds=_seconds(quick_seconds),
    )
    return answer(filling, evidence)


def _optimum(
    problem: Problem, found: Sequence[Candidate], seconds: float
) -> tuple[list[int], float, float]:
    if not found:
        return [], 0.0, 0.0
    limits, binaries = _limits(problem, found)
    upper = _upper(problem, found)
    amount = _milp([1] * len(found), upper, binaries, limits, seconds)
    all_of_it = _Row(range(len(found)), [1] * len(found), amount.objective, np.inf)
    scores = [candidate.hundredths for candidate in found]
    best = _milp(scores, upper, binaries, [*limits, all_of_it], seconds)
    gap = max(
        (amount.bound - amount.objective) / max(1, amount.objective),
        (best.bound - best.objective) / max(1, best.objective),
        0.0,
    )
    return best.values[: len(found)], gap, best.bound


def _upper(problem: Problem, found: Sequence[Candidate]) -> list[int]:
    step = problem.step
    return [
        min(
            _steps(problem.needs[one.need].qty, step),
            _steps(problem.resources[one.resource].windows[one.window].qty, step),
        )
        for one in found
    ]


def _limits(problem: Problem, found: Sequence[Candidate]) -> tuple[list[_Row], int]:
    """Rows for needs, windows and the optional counts; how many yes-or-no variables they add."""
    step = problem.step
    rows = _sums(found, lambda one: one.need, lambda one: problem.needs[one.need].qty, step)
    rows += _sums(
        found,
        lambda one: (one.resource, one.window),
        lambda one: problem.resources[one.resource].windows[one.window].qty,
        step,
    )
    first = len(found)
    upper = _upper(problem, found)
    for most, owner, counted in _counts(problem):
        if most is None:
            continue
        chosen: dict[tuple[Hashable, Hashable], list[int]] = {}
        for at, one in enumerate(found):
            chosen.setdefault((owner(one), counted(one)), []).append(at)
        of_owner: dict[Hashable, list[int]] = {}
        for number, (pair, members) in enumerate(chosen.items(), start=first):
            of_owner.setdefault(pair[0], []).append(number)
            rows += [_Row((at, number), (1, -upper[at]), -np.inf, 0) for at in members]
        rows += [_Row(ats, [1] * len(ats), -np.inf, most) for ats in of_owner.values()]
        first += len(chosen)
    return rows, first - len(found)


_Key = Callable[[Candidate], Hashable]


def _counts(problem: Problem) -> tuple[tuple[int | None, _Key, _Key], ...]:
    def unit(one: Candidate) -> Hashable:
        return problem.resources[one.resource].unit_id

    def community(one: Candidate) -> Hashable:
        return problem.needs[one.need].place_id

    return (
        (problem.communities_per_unit, unit, community),
        (problem.units_per_need, lambda one: one.need, unit),
    )


def _sums(
    found: Sequence[Candidate], key: _Key, most: Callable[[Candidate], Decimal], step: Decimal
) -> list[_Row]:
    members: dict[Hashable, list[int]] = {}
    for at, one in enumerate(found):
        members.setdefault(key(one), []).append(at)
    return [
        _Row(ats, [1] * len(ats), -np.inf, _steps(most(found[ats[0]]), step))
        for ats in members.values()
    ]


def _milp(
    gains: Sequence[int], upper: Sequence[int], binaries: int, rows: Sequence[_Row], seconds: float
) -> _Optimum:
    size = len(gains) + binaries
    costs = np.zeros(size)
    costs[: len(gains)] = gains
    result = milp(
        -costs,
        integrality=np.ones(size),
        bounds=Bounds(np.zeros(size), np.array([*upper, *([1] * binaries)], dtype=float)),
        constraints=_matrix(rows, size),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    if result.x is None:
        raise NoSolution(result.message)
    values = [round(value) for value in result.x]
    objective = sum(gain * value for gain, value in zip(gains, values, strict=False))
    proven = result.status == 0
    bound = objective if proven or result.mip_dual_bound is None else -float(result.mip_dual_bound)
    return _Optimum(values, objective, max(float(objective), bound))


def _matrix(rows: Sequence[_Row], size: int) -> LinearConstraint:
    starts, columns, factors = [0], [], []
    for row in rows:
        columns += list(row.at)
        factors += list(row.factors)
        starts.append(len(columns))
    matrix = csr_array((np.array(factors, dtype=float), columns, starts), (len(rows), size))
    return LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows])


def _steps(amount: Decimal, step: Decimal) -> int:
    return int(amount / step)


def _seconds(elapsed: float) -> Decimal:
    return Decimal(elapsed).quantize(Decimal("0.001"))
