"""From quantities to an answer people can read: lines with reasons, and causes for the rest."""

from collections import defaultdict
from decimal import Decimal

from services.needs.planner.filling import Filling
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
from services.needs.planner.scoring import Scoring, obstacle, overlaps

_OTHERS = 3


def answer(filling: Filling, evidence: Evidence) -> Solution:
    """Best matches first; then every need with a rest, every resource without a match."""
    step = filling.problem.step
    served: dict[int, Decimal] = defaultdict(Decimal)
    used: set[int] = set()
    for one, steps in zip(filling.candidates, filling.steps, strict=True):
        if steps:
            served[one.need] += steps * step
            used.add(one.resource)
    return Solution(
        matches=_matches(filling, served),
        unmatched=_unmatched(filling, served),
        idle=_idle(filling, used),
        evidence=evidence,
    )


def _matches(filling: Filling, served: dict[int, Decimal]) -> tuple[Match, ...]:
    problem, step = filling.problem, filling.problem.step
    scoring = Scoring(problem)
    by_resource: dict[int, list[Candidate]] = defaultdict(list)
    taken: dict[int, set[int]] = defaultdict(set)
    for one, steps in zip(filling.candidates, filling.steps, strict=True):
        by_resource[one.resource].append(one)
        if steps:
            taken[one.resource].add(one.need)
    for offered in by_resource.values():
        offered.sort(key=lambda one: -one.hundredths)
    matches: list[Match] = []
    for one, steps in zip(filling.candidates, filling.steps, strict=True):
        if not steps:
            continue
        resource = problem.resources[one.resource]
        rest = [
            other for other in by_resource[one.resource] if other.need not in taken[one.resource]
        ]
        matches.append(
            Match(
                need_id=problem.needs[one.need].need_id,
                resource_id=resource.resource_id,
                window_no=resource.windows[one.window].window_no,
                qty=steps * step,
                score_pct=_pct(one),
                reasons=scoring.reasons(one),
                others=_others(filling, rest, one, served),
            )
        )
    matches.sort(key=lambda match: (-match.score_pct, match.need_id, match.resource_id))
    return tuple(matches)


def _others(
    filling: Filling, rest: list[Candidate], chosen: Candidate, served: dict[int, Decimal]
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
        found.append(Alternative(need.need_id, _pct(other), cause))
    return tuple(found)


def _pct(one: Candidate) -> Decimal:
    return Decimal(one.hundredths) / 100


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
    weakest: dict[tuple[int, int], int] = {}
    for one, steps in zip(filling.candidates, filling.steps, strict=True):
        if steps:
            key = (one.resource, one.window)
            weakest[key] = min(one.hundredths, weakest.get(key, one.hundredths))
    causes: dict[int, str] = {}
    for one in filling.candidates:
        outscored = one.hundredths < weakest.get((one.resource, one.window), 0)
        if not outscored:
            causes[one.need] = "no_capacity"
        else:
            causes.setdefault(one.need, "below_threshold")
    return causes


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


def _idle(filling: Filling, used: set[int]) -> tuple[Unmatched, ...]:
    problem = filling.problem
    wanted = {one.resource for one in filling.candidates}
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
