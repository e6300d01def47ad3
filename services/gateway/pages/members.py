"""Members, where they are reported and what they do."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from libs.kernel import NotFound
from libs.storage.documents import Rows
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import EVER, Cutting
from services.gateway.pages.figures import PLACES, Opening, belonging_to, each_way
from services.gateway.pages.registrations import RegistrationRow, registration_rows
from services.gateway.pages.sessions import session_rows
from services.gateway.pages.sessions_shapes import SessionRow
from services.gateway.pages.shapes import Document, OrgRef, Page, Shape
from services.gateway.views.activities import attendance_status

router = APIRouter()


class RegistrationOfMember(Shape):
    """Where a member is reported."""

    kind: str
    community: OrgRef
    status: str


class MemberRow(Shape):
    """A member in a list."""

    id: str
    name: str
    kind: str
    status: str
    branch: OrgRef
    unit: OrgRef | None = None
    enrolled_on: date
    minutes: int
    registrations: list[RegistrationOfMember]


class MemberDetail(MemberRow):
    """A member's page."""

    as_of: datetime
    registration_rows: list[RegistrationRow]
    next_sessions: list[SessionRow]
    posted_minutes: int
    pending_minutes: int
    session_count: int
    year: int


_LIVE = ["submitted", "verified", "accepted", "move_requested", "released"]


async def _members(asking: Asking, rows: list[Document]) -> list[MemberRow]:
    ids = [row["_id"] for row in rows]
    await asking.learn(ids)
    found = await asking.reader.find(
        asking.view("registrations"), {"member_id": {"$in": ids}, "status": {"$in": _LIVE}}, limit=0
    )
    owned = {row["_id"] for row in rows if asking.owns_member(row)}
    by_member: dict[str, list[RegistrationOfMember]] = {}
    for entry in found:
        if entry["member_id"] not in owned and not asking.scope.sees(entry["community_id"]):
            continue
        by_member.setdefault(entry["member_id"], []).append(
            RegistrationOfMember(
                kind=entry["kind"],
                community=asking.org(entry["community_id"]),
                status=entry["status"],
            )
        )
    return [
        MemberRow(
            id=row["_id"],
            name=asking.person(row["_id"]).name,
            kind=row.get("kind", "party_member"),
            status=row.get("status", "enrolled"),
            branch=asking.org(row.get("branch_id")),
            unit=asking.maybe_org(row.get("unit_id")),
            enrolled_on=row["enrolled_on"],
            minutes=row.get("minutes", 0),
            registrations=by_member.get(row["_id"], []),
        )
        for row in rows
    ]


ON_THE_BOOKS: Document = {"enrolled_at": {"$gt": EVER}}
"""Told so that an index counts them: of what is only there, every row is read."""


def seen_members(asking: Asking) -> Document:
    """Members that the caller may see."""
    return asking.scope.filter(*PLACES, member_field="_id")


@router.get("/members", response_model_exclude_none=True)
async def list_members(
    asking: Asks,
    cut: Cutting,
    opened: Opening,
    branch_id: Annotated[str, Query(max_length=64)] = "",
) -> Page[MemberRow]:
    seen = seen_members(asking)
    parts = [ON_THE_BOOKS, await opened.rows(asking, "members")]
    if cut.scope:
        inside = belonging_to(sorted(asking.directory.below(cut.scope)))
        if asking.scope.sees(cut.scope):
            seen = inside
        else:
            parts.append(inside)
    if branch_id:
        parts.append({"branch_id": branch_id})
    if cut.q:
        parts.append(await asking.called(cut.q))
    if cut.status:
        parts.append({"status": {"$in": list(cut.status)}})
    rows, total = await asking.rows(
        "members",
        all_of([seen, *parts]),
        cut,
        "-enrolled_at",
        ("enrolled_at", "minutes"),
        counted=each_way(seen, all_of(parts)),
    )
    return Page(
        items=await _members(asking, rows), total=total, as_of=asking.now, stale=asking.stale
    )


@router.get("/members/{member_id}", response_model_exclude_none=True)
async def read_member(member_id: str, asking: Asks) -> MemberDetail:
    row = await asking.reader.get(asking.view("members"), member_id)
    if row is None or "enrolled_at" not in row:
        raise NotFound(id=member_id)
    places = (*row.get("org_ids", ()), row.get("residence_id"), row.get("work_id"))
    if not asking.scope.sees(*places, member_id=member_id):
        raise NotFound(id=member_id)
    base = (await _members(asking, [row]))[0]
    inside: Document = {} if asking.owns_member(row) else asking.scope.filter("org_ids")
    its_registrations = all_of([{"member_id": member_id}, inside])
    registrations, attendances = await asking.reader.together(
        Rows(asking.view("registrations"), its_registrations, (("reported_at", -1),), 50),
        Rows(asking.view("attendances"), {"member_id": member_id}),
    )
    upcoming = [a["session_id"] for a in attendances if attendance_status(a) in _AHEAD]
    sessions = await asking.reader.find(
        asking.view("sessions"),
        all_of([{"_id": {"$in": upcoming}, "status": "open"}, inside]),
        sort=[("window.start_at", 1)],
        limit=10,
    )
    return MemberDetail(
        **base.model_dump(),
        as_of=asking.now,
        registration_rows=await registration_rows(asking, registrations),
        next_sessions=await session_rows(asking, sessions, member_id),
        posted_minutes=row.get("minutes", 0),
        pending_minutes=sum(
            a.get("minutes", 0) for a in attendances if a.get("status") == "awaiting_confirmation"
        ),
        session_count=sum(a.get("status") == "confirmed" for a in attendances),
        year=asking.today.year,
    )


_AHEAD = frozenset({"signed_up", "checked_in", "checked_out", "awaiting_confirmation"})
