"""Counts over one scope and period; every figure under the filter of its list."""

from datetime import date, timedelta
from typing import Literal

from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, all_of
from services.gateway.pages.board_shapes import ChainFigure, Period, Stuck
from services.gateway.pages.figures import (
    Span,
    accepted,
    at_risk,
    confirmed,
    enrolled,
    expiring,
    held,
    in_force,
    live,
    posted,
    published,
    reported,
    unclaimed,
    wire,
)
from services.gateway.pages.shapes import Document


def period_of(kind: str, day: date) -> Period:
    """The quarter, half or year that ``day`` lies in, up to that day."""
    months = {"quarter": 3, "half": 6, "year": 12}[kind]
    first = (day.month - 1) // months * months + 1
    return Period(kind=kind, from_on=date(day.year, first, 1), to_on=day)


def former_of(period: Period) -> Period:
    """The period before, up to the day that is as far into it."""
    before = period_of(period.kind, period.from_on - timedelta(days=1))
    into = period.to_on - period.from_on
    return before.model_copy(update={"to_on": min(before.from_on + into, before.to_on)})


class Counting:
    """Counts over the rows of one scope, inside what the caller may see."""

    def __init__(self, asking: Asking, scope_id: str | None, period: Period) -> None:
        """``scope_id`` None: everything."""
        self.asking, self.period = asking, period
        self.span = Span(period.from_on, period.to_on, asking.now)
        self.ids = None if scope_id is None else asking.directory.below(scope_id)

    def where(self, *conditions: Document, field: str = "org_ids") -> Document:
        """A query inside the scope."""
        inside: Document = {} if self.ids is None else {field: {"$in": sorted(self.ids)}}
        return all_of([inside, *conditions])

    async def count(self, view: str, *conditions: Document, field: str = "org_ids") -> int:
        """How many rows match."""
        return await self.asking.reader.count(
            self.asking.view(view), self.where(*conditions, field=field)
        )

    async def minutes(self, *conditions: Document) -> int:
        """Minutes in the ledger, reversals taken off."""
        found = await self.asking.reader.aggregate(
            self.asking.view("entries"),
            [
                {"$match": self.where(*conditions)},
                {"$group": {"_id": None, "minutes": {"$sum": signed_minutes()}}},
            ],
        )
        return int(found[0]["minutes"]) if found else 0

    async def enrolled(self) -> tuple[int, int]:
        """(members reported, members enrolled)."""
        places = ("org_ids", "residence_id", "work_id")
        inside: Document = (
            {}
            if self.ids is None
            else {"$or": [{place: {"$in": sorted(self.ids)}} for place in places]}
        )
        view = self.asking.view("members")
        whole = await self.asking.reader.count(view, all_of([enrolled(self.span), inside]))
        told = await reported(self.asking, self.span)
        return await self.asking.reader.count(view, all_of([told, inside])), whole


def share(part: float, whole: float) -> float | None:
    """A percentage with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


async def chain_of(counting: Counting) -> list[ChainFigure]:
    """The seven stations; what waits at them is told of the present only."""
    span, stuck = counting.span, await _stuck_of(counting)
    figures: list[tuple[str, Literal["flow", "stock"], float, int | None]] = [
        ("needs", "flow", await counting.count("needs", published(span)), None),
        ("matches", "flow", await counting.count("offers", accepted(span)), None),
        (
            "agreements",
            "stock",
            await counting.count("agreements", in_force(span)),
            await counting.count("agreements", {"effective_at": span.inside}),
        ),
        (
            "projects",
            "stock",
            await counting.count("projects", live(span)),
            await counting.count("projects", {"adopted_at": span.inside}),
        ),
        ("sessions", "flow", await counting.count("sessions", held(span)), None),
        ("check_ins", "flow", await counting.count("attendances", confirmed(span)), None),
        ("hours", "flow", await counting.minutes(posted(span)), None),
    ]
    return [
        ChainFigure(code=code, kind=kind, value=value, added=added, stuck=stuck.get(code))
        for code, kind, value, added in figures
    ]


async def _stuck_of(counting: Counting) -> dict[str, Stuck]:
    if not counting.span.is_present:
        return {}
    asking, span = counting.asking, counting.span
    not_out = await asking.reader.count(
        asking.view("attendances"),
        {"status": "checked_in", "session_id": {"$in": await _session_ids(counting, over=True)}},
    )
    found = {
        "needs": ("unclaimed", await counting.count("needs", unclaimed(span))),
        "matches": ("offers_open", await counting.count("offers", {"status": "open"})),
        "agreements": ("expiring", await counting.count("agreements", expiring(span))),
        "projects": ("at_risk", await counting.count("projects", at_risk(span))),
        "check_ins": ("not_checked_out", not_out),
        "hours": ("awaiting_confirmation", await _waiting_minutes(counting)),
    }
    return {name: Stuck(code=code, value=value) for name, (code, value) in found.items() if value}


async def _session_ids(counting: Counting, *, over: bool = False) -> list[str]:
    query = counting.where({"status": {"$in": ["open", "closed"]}})
    if over:
        query = all_of([query, {"window.end_at": {"$lte": wire(counting.asking.now)}}])
    found = await counting.asking.reader.find(
        counting.asking.view("sessions"), query, limit=0, fields=("_id",)
    )
    return [row["_id"] for row in found]


async def _waiting_minutes(counting: Counting) -> int:
    """Minutes served that nobody has confirmed yet."""
    found = await counting.asking.reader.aggregate(
        counting.asking.view("attendances"),
        [
            {
                "$match": {
                    "status": "awaiting_confirmation",
                    "session_id": {"$in": await _session_ids(counting)},
                }
            },
            {"$group": {"_id": None, "minutes": {"$sum": "$minutes"}}},
        ],
    )
    return int(found[0]["minutes"]) if found else 0
