"""The department's board: every figure is counted under the filter of the list behind it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from libs.kernel import BEIJING, NotFound
from services.gateway.pages.agreements import signed_minutes
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.needs import unclaimed_since
from services.gateway.pages.shapes import Document, KindRef, OrgRef, Shape

router = APIRouter()

_UNCLAIMED_DAYS = 15
_EXPIRING_DAYS = 30
_LOW_RATE = 70.0


class Period(Shape):
    """The span that flows are counted in."""

    kind: str
    from_on: date
    to_on: date


class Structure(Shape):
    """What the scope consists of."""

    street_count: int
    community_count: int
    organization_count: int


class Rate(Shape):
    """A share of a whole, and its change against the period before."""

    code: str
    value: float | None
    part_count: float
    whole_count: float
    change: float | None = None


class Stuck(Shape):
    """What waits at a station."""

    code: str
    value: int


class ChainFigure(Shape):
    """A station of the chain: a flow of the period or a present stock."""

    code: str
    kind: Literal["flow", "stock"]
    value: float
    added: int | None = None
    stuck: Stuck | None = None


class BoardRow(Shape):
    """One child of the scope."""

    org: KindRef
    enrolled_count: int
    reported_count: int
    report_rate: float | None
    need_count: int
    agreement_count: int
    expiring_count: int
    project_count: int
    at_risk_count: int
    session_count: int
    person_times: int
    minutes: int


class AttentionItem(Shape):
    """Something that needs somebody."""

    code: str
    subject_kind: str
    subject_id: str
    title: str
    org: OrgRef | None = None
    on: date | None = None
    days: int | None = None
    value: float | None = None


class Week(Shape):
    """Hours served in one week."""

    week_no: int
    from_on: date
    minutes: int


class Board(Shape):
    """The board of one scope."""

    scope: KindRef
    as_of: datetime
    period: Period
    structure: Structure
    rates: list[Rate]
    chain: list[ChainFigure]
    children: list[BoardRow]
    attention: list[AttentionItem]
    attention_total: int
    weekly: list[Week]
    weekly_former: list[Week]


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
        "term.to_on": {"$lte": str(today + timedelta(days=_EXPIRING_DAYS))},
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
    unclaimed = await counting.count("needs", unclaimed_since(asking, _UNCLAIMED_DAYS))
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
            value=await counting.count("sessions", _held_since(counting)),
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


def _held_since(counting: Counting) -> Document:
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
        session_count=await counting.count("sessions", _held_since(counting)),
        person_times=await counting.count("attendances", {"confirmed_at": since}),
        minutes=await counting.minutes({"posted_at": since}),
    )


async def _attention(counting: Counting, rows: list[BoardRow]) -> list[AttentionItem]:
    asking = counting.asking
    low = [row for row in rows if row.report_rate is not None and row.report_rate < _LOW_RATE]
    return [
        *await _ending(counting),
        *await _late_projects(counting),
        *await _unclaimed(counting),
        *(
            AttentionItem(
                code="report_rate_low",
                subject_kind="organization",
                subject_id=entry.org.id,
                title=entry.org.name,
                org=asking.org(entry.org.id),
                value=entry.report_rate,
            )
            for entry in sorted(low, key=lambda row: row.report_rate or 0.0)[:1]
        ),
    ]


async def _ending(counting: Counting) -> list[AttentionItem]:
    asking = counting.asking
    found = await asking.reader.find(
        asking.view("agreements"),
        counting.where(expiring(asking.today)),
        sort=[("term.to_on", 1)],
    )
    ends = [(row, date.fromisoformat(row["term"]["to_on"])) for row in found]
    return [
        AttentionItem(
            code="agreement_expiring",
            subject_kind="agreement",
            subject_id=row["_id"],
            title=row.get("title") or "共建协议",
            on=end,
            days=(end - asking.today).days,
        )
        for row, end in ends
    ]


async def _late_projects(counting: Counting) -> list[AttentionItem]:
    asking, today = counting.asking, str(counting.asking.today)
    view = asking.view("projects")
    overdue: Document = {"status": "running", "due_on": {"$lt": today}}
    off: Document = {"status": "running", "health": "off_track", "due_on": {"$gte": today}}
    late = await asking.reader.find(view, counting.where(overdue))
    troubled = await asking.reader.find(view, counting.where(off))
    dues = [(row, date.fromisoformat(row["due_on"])) for row in late]
    return [
        *(
            _of_project("project_overdue", asking, row, due, (asking.today - due).days)
            for row, due in dues
        ),
        *(_of_project("project_off_track", asking, row, None, None) for row in troubled),
    ]


async def _unclaimed(counting: Counting) -> list[AttentionItem]:
    asking = counting.asking
    old = unclaimed_since(asking, _UNCLAIMED_DAYS)
    return [
        AttentionItem(
            code="need_unclaimed",
            subject_kind="need",
            subject_id=row["_id"],
            title=row.get("title") or "",
            org=asking.org(row["community_id"]),
            days=(asking.now - row["published_at"]).days,
        )
        for row in await asking.reader.find(asking.view("needs"), counting.where(old))
    ]


def _of_project(
    code: str, asking: Asking, row: Document, on: date | None, days: int | None
) -> AttentionItem:
    return AttentionItem(
        code=code,
        subject_kind="project",
        subject_id=row["_id"],
        title=row.get("title", ""),
        org=asking.org(row.get("community_id")),
        on=on,
        days=days,
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
    attention = await _attention(counting, rows)
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
