"""What scores are made of: five parts, each a share of 100 times how far it is met."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from services.needs.planner.problem import (
    Candidate,
    FreeWindow,
    OpenNeed,
    OpenResource,
    Problem,
    Reason,
)

OTHER: Final = "other"
NEUTRAL = Decimal(60)
"""A unit nobody has rated stands between the praised and the blamed."""
NEARNESS: Final = {
    "same_community": Decimal(100),
    "same_street": Decimal(80),
    "same_district": Decimal(50),
    "same_city": Decimal(20),
    "far": Decimal(),
}
"""By the lowest organization that both lie under, nearest first."""
STABILITY: Final = {
    "partners": Decimal(100),
    "former_partners": Decimal(70),
    "new_partners": Decimal(40),
}
SECOND: Final = 1_000_000
"""In microseconds."""
_CENT = Decimal("0.01")
_BEGINNING = datetime.fromtimestamp(0, UTC)

Met = tuple[Decimal, str]
"""How far a part is met, 0 to 100, and what says so."""


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


class Parts:
    """The parts' points under a problem's weights, exact; equal ones are one and the same object,

    which spares reckoning, and copies on the way between processes.
    """

    def __init__(self, problem: Problem) -> None:
        """``problem`` gives the weights."""
        self._problem = problem
        whole = sum(problem.weights.values())
        self._shares = {
            code: Decimal(weight * 100) / whole for code, weight in problem.weights.items()
        }
        self._known: dict[tuple[str, Decimal, str], Reason] = {}

    def reasons(self, one: Candidate) -> tuple[Reason, ...]:
        """The parts of the candidate's score; they add up to it."""
        need, resource = self._problem.needs[one.need], self._problem.resources[one.resource]
        window = resource.windows[one.window]
        begin, end, first, last = map(
            micros, (need.start_at, need.end_at, window.start_at, window.end_at)
        )
        words, offered = words_of(need.title), words_of(resource.title)
        parts = {
            "need_fit": self.need_fit(
                need.category_code == resource.category_code,
                len(words & offered),
                min(len(words), len(offered)),
            ),
            "nearness": self.nearness(_nearness(need, resource)),
            "rating": self.rating(resource.rating_pct),
            "stability": self.stability(_stability(need, resource)),
            "ability": self.ability(
                need.qty,
                window.qty,
                (min(end, last) - max(begin, first)) // SECOND,
                min(end - begin, last - first) // SECOND,
            ),
        }
        return tuple(parts[code] for code in self._shares)

    def need_fit(self, same: bool, common: int, least: int) -> Reason:
        """The theme counts 70, the words that both titles share the other 30."""
        shared = Decimal(common) / least if least else Decimal()
        if same:
            code = "same_words" if shared else "same_category"
            return self._part("need_fit", (70 + 30 * shared, code))
        return self._part("need_fit", (35 + 30 * shared, "other_category"))

    def nearness(self, code: str) -> Reason:
        """``code`` is one of NEARNESS."""
        return self._part("nearness", (NEARNESS[code], code))

    def ability(self, wanted: Decimal, offered: Decimal, shared: int, shorter: int) -> Reason:
        """Half for how much of the quantity, half for how much of the time it can cover:

        of the quantity wanted, and of the seconds of the shorter window.
        """
        quantity = min(Decimal(1), offered / wanted)
        time = Decimal(shared) / max(1, shorter)
        code = "covers_all" if quantity == 1 and time == 1 else "covers_part"
        return self._part("ability", (50 * quantity + 50 * min(Decimal(1), time), code))

    def rating(self, pct: Decimal | None) -> Reason:
        """The unit's mean score, or what stands for it."""
        return self._part("rating", (NEUTRAL, "not_rated") if pct is None else (pct, "rated"))

    def stability(self, code: str) -> Reason:
        """``code`` is one of STABILITY."""
        return self._part("stability", (STABILITY[code], code))

    def _part(self, code: str, met: Met) -> Reason:
        key = code, *met
        if key not in self._known:
            share = self._shares.get(code, Decimal())
            points = (share * met[0] / 100).quantize(_CENT, ROUND_HALF_EVEN)
            self._known[key] = Reason(code, points, share.quantize(_CENT), met[1])
        return self._known[key]


@lru_cache(maxsize=10_000)
def words_of(title: str) -> frozenset[str]:
    """What two titles are compared by: all pairs of letters that follow each other."""
    letters = [letter.lower() for letter in title if letter.isalnum()]
    return frozenset("".join(pair) for pair in pairwise(letters))


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _BEGINNING) // timedelta(microseconds=1)


def _nearness(need: OpenNeed, resource: OpenResource) -> str:
    """Seen from the need's community."""
    for code, org_id in zip(list(NEARNESS)[:3], need.path, strict=False):
        if org_id in resource.path:
            return code
    return "same_city" if set(resource.path).intersection(need.path) else "far"


def _stability(need: OpenNeed, resource: OpenResource) -> str:
    if need.place_id in resource.partner_ids:
        return "partners"
    if need.place_id in resource.former_ids:
        return "former_partners"
    return "new_partners"
