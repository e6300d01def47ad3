"""Sessions 场次: a time, a place, and the seats members take."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol, Self

from pydantic import BaseModel

from contracts.events import activities as facts
from contracts.types import (
    AgreementId,
    Code,
    Count,
    Instant,
    MemberId,
    OrgId,
    ProjectId,
    SessionId,
    ThemeCode,
    Title,
    Window,
)
from libs.kernel import BEIJING, Aggregate
from services.activities.domain.cells import busy_keys
from services.activities.domain.errors import (
    Full,
    NotOver,
    Overlap,
    SessionCancelled,
    SessionClosed,
    SignUpClosed,
)

CLOSED_AFTER = timedelta(days=7)
BUSY = "busy"


class MemberSeen(BaseModel):
    """A member as this service last heard of it; ``places`` are communities it is accepted at."""

    member_id: MemberId
    branch_id: OrgId
    unit_id: OrgId | None = None
    places: frozenset[OrgId] = frozenset()


class MembersSeen(Protocol):
    """Members as heard from registrations."""

    async def get(self, member_id: str) -> MemberSeen:
        """The member; raises NotSeenYet."""
        ...


class ProjectSeen(BaseModel):
    """A project as this service last heard of it."""

    project_id: ProjectId
    agreement_id: AgreementId | None = None
    party_ids: tuple[str, ...] = ()
    open: bool = True


class ProjectsSeen(Protocol):
    """Projects as heard from projects."""

    async def get(self, project_id: str) -> ProjectSeen:
        """The project; raises NotSeenYet."""
        ...


class BusySession(BaseModel):
    """The session that a member is bound to."""

    session_id: SessionId
    title: str
    window: Window

    @property
    def span(self) -> str:
        """Day and hours in Beijing, as a refusal tells them."""
        start, end = (at.astimezone(BEIJING) for at in (self.window.start_at, self.window.end_at))
        return f"{start:%m-%d %H:%M}–{end:%H:%M}"


class BusyHours(Protocol):
    """Who holds a member's quarter hours."""

    async def holder(self, member_id: str, window: Window, but: str) -> BusySession | None:
        """A session other than ``but`` that holds any of the member's cells in ``window``."""
        ...


class Plan(BaseModel):
    """What a session is to be."""

    owner_id: OrgId
    community_id: OrgId
    project_id: ProjectId | None = None
    agreement_id: AgreementId | None = None
    theme_code: ThemeCode
    title: Title
    window: Window
    capacity_count: Count
    place: str | None = None
    description: str | None = None


class Session(Aggregate):
    """One occasion to serve: seats up to its capacity, a member once."""

    id_field: ClassVar[str] = "session_id"

    session_id: SessionId
    plan: Plan
    status: Literal["open", "cancelled", "closed"] = "open"
    seats: list[MemberId] = []
    reason_code: Code | None = None
    opened_at: Instant

    @property
    def window(self) -> Window:
        """When it takes place."""
        return self.plan.window

    @classmethod
    def open(cls, session_id: SessionId, plan: Plan, at: datetime) -> Self:
        """A new session; it closes by itself a week after its end."""
        session = cls(session_id=session_id, plan=plan, opened_at=at)
        session.schedule("close-session", plan.window.end_at + CLOSED_AFTER)
        session.record(
            facts.SessionOpened(
                **session._which(), title=plan.title, capacity_count=plan.capacity_count
            )
        )
        return session

    def _which(self) -> dict[str, Any]:
        named = {"owner_id", "community_id", "project_id", "agreement_id", "theme_code", "window"}
        return {
            "session_id": self.session_id,
            **{name: getattr(self.plan, name) for name in named},
        }

    def sign_up(self, member_id: MemberId, now: datetime) -> None:
        """Takes a seat and the member's quarter hours; again changes nothing."""
        if member_id in self.seats and self.status != "cancelled":
            return
        if self.status != "open" or now >= self.window.start_at:
            raise SignUpClosed(title=self.plan.title)
        if len(self.seats) >= self.plan.capacity_count:
            raise Full(title=self.plan.title, capacity_count=self.plan.capacity_count)
        self.seats.append(member_id)
        for key in busy_keys(member_id, self.window):
            self.claim(BUSY, key, Overlap())
        self.record(
            facts.MemberSignedUp(
                session_id=self.session_id, member_id=member_id, seat_count=len(self.seats)
            )
        )

    def cancel_sign_up(self, member_id: MemberId, cause_code: Code, now: datetime) -> None:
        """Gives the seat back, and the quarter hours that no check-in took over."""
        if member_id not in self.seats:
            return
        if self.status != "open" or now >= self.window.start_at:
            raise SignUpClosed(title=self.plan.title)
        self.seats.remove(member_id)
        self._free(member_id)
        self.record(
            facts.MemberSignUpCancelled(
                session_id=self.session_id,
                member_id=member_id,
                seat_count=len(self.seats),
                cause_code=cause_code,
            )
        )

    def _free(self, member_id: MemberId) -> None:
        for key in busy_keys(member_id, self.window):
            self.release(BUSY, key)

    def cancel(self, reason_code: Code) -> None:
        """Calls it off; who signed up is free again, who checked in keeps what was served."""
        if self.status == "cancelled":
            return
        if self.status == "closed":
            raise SessionClosed(title=self.plan.title)
        self.status, self.reason_code = "cancelled", reason_code
        self.unschedule("close-session")
        for member_id in self.seats:
            self._free(member_id)
        self.record(facts.SessionCancelled(session_id=self.session_id, reason_code=reason_code))

    def close(self, now: datetime) -> None:
        """Ends it: no further marks, no cancelling."""
        if self.status == "closed":
            return
        if self.status == "cancelled":
            raise SessionCancelled(title=self.plan.title)
        if now < self.window.end_at:
            raise NotOver(title=self.plan.title)
        self.status = "closed"
        self.unschedule("close-session")
        self.record(facts.SessionClosed(**self._which()))
