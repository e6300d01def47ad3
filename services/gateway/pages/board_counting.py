"""Counts over one scope and period; every figure under the filter of its list."""

from datetime import UTC, date, datetime, time, timedelta

from libs.kernel import BEIJING
from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, all_of
from services.gateway.pages.board_shapes import (
    ChainFigure,
    Period,
    Stuck,
)
from services.gateway.pages.needs import unclaimed_since
from services.gateway.pages.shapes import Document

UNCLAIMED_DAYS = 15

EXPIRING_DAYS = 30


def period_of(kind: str, today: date) -> Period:
    """The quarter, half or year that ``today`` lies in, up to today."""
    months = {"quarter": 3, "half": 6, "year": 12}[kind]
    first = (today.month - 1) // months * months + 1
    return Period(kind=kind, from_on=date(today.year, first, 1), to_on=today)


class Counting:
    """Counts over the rows of one scope, inside what the caller may see."""

    def __init__(self, asking: Asking, scope_id: str | None, period: Period) -> None:
        """``scope_id`` None: everything."""
        self.asking, self.period = asking, period
        self.ids = None if scope_id is None else asking.directory.below(scope_id)
        self.start = datetime.combine(period.from_on, time(0), BEIJING).astimezone(UTC)

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
        known: Document = {"enrolled_at": {"$exists": True}}
        places = ("org_ids", "residence_id", "work_id")
        inside: Document = (
            {}
            if self.ids is None
            else {"$or": [{place: {"$in": sorted(self.ids)}} for place in places]}
        )
        reported: Document = {
            "$or": [{"residence_id": {"$exists": True}}, {"work_id": {"$exists": True}}]
        }
        view = self.asking.view("members")
        whole = await self.asking.reader.count(view, all_of([known, inside]))
        part = await self.asking.reader.count(view, all_of([known, inside, reported]))
        return part, whole


def share(part: float, whole: float) -> float | None:
    """A percentage with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def expiring(today: date) -> Document:
    """Agreements in force whose term ends within thirty days."""
    return {
        "status": "effective",
        "term.to_on": {"$lte": str(today + timedelta(days=EXPIRING_DAYS))},
    }


AT_RISK: Document = {"status": "running", "health": {"$in": ["at_risk", "off_track"]}}

LIVE_PROJECT: Document = {"status": {"$in": ["running", "awaiting_evaluation"]}}


async def chain_of(counting: Counting) -> list[ChainFigure]:
    """The seven stations."""
    start, asking = counting.start, counting.asking
    since: Document = {"$gte": start}
    waiting = await _waiting_minutes(counting)
    not_out = await counting.asking.reader.count(
        asking.view("attendances"),
        {"status": "checked_in", "session_id": {"$in": await _session_ids(counting, over=True)}},
    )
    confirmed = await counting.count("attendances", {"confirmed_at": since})
    open_offers = await counting.count("offers", {"status": "open"})
    unclaimed = await counting.count("needs", unclaimed_since(asking, UNCLAIMED_DAYS))
    ending = await counting.count("agreements", expiring(asking.today))
    risky = await counting.count("projects", AT_RISK)
    return [
        ChainFigure(
            code="needs",
            kind="flow",
            value=await counting.count("needs", {"published_at": since}),
            stuck=_stuck("unclaimed", unclaimed),
        ),
        ChainFigure(
            code="matches",
            kind="flow",
            value=await counting.count("offers", {"status": "accepted", "answered_at": since}),
            stuck=_stuck("offers_open", open_offers),
        ),
        ChainFigure(
            code="agreements",
            kind="stock",
            value=await counting.count("agreements", {"status": "effective"}),
            added=await counting.count("agreements", {"effective_at": since}),
            stuck=_stuck("expiring", ending),
        ),
        ChainFigure(
            code="projects",
            kind="stock",
            value=await counting.count("projects", LIVE_PROJECT),
            added=await counting.count("projects", {"adopted_at": since}),
            stuck=_stuck("at_risk", risky),
        ),
        ChainFigure(
            code="sessions",
            kind="flow",
            value=await counting.count("sessions", held_since(counting)),
        ),
        ChainFigure(
            code="check_ins",
            kind="flow",
            value=confirmed,
            stuck=_stuck("not_checked_out", not_out),
        ),
        ChainFigure(
            code="hours",
            kind="flow",
            value=await counting.minutes({"posted_at": since}),
            stuck=_stuck("awaiting_confirmation", waiting),
        ),
    ]


def held_since(counting: Counting) -> Document:
    return {
        "status": {"$ne": "cancelled"},
        "window.end_at": {
            "$gte": counting.start.isoformat().replace("+00:00", "Z"),
            "$lte": counting.asking.now.isoformat().replace("+00:00", "Z"),
        },
    }


async def _session_ids(counting: Counting, *, over: bool = False) -> list[str]:
    query = counting.where({"status": {"$in": ["open", "closed"]}})
    if over:
        now = counting.asking.now.isoformat().replace("+00:00", "Z")
        query = all_of([query, {"window.end_at": {"$lte": now}}])
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


def _stuck(code: str, value: int) -> Stuck | None:
    return Stuck(code=code, value=value) if value else None
