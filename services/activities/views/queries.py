"""Reading sessions and attendance, always in a scope."""

from datetime import datetime

from pydantic import BaseModel

from contracts.types import Window
from libs.kernel import NotFound, NotSeenYet, Scope
from libs.storage.documents import Reader
from services.activities.domain import (
    BUSY,
    Attendance,
    BusySession,
    Mark,
    Session,
    busy_keys,
)
from services.activities.views.members import MembersHeard

_SESSIONS = "sessions"
_ATTENDANCES = "attendances"


class SessionText(BaseModel):
    """What a session's facts do not say: where to come, and what is done there."""

    session_id: str
    place: str | None
    description: str | None


class AttendanceDetail(BaseModel):
    """A member's marks at a session, and what came of them."""

    attendance_id: str
    session_id: str
    member_id: str
    status: str
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    minutes: int | None
    confirmation_no: int
    marks: list[Mark]


class SessionQueries:
    """Sessions as workers, and members they are open to, may see them."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents and the members heard of."""
        self._reader = reader

    async def text(self, session_id: str, scope: Scope) -> SessionText:
        """Place and description; raises NotFound out of scope."""
        row = await self._reader.get(_SESSIONS, session_id)
        if row is None or not await self._shows(Session.model_validate(row), scope):
            raise NotFound
        plan = row["plan"]
        return SessionText(
            session_id=session_id, place=plan["place"], description=plan["description"]
        )

    async def _shows(self, session: Session, scope: Scope) -> bool:
        """To those above its owner or community; to members with a seat, or of that place."""
        plan, member_id = session.plan, scope.stamp.member_id
        if scope.sees(plan.owner_id, plan.community_id):
            return True
        if member_id is None:
            return False
        if member_id in session.seats:
            return True
        try:
            member = await MembersHeard(self._reader).get(member_id)
        except NotSeenYet:
            return False
        return plan.owner_id == member.unit_id or plan.community_id in member.places


class AttendanceQueries:
    """Attendance as workers and the member itself may see it."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def detail(self, session_id: str, member_id: str, scope: Scope) -> AttendanceDetail:
        """The attendance; raises NotFound out of scope."""
        query = {
            "session_id": session_id,
            "member_id": member_id,
            **scope.filter(
                "community_id", "owner_id", "unit_id", "branch_id", member_field="member_id"
            ),
        }
        rows = await self._reader.find(_ATTENDANCES, query, limit=1)
        if not rows:
            raise NotFound
        found = Attendance.model_validate(rows[0])
        fields = found.model_dump(include=set(AttendanceDetail.model_fields))
        return AttendanceDetail(
            **fields, checked_in_at=found.checked_in_at, checked_out_at=found.checked_out_at
        )


class HeldHours:
    """The BusyHours of this process, read from the uniqueness keys."""

    def __init__(self, reader: Reader) -> None:
        """Reads keys, sessions and attendances."""
        self._reader = reader

    async def holder(self, member_id: str, window: Window, but: str) -> BusySession | None:
        """See BusyHours.holder."""
        names = [f"{BUSY}:{key}" for key in busy_keys(member_id, window)]
        rows = await self._reader.find("keys", {"_id": {"$in": names}}, limit=0)
        for owner in dict.fromkeys(str(row["owner"]) for row in rows):
            attendance = await self._reader.get(_ATTENDANCES, owner)
            session_id = attendance["session_id"] if attendance else owner
            row = await self._reader.get(_SESSIONS, session_id)
            if row is not None and session_id != but:
                session = Session.model_validate(row)
                return BusySession(
                    session_id=session.session_id,
                    title=session.plan.title,
                    window=session.window,
                )
        return None
