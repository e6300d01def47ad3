"""What activities does when others state facts, and when deadlines come."""

from datetime import UTC, date, datetime, time
from typing import Any

from contracts.events.organizations import OrganizationClosed
from contracts.events.registrations import RegistrationCancelled, RegistrationMoved
from contracts.types import OrgId, SessionId
from libs.kernel import BEIJING, Command
from libs.runtime.wiring import Sweep
from libs.storage.documents import Reader
from services.activities.commands import CancelSession, CancelSignUp, CloseSession
from services.activities.repository import SESSIONS
from services.activities.views import MEMBERS


def close_after_a_week(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """A session that nobody closed closes by itself."""
    del key, payload
    return CloseSession(session_id=SessionId(aggregate_id))


TIMERS = {"close-session": close_after_a_week}

Left = RegistrationMoved | RegistrationCancelled


def _left(event: Left) -> tuple[OrgId, date]:
    if isinstance(event, RegistrationMoved):
        return event.from_id, event.moved_on
    return event.community_id, event.cancelled_on


async def seats_at_the_community_left(
    event: Left, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Sessions to come at the community left where the member has a seat.

    Seats stay at sessions of the member's own unit or branch, and all of them while another
    registration of the member is at the same community. The command itself refuses what has begun.
    """
    left, left_on = _left(event)
    member = await reader.get(reader.view(MEMBERS), str(event.member_id)) or {}
    places = member.get("places") or {}
    others = [place for id_, place in places.items() if id_ != event.registration_id]
    if left in others:
        return []
    rows = await reader.find(
        SESSIONS,
        {
            "_id": {"$gt": after or ""},
            "seats": event.member_id,
            "status": "open",
            "plan.community_id": left,
            "plan.owner_id": {"$nin": [member.get("unit_id"), member.get("branch_id")]},
            "plan.window.start_at": {"$gte": _day_begins(left_on)},
        },
        sort=[("_id", 1)],
        limit=limit,
        fields=["_id"],
    )
    return [str(row["_id"]) for row in rows]


def give_seat_back(event: Left, target_id: str) -> Command:
    """The member has left the session's community."""
    moved = isinstance(event, RegistrationMoved)
    return CancelSignUp(
        session_id=SessionId(target_id),
        member_id=event.member_id,
        cause_code="moved" if moved else "registration_cancelled",
    )


async def sessions_of_the_closed(
    event: OrganizationClosed, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Sessions, not yet over when it closed, that the organization held or hosted."""
    rows = await reader.find(
        SESSIONS,
        {
            "_id": {"$gt": after or ""},
            "status": "open",
            "plan.window.end_at": {"$gt": _day_begins(event.effective_on)},
            "$or": [{"plan.community_id": event.org_id}, {"plan.owner_id": event.org_id}],
        },
        sort=[("_id", 1)],
        limit=limit,
        fields=["_id"],
    )
    return [str(row["_id"]) for row in rows]


def call_off(event: OrganizationClosed, target_id: str) -> Command:
    """Nobody is left to hold the session."""
    del event
    return CancelSession(session_id=SessionId(target_id), reason_code="organization_closed")


def _day_begins(on: date) -> str:
    """Midnight in Beijing, as instants stand in documents."""
    midnight = datetime.combine(on, time.min, BEIJING).astimezone(UTC)
    return midnight.strftime("%Y-%m-%dT%H:%M:%S.000Z")


SWEEPS = (
    Sweep(
        "hand-back-seats",
        (RegistrationMoved, RegistrationCancelled),
        seats_at_the_community_left,
        give_seat_back,
    ),
    Sweep("call-off-sessions", (OrganizationClosed,), sessions_of_the_closed, call_off),
)
