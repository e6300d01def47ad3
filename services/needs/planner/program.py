"""A matching problem as rows and columns of a linear program; nothing is solved here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from services.needs.planner.columns import Amounts, Candidates, Ints, grouped, ints, numbered
from services.needs.planner.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A linear limit: the sum of factor times column ``at`` lies in [low, high]."""

    at: Ints
    factors: Ints
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

    def at_most(self, columns: Sequence[int] | Ints, high: float) -> None:
        """The columns together stay within ``high``."""
        self._sum(columns, -math.inf, high)

    def exactly(self, columns: Sequence[int] | Ints, whole: float) -> None:
        """The columns add up to ``whole``."""
        self._sum(columns, whole, whole)

    def _sum(self, columns: Sequence[int] | Ints, low: float, high: float) -> None:
        at = np.asarray(columns, dtype=np.int64)
        self.rows.append(Row(at, np.ones_like(at), low, high))


def program_of(problem: Problem, found: Candidates) -> Program:
    """Everything that limits the matching; quantities in the problem's smallest step."""
    amounts = Amounts.of(problem)
    wanted, free = amounts.wanted[found.need], amounts.free[found.slot]
    program = Program(len(found), np.minimum(wanted, free).tolist())
    for columns in grouped(found.need):
        whole = int(wanted[columns[0]])
        rest = program.column(whole)
        program.rests.append(rest)
        program.exactly(np.append(columns, rest), whole)
    for columns in grouped(found.slot):
        program.at_most(columns, int(free[columns[0]]))
    _limit_counts(program, problem, found)
    return program


def _limit_counts(program: Program, problem: Problem, found: Candidates) -> None:
    """At most so many communities for a unit and units for a need: one choice per pair of them."""
    unit = numbered(one.unit_id for one in problem.resources)[0][found.resource]
    community = numbered(one.place_id for one in problem.needs)[0][found.need]
    for most, owner, other in (
        (problem.communities_per_unit, unit, community),
        (problem.units_per_need, found.need, unit),
    ):
        if most is None:
            continue
        program.branching = True
        pair, _ = numbered(zip(owner.tolist(), other.tolist(), strict=True))
        choices: dict[int, list[int]] = {}
        for columns in grouped(pair):
            choice = program.column(1)
            choices.setdefault(int(owner[columns[0]]), []).append(choice)
            for at in columns.tolist():
                factors = ints([1, -program.uppers[at]])
                program.rows.append(Row(ints([at, choice]), factors, -math.inf, 0))
        for chosen in choices.values():
            program.at_most(chosen, most)
