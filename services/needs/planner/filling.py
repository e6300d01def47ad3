"""Quantities given to candidates: what they add up to and whether they keep every limit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from services.needs.planner.columns import Amounts, Candidates
from services.needs.planner.problem import Candidate, Problem


class LimitBroken(AssertionError):
    """An answer hands out more than there is; it must never become a plan."""


@dataclass(frozen=True)
class Filling:
    """``steps[i]`` of the problem's smallest quantity go to ``candidates[i]``."""

    problem: Problem
    candidates: Candidates
    steps: Sequence[int]

    @cached_property
    def served(self) -> list[tuple[Candidate, int]]:
        """Candidates that get anything, with their steps."""
        numbered = zip(range(len(self.candidates)), self.steps, strict=True)
        return [(self.candidates[at], steps) for at, steps in numbered if steps]

    @property
    def objective(self) -> Decimal:
        """Points times quantity, over all candidates."""
        return self.points(self.rank[1])

    @property
    def rank(self) -> tuple[int, int]:
        """Steps handed out, then points in hundredths: the higher the better."""
        points = sum(one.hundredths * steps for one, steps in self.served)
        return sum(self.steps), points

    @property
    def total(self) -> Decimal:
        """The quantity handed out."""
        return sum(self.steps) * self.problem.step

    def points(self, hundredths: float) -> Decimal:
        """A sum of whole-number scores times steps, in points times quantity."""
        return (Decimal(hundredths) * self.problem.step / 100).quantize(Decimal("0.01"))

    def check(self) -> None:
        """Counts again, without the solver's arithmetic; raises LimitBroken."""
        step = self.problem.step
        by_need: dict[int, int] = defaultdict(int)
        by_window: dict[tuple[int, int], int] = defaultdict(int)
        for one, steps in self.served:
            if steps < 0:
                raise LimitBroken("negative quantity")
            by_need[one.need] += steps
            by_window[one.resource, one.window] += steps
        for need, given in by_need.items():
            if given * step > self.problem.needs[need].qty:
                raise LimitBroken(self.problem.needs[need].need_id)
        for (resource, window), given in by_window.items():
            if given * step > self.problem.resources[resource].windows[window].qty:
                raise LimitBroken(self.problem.resources[resource].resource_id)
        self._check_counts()

    def _check_counts(self) -> None:
        communities: dict[str, set[str]] = defaultdict(set)
        units: dict[int, set[str]] = defaultdict(set)
        for one, _ in self.served:
            unit_id = self.problem.resources[one.resource].unit_id
            communities[unit_id].add(self.problem.needs[one.need].place_id)
            units[one.need].add(unit_id)
        for most, sets in (
            (self.problem.communities_per_unit, communities.values()),
            (self.problem.units_per_need, units.values()),
        ):
            if most is not None and any(len(members) > most for members in sets):
                raise LimitBroken(f"more than {most}")


def fill_greedily(problem: Problem, candidates: Candidates) -> Filling:
    """Best score first, as much as fits: instant, and the measure of what the optimum adds."""
    amounts = Amounts.of(problem)
    wanted, free = amounts.wanted.tolist(), amounts.free.tolist()
    needs, slots = candidates.need.tolist(), candidates.slot.tolist()
    communities: dict[str, set[str]] = defaultdict(set)
    units: dict[int, set[str]] = defaultdict(set)
    steps = [0] * len(candidates)
    for at in np.argsort(-candidates.hundredths, kind="stable").tolist():
        need, slot = needs[at], slots[at]
        given = min(wanted[need], free[slot])
        if not given:
            continue
        unit_id = problem.resources[candidates.resource[at]].unit_id
        community_id = problem.needs[need].place_id
        if not (
            _room(communities[unit_id], community_id, problem.communities_per_unit)
            and _room(units[need], unit_id, problem.units_per_need)
        ):
            continue
        steps[at] = given
        wanted[need] -= given
        free[slot] -= given
        communities[unit_id].add(community_id)
        units[need].add(unit_id)
    return Filling(problem, candidates, steps)


def _room(members: set[str], new: str, most: int | None) -> bool:
    return most is None or new in members or len(members) < most
