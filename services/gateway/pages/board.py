"""The department's board: every figure is counted under the filter of the list behind it."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from contracts.tree import OrgDirectory
from contracts.types import CivilDate
from libs.kernel import NotFound
from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, Asks
from services.gateway.pages.board_attention import attention_of
from services.gateway.pages.board_counting import (
    Counting,
    Told,
    chain_of,
    former_of,
    period_of,
    share,
)
from services.gateway.pages.board_shapes import (
    Board,
    BoardRow,
    Period,
    Rate,
    Structure,
    Week,
)
from services.gateway.pages.figures import (
    accepted,
    answered,
    at_risk,
    claimed,
    confirmed,
    expiring,
    held,
    in_force,
    live,
    posted,
    published,
)

router = APIRouter()
_DIVISIONS = ("city", "district", "street", "community")
"""From the highest down."""


async def _parts(counting: Counting, told: Told) -> dict[str, tuple[float, float]]:
    """Part and whole of each rate; hours with the person-times they come from."""
    span = counting.span
    found = await counting.figures(
        **counting.members(told),
        claimed=counting.rows("needs", claimed(span)),
        published=counting.rows("needs", published(span)),
        accepted=counting.rows("offers", accepted(span)),
        answered=counting.rows("offers", answered(span)),
        running=counting.rows("projects", live(span)),
        risky=counting.rows("projects", at_risk(span)),
        minutes=counting.minutes(posted(span)),
        confirmed=counting.rows("attendances", confirmed(span)),
    )
    return {
        "report_rate": (found["reported"], found["enrolled"]),
        "claim_rate": (found["claimed"], found["published"]),
        "acceptance_rate": (found["accepted"], found["answered"]),
        "on_time_rate": (found["running"] - found["risky"], found["running"]),
        "hours": (found["minutes"], found["confirmed"]),
    }


async def _rates(counting: Counting, told: Told, former: Counting) -> list[Rate]:
    now, before = await asyncio.gather(
        _parts(counting, told), _parts(former, await former.told_of_members())
    )
    return [_rate(code, now[code], before[code]) for code in now]


def _rate(code: str, now: tuple[float, float], before: tuple[float, float]) -> Rate:
    """Changes are told in points, those of hours in per cent; None without something before."""
    part, whole = now
    if code == "hours":
        change = share(part - before[0], before[0])
        return Rate(code=code, value=part, part_count=part, whole_count=whole, change=change)
    value, was = share(part, whole), share(*before)
    change = None if value is None or was is None else round(value - was, 1)
    return Rate(code=code, value=value, part_count=part, whole_count=whole, change=change)


async def _row(asking: Asking, org_id: str, period: Period, told: Told) -> BoardRow:
    counting = Counting(asking, org_id, period)
    span = counting.span
    found = await counting.figures(
        **counting.members(told),
        need_count=counting.rows("needs", published(span)),
        agreement_count=counting.rows("agreements", in_force(span)),
        expiring_count=counting.rows("agreements", expiring(span)),
        project_count=counting.rows("projects", live(span)),
        at_risk_count=counting.rows("projects", at_risk(span)),
        session_count=counting.rows("sessions", held(span)),
        person_times=counting.rows("attendances", confirmed(span)),
        minutes=counting.minutes(posted(span)),
    )
    whole, part = found.pop("enrolled"), found.pop("reported")
    return BoardRow(
        org=asking.kind_ref(org_id),
        enrolled_count=whole,
        reported_count=part,
        report_rate=share(part, whole),
        **found,
    )


async def _weekly(counting: Counting, first: date, weeks: int, last: date) -> list[Week]:
    """Minutes by the week of service, Monday first, served until ``last``."""
    monday = first - timedelta(days=first.weekday())
    after = min(monday + timedelta(weeks=weeks), last + timedelta(days=1))
    found = await counting.asking.reader.aggregate(
        counting.asking.view("entries"),
        [
            {
                "$match": counting.where(
                    {
                        "served_on": {
                            "$gte": str(monday),
                            "$lt": str(after),
                        }
                    }
                )
            },
            {"$group": {"_id": "$served_on", "minutes": {"$sum": signed_minutes()}}},
        ],
    )
    sums = [0] * weeks
    for entry in found:
        sums[(date.fromisoformat(entry["_id"]) - monday).days // 7] += int(entry["minutes"])
    return [
        Week(
            week_no=(monday + timedelta(weeks=n)).isocalendar().week,
            from_on=monday + timedelta(weeks=n),
            minutes=minutes,
        )
        for n, minutes in enumerate(sums)
    ]


def default_scope(asking: Asking) -> str | None:
    """The first organization that the caller holds a grant over; None means all."""
    for grant in asking.asker.user.grants:
        if grant.scope_id == "*":
            return None
        if asking.directory.get(grant.scope_id) is not None:
            return grant.scope_id
    return asking.asker.user.home_id


def children_of(asking: Asking, scope_id: str) -> list[str]:
    """Streets of a district, communities of a street."""
    found = []
    for id_ in asking.directory.below(scope_id):
        org = asking.directory.get(id_)
        if (
            org is not None
            and org.territory_id == scope_id
            and str(org.kind) in {"district", "street", "community"}
            and str(org.status) == "active"
        ):
            found.append((org.division_code or "", id_))
    return [id_ for _, id_ in sorted(found)]


@router.get("/board", response_model_exclude_none=True)
async def board(
    asking: Asks,
    scope: Annotated[str, Query(max_length=64)] = "",
    period: Literal["quarter", "half", "year"] = "quarter",
    as_of: CivilDate | None = None,
) -> Board:
    scope_id = scope or default_scope(asking)
    if scope_id is None:
        scope_id = top_of(asking.directory)
    if asking.directory.get(scope_id) is None or not asking.scope.sees(scope_id):
        raise NotFound(id=scope_id)
    span = period_of(period, min(as_of or asking.today, asking.today))
    counting = Counting(asking, scope_id, span)
    former = Counting(asking, scope_id, former_of(span))
    weeks = max(1, -(-((span.to_on - span.from_on).days + 1 + span.from_on.weekday()) // 7))
    before = span.from_on - timedelta(weeks=weeks)
    told = await counting.told_of_members()
    rows = await asyncio.gather(
        *(_row(asking, id_, span, told) for id_ in children_of(asking, scope_id))
    )
    attention, rates, chain, weekly, weekly_former = await asyncio.gather(
        attention_of(counting, rows),
        _rates(counting, told, former),
        chain_of(counting),
        _weekly(counting, span.from_on, weeks, _last(counting)),
        _weekly(counting, before, weeks, span.to_on),
    )
    return Board(
        scope=asking.kind_ref(scope_id),
        as_of=counting.span.as_of,
        is_present=counting.span.is_present,
        period=span,
        structure=_structure(asking, scope_id),
        rates=rates,
        chain=chain,
        children=rows,
        attention=attention[:5],
        attention_total=len(attention),
        weekly=weekly,
        weekly_former=weekly_former,
    )


def _last(counting: Counting) -> date:
    """The last day whose service counts; for the present, whatever has been posted."""
    return date.max - timedelta(days=1) if counting.span.is_present else counting.span.to_on


def top_of(directory: OrgDirectory) -> str:
    """The highest division there is, for those who see everything."""
    for kind in _DIVISIONS:
        for org in directory.organizations(kind=kind):
            if str(org.status) == "active":
                return str(org.org_id)
    raise NotFound


def _structure(asking: Asking, scope_id: str) -> Structure:
    kinds: dict[str, int] = {}
    for id_ in asking.directory.below(scope_id):
        org = asking.directory.get(id_)
        if org is not None and str(org.status) == "active":
            kinds[str(org.kind)] = kinds.get(str(org.kind), 0) + 1
    return Structure(
        street_count=kinds.get("street", 0),
        community_count=kinds.get("community", 0),
        organization_count=sum(kinds.values()),
    )
