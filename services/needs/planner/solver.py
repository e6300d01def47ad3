"""The optimum by a flow and mixed-integer programming (HiGHS); only in the worker process."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from services.needs.planner.answer import answer
from services.needs.planner.columns import Amounts, Candidates, Ints
from services.needs.planner.filling import Filling, fill_greedily
from services.needs.planner.flow import greatest_flow
from services.needs.planner.problem import Evidence, Problem, Solution
from services.needs.planner.program import Program, Row, program_of
from services.needs.planner.scoring import candidates

FLOW_THEN_HIGHS = "maximum_flow_then_highs"
"""The quantity is a maximum flow, the points are HiGHS's; both as scipy carries them."""
HIGHS = "highs"
"""HiGHS found both: choices are to be made, or the amounts are too large for the flow."""
BEST_FIRST = "best_first"
"""Time ran out with nothing better than what best-first had."""
SECONDS = 60.0
"""Given to each of the two goals; what is not proven by then is stated with its gap."""
SEED = 0
"""HiGHS runs serially with its own fixed seed; equal input gives the equal answer."""
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class _Optimum:
    """Column values, what they cost, and a cost that no answer can go below."""

    values: list[int]
    cost: int
    bound: float
    solver: str = HIGHS


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What no answer can exceed: steps handed out, and points if that many are."""

    steps: float
    hundredths: float
    solver: str


def solve(problem: Problem, seconds: float = SECONDS) -> Solution:
    """The most quantity, and of all such matchings the one with the most points.

    Quantities are whole steps of 1 (of 0.01 where any quantity has decimals).
    """
    started = time.perf_counter()
    found = candidates(problem)
    quick = fill_greedily(problem, found)
    quick_seconds = time.perf_counter() - started
    steps, bounds = _best(problem, found, seconds)
    filling = Filling(problem, found, steps)
    filling.check()
    if filling.rank < quick.rank:
        # Possible only when time ran out before the optimum was proven.
        filling, bounds = quick, replace(bounds, solver=BEST_FIRST)
    evidence = Evidence(
        input_hash=problem.input_hash,
        solver=bounds.solver,
        version=scipy.__version__,
        objective=filling.objective,
        bound=max(filling.objective, filling.points(bounds.hundredths)),
        gap=_gap(filling, bounds),
        seconds=_seconds(time.perf_counter() - started),
        seed=SEED,
        greedy_objective=quick.objective,
        greedy_seconds=_seconds(quick_seconds),
    )
    return answer(filling, evidence)


def _best(problem: Problem, found: Candidates, seconds: float) -> tuple[list[int], _Bounds]:
    """Nothing at all, with the widest bounds, when time ran out before any answer."""
    program = program_of(problem, found)
    wanted = sum(program.uppers[rest] for rest in program.rests)
    nothing = [0] * len(found)
    if not found:
        return nothing, _Bounds(0, 0, FLOW_THEN_HIGHS)
    scores = np.zeros(len(program.uppers), dtype=np.int64)
    scores[: len(found)] = -found.hundredths
    fullest = _fullest(program, problem, found, seconds)
    if fullest is None:
        return nothing, _Bounds(wanted, -_least(program, scores), HIGHS)
    program.at_most(program.rests, fullest.cost)
    best = _minimise(program, scores, seconds) or _Optimum(
        fullest.values, 0, _least(program, scores)
    )
    bounds = _Bounds(wanted - fullest.bound, -best.bound, fullest.solver)
    return best.values[: len(found)], bounds


def _fullest(
    program: Program, problem: Problem, found: Candidates, seconds: float
) -> _Optimum | None:
    """The least that has to stay open: by the greatest flow, where no choices are to be made."""
    steps = None if program.branching else greatest_flow(found, Amounts.of(problem))
    if steps is not None:
        rest = sum(program.uppers[rest] for rest in program.rests) - sum(steps)
        return _Optimum(steps, rest, float(rest), FLOW_THEN_HIGHS)
    rests = np.zeros(len(program.uppers), dtype=np.int64)
    rests[program.rests] = 1
    return _minimise(program, rests, seconds)


def _gap(filling: Filling, bounds: _Bounds) -> Decimal:
    """Share of the bound that may be missing, of the quantity or of the points; 0 is proven."""
    steps, hundredths = filling.rank
    missing = max(
        (bounds.steps - steps) / max(1.0, bounds.steps),
        (bounds.hundredths - hundredths) / max(1.0, bounds.hundredths),
        0.0,
    )
    return Decimal(missing).quantize(Decimal("0.0001"))


def _minimise(program: Program, costs: Ints, seconds: float) -> _Optimum | None:
    """A network's corners are whole; should rounding ever say otherwise, branching decides."""
    found = None if program.branching else _run(program, costs, seconds, whole=False)
    return found or _run(program, costs, seconds, whole=True)


def _run(program: Program, costs: Ints, seconds: float, *, whole: bool) -> _Optimum | None:
    size = len(program.uppers)
    result = milp(
        costs.astype(float),
        integrality=np.full(size, int(whole)),
        bounds=Bounds(np.zeros(size), np.array(program.uppers, dtype=float)),
        constraints=matrix_of(program.rows, size),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    if result.x is None or (not whole and result.status != 0):
        return None
    exact = np.rint(result.x)
    if np.any(np.abs(exact - result.x) > _WHOLE):
        return None
    values: list[int] = exact.astype(np.int64).tolist()
    cost = sum(values[at] * int(costs[at]) for at in np.flatnonzero(exact))
    bound = float(cost)
    if result.status != 0:
        bound = max(_least(program, costs), float(result.mip_dual_bound or -np.inf))
    return _Optimum(values, cost, min(float(cost), bound))


def _least(program: Program, costs: Ints) -> float:
    """A cost that nothing goes below: every column at its best."""
    pairs = zip(costs.tolist(), program.uppers, strict=True)
    return float(sum(min(0, each) * upper for each, upper in pairs))


def matrix_of(rows: Sequence[Row], size: int) -> LinearConstraint:
    starts = np.cumsum([0, *(len(row.at) for row in rows)])
    columns = np.concatenate([row.at for row in rows])
    factors = np.concatenate([row.factors for row in rows]).astype(float)
    matrix = csr_array((factors, columns, starts), (len(rows), size))
    return LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows])


def _seconds(elapsed: float) -> Decimal:
    return Decimal(elapsed).quantize(Decimal("0.001"))
