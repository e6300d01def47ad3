"""A problem in columns of whole numbers, as the solver's process reckons with it."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from services.needs.planner.problem import Candidate, Problem

Ints = npt.NDArray[np.int64]

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidates, each attribute a column; ``slot`` numbers the windows of all resources."""

    need: Ints
    resource: Ints
    window: Ints
    slot: Ints
    hundredths: Ints

    def __len__(self) -> int:
        """How many."""
        return len(self.need)

    def __getitem__(self, at: int) -> Candidate:
        """One of them."""
        return Candidate(
            int(self.need[at]),
            int(self.resource[at]),
            int(self.window[at]),
            int(self.hundredths[at]),
        )

    def __iter__(self) -> Iterator[Candidate]:
        """One after the other."""
        columns = (self.need, self.resource, self.window, self.hundredths)
        return map(Candidate, *(column.tolist() for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """What each need wants, and what is free in each window (by slot), in the problem's steps."""

    wanted: Ints
    free: Ints

    @classmethod
    def of(cls, problem: Problem) -> "Amounts":
        """Those of ``problem``."""
        step = problem.step
        return cls(
            ints(int(need.qty / step) for need in problem.needs),
            ints(int(free.qty / step) for one in problem.resources for free in one.windows),
        )


def ints(values: Iterable[int]) -> Ints:
    """A column of them."""
    return np.array(list(values), dtype=np.int64)


def numbered(values: Iterable[T]) -> tuple[Ints, list[T]]:
    """A number for each value, equal ones alike; and the values by their numbers."""
    numbers: dict[T, int] = {}
    column = ints(numbers.setdefault(value, len(numbers)) for value in values)
    return column, list(numbers)


def grouped(keys: Ints) -> list[Ints]:
    """Where each key stands; keys in the order of their first place."""
    if not len(keys):
        return []
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    return sorted(np.split(order, ends), key=lambda places: int(places[0]))
