"""From quantities to an answer people can read: lines with reasons, and causes for the rest."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import numpy as np

from services.needs.planner.columns import Candidates, grouped
from services.needs.planner.filling import Filling
from services.needs.planner.parts import Parts, obstacle, overlaps
from services.needs.planner.problem import (
    Alternative,
    Candidate,
    Evidence,
    Match,
    OpenNeed,
    OpenResource,
    Solution,
    Unmatched,
)

_OTHERS = 3


def answer(filling: Filling, evidence: Evidence) -> Solution:
    """Best matches first; then every need with a rest, every resource without a match."""
    served: dict[int, Decimal] = defaultdict(Decimal)
    for one, steps in filling.served:
        served[one.need] += steps * filling.problem.step
    return Solution(
        matches=_matches(filling, served),
        unmatched=_unmatched(filling, served),
        idle=_idle(filling),
        evidence=evidence,
    )


def _matches(filling: Filling, served: dict[int, Decimal]) -> tuple[Match, ...]:
    problem, found = filling.problem, filling.candidates
    parts, ranked, needs = Parts(problem), _ranked(found), found.need.tolist()
    taken: dict[int, set[int]] = defaultdict(set)
    for one, _ in filling.served:
        taken[one.resource].add(one.need)
    matches: list[Match] = []
    for one, steps in filling.served:
        resource = problem.resources[one.resource]
        rest = (found[at] for at in ranked[one.resource] if needs[at] not in taken[one.resource])
        matches.append(
            Match(
                need_id=problem.needs[one.need].need_id,
                resource_id=resource.resource_id,
                window_no=resource.windows[one.window].window_no,
                qty=steps * problem.step,
                score_pct=_pct(one.hundredths),
                reasons=parts.reasons(one),
                others=_others(filling, rest, one, served),
            )
        )
    matches.sort(key=lambda match: (-match.score_pct, match.need_id, match.resource_id))
    return tuple(matches)


def _ranked(found: Candidates) -> dict[int, list[int]]:
    """Where the candidates of each resource stand, best first."""
    order = np.argsort(-found.hundredths, kind="stable")
    resource = found.resource[order]
    return {int(resource[places[0]]): order[places].tolist() for places in grouped(resource)}


def _others(
    filling: Filling, rest: Iterable[Candidate], chosen: Candidate, served: dict[int, Decimal]
) -> tuple[Alternative, ...]:
    """The best needs this resource does not serve: satisfied by others, or worth less here.

    ``rest`` comes best first.
    """
    best: dict[int, Candidate] = {}
    for other in rest:
        best.setdefault(other.need, other)
        if len(best) == _OTHERS:
            break
    found: list[Alternative] = []
    for at, other in best.items():
        need = filling.problem.needs[at]
        if served[at] >= need.qty:
            cause = "community_full"
        elif other.hundredths < chosen.hundredths:
            cause = "below_threshold"
        else:
            cause = "no_capacity"
        found.append(Alternative(need.need_id, _pct(other.hundredths), cause))
    return tuple(found)


@cache
def _pct(hundredths: int) -> Decimal:
    """One object for each score, which is copied once on the way between processes."""
    return Decimal(hundredths) / 100


def _unmatched(filling: Filling, served: dict[int, Decimal]) -> tuple[Unmatched, ...]:
    problem = filling.problem
    lost = _lost_to_better(filling)
    return tuple(
        Unmatched(
            need.need_id,
            need.qty - served[at],
            lost[at] if at in lost else _why_no_candidate(need, problem.resources),
        )
        for at, need in sorted(enumerate(problem.needs), key=lambda pair: pair[1].need_id)
        if served[at] < need.qty
    )


def _lost_to_better(filling: Filling) -> dict[int, str]:
    """For needs that had candidates: outscored in every window, or just nothing left there."""
    found = filling.candidates
    given = np.array(filling.steps, dtype=np.bool_)
    used = found.slot[given]
    weakest = np.zeros(found.slot.max(initial=0) + 1, dtype=np.int64)
    weakest[used] = np.iinfo(np.int64).max
    np.minimum.at(weakest, used, found.hundredths[given])
    outscored = found.hundredths < weakest[found.slot]
    causes = dict.fromkeys(found.need.tolist(), "below_threshold")
    return causes | dict.fromkeys(found.need[~outscored].tolist(), "no_capacity")


def _why_no_candidate(need: OpenNeed, resources: tuple[OpenResource, ...]) -> str:
    """The nearest miss: what the best placed resource lacked."""
    if not resources:
        return "no_resource"
    obstacles = [obstacle(need, resource) for resource in resources]
    fitting = [one for one, hard in zip(resources, obstacles, strict=True) if hard is None]
    if any(overlaps(need, window) for one in fitting for window in one.windows):
        return "no_capacity"
    if fitting:
        return "window_mismatch"
    return "forbidden" if "forbidden" in obstacles else "category_mismatch"


def _idle(filling: Filling) -> tuple[Unmatched, ...]:
    problem = filling.problem
    used = {one.resource for one, _ in filling.served}
    wanted = set(filling.candidates.resource.tolist())
    return tuple(
        Unmatched(
            resource.resource_id,
            sum((window.qty for window in resource.windows), Decimal()),
            "below_threshold" if at in wanted else _why_unwanted(resource, problem.needs),
        )
        for at, resource in sorted(
            enumerate(problem.resources), key=lambda pair: pair[1].resource_id
        )
        if at not in used
    )


def _why_unwanted(resource: OpenResource, needs: tuple[OpenNeed, ...]) -> str:
    obstacles = [obstacle(need, resource) for need in needs]
    if None in obstacles:
        empty = all(window.qty == 0 for window in resource.windows)
        return "no_capacity" if empty else "window_mismatch"
    return "forbidden" if "forbidden" in obstacles else "category_mismatch"
