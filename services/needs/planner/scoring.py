"""Scores: how well a resource's window suits a need, as parts that add up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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

_SECOND = 1_000_000
_BEGINNING = datetime.fromtimestamp(0, UTC)

Met = tuple[Decimal, str]
"""How far a part is met, 0 to 100, and what says so."""
Part = tuple[int, str]
"""A part's points in hundredths, and what says so."""


def candidates(problem: Problem) -> list[Candidate]:
    """Every pairing that breaks no hard limit, in the order of the stable ids."""
    scoring = Scoring(problem)
    needs = sorted(range(len(problem.needs)), key=lambda i: problem.needs[i].need_id)
    shelves = _Shelves(problem)
    return [
        candidate
        for need in needs
        for resource in shelves.suiting(problem.needs[need])
        for candidate in scoring.pairings(need, resource)
    ]


class _Shelves:
    """Resources by what they are, each list in the order of their ids."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._order = sorted(
            range(len(problem.resources)), key=lambda i: problem.resources[i].resource_id
        )
        self._known: dict[tuple[str, str], list[int]] = {}

    def suiting(self, need: OpenNeed) -> list[int]:
        """Those whose unit and theme suit the need."""
        kind = need.unit_code, need.category_code
        if kind not in self._known:
            resources = self._problem.resources
            self._known[kind] = [
                at
                for at in self._order
                if resources[at].unit_code == need.unit_code and _themes_meet(need, resources[at])
            ]
        return self._known[kind]


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
    """The five parts: each its weight's share of 100, times how far it is met.

    Few values repeat over many pairs: each is reckoned once, exactly, and its points kept as whole
    hundredths.
    """

    def __init__(self, problem: Problem) -> None:
        """Prepares what all pairs share."""
        self._problem = problem
        whole = sum(problem.weights.values())
        self._shares = {
            code: Decimal(weight * 100) / whole for code, weight in problem.weights.items()
        }
        self._weights = {code: share.quantize(_CENT) for code, share in self._shares.items()}
        self._above = [frozenset(resource.path) for resource in problem.resources]
        self._wanted = [(_micros(one.start_at), _micros(one.end_at)) for one in problem.needs]
        self._offered = [
            [(_micros(one.start_at), _micros(one.end_at)) for one in resource.windows]
            for resource in problem.resources
        ]
        self._ratings = [self._part("rating", _rating(one)) for one in problem.resources]
        self._fits: dict[tuple[bool, int, int], Part] = {}
        self._nears: dict[str, Part] = {}
        self._abilities: dict[tuple[Decimal, Decimal, int, int], Part] = {}
        self._stabilities: dict[str, Part] = {}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        titles = {need.title for need in self._problem.needs}
        titles |= {resource.title for resource in self._problem.resources}
        return {title: _pairs(title) for title in titles}

    def pairings(self, need_at: int, resource_at: int) -> Iterator[Candidate]:
        """A candidate for every window of the resource that the need could use."""
        need, resource = self._problem.needs[need_at], self._problem.resources[resource_at]
        begin, end = self._wanted[need_at]
        usable = [
            at
            for at, (first, last) in enumerate(self._offered[resource_at])
            if begin < last and first < end and resource.windows[at].qty > 0
        ]
        if not usable or obstacle(need, resource) is not None:
            return
        same = (
            self._need_fit(need, resource)[0]
            + self._nearness(need, resource_at)[0]
            + self._ratings[resource_at][0]
            + self._stability(need, resource)[0]
        )
        for at in usable:
            points = same + self._ability(need_at, resource_at, at)[0]
            yield Candidate(need_at, resource_at, at, points)

    def reasons(self, one: Candidate) -> tuple[Reason, ...]:
        """The parts of the candidate's score; they add up to it."""
        need, resource = self._problem.needs[one.need], self._problem.resources[one.resource]
        parts = {
            "need_fit": self._need_fit(need, resource),
            "nearness": self._nearness(need, one.resource),
            "rating": self._ratings[one.resource],
            "stability": self._stability(need, resource),
            "ability": self._ability(one.need, one.resource, one.window),
        }
        return tuple(
            Reason(
                code,
                Decimal(parts[code][0]).scaleb(-2),
                share,
                parts[code][1],
            )
            for code, share in self._weights.items()
        )

    def _part(self, code: str, met: Met) -> Part:
        share = self._shares.get(code, Decimal())
        points = (share * met[0] / 100).quantize(_CENT, ROUND_HALF_EVEN)
        return int(points * 100), met[1]

    def _need_fit(self, need: OpenNeed, resource: OpenResource) -> Part:
        """The theme counts 70, the words that both titles share the other 30."""
        words, offered = self._words[need.title], self._words[resource.title]
        least = min(len(words), len(offered))
        same = need.category_code == resource.category_code
        kind = same, len(words & offered), least
        if kind not in self._fits:
            self._fits[kind] = self._part("need_fit", _fit(*kind))
        return self._fits[kind]

    def _nearness(self, need: OpenNeed, resource_at: int) -> Part:
        pct, code = _nearness(need, self._above[resource_at])
        if code not in self._nears:
            self._nears[code] = self._part("nearness", (Decimal(pct), code))
        return self._nears[code]

    def _stability(self, need: OpenNeed, resource: OpenResource) -> Part:
        pct, code = _stability(need, resource)
        if code not in self._stabilities:
            self._stabilities[code] = self._part("stability", (Decimal(pct), code))
        return self._stabilities[code]

    def _ability(self, need_at: int, resource_at: int, window_at: int) -> Part:
        """Half for how much of the quantity, half for how much of the time it can cover."""
        begin, end = self._wanted[need_at]
        first, last = self._offered[resource_at][window_at]
        shared = (min(end, last) - max(begin, first)) // _SECOND
        shorter = min(end - begin, last - first) // _SECOND
        offered = self._problem.resources[resource_at].windows[window_at].qty
        kind = self._problem.needs[need_at].qty, offered, shared, shorter
        if kind not in self._abilities:
            self._abilities[kind] = self._part("ability", _cover(*kind))
        return self._abilities[kind]


def _fit(same: bool, common: int, least: int) -> Met:
    shared = Decimal(common) / least if least else Decimal()
    if same:
        return 70 + 30 * shared, "same_words" if shared else "same_category"
    return 35 + 30 * shared, "other_category"


def _pairs(title: str) -> frozenset[str]:
    letters = [letter.lower() for letter in title if letter.isalnum()]
    return frozenset("".join(pair) for pair in pairwise(letters))


def _nearness(need: OpenNeed, above: frozenset[str]) -> tuple[int, str]:
    """By the lowest organization that both lie under, seen from the need's community."""
    for (code, pct), org_id in zip(_NEAR, need.path, strict=False):
        if org_id in above:
            return pct, code
    if above.intersection(need.path):
        return 20, "same_city"
    return 0, "far"


def _cover(wanted: Decimal, offered: Decimal, shared: int, shorter: int) -> Met:
    """Of the quantity wanted, and of the seconds of the shorter window."""
    quantity = min(Decimal(1), offered / wanted)
    time = Decimal(shared) / max(1, shorter)
    enough = quantity == 1 and time == 1
    return 50 * quantity + 50 * min(Decimal(1), time), "covers_all" if enough else "covers_part"


def _rating(resource: OpenResource) -> Met:
    if resource.rating_pct is None:
        return NEUTRAL, "not_rated"
    return resource.rating_pct, "rated"


def _stability(need: OpenNeed, resource: OpenResource) -> tuple[int, str]:
    if need.place_id in resource.partner_ids:
        return 100, "partners"
    if need.place_id in resource.former_ids:
        return 70, "former_partners"
    return 40, "new_partners"


def _micros(at: datetime) -> int:
    return (at - _BEGINNING) // timedelta(microseconds=1)
