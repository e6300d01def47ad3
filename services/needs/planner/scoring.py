"""Scores: how well a resource's window suits a need, as parts that add up."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
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

Met = tuple[Decimal, str]
"""How far a part is met, 0 to 100, and what says so."""


def candidates(problem: Problem) -> list[Candidate]:
    """Every pairing that breaks no hard limit, in the order of the stable ids."""
    scoring = Scoring(problem)
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
        for candidate in scoring.pairings(need, resource)
    ]


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


class Scoring:
    """The five parts: each its weight's share of 100, times how far it is met."""

    def __init__(self, problem: Problem) -> None:
        """Prepares what all pairs share."""
        self._problem = problem
        whole = sum(problem.weights.values())
        self._shares = {
            code: Decimal(weight * 100) / whole for code, weight in problem.weights.items()
        }
        self._above = [frozenset(resource.path) for resource in problem.resources]

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        titles = {need.title for need in self._problem.needs}
        titles |= {resource.title for resource in self._problem.resources}
        return {title: _pairs(title) for title in titles}

    def pairings(self, need_at: int, resource_at: int) -> Iterator[Candidate]:
        """A candidate for every window of the resource that the need could use."""
        need, resource = self._problem.needs[need_at], self._problem.resources[resource_at]
        usable = [
            at
            for at, window in enumerate(resource.windows)
            if window.qty > 0 and overlaps(need, window)
        ]
        if not usable or obstacle(need, resource) is not None:
            return
        fixed = self._fixed(need, resource_at)
        same = sum(self._points(code, met) for code, (met, _) in fixed.items())
        for at in usable:
            met, _ = _ability(need, resource.windows[at])
            points = same + self._points("ability", met)
            yield Candidate(need_at, resource_at, at, int(points * 100))

    def reasons(self, one: Candidate) -> tuple[Reason, ...]:
        """The parts of the candidate's score; they add up to it."""
        need = self._problem.needs[one.need]
        window = self._problem.resources[one.resource].windows[one.window]
        parts = {**self._fixed(need, one.resource), "ability": _ability(need, window)}
        return tuple(
            Reason(
                code,
                self._points(code, parts[code][0]),
                self._shares[code].quantize(_CENT),
                parts[code][1],
            )
            for code in self._shares
        )

    def _points(self, code: str, met: Decimal) -> Decimal:
        share = self._shares.get(code, Decimal())
        return (share * met / 100).quantize(_CENT, ROUND_HALF_EVEN)

    def _fixed(self, need: OpenNeed, resource_at: int) -> dict[str, Met]:
        """The parts that do not depend on the window."""
        resource = self._problem.resources[resource_at]
        return {
            "need_fit": self._need_fit(need, resource),
            "nearness": _nearness(need, self._above[resource_at]),
            "rating": _rating(resource),
            "stability": _stability(need, resource),
        }

    def _need_fit(self, need: OpenNeed, resource: OpenResource) -> Met:
        """The theme counts 70, the words that both titles share the other 30."""
        words, offered = self._words[need.title], self._words[resource.title]
        least = min(len(words), len(offered))
        shared = Decimal(len(words & offered)) / least if least else Decimal()
        if need.category_code == resource.category_code:
            return 70 + 30 * shared, "same_words" if shared else "same_category"
        return 35 + 30 * shared, "other_category"


def _pairs(title: str) -> frozenset[str]:
    letters = [letter.lower() for letter in title if letter.isalnum()]
    return frozenset("".join(pair) for pair in pairwise(letters))


def _nearness(need: OpenNeed, above: frozenset[str]) -> Met:
    """By the lowest organization that both lie under, seen from the need's community."""
    for (code, pct), org_id in zip(_NEAR, need.path, strict=False):
        if org_id in above:
            return Decimal(pct), code
    if above.intersection(need.path):
        return Decimal(20), "same_city"
    return Decimal(), "far"


def _ability(need: OpenNeed, window: FreeWindow) -> Met:
    """Half for how much of the quantity, half for how much of the time it can cover."""
    quantity = min(Decimal(1), window.qty / need.qty)
    shared = min(need.end_at, window.end_at) - max(need.start_at, window.start_at)
    shorter = min(need.end_at - need.start_at, window.end_at - window.start_at)
    time = Decimal(int(shared.total_seconds())) / max(1, int(shorter.total_seconds()))
    enough = quantity == 1 and time == 1
    return 50 * quantity + 50 * min(Decimal(1), time), "covers_all" if enough else "covers_part"


def _rating(resource: OpenResource) -> Met:
    if resource.rating_pct is None:
        return NEUTRAL, "not_rated"
    return resource.rating_pct, "rated"


def _stability(need: OpenNeed, resource: OpenResource) -> Met:
    if need.place_id in resource.partner_ids:
        return Decimal(100), "partners"
    if need.place_id in resource.former_ids:
        return Decimal(70), "former_partners"
    return Decimal(40), "new_partners"
