"""A matching problem as rows and columns of a linear program; no numbers are crunched here."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from services.needs.planner.problem import Candidate, Problem

_Key = Callable[[Candidate], Hashable]


@dataclass(frozen=True, slots=True)
class Row:
    """A linear limit: the sum of factor times column ``at`` lies in [low, high]."""

    at: Sequence[int]
    factors: Sequence[int]
    low: float
    high: float


@dataclass(slots=True)
class Program:
    """Columns: a quantity per candidate, then the unserved rest per need, then yes-or-no choices.

    Without choices it is a flow through a network, whose corners are whole numbers: then
    ``branching`` is false and no branching is needed to get them.
    """

    candidates: int
    uppers: list[int]
    rows: list[Row] = field(default_factory=list)
    rests: list[int] = field(default_factory=list)
    branching: bool = False

    def column(self, upper: int) -> int:
        """Adds a column; its number."""
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def at_most(self, columns: Sequence[int], high: float) -> None:
        """The columns together stay within ``high``."""
        self.rows.append(Row(columns, [1] * len(columns), -math.inf, high))


def program_of(problem: Problem, found: Sequence[Candidate]) -> Program:
    """Everything that limits the matching; quantities in the problem's smallest step."""
    step = problem.step
    wanted = [int(need.qty / step) for need in problem.needs]
    free = [[int(window.qty / step) for window in one.windows] for one in problem.resources]

    def of_need(one: Candidate) -> int:
        return wanted[one.need]

    def of_window(one: Candidate) -> int:
        return free[one.resource][one.window]

    program = Program(len(found), [min(of_need(one), of_window(one)) for one in found])
    for columns in _grouped(found, lambda one: one.need):
        whole = of_need(found[columns[0]])
        rest = program.column(whole)
        program.rests.append(rest)
        both = [*columns, rest]
        program.rows.append(Row(both, [1] * len(both), whole, whole))
    for columns in _grouped(found, lambda one: (one.resource, one.window)):
        program.at_most(columns, of_window(found[columns[0]]))
    _limit_counts(program, problem, found)
    return program


def _limit_counts(program: Program, problem: Problem, found: Sequence[Candidate]) -> None:
    """At most so many communities for a unit and units for a need: one choice per pair of them."""

    def unit(one: Candidate) -> Hashable:
        return problem.resources[one.resource].unit_id

    def community(one: Candidate) -> Hashable:
        return problem.needs[one.need].place_id

    counted: tuple[tuple[int | None, _Key, _Key], ...] = (
        (problem.communities_per_unit, unit, community),
        (problem.units_per_need, lambda one: one.need, unit),
    )
    for most, owner, other in counted:
        if most is None:
            continue
        program.branching = True
        choices: dict[Hashable, list[int]] = {}
        for columns in _grouped(found, _both(owner, other)):
            choice = program.column(1)
            choices.setdefault(owner(found[columns[0]]), []).append(choice)
            for at in columns:
                upper = program.uppers[at]
                program.rows.append(Row((at, choice), (1, -upper), -math.inf, 0))
        for chosen in choices.values():
            program.at_most(chosen, most)


def _both(first: _Key, second: _Key) -> _Key:
    return lambda one: (first(one), second(one))


def _grouped(found: Sequence[Candidate], key: _Key) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for at, one in enumerate(found):
        groups.setdefault(key(one), []).append(at)
    return list(groups.values())
