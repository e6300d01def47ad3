"""Sessions, attendances and hours as pages show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.events import activities as f
from contracts.events import ledger as g
from libs.kernel import EventMeta, Put, ViewWrite, derive_id
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from services.gateway.views.rows import facts_of, orgs, put

VIEWS = (
    View(
        "sessions",
        1,
        (
            Index("org_ids", "status"),
            Index("community_id"),
            Index("project_id"),
            Index("window.start_at", "_id"),
        ),
    ),
    View(
        "attendances",
        2,
        (
            Index("org_ids", "status"),
            Index("session_id"),
            Index("member_id"),
            Index("attendance_id"),
            Index("status", "session_id", partial={"status": "awaiting_confirmation"}),
        ),
    ),
    View(
        "entries",
        1,
        (
            Index("org_ids"),
            Index("member_id", "-posted_at"),
            Index("session_id"),
            Index("served_on", "_id"),
        ),
    ),
    View("corrections", 1, (Index("open", partial={"open": True}),)),
    View("late_marks", 1, ()),
)


def attendance_id(session_id: str, member_id: str) -> str:
    """The row of one member at one session; the same id as the aggregate's."""
    return derive_id(session_id, member_id)


def attendance_status(row: Mapping[str, Any]) -> str:
    """What the attendance says; before it says anything, what became of the seat.

    Seats are the session's facts and marks the attendance's: nobody knows which come first, so
    each writes a field of its own.
    """
    return str(row.get("status") or row.get("seat", "signed_up"))


WITH_A_PLACE: dict[str, Any] = {
    "$or": [{"seat": {"$ne": "cancelled"}}, {"status": {"$exists": True}}]
}
"""Rows of those who hold a seat or were there."""


def opened(event: f.SessionOpened, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "sessions",
        event.session_id,
        meta,
        **facts_of(event, "session_id"),
        status="open",
        seat_count=0,
        opened_at=meta.at,
        org_ids=orgs(event.owner_id, event.community_id),
    )


def signed_up(event: f.MemberSignedUp, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("sessions", event.session_id, meta, seat_count=event.seat_count)
    yield put(
        "attendances",
        f"{event.session_id}:{event.member_id}",
        meta,
        session_id=event.session_id,
        member_id=event.member_id,
        seat="signed_up",
        signed_up_at=meta.at,
    )


def sign_up_cancelled(event: f.MemberSignUpCancelled, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("sessions", event.session_id, meta, seat_count=event.seat_count)
    yield put(
        "attendances",
        f"{event.session_id}:{event.member_id}",
        meta,
        session_id=event.session_id,
        member_id=event.member_id,
        seat="cancelled",
        cause_code=str(event.cause_code),
    )


def session_cancelled(event: f.SessionCancelled, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "sessions",
        event.session_id,
        meta,
        status="cancelled",
        reason_code=str(event.reason_code),
    )


def session_closed(event: f.SessionClosed, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("sessions", event.session_id, meta, status="closed")


def checked(event: f.MemberCheckedIn | f.MemberCheckedOut, meta: EventMeta) -> Iterable[ViewWrite]:
    inward = isinstance(event, f.MemberCheckedIn)
    fields: dict[str, Any] = {
        "checked_in_at" if inward else "checked_out_at": event.marked_at,
        "in_method" if inward else "out_method": str(event.method_code),
    }
    if event.minutes is not None:
        fields |= {"minutes": event.minutes, "status": "awaiting_confirmation"}
    else:
        fields["status"] = "checked_in" if inward else "checked_out"
    yield put(
        "attendances",
        f"{event.session_id}:{event.member_id}",
        meta,
        attendance_id=event.attendance_id,
        session_id=event.session_id,
        member_id=event.member_id,
        **fields,
    )


def late_mark(event: f.LateMarkNoted, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put("late_marks", meta.id, {"attendance_id": event.attendance_id, "at": meta.at})


def confirmed(
    event: f.AttendanceConfirmed | f.AttendanceCorrected, meta: EventMeta
) -> Iterable[ViewWrite]:
    row = facts_of(event, "days", "former_days", "reason_code")
    first = isinstance(event, f.AttendanceConfirmed)
    yield Put(
        "attendances",
        f"{event.session_id}:{event.member_id}",
        {
            **row,
            "status": "confirmed",
            "confirmed_at" if first else "corrected_at": meta.at,
            "changed_at": meta.at,
            "org_ids": orgs(event.community_id, event.unit_id, event.branch_id),
        },
        unset=("correction",),
    )


def correction_requested(event: f.CorrectionRequested, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put(
        "corrections",
        event.attendance_id,
        {
            "minutes": event.minutes,
            "reason_code": str(event.reason_code),
            "requested_at": meta.at,
            "requested_by": meta.actor_id,
            "open": True,
        },
    )


def correction_refused(event: f.CorrectionRefused, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put("corrections", event.attendance_id, {"open": False, "decided_at": meta.at})


def correction_done(event: f.AttendanceCorrected, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put("corrections", event.attendance_id, {"open": False, "decided_at": meta.at})


def posted(event: g.HoursPosted | g.HoursReversed, meta: EventMeta) -> Iterable[ViewWrite]:
    reversal = isinstance(event, g.HoursReversed)
    yield put(
        "entries",
        event.entry_id,
        meta,
        **facts_of(event, "entry_id"),
        seq=meta.seq,
        status="reversal" if reversal else "posted",
        posted_at=meta.at,
        org_ids=orgs(event.community_id, event.unit_id, event.branch_id),
    )
    yield Put("members", event.member_id, {"minutes": event.total_minutes})


PROJECTIONS = (
    Projection((f.SessionOpened,), opened),
    Projection((f.MemberSignedUp,), signed_up),
    Projection((f.MemberSignUpCancelled,), sign_up_cancelled),
    Projection((f.SessionCancelled,), session_cancelled),
    Projection((f.SessionClosed,), session_closed),
    Projection((f.MemberCheckedIn, f.MemberCheckedOut), checked),
    Projection((f.LateMarkNoted,), late_mark),
    Projection((f.AttendanceConfirmed, f.AttendanceCorrected), confirmed),
    Projection((f.AttendanceCorrected,), correction_done),
    Projection((f.CorrectionRequested,), correction_requested),
    Projection((f.CorrectionRefused,), correction_refused),
    Projection((g.HoursPosted, g.HoursReversed), posted),
)
