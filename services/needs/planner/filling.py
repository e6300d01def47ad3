"""Quantities given to candidates: what they add up to and whether they keep every limit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.needs.planner.problem import Candidate, Problem


class LimitBroken(AssertionError):
    """An answer hands out more than there is; it must never become a plan."""


@dataclass(frozen=True, slots=True)
class Filling:
    """``steps[i]`` of the problem's smallest quantity go to ``candidates[i]``."""

    problem: Problem
    candidates: Sequence[Candidate]
    steps: Sequence[int]

    @property
    def objective(self) -> Decimal:
        """Points times quantity, over all candidates."""
        return self.points(self.rank[1])

    @property
    def rank(self) -> tuple[int, int]:
        """Steps handed out, then points in hundredths: the higher the better."""
        pairs = zip(self.candidates, self.steps, strict=True)
        points = sum(one.hundredths * steps for one, steps in pairs if steps)
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
        for one, steps in zip(self.candidates, self.steps, strict=True):
            if steps < 0:
                raise LimitBroken("negative quantity")
            if steps:
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
        for one, steps in zip(self.candidates, self.steps, strict=True):
            if steps:
                unit_id = self.problem.resources[one.resource].unit_id
                communities[unit_id].add(self.problem.needs[one.need].place_id)
                units[one.need].add(unit_id)
        for most, sets in (
            (self.problem.communities_per_unit, communities.values()),
            (self.problem.units_per_need, units.values()),
        ):
            if most is not None and any(len(members) > most for members in sets):
                raise LimitBroken(f"more than {most}")


def fill_greedily(problem: Problem, candidates: Sequence[Candidate]) -> Filling:
    """Best score first, as much as fits: instant, and the measure of what the optimum adds."""
    step = problem.step
    needs = [int(need.qty / step) for need in problem.needs]
    left = {
        (at, window): int(free.qty / step)
        for at, resource in enumerate(problem.resources)
        for window, free in enumerate(resource.windows)
    }
    communities: dict[str, set[str]] = defaultdict(set)
    units: dict[int, set[str]] = defaultdict(set)
    steps = [0] * len(candidates)
    for at in sorted(range(len(candidates)), key=lambda i: (-candidates[i].hundredths, i)):
        one = candidates[at]
        unit_id = problem.resources[one.resource].unit_id
        community_id = problem.needs[one.need].place_id
        if not (
            _room(communities[unit_id], community_id, problem.communities_per_unit)
            and _room(units[one.need], unit_id, problem.units_per_need)
        ):
            continue
        steps[at] = given = min(needs[one.need], left[one.resource, one.window])
        if given:
            needs[one.need] -= given
            left[one.resource, one.window] -= given
            communities[unit_id].add(community_id)
            units[one.need].add(unit_id)
    return Filling(problem, candidates, steps)


def _room(members: set[str], new: str, most: int | None) -> bool:
    return most is None or new in members or len(members) < most
