"""The statement of hours: ledger entries, and what still waits for the ledger."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from libs.kernel import BEIJING
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.figures import Opening
from services.gateway.pages.sessions import instant_of
from services.gateway.pages.sessions_shapes import (
    HoursEntry,
    HoursStatement,
)
from services.gateway.pages.shapes import Document

router = APIRouter()


@router.get("/hours", response_model_exclude_none=True)
async def statement(
    asking: Asks,
    cut: Cutting,
    opened: Opening,
    member_id: Annotated[str, Query(max_length=64)] = "",
    agreement_id: Annotated[str, Query(max_length=64)] = "",
    project_id: Annotated[str, Query(max_length=64)] = "",
) -> HoursStatement:
    year = asking.today.year
    dates: Document = {}
    if opened.from_on and not opened.figure:
        dates["$gte"] = str(opened.from_on)
    if opened.to_on and not opened.figure:
        dates["$lte"] = str(opened.to_on)
    wanted_status, cut.status = cut.status, ()
    base = all_of(
        [
            asking.filter(cut, member_field="member_id"),
            {"member_id": member_id} if member_id else {},
            {"agreement_id": agreement_id} if agreement_id else {},
            {"project_id": project_id} if project_id else {},
            {"served_on": dates} if dates else {},
            await opened.rows(asking, "entries"),
        ]
    )
    query = all_of([base, {"status": {"$in": list(wanted_status)}} if wanted_status else {}])
    rows, total = await asking.rows("entries", query, cut, "-posted_at", ("posted_at", "served_on"))
    sums = await asking.reader.aggregate(
        asking.view("entries"), [{"$match": base}, {"$group": _sums()}]
    )
    whole: Document = sums[0] if sums else {"minutes": 0, "attendances": []}
    waiting = [] if opened.figure else await _waiting(asking, member_id, whole["attendances"])
    shown_waiting = (
        waiting if cut.page == 1 and (not wanted_status or "pending" in wanted_status) else []
    )
    items = await _entries(asking, shown_waiting, rows)
    person = member_id or asking.asker.user.member_id or ""
    named = bool(items) or await _is_seen(asking, person)
    if named:
        await asking.learn([person])
    return HoursStatement(
        items=items,
        total=total + len(shown_waiting),
        as_of=asking.now,
        stale=asking.stale,
        member=asking.person(person) if person and named else None,
        year=year,
        posted_minutes=whole["minutes"],
        pending_minutes=sum(entry.get("minutes", 0) for entry in waiting),
        session_count=len(whole["attendances"]),
    )


async def _is_seen(asking: Asking, member_id: str) -> bool:
    """Whether the caller may see the member, hours or none: a guessed id tells no name."""
    scope = asking.scope.filter("org_ids", member_field="_id")
    query = all_of([{"_id": member_id}, scope])
    return await asking.reader.count(asking.view("members"), query) > 0


def _sums() -> Document:
    signed = {
        "$cond": [{"$eq": ["$status", "reversal"]}, {"$multiply": ["$minutes", -1]}, "$minutes"]
    }
    return {
        "_id": None,
        "minutes": {"$sum": signed},
        "attendances": {"$addToSet": "$attendance_id"},
    }


async def _waiting(asking: Asking, member_id: str, posted: list[Any]) -> list[Document]:
    """Attendances whose hours are not in the ledger yet: one member's, or the whole scope's."""
    person = member_id or asking.asker.user.member_id
    states = {"$in": ["awaiting_confirmation", "confirmed"]}
    query: Document = {"status": states}
    if person and (member_id or not asking.scope.stamp.grants):
        query["member_id"] = person
    own = person == asking.asker.user.member_id
    if not own or "member_id" not in query:
        seen = await asking.reader.find(
            asking.view("sessions"), asking.scope.filter("org_ids"), limit=0, fields=("_id",)
        )
        query["session_id"] = {"$in": [row["_id"] for row in seen]}
    found = await asking.reader.find(asking.view("attendances"), query, limit=0)
    known = set(posted)
    return [entry for entry in found if entry.get("attendance_id") not in known]


async def _entries(
    asking: Asking, waiting: list[Document], rows: list[Document]
) -> list[HoursEntry]:
    every = [*waiting, *rows]
    await asking.learn(entry["member_id"] for entry in every)
    sessions = await asking.many("sessions", (entry.get("session_id") for entry in every))
    found = []
    for entry in every:
        session = sessions.get(entry.get("session_id") or "", {})
        pending = "posted_at" not in entry
        minutes = int(entry.get("minutes") or 0)
        served = entry.get("served_on") or _beijing_day(entry.get("checked_in_at"))
        posted = entry.get("posted_on")
        found.append(
            HoursEntry(
                id=entry["_id"],
                member=asking.person(entry["member_id"]),
                session_id=entry.get("session_id", ""),
                session_title=session.get("title", ""),
                community=asking.org(entry.get("community_id") or session.get("community_id")),
                status="pending" if pending else entry.get("status", "posted"),
                served_on=served or asking.today,
                posted_on=posted,
                minutes=-minutes if entry.get("status") == "reversal" else minutes,
                total_minutes=entry.get("total_minutes"),
                reason_code=entry.get("reason_code"),
            )
        )
    return found


def _beijing_day(value: object) -> date | None:
    return instant_of(value).astimezone(BEIJING).date() if value else None
