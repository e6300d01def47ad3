"""Counts over one scope and period; every figure under the filter of its list."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from libs.storage.documents import Figure
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
    members_inside,
    posted,
    published,
    reported,
    unclaimed,
    wire,
)
from services.gateway.pages.shapes import Document

Told = Mapping[str, Document]
"""What is counted, by its name."""

_STATIONS: Final = (
    "needs",
    "matches",
    "agreements",
    "projects",
    "sessions",
    "check_ins",
    "hours",
)
_STUCK: Final = {
    "needs": "unclaimed",
    "matches": "offers_open",
    "agreements": "expiring",
    "projects": "at_risk",
    "check_ins": "not_checked_out",
    "hours": "awaiting_confirmation",
}


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

    def rows(self, view: str, *conditions: Document, field: str = "org_ids") -> Figure:
        """How many rows match."""
        return Figure.count(self.asking.view(view), self.where(*conditions, field=field))

    def minutes(self, *conditions: Document) -> Figure:
        """Minutes in the ledger, reversals taken off."""
        return Figure(self.asking.view("entries"), self.where(*conditions), signed_minutes())

    async def told_of_members(self) -> Told:
        """Who is ``enrolled`` and who of them ``reported``, in whatever scope: asked once a span.

        On a past day it names all members that had reported by then.
        """
        return {
            "enrolled": enrolled(self.span),
            "reported": await reported(self.asking, self.span),
        }

    def members(self, told: Told) -> dict[str, Figure]:
        """How many of the scope it is told of."""
        view = self.asking.view("members")
        if self.ids is not None:
            ids = sorted(self.ids)
            told = {name: members_inside(ids, told[name]) for name in told}
        return {name: Figure.count(view, told[name]) for name in told}

    async def figures(self, **wanted: Figure) -> dict[str, int]:
        """All of them, by their names."""
        return await self.asking.reader.figures(wanted)


def share(part: float, whole: float) -> float | None:
    """A percentage with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


async def chain_of(counting: Counting) -> list[ChainFigure]:
    """The seven stations; what waits at them is told of the present only."""
    span = counting.span
    stuck, found = await asyncio.gather(
        _stuck_of(counting),
        counting.figures(
            needs=counting.rows("needs", published(span)),
            matches=counting.rows("offers", accepted(span)),
            agreements=counting.rows("agreements", in_force(span)),
            agreements_added=counting.rows("agreements", {"effective_at": span.inside}),
            projects=counting.rows("projects", live(span)),
            projects_added=counting.rows("projects", {"adopted_at": span.inside}),
            sessions=counting.rows("sessions", held(span)),
            check_ins=counting.rows("attendances", confirmed(span)),
            hours=counting.minutes(posted(span)),
        ),
    )
    return [
        ChainFigure(
            code=code,
            kind="stock" if f"{code}_added" in found else "flow",
            value=found[code],
            added=found.get(f"{code}_added"),
            stuck=stuck.get(code),
        )
        for code in _STATIONS
    ]


async def _stuck_of(counting: Counting) -> dict[str, Stuck]:
    if not counting.span.is_present:
        return {}
    span = counting.span
    attendances = counting.asking.view("attendances")
    over, coming = await asyncio.gather(_session_ids(counting, over=True), _session_ids(counting))
    not_out: Document = {"status": "checked_in", "session_id": {"$in": over}}
    unconfirmed: Document = {"status": "awaiting_confirmation", "session_id": {"$in": coming}}
    found = await counting.figures(
        needs=counting.rows("needs", unclaimed(span)),
        matches=counting.rows("offers", {"status": "open"}),
        agreements=counting.rows("agreements", expiring(span)),
        projects=counting.rows("projects", at_risk(span)),
        check_ins=Figure.count(attendances, not_out),
        hours=Figure(attendances, unconfirmed, "$minutes"),
    )
    return {name: Stuck(code=_STUCK[name], value=value) for name, value in found.items() if value}


async def _session_ids(counting: Counting, *, over: bool = False) -> list[str]:
    query = counting.where({"status": {"$in": ["open", "closed"]}})
    if over:
        query = all_of([query, {"window.end_at": {"$lte": wire(counting.asking.now)}}])
    found = await counting.asking.reader.find(
        counting.asking.view("sessions"), query, limit=0, fields=("_id",)
    )
    return [row["_id"] for row in found]
