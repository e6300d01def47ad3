"""The department's board: every figure is counted under the filter of the list behind it."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from libs.kernel import NotFound
from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, Asks
from services.gateway.pages.board_attention import (
    attention_of,
)
from services.gateway.pages.board_counting import (
    AT_RISK,
    LIVE_PROJECT,
    Counting,
    chain_of,
    expiring,
    held_since,
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
from services.gateway.pages.shapes import Document

router = APIRouter()


async def _rates(counting: Counting, minutes: int) -> list[Rate]:
    reported, enrolled = await counting.enrolled()
    published = await counting.count("needs", {"published_at": {"$gte": counting.start}})
    claimed = await counting.count(
        "needs",
        {"published_at": {"$gte": counting.start}},
        {"status": {"$in": ["claimed", "in_progress", "awaiting_evaluation", "evaluated"]}},
    )
    answered = await counting.count(
        "offers", {"status": {"$in": ["accepted", "declined", "expired", "released"]}}
    )
    accepted = await counting.count("offers", {"status": "accepted"})
    live = await counting.count("projects", LIVE_PROJECT)
    risky = await counting.count("projects", AT_RISK)
    people = await counting.count("attendances", {"confirmed_at": {"$gte": counting.start}})
    return [
        Rate(
            code="report_rate",
            value=share(reported, enrolled),
            part_count=reported,
            whole_count=enrolled,
        ),
        Rate(
            code="claim_rate",
            value=share(claimed, published),
            part_count=claimed,
            whole_count=published,
        ),
        Rate(
            code="acceptance_rate",
            value=share(accepted, answered),
            part_count=accepted,
            whole_count=answered,
        ),
        Rate(
            code="on_time_rate",
            value=share(live - risky, live),
            part_count=live - risky,
            whole_count=live,
        ),
        Rate(code="hours", value=float(minutes), part_count=minutes, whole_count=people),
    ]


async def _row(asking: Asking, org_id: str, period: Period) -> BoardRow:
    counting = Counting(asking, org_id, period)
    reported, enrolled = await counting.enrolled()
    since: Document = {"$gte": counting.start}
    return BoardRow(
        org=asking.kind_ref(org_id),
        enrolled_count=enrolled,
        reported_count=reported,
        report_rate=share(reported, enrolled),
        need_count=await counting.count("needs", {"published_at": since}),
        agreement_count=await counting.count("agreements", {"status": "effective"}),
        expiring_count=await counting.count("agreements", expiring(asking.today)),
        project_count=await counting.count("projects", LIVE_PROJECT),
        at_risk_count=await counting.count("projects", AT_RISK),
        session_count=await counting.count("sessions", held_since(counting)),
        person_times=await counting.count("attendances", {"confirmed_at": since}),
        minutes=await counting.minutes({"posted_at": since}),
    )


async def _weekly(counting: Counting, first: date, weeks: int) -> list[Week]:
    """Minutes by the week of service, Monday first."""
    monday = first - timedelta(days=first.weekday())
    found = await counting.asking.reader.aggregate(
        counting.asking.view("entries"),
        [
            {
                "$match": counting.where(
                    {
                        "served_on": {
                            "$gte": str(monday),
                            "$lt": str(monday + timedelta(weeks=weeks)),
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
) -> Board:
    scope_id = scope or default_scope(asking)
    if scope_id is None:
        scope_id = _top(asking)
    if asking.directory.get(scope_id) is None or not asking.scope.sees(scope_id):
        raise NotFound(id=scope_id)
    span = period_of(period, asking.today)
    counting = Counting(asking, scope_id, span)
    chain = await chain_of(counting)
    rows = [await _row(asking, id_, span) for id_ in children_of(asking, scope_id)]
    attention = await attention_of(counting, rows)
    weeks = max(1, -(-((span.to_on - span.from_on).days + 1 + span.from_on.weekday()) // 7))
    return Board(
        scope=asking.kind_ref(scope_id),
        as_of=asking.now,
        period=span,
        structure=_structure(asking, scope_id),
        rates=await _rates(counting, int(chain[-1].value)),
        chain=chain,
        children=rows,
        attention=attention[:5],
        attention_total=len(attention),
        weekly=await _weekly(counting, span.from_on, weeks),
        weekly_former=await _weekly(counting, span.from_on - timedelta(weeks=weeks), weeks),
    )


def _top(asking: Asking) -> str:
    """The highest division there is, for those who see everything."""
    for org in asking.directory.organizations():
        if str(org.kind) == "city":
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
