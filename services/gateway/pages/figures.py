"""Figures and the rows behind them: one condition each, for counts and for lists alike.

A figure is counted as of the end of its span. What has happened since is left out; where an
organization, need or person belongs is taken as it is today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query

from contracts.types import CivilDate
from libs.kernel import BEIJING
from services.gateway.pages.asking import Asking, all_of
from services.gateway.pages.shapes import Document

Figure = Literal[
    "enrolled",
    "reported",
    "registered",
    "waiting",
    "published",
    "claimed",
    "unclaimed",
    "in_progress",
    "matched",
    "in_force",
    "expiring",
    "live",
    "at_risk",
    "held",
    "served",
    "posted",
]
UNCLAIMED_DAYS = 15
EXPIRING_DAYS = 30
_FIRST = date(2000, 1, 1)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_CLAIMED = ["claimed", "in_progress", "awaiting_evaluation", "evaluated"]


@dataclass(frozen=True, slots=True)
class Span:
    """Civil days in Beijing, both included; one that ends today is present.

    A present one counts every fact there is: processes' clocks differ a little, and the last fact
    heard must not wait for this one's.
    """

    from_on: date
    to_on: date
    now: datetime

    @property
    def start(self) -> datetime:
        """The first instant."""
        return midnight(self.from_on)

    @property
    def end(self) -> datetime:
        """The first instant whose facts are left out."""
        return _NEVER if self.is_present else midnight(self.to_on + timedelta(days=1))

    @property
    def as_of(self) -> datetime:
        """The instant up to which time itself is judged: over, due, waiting since."""
        return min(midnight(self.to_on + timedelta(days=1)), self.now)

    @property
    def inside(self) -> Document:
        """A condition on an instant: it lies in the span."""
        return {"$gte": self.start, "$lt": self.end}

    @property
    def is_present(self) -> bool:
        """Whether it ends now."""
        return midnight(self.to_on + timedelta(days=1)) > self.now


def midnight(day: date) -> datetime:
    """When a day begins in Beijing."""
    return datetime.combine(day, time(0), BEIJING).astimezone(UTC)


def wire(instant: datetime) -> str:
    """As instants are stored that come from a payload."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def until(field: str, end: object) -> Document:
    """Not yet so at ``end``."""
    return {"$or": [{field: {"$exists": False}}, {field: {"$gte": end}}]}


def in_force(span: Span) -> Document:
    """Agreements that bound their parties."""
    return all_of([{"effective_at": {"$lt": span.end}}, until("ended_at", span.end)])


def expiring(span: Span) -> Document:
    """Of these, the ones whose term ends within thirty days."""
    last = str(span.to_on + timedelta(days=EXPIRING_DAYS))
    return all_of([in_force(span), {"term.to_on": {"$lte": last}}])


def live(span: Span) -> Document:
    """Projects adopted and not closed."""
    after = str(span.to_on + timedelta(days=1))
    return all_of([{"adopted_at": {"$lt": span.end}}, until("closed_on", after)])


def at_risk(span: Span) -> Document:
    """Running projects whose last report said so."""
    reports = {"$objectToArray": {"$ifNull": ["$reports", {}]}}
    told = {"$filter": {"input": reports, "cond": {"$lt": ["$$this.v.reported_at", span.end]}}}
    last = {"$last": {"$sortArray": {"input": told, "sortBy": {"v.reported_at": 1}}}}
    health = {"$let": {"vars": {"last": last}, "in": "$$last.v.status_code"}}
    bad: Document = {"$expr": {"$in": [health, ["at_risk", "off_track"]]}}
    after = str(span.to_on + timedelta(days=1))
    return all_of([live(span), until("delivered_on", after), bad])


def published(span: Span) -> Document:
    """Needs published in the span."""
    return {"published_at": span.inside}


def claimed(span: Span) -> Document:
    """Of these, the ones promised in full."""
    whole = {"status": {"$in": _CLAIMED}, "claimed_at": {"$lt": span.end}}
    return all_of([published(span), whole])


def unclaimed(span: Span) -> Document:
    """Needs published fifteen days ago that nobody has promised anything, today."""
    old = span.as_of - timedelta(days=UNCLAIMED_DAYS)
    return {"status": "published", "published_at": {"$lte": old}}


def in_progress(span: Span) -> Document:
    """Needs entered and neither evaluated nor given up."""
    started: Document = {"entered_at": {"$lt": span.end}}
    return all_of([started, until("ended_at", span.end), until("evaluated_at", span.end)])


def registered(span: Span) -> Document:
    """Registrations accepted and not cancelled."""
    after = str(span.to_on + timedelta(days=1))
    return all_of([{"accepted_at": {"$lt": span.end}}, until("cancelled_on", after)])


def waiting(span: Span) -> Document:
    """Reports not answered."""
    since: Document = {
        "$or": [{"status": {"$in": ["submitted", "verified"]}}, {"changed_at": {"$gte": span.end}}]
    }
    reported: Document = {"reported_at": {"$lt": span.end}}
    return all_of([reported, until("accepted_at", span.end), since])


def held(span: Span) -> Document:
    """Sessions that ended in the span."""
    ended = {"$gte": wire(span.start), "$lt": wire(span.as_of)}
    return {"status": {"$ne": "cancelled"}, "window.end_at": ended}


def confirmed(span: Span) -> Document:
    """Attendances confirmed in the span."""
    return {"confirmed_at": span.inside}


def posted(span: Span) -> Document:
    """Entries of the ledger made in the span."""
    return {"posted_at": span.inside}


def accepted(span: Span) -> Document:
    """Offers accepted in the span and not released by its end."""
    kept: Document = {
        "$or": [{"status": "accepted"}, {"status": "released", "released_at": {"$gte": span.end}}]
    }
    return all_of([{"answered_at": span.inside}, kept])


def answered(span: Span) -> Document:
    """Offers answered in the span, silence included."""
    return {
        "answered_at": span.inside,
        "status": {"$in": ["accepted", "declined", "expired", "released"]},
    }


def each_way(choice: Document, told: Document) -> Document:
    """What matches both, put so that each alternative of ``choice`` can be told by one index."""
    ways = choice.get("$or")
    return {"$or": [all_of([way, told]) for way in ways]} if ways else all_of([choice, told])


REPORTS = ("residence_id", "work_id")
"""Where a member has reported to."""
PLACES = ("org_ids", *REPORTS)
"""By what a member belongs somewhere: branch or unit, or a place of report."""


def belonging_to(ids: list[str]) -> Document:
    """Members of these organizations."""
    return {"$or": [{place: {"$in": ids}} for place in PLACES]}


def members_inside(ids: list[str], told: Document) -> Document:
    """Members of a scope, by roll, unit or report, of whom ``told`` is true.

    Each way is a question to one index of its own, so that counting reads no rows.
    """
    return each_way(belonging_to(ids), told)


def enrolled(span: Span) -> Document:
    """Members on the books."""
    return {"enrolled_at": {"$lt": span.end}}


async def reported(asking: Asking, span: Span) -> Document:
    """Of these, the ones reported at some community."""
    if span.is_present:
        return all_of([enrolled(span), {"$or": [{place: {"$gt": ""}} for place in REPORTS]}])
    query = registered(span)
    return all_of(
        [enrolled(span), {"_id": await _distinct(asking, "registrations", "member_id", query)}]
    )


async def served(asking: Asking, span: Span) -> Document:
    """Sessions of which an attendance was confirmed in the span."""
    return {"_id": await _distinct(asking, "attendances", "session_id", confirmed(span))}


async def _distinct(asking: Asking, view: str, field: str, query: Document) -> Document:
    stages: list[Document] = [{"$match": query}, {"$group": {"_id": f"${field}"}}]
    found = await asking.reader.aggregate(asking.view(view), stages)
    return {"$in": [row["_id"] for row in found if row["_id"]]}


_PLAIN: dict[tuple[str, str], Callable[[Span], Document]] = {
    ("members", "enrolled"): enrolled,
    ("registrations", "registered"): registered,
    ("registrations", "waiting"): waiting,
    ("needs", "published"): published,
    ("needs", "claimed"): claimed,
    ("needs", "unclaimed"): unclaimed,
    ("needs", "in_progress"): in_progress,
    ("offers", "matched"): accepted,
    ("agreements", "in_force"): in_force,
    ("agreements", "expiring"): expiring,
    ("projects", "live"): live,
    ("projects", "at_risk"): at_risk,
    ("sessions", "held"): held,
    ("entries", "posted"): posted,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The figure that a list was opened from."""

    figure: str = ""
    from_on: date | None = None
    to_on: date | None = None

    async def rows(self, asking: Asking, view: str) -> Document:
        """The condition of the figure; a figure of another list has no rows in this one."""
        if not self.figure:
            return {}
        last = min(self.to_on or asking.today, asking.today)
        span = Span(self.from_on or _FIRST, last, asking.now)
        if (view, self.figure) == ("members", "reported"):
            return await reported(asking, span)
        if (view, self.figure) == ("sessions", "served"):
            return await served(asking, span)
        condition = _PLAIN.get((view, self.figure))
        return condition(span) if condition else {"_id": None}


async def opened(
    figure: Annotated[Literal[Figure, ""], Query()] = "",
    from_: Annotated[CivilDate | None, Query(alias="from")] = None,
    to: CivilDate | None = None,
) -> Opened:
    """``figure`` with the days it was counted over, as a link from a figure carries them."""
    return Opened(figure, from_, to)


Opening = Annotated[Opened, Depends(opened)]
