"""Sessions of service, attendance and hours."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from libs.kernel import NotFound
from libs.storage.documents import Rows
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.figures import Opened, Opening, midnight, wire
from services.gateway.pages.sessions_shapes import (
    AttendanceRow,
    CorrectionShape,
    MyAttendance,
    SessionDetail,
    SessionRow,
)
from services.gateway.pages.shapes import Document, Page, number
from services.gateway.views.activities import WITH_A_PLACE, attendance_status

router = APIRouter()


def session_status(row: Document, now: datetime) -> str:
    """The state a person sees: running and finished follow from the clock."""
    status = str(row.get("status", "open"))
    if status != "open":
        return status
    window = row["window"]
    start, end = instant_of(window["start_at"]), instant_of(window["end_at"])
    if now >= end:
        return "finished"
    if now >= start:
        return "running"
    return "full" if row.get("seat_count", 0) >= row.get("capacity_count", 0) else "open"


def instant_of(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


async def session_rows(
    asking: Asking, rows: list[Document], member_id: str | None = None
) -> list[SessionRow]:
    """Stored sessions as lists show them; ``member_id``'s own part where given."""
    joined = await asking.many_of(
        {
            "projects": [row.get("project_id") for row in rows],
            "attendances": [f"{row['_id']}:{member_id}" for row in rows if member_id is not None],
        }
    )
    projects, mine = joined["projects"], joined["attendances"]
    return [
        SessionRow(**_session(asking, row, projects, mine.get(f"{row['_id']}:{member_id}")))
        for row in rows
    ]


def _session(
    asking: Asking, row: Document, projects: dict[str, Document], mine: Document | None
) -> Document:
    project = projects.get(row.get("project_id") or "", {})
    return {
        "id": row["_id"],
        "number": number("HD", row["_id"]),
        "title": row.get("title", ""),
        "theme_code": row.get("theme_code", "other"),
        "owner": asking.org(row.get("owner_id")),
        "community": asking.org(row.get("community_id")),
        "project_id": row.get("project_id"),
        "project_title": project.get("title"),
        "agreement_id": row.get("agreement_id"),
        "window": row["window"],
        "capacity_count": row.get("capacity_count", 0),
        "seat_count": row.get("seat_count", 0),
        "status": session_status(row, asking.now),
        "mine": MyAttendance(
            status=attendance_status(mine),
            checked_in_at=mine.get("checked_in_at"),
            checked_out_at=mine.get("checked_out_at"),
            minutes=mine.get("minutes"),
        )
        if mine
        else None,
    }


async def _belonging(
    project_id: Annotated[str, Query(max_length=64)] = "",
    community_id: Annotated[str, Query(max_length=64)] = "",
    agreement_id: Annotated[str, Query(max_length=64)] = "",
    theme_code: Annotated[str, Query(max_length=200)] = "",
) -> Document:
    """To what the sessions belong that are asked for; several themes are separated by commas."""
    wanted = {"project_id": project_id, "community_id": community_id, "agreement_id": agreement_id}
    query: Document = {name: id_ for name, id_ in wanted.items() if id_}
    return query | ({"theme_code": {"$in": theme_code.split(",")}} if theme_code else {})


@router.get("/sessions", response_model_exclude_none=True)
async def list_sessions(
    asking: Asks,
    cut: Cutting,
    belonging: Annotated[Document, Depends(_belonging)],
    opened: Opening,
    *,
    mine: bool = False,
    bookable: bool = False,
) -> Page[SessionRow]:
    member_id = asking.asker.user.member_id
    plain_cut_status, cut.status = cut.status, ()
    if mine or bookable:
        parts = [await _open_to_members(asking, member_id, mine=mine, bookable=bookable)]
    else:
        parts = [asking.filter(cut)]
    parts += [
        belonging,
        _status_query(plain_cut_status, asking.now),
        await opened.rows(asking, "sessions") if opened.figure else touching(opened),
    ]
    rows, total = await asking.rows(
        "sessions",
        all_of(parts),
        cut,
        "window.start_at" if (bookable or mine) else "-window.start_at",
        ("window.start_at", "title"),
    )
    return Page(
        items=await session_rows(asking, rows, member_id),
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


async def _open_to_members(
    asking: Asking, member_id: str | None, *, mine: bool, bookable: bool
) -> Document:
    """Sessions open to sign-up where the member is registered; one's own: those signed up for."""
    parts: list[Document] = [{"opened_at": {"$exists": True}}]
    if mine:
        own = await asking.reader.find(
            asking.view("attendances"),
            {"member_id": member_id or "", **WITH_A_PLACE},
            limit=0,
            fields=("session_id",),
        )
        parts.append({"_id": {"$in": [entry["session_id"] for entry in own]}})
    if bookable:
        homes = await _communities_of(asking, member_id)
        ahead: Document = {"status": "open", "window.start_at": {"$gt": wire(asking.now)}}
        parts.append(ahead | {"community_id": {"$in": homes}})
    return all_of(parts)


async def _communities_of(asking: Asking, member_id: str | None) -> list[str]:
    """Where the member may sign up."""
    live = {"$in": ["accepted", "move_requested", "released"]}
    found = await asking.reader.find(
        asking.view("registrations"),
        {"member_id": member_id or "", "status": live},
        limit=0,
        fields=("community_id",),
    )
    return [row["community_id"] for row in found]


def touching(opened: Opened) -> Document:
    """Sessions that lie, wholly or in part, in these days."""
    parts: list[Document] = []
    if opened.from_on:
        parts.append({"window.end_at": {"$gte": wire(midnight(opened.from_on))}})
    if opened.to_on:
        after = midnight(opened.to_on + timedelta(days=1))
        parts.append({"window.start_at": {"$lt": wire(after)}})
    return all_of(parts)


def _status_query(wanted: tuple[str, ...], now: datetime) -> Document:
    if not wanted:
        return {}
    text = wire(now)
    seats_left: Document = {"$expr": {"$lt": ["$seat_count", "$capacity_count"]}}
    full: Document = {"$expr": {"$gte": ["$seat_count", "$capacity_count"]}}
    ahead: Document = {"status": "open", "window.start_at": {"$gt": text}}
    queries: dict[str, Document] = {
        "open": ahead | seats_left,
        "full": ahead | full,
        "running": {
            "status": "open",
            "window.start_at": {"$lte": text},
            "window.end_at": {"$gt": text},
        },
        "finished": {"status": "open", "window.end_at": {"$lte": text}},
        "cancelled": {"status": "cancelled"},
        "closed": {"status": "closed"},
    }
    return {"$or": [queries[status] for status in wanted if status in queries] or [{"_id": ""}]}


@router.get("/sessions/{session_id}", response_model_exclude_none=True)
async def read_session(session_id: str, asking: Asks) -> SessionDetail:
    sessions, found = await asking.reader.together(
        Rows(asking.view("sessions"), {"_id": session_id}, limit=1),
        Rows(asking.view("attendances"), {"session_id": session_id}, (("signed_up_at", 1),)),
    )
    if not sessions or "opened_at" not in sessions[0]:
        raise NotFound(id=session_id)
    row, member_id = sessions[0], asking.asker.user.member_id
    inside = asking.scope.sees(*row.get("org_ids", ()))
    own = any(entry["member_id"] == member_id for entry in found)
    if not inside and not own:
        homes = await _communities_of(asking, member_id)
        if row.get("status") != "open" or row["community_id"] not in homes:
            raise NotFound(id=session_id)
    shown = [entry for entry in found if inside or entry["member_id"] == member_id]
    base = (await session_rows(asking, [row], member_id))[0]
    return SessionDetail(
        **base.model_dump(),
        attendances=await _attendances(asking, shown, row),
        minutes=sum(e.get("minutes", 0) for e in shown if e.get("status") == "confirmed"),
        reason_code=row.get("reason_code"),
        opened_at=row["opened_at"],
        as_of=asking.now,
    )


async def _attendances(
    asking: Asking, found: list[Document], session: Document
) -> list[AttendanceRow]:
    await asking.learn(entry["member_id"] for entry in found)
    joined = await asking.many_of(
        {
            "members": [entry["member_id"] for entry in found],
            "corrections": [entry.get("attendance_id") for entry in found],
        }
    )
    members, corrections = joined["members"], joined["corrections"]
    roles = asking.scope.roles_over(*session.get("org_ids", ()))
    rows = []
    for entry in found:
        asked = corrections.get(entry.get("attendance_id") or "", {})
        waiting = asked if asked.get("open") else None
        rows.append(
            AttendanceRow(
                member=asking.person(entry["member_id"]),
                unit=asking.maybe_org(members.get(entry["member_id"], {}).get("unit_id")),
                status="correction_requested" if waiting else attendance_status(entry),
                checked_in_at=entry.get("checked_in_at"),
                checked_out_at=entry.get("checked_out_at"),
                minutes=entry.get("minutes"),
                anomalies=_anomalies(entry, session, asking.now),
                correction=CorrectionShape(
                    minutes=waiting["minutes"],
                    reason_code=waiting["reason_code"],
                    requested_at=waiting["requested_at"],
                    may_approve=bool(roles & {"community", "street"})
                    and waiting.get("requested_by") != asking.asker.user.user_id,
                )
                if waiting
                else None,
            )
        )
    return rows


def _anomalies(entry: Document, session: Document, now: datetime) -> list[str]:
    over = instant_of(session["window"]["end_at"]) <= now
    found = []
    if entry.get("status") in {"checked_in", "checked_out"} and over:
        if not entry.get("checked_out_at"):
            found.append("no_check_out")
        if not entry.get("checked_in_at"):
            found.append("no_check_in")
    return found
