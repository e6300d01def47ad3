"""Scores: how well a resource's window suits a need, as parts that add up."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from services.needs.planner.problem import (
    Candidate,
    FreeWindow,
    OpenNeed,
    OpenResource,
    Problem,
    Reason,
)

OTHER = "other"
NEUTRAL = Decimal(60)
"""A unit nobody has rated stands between the praised and the blamed."""
_CENT = Decimal("0.01")
_NEAR = (("same_community", 100), ("same_street", 80), ("same_district", 50))


def candidates(problem: Problem) -> list[Candidate]:
    """Every pairing that breaks no hard limit, in the order of the stable ids."""
    needs = sorted(range(len(problem.needs)), key=lambda i: problem.needs[i].need_id)
    by_unit: dict[str, list[int]] = {}
    for index in sorted(
        range(len(problem.resources)), key=lambda i: problem.resources[i].resource_id
    ):
        by_unit.setdefault(problem.resources[index].unit_code, []).append(index)
    return [
        candidate
        for need in needs
        for resource in by_unit.get(problem.needs[need].unit_code, ())
        for candidate in _pairings(problem, need, resource)
    ]


def _pairings(problem: Problem, need_at: int, resource_at: int) -> Iterator[Candidate]:
    need, resource = problem.needs[need_at], problem.resources[resource_at]
    if obstacle(need, resource) is not None:
        return
    for at, window in enumerate(resource.windows):
        if window.qty > 0 and overlaps(need, window):
            reasons = score(problem.weights, need, resource, window)
            total = sum((reason.points for reason in reasons), Decimal())
            yield Candidate(need_at, resource_at, at, int(total * 100), reasons)


def obstacle(need: OpenNeed, resource: OpenResource) -> str | None:
    """The hard limit that keeps the two apart whatever the time and the quantity."""
    if need.unit_code != resource.unit_code or not _themes_meet(need, resource):
        return "category_mismatch"
    if resource.community_ids and need.place_id not in resource.community_ids:
        return "forbidden"
    if resource.unit_id == need.proposer_id:
        return "forbidden"
    return None


def _themes_meet(need: OpenNeed, resource: OpenResource) -> bool:
    return OTHER in (need.category_code, resource.category_code) or (
        need.category_code == resource.category_code
    )


def overlaps(need: OpenNeed, window: FreeWindow) -> bool:
    """Whether there is any moment in both; windows are half-open."""
    return need.start_at < window.end_at and window.start_at < need.end_at


def score(
    weights: Mapping[str, int], need: OpenNeed, resource: OpenResource, window: FreeWindow
) -> tuple[Reason, ...]:
    """The five parts: each its weight's share of 100, times how far it is met."""
    met = {
        "need_fit": _need_fit(need, resource),
        "nearness": _nearness(need, resource),
        "ability": _ability(need, window),
        "rating": _rating(resource),
        "stability": _stability(need, resource),
    }
    whole = sum(weights.values())
    reasons: list[Reason] = []
    for code, (pct, evidence_code) in met.items():
        weight = Decimal(weights.get(code, 0) * 100) / whole
        points = (weight * pct / 100).quantize(_CENT, ROUND_HALF_EVEN)
        reasons.append(Reason(code, points, weight.quantize(_CENT), evidence_code))
    return tuple(reasons)


def _need_fit(need: OpenNeed, resource: OpenResource) -> tuple[Decimal, str]:
    """The theme counts 70, the words that both titles share the other 30."""
    words, offered = _pairs(need.title), _pairs(resource.title)
    shared = (
        Decimal(len(words & offered)) / min(len(words), len(offered))
        if (words and offered)
        else Decimal()
    )
    if need.category_code == resource.category_code:
        return 70 + 30 * shared, "same_words" if shared else "same_category"
    return 35 + 30 * shared, "other_category"


def _pairs(title: str) -> set[str]:
    letters = [letter.lower() for letter in title if letter.isalnum()]
    return {"".join(pair) for pair in pairwise(letters)}


def _nearness(need: OpenNeed, resource: OpenResource) -> tuple[Decimal, str]:
    """By the lowest organization that both lie under, seen from the need's community."""
    above = set(resource.path)
    for (code, pct), org_id in zip(_NEAR, need.path, strict=False):
        if org_id in above:
            return Decimal(pct), code
    if above.intersection(need.path):
        return Decimal(20), "same_city"
    return Decimal(), "far"


def _ability(need: OpenNeed, window: FreeWindow) -> tuple[Decimal, str]:
    """Half for how much of the quantity, half for how much of the time it can cover."""
    quantity = min(Decimal(1), window.qty / need.qty)
    shared = min(need.end_at, window.end_at) - max(need.start_at, window.start_at)
    shorter = min(need.end_at - need.start_at, window.end_at - window.start_at)
    time = Decimal(int(shared.total_seconds())) / max(1, int(shorter.total_seconds()))
    enough = quantity == 1 and time == 1
    return 50 * quantity + 50 * min(Decimal(1), time), "covers_all" if enough else "covers_part"


def _rating(resource: OpenResource) -> tuple[Decimal, str]:
    if resource.rating_pct is None:
        return NEUTRAL, "not_rated"
    return resource.rating_pct, "rated"


def _stability(need: OpenNeed, resource: OpenResource) -> tuple[Decimal, str]:
    if need.place_id in resource.partner_ids:
        return Decimal(100), "partners"
    if need.place_id in resource.former_ids:
        return Decimal(70), "former_partners"
    return Decimal(40), "new_partners"
