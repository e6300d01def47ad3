"""Members and their dual-report registrations as pages show them."""

from collections.abc import Iterable
from typing import Any

from contracts.events import registrations as f
from libs.kernel import EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from libs.storage.documents import Reader
from services.gateway.views.rows import facts_of, orgs, put

VIEWS = (
    View(
        "members",
        1,
        (
            # Members of a scope are counted by these alone: no row of theirs is read.
            Index("org_ids", "enrolled_at", "residence_id", "work_id"),
            Index("residence_id", "enrolled_at"),
            Index("work_id", "enrolled_at"),
            Index("enrolled_at", "_id"),
        ),
    ),
    View(
        "registrations",
        1,
        (
            Index("org_ids", "status"),
            Index("community_id"),
            Index("to_id"),
            Index("member_id"),
            Index("reported_at", "_id"),
        ),
    ),
)


class MembersHeard:
    """The MembersSeen of this process."""

    def __init__(self, reader: Reader) -> None:
        """Reads the live version of the view."""
        self._reader = reader

    async def places(self, member_id: str) -> tuple[str, ...]:
        """See MembersSeen.places."""
        row = await self._reader.get(self._reader.view("members"), member_id)
        return tuple((row or {}).get("org_ids", ()))


def enrolled(event: f.MemberEnrolled, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "members",
        event.member_id,
        meta,
        **facts_of(event, "member_id"),
        member_id=event.member_id,
        status="enrolled",
        enrolled_at=meta.at,
        org_ids=orgs(event.branch_id, event.unit_id),
    )


def reported(event: f.RegistrationReported, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "registrations",
        event.registration_id,
        meta,
        **facts_of(event, "registration_id"),
        status="submitted",
        reported_at=meta.at,
        org_ids=orgs(event.community_id, event.unit_id, event.branch_id),
    )


def verified(event: f.RegistrationVerified, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("registrations", event.registration_id, meta, status="verified", verified_at=meta.at)


def accepted(event: f.RegistrationAccepted, meta: EventMeta) -> Iterable[ViewWrite]:
    stint = {
        "community_id": event.community_id,
        "receipt_no": event.receipt_no,
        "from_on": str(event.accepted_on),
    }
    yield put(
        "registrations",
        event.registration_id,
        meta,
        **facts_of(event, "registration_id"),
        status="accepted",
        accepted_at=meta.at,
        org_ids=orgs(event.community_id, event.unit_id, event.branch_id),
        **{f"stints.{event.receipt_no}": stint},
    )
    yield from _seat(event.member_id, event.kind, event.community_id)


def declined(event: f.RegistrationDeclined, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "registrations",
        event.registration_id,
        meta,
        status="declined",
        reason_code=str(event.reason_code),
    )


def move_requested(event: f.RegistrationMoveRequested, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "registrations", event.registration_id, meta, status="move_requested", to_id=event.to_id
    )


def released(event: f.RegistrationReleased, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("registrations", event.registration_id, meta, status="released", to_id=event.to_id)


def moved(event: f.RegistrationMoved, meta: EventMeta) -> Iterable[ViewWrite]:
    stint = {
        "community_id": event.community_id,
        "receipt_no": event.receipt_no,
        "from_on": str(event.moved_on),
    }
    yield Put(
        "registrations",
        event.registration_id,
        {
            **facts_of(event, "registration_id", "from_id"),
            "status": "accepted",
            "changed_at": meta.at,
            "org_ids": orgs(event.community_id, event.unit_id, event.branch_id),
            f"stints.{event.receipt_no}": stint,
        },
        unset=("to_id",),
    )
    yield from _seat(event.member_id, event.kind, event.community_id)


def move_declined(event: f.RegistrationMoveDeclined, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put(
        "registrations",
        event.registration_id,
        {"status": "accepted", "changed_at": meta.at},
        unset=("to_id",),
    )


def cancelled(event: f.RegistrationCancelled, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "registrations",
        event.registration_id,
        meta,
        status="cancelled",
        reason_code=str(event.reason_code),
        cancelled_on=str(event.cancelled_on),
    )
    if event.member_id is not None:
        yield Put("members", event.member_id, {}, unset=(f"{event.kind}_id",))


def _seat(member_id: str | None, kind: Any, community_id: str) -> Iterable[ViewWrite]:
    """The community where a member is reported sees the member."""
    if member_id is not None:
        yield Put("members", member_id, {f"{kind}_id": community_id})


PROJECTIONS = (
    Projection((f.MemberEnrolled,), enrolled),
    Projection((f.RegistrationReported,), reported),
    Projection((f.RegistrationVerified,), verified),
    Projection((f.RegistrationAccepted,), accepted),
    Projection((f.RegistrationDeclined,), declined),
    Projection((f.RegistrationMoveRequested,), move_requested),
    Projection((f.RegistrationReleased,), released),
    Projection((f.RegistrationMoved,), moved),
    Projection((f.RegistrationMoveDeclined,), move_declined),
    Projection((f.RegistrationCancelled,), cancelled),
)
