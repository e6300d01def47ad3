"""What on the board needs somebody."""

from datetime import date

from services.gateway.pages.asking import Asking
from services.gateway.pages.board_counting import Counting
from services.gateway.pages.board_shapes import (
    AttentionItem,
    BoardRow,
)
from services.gateway.pages.figures import expiring, unclaimed
from services.gateway.pages.shapes import Document

_LOW_RATE = 70.0


async def attention_of(counting: Counting, rows: list[BoardRow]) -> list[AttentionItem]:
    """Of the present only: what needed somebody once is history."""
    asking = counting.asking
    if not counting.span.is_present:
        return []
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
        counting.where(expiring(counting.span)),
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
    old = unclaimed(counting.span)
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
