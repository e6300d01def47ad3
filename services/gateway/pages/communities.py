"""A community's page."""

import asyncio
from datetime import date, datetime

from fastapi import APIRouter

from contracts.types import CivilDate
from libs.kernel import NotFound
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.board_counting import Counting, chain_of, period_of
from services.gateway.pages.board_shapes import ChainFigure, Period
from services.gateway.pages.figures import (
    Span,
    held,
    in_force,
    in_progress,
    posted,
    registered,
    waiting,
)
from services.gateway.pages.shapes import Document, KindRef, OrgRef, Shape

router = APIRouter()


class CommunityFigures(Shape):
    """A community in figures."""

    reported_count: int
    waiting_count: int
    unit_count: int
    need_count: int
    session_count: int
    minutes: int


class CommunityPage(Shape):
    """A community's page."""

    community: KindRef
    street: OrgRef | None = None
    as_of: datetime
    is_present: bool
    period: Period
    figures: CommunityFigures
    chain: list[ChainFigure]


async def _community(asking: Asking, code: str) -> Document:
    """By its 12-digit code, or its id."""
    view = asking.view("organizations")
    rows = await asking.reader.find(view, {"division_code": code}, limit=5)
    row = next((entry for entry in rows if entry.get("status") == "active"), None)
    found = row or (rows[0] if rows else None) or await asking.reader.get(view, code)
    if found is None or not asking.scope.sees(found["_id"]):
        raise NotFound(code=code)
    return found


@router.get("/communities/{code}", response_model_exclude_none=True)
async def community(code: str, asking: Asks, as_of: CivilDate | None = None) -> CommunityPage:
    row = await _community(asking, code)
    day = min(as_of or asking.today, asking.today)
    counting = Counting(asking, row["_id"], period_of("quarter", day))
    figures, chain = await asyncio.gather(_figures(counting, row["_id"]), chain_of(counting))
    return CommunityPage(
        community=asking.kind_ref(row["_id"]),
        street=asking.maybe_org(row.get("territory_id")),
        as_of=counting.span.as_of,
        is_present=counting.span.is_present,
        period=counting.period,
        figures=figures,
        chain=chain,
    )


async def _figures(counting: Counting, community_id: str) -> CommunityFigures:
    span = counting.span
    parties = await counting.asking.reader.find(
        counting.asking.view("agreements"),
        all_of([{"party_ids": community_id}, in_force(span)]),
        limit=0,
        fields=("party_ids",),
    )
    units = {str(id_) for entry in parties for id_ in entry["party_ids"]} - {community_id}
    ever = Span(date.min.replace(year=2000), span.to_on, span.now)
    here = "community_id"
    month = Span(span.to_on.replace(day=1), span.to_on, span.now)
    found = await counting.figures(
        reported_count=counting.rows("registrations", registered(span), field=here),
        waiting_count=counting.rows("registrations", waiting(span), field=here),
        need_count=counting.rows("needs", in_progress(span), field=here),
        session_count=counting.rows("sessions", held(month), field=here),
        minutes=counting.minutes(posted(ever)),
    )
    return CommunityFigures(unit_count=len(units), **found)
