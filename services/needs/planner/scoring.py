"""Every pairing of a need and a resource's window, with its score, reckoned in columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.needs.planner.columns import Candidates, Ints, ints, numbered
from services.needs.planner.parts import (
    NEARNESS,
    OTHER,
    SECOND,
    STABILITY,
    Parts,
    micros,
    words_of,
)
from services.needs.planner.problem import OpenNeed, OpenResource, Problem, Reason

_Grid = npt.NDArray[np.bool_]
_Codes = npt.NDArray[np.int8]
_Places = dict[str, list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class _Slots:
    """The windows of all resources in the order of the stable ids, by column."""

    resource: Ints
    window: Ints
    number: Ints
    begin: Ints
    end: Ints
    offers: _Grid


def candidates(problem: Problem) -> Candidates:
    """Every pairing that breaks no hard limit, in the order of the stable ids."""
    order = ints(sorted(range(len(problem.needs)), key=lambda at: problem.needs[at].need_id))
    begin = ints(micros(need.start_at) for need in problem.needs)
    end = ints(micros(need.end_at) for need in problem.needs)
    slots = _slots(problem.resources)
    fit = _suiting(problem)[:, slots.resource] & slots.offers
    fit &= (begin[:, None] < slots.end) & (slots.begin < end[:, None])
    row, at = np.nonzero(fit[order])
    need, resource = order[row], slots.resource[at]
    shared = np.minimum(end[need], slots.end[at]) - np.maximum(begin[need], slots.begin[at])
    shorter = np.minimum((end - begin)[need], (slots.end - slots.begin)[at])
    parts = Parts(problem)
    points = _points(parts, problem, need, resource)
    points += _ability(
        parts, problem, need, slots.number[at], (shared // SECOND, shorter // SECOND)
    )
    return Candidates(need, resource, slots.window[at], slots.number[at], points)


def _slots(resources: Sequence[OpenResource]) -> _Slots:
    firsts = np.cumsum([0, *(len(one.windows) for one in resources)])
    rows = [
        (at, number, firsts[at] + number, micros(free.start_at), micros(free.end_at), free.qty > 0)
        for at in sorted(range(len(resources)), key=lambda at: resources[at].resource_id)
        for number, free in enumerate(resources[at].windows)
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 6)
    resource, window, number, begin, end, offers = table.T
    return _Slots(resource, window, number, begin, end, offers > 0)


def _suiting(problem: Problem) -> _Grid:
    """Needs by resources: where no ``obstacle`` lies between."""
    needs, resources = problem.needs, problem.resources
    themes, offered = (_texts(one.category_code for one in side) for side in _sides(problem))
    units, served = (_texts(one.unit_code for one in side) for side in _sides(problem))
    meet: _Grid = (themes[:, None] == offered) | (themes == OTHER)[:, None] | (offered == OTHER)
    meet &= units[:, None] == served
    communities = _places((one.place_id,) for one in needs)
    for at, resource in enumerate(resources):
        if resource.community_ids:
            named = np.zeros(len(needs), dtype=np.bool_)
            for community_id in resource.community_ids:
                named[communities.get(community_id, [])] = True
            meet[:, at] &= named
    own = _places((one.unit_id,) for one in resources)
    for at, need in enumerate(needs):
        meet[at, own.get(need.proposer_id, [])] = False
    return meet


def _points(parts: Parts, problem: Problem, need: Ints, resource: Ints) -> Ints:
    """Of all that does not depend on the window."""
    needs, resources = problem.needs, problem.resources
    near = ints(parts.nearness(code).hundredths for code in NEARNESS)
    stable = ints(parts.stability(code).hundredths for code in STABILITY)
    rated = ints(parts.rating(one.rating_pct).hundredths for one in resources)
    points: Ints = (
        near[_nearness(needs, resources)[need, resource]]
        + stable[_stability(needs, resources)[need, resource]]
        + rated[resource]
        + _need_fit(parts, problem, need, resource)
    )
    return points


def _need_fit(parts: Parts, problem: Problem, need: Ints, resource: Ints) -> Ints:
    themes, offered = (_texts(one.category_code for one in side) for side in _sides(problem))
    words, others = ([words_of(one.title) for one in side] for side in _sides(problem))
    least = np.minimum(ints(map(len, words))[need], ints(map(len, others))[resource])
    pairs = zip(need.tolist(), resource.tolist(), strict=True)
    return _each_kind(
        parts.need_fit,
        (themes[need] == offered[resource]).tolist(),
        [len(words[one] & others[other]) for one, other in pairs],
        least.tolist(),
    )


def _ability(
    parts: Parts, problem: Problem, need: Ints, slot: Ints, seconds: tuple[Ints, Ints]
) -> Ints:
    wanted, amounts = numbered(one.qty for one in problem.needs)
    free, supplies = numbered(free.qty for one in problem.resources for free in one.windows)
    return _each_kind(
        lambda one, other, *spans: parts.ability(amounts[one], supplies[other], *spans),
        wanted[need].tolist(),
        free[slot].tolist(),
        *(column.tolist() for column in seconds),
    )


def _each_kind(part: Callable[..., Reason], *columns: Iterable[int]) -> Ints:
    """The points of each row; few rows differ over many pairs, and each kind is reckoned once."""
    known: dict[tuple[int, ...], int] = {}
    points: list[int] = []
    for kind in zip(*columns, strict=True):
        if kind not in known:
            known[kind] = part(*kind).hundredths
        points.append(known[kind])
    return ints(points)


def _nearness(needs: Sequence[OpenNeed], resources: Sequence[OpenResource]) -> _Codes:
    """Needs by resources: places in NEARNESS; what is nearer is written over what is farther."""
    under = {id_: ints(at) for id_, at in _places(one.path for one in resources).items()}
    farthest = len(NEARNESS) - 1
    grid = np.full((len(needs), len(resources)), farthest, dtype=np.int8)
    for at, need in enumerate(needs):
        for level in reversed(range(len(need.path))):
            if need.path[level] in under:
                grid[at, under[need.path[level]]] = min(level, farthest - 1)
    return grid


def _stability(needs: Sequence[OpenNeed], resources: Sequence[OpenResource]) -> _Codes:
    """Needs by resources: places in STABILITY."""
    communities = _places((one.place_id,) for one in needs)
    grid = np.full((len(needs), len(resources)), len(STABILITY) - 1, dtype=np.int8)
    for at, resource in enumerate(resources):
        for code, ids in ((1, resource.former_ids), (0, resource.partner_ids)):
            for id_ in ids:
                grid[communities.get(id_, []), at] = code
    return grid


def _places(named: Iterable[Iterable[str]]) -> _Places:
    """Where each id stands."""
    places: _Places = {}
    for at, ids in enumerate(named):
        for id_ in ids:
            places.setdefault(id_, []).append(at)
    return places


def _sides(problem: Problem) -> tuple[Sequence[OpenNeed], Sequence[OpenResource]]:
    return problem.needs, problem.resources


def _texts(values: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.array(list(values), dtype=np.str_)
