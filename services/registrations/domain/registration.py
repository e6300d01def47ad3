"""Registrations 报到: one life from the report to its cancelling, moves inside."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict

from contracts.events.registrations import (
    RegistrationAccepted,
    RegistrationCancelled,
    RegistrationDeclined,
    RegistrationMoved,
    RegistrationMoveDeclined,
    RegistrationMoveRequested,
    RegistrationReleased,
    RegistrationReported,
    RegistrationVerified,
)
from contracts.types import MemberId, OrgId, RegistrationId, ReportKind
from libs.kernel import Aggregate
from services.registrations.domain.errors import (
    AlreadyAccepted,
    AlreadyReported,
    MoveNotAsked,
    NotAccepted,
    NotReleased,
    NotVerified,
    ReasonNotAllowed,
    TooManyMoves,
)

LIVE = ("submitted", "verified", "accepted", "move_requested", "released")
"""States in which a registration holds its place: no other of its kind may begin."""

RELEASED_AFTER = timedelta(days=7)
MOST_STINTS = 40
REASONS = frozenset({"retired", "transferred", "moved_house", "expelled", "deceased", "mistaken"})
SAID_BY_OTHERS = frozenset({"expelled", "deceased"})

Status = Literal[
    "submitted",
    "verified",
    "accepted",
    "move_requested",
    "released",
    "declined",
    "cancelled",
]


class Policy(BaseModel):
    """What the district has decided about reports."""

    model_config = ConfigDict(frozen=True)

    consent_no: int
    enrolment_is_proof: bool


class ReceiptNumbers(Protocol):
    """Gives receipt numbers 回执号."""

    async def take(self, district: str, on: date) -> str:
        """A number nobody else has; gaps are no loss."""
        ...


class Stint(BaseModel):
    """The time at one community, with its receipt."""

    community_id: OrgId
    receipt_no: str
    from_on: date
    to_on: date | None = None


class Registration(Aggregate):
    """A member's place at a community, by residence or by work."""

    id_field: ClassVar[str] = "registration_id"

    registration_id: RegistrationId
    member_id: MemberId
    kind: ReportKind
    community_id: OrgId
    unit_id: OrgId | None
    branch_id: OrgId
    consent_no: int
    status: Status = "submitted"
    reported_at: datetime
    to_id: OrgId | None = None
    reason_code: str | None = None
    cancelled_on: date | None = None
    stints: list[Stint] = []

    @property
    def receipt_no(self) -> str | None:
        """The receipt of the present stint."""
        return self.stints[-1].receipt_no if self.stints else None

    @classmethod
    def report(  # noqa: PLR0913 - a report says this much
        cls,
        registration_id: RegistrationId,
        *,
        member_id: MemberId,
        kind: ReportKind,
        community_id: OrgId,
        unit_id: OrgId | None,
        branch_id: OrgId,
        consent_no: int,
        proven: bool,
        at: datetime,
    ) -> Self:
        """A new report, verified at once when ``proven``; refused at save if another lives."""
        registration = cls(
            registration_id=registration_id,
            member_id=member_id,
            kind=kind,
            community_id=community_id,
            unit_id=unit_id,
            branch_id=branch_id,
            consent_no=consent_no,
            reported_at=at,
        )
        registration.claim("report", f"{member_id}:{kind}", AlreadyReported(kind=kind))
        registration.record(RegistrationReported(**registration._who(), consent_no=consent_no))
        if proven:
            registration.verify("enrolment")
        return registration

    def _who(self) -> dict[str, Any]:
        return {
            "registration_id": self.registration_id,
            "member_id": self.member_id,
            "kind": self.kind,
            "community_id": self.community_id,
            "unit_id": self.unit_id,
            "branch_id": self.branch_id,
        }

    def verify(self, cause_code: str) -> None:
        """Unit or branch vouches for the member; again changes nothing."""
        if self.status == "verified":
            return
        if self.status != "submitted":
            raise AlreadyAccepted(status=self.status)
        self.status = "verified"
        self.record(
            RegistrationVerified(registration_id=self.registration_id, cause_code=cause_code)
        )

    def accept(self, receipt_no: str, on: date) -> None:
        """The community takes the member in and gives a receipt; again changes nothing."""
        if self.status == "accepted":
            return
        if self.status != "verified":
            raise NotVerified(status=self.status)
        self.status = "accepted"
        self.stints.append(Stint(community_id=self.community_id, receipt_no=receipt_no, from_on=on))
        self.record(RegistrationAccepted(**self._who(), receipt_no=receipt_no, accepted_on=on))

    def decline(self, reason_code: str) -> None:
        """Branch or community sends the report back; the member may report anew."""
        if self.status == "declined":
            return
        if self.status not in {"submitted", "verified"}:
            raise AlreadyAccepted(status=self.status)
        self.status = "declined"
        self.reason_code = reason_code
        self._end_place()
        self.record(RegistrationDeclined(**self._who(), reason_code=reason_code))

    def request_move(self, to_id: OrgId, at: datetime) -> None:
        """The member asks to move; released by itself after a week."""
        if self.status == "move_requested" and self.to_id == to_id:
            return
        if self.status != "accepted":
            raise NotAccepted(status=self.status)
        if len(self.stints) >= MOST_STINTS:
            raise TooManyMoves(most=MOST_STINTS)
        self.status, self.to_id = "move_requested", to_id
        self.schedule("release-move", at + RELEASED_AFTER)
        self.record(RegistrationMoveRequested(**self._move()))

    def _move(self) -> dict[str, Any]:
        return {
            "registration_id": self.registration_id,
            "from_id": self.community_id,
            "to_id": self.to_id,
        }

    def release_move(self) -> None:
        """The present community lets the member go."""
        if self.status == "released":
            return
        if self.status != "move_requested":
            raise MoveNotAsked(status=self.status)
        self.status = "released"
        self.unschedule("release-move")
        self.record(RegistrationReleased(**self._move()))

    def accept_move(self, receipt_no: str, on: date) -> None:
        """The new community takes the member in: a new stint with its own receipt."""
        if self.status != "released" or self.to_id is None:
            raise NotReleased(status=self.status)
        from_id, self.community_id, self.to_id = self.community_id, self.to_id, None
        self.status = "accepted"
        self.stints[-1].to_on = on
        self.stints.append(Stint(community_id=self.community_id, receipt_no=receipt_no, from_on=on))
        self.record(
            RegistrationMoved(**self._who(), from_id=from_id, receipt_no=receipt_no, moved_on=on)
        )

    def decline_move(self, reason_code: str) -> None:
        """The new community, or the member, does without the move: the old stint lives on."""
        if self.status not in {"move_requested", "released"}:
            raise MoveNotAsked(status=self.status)
        self.status, self.to_id = "accepted", None
        self.unschedule("release-move")
        self.record(
            RegistrationMoveDeclined(
                registration_id=self.registration_id,
                community_id=self.community_id,
                reason_code=reason_code,
            )
        )

    def cancel(self, reason_code: str, on: date, *, by_member: bool) -> None:
        """Ends it for an allowed reason; the member may report anew."""
        if self.status == "cancelled":
            return
        if self.status not in LIVE:
            raise NotAccepted(status=self.status)
        if reason_code not in REASONS or (by_member and reason_code in SAID_BY_OTHERS):
            raise ReasonNotAllowed(reason_code=reason_code)
        self.status, self.to_id = "cancelled", None
        self.reason_code, self.cancelled_on = reason_code, on
        if self.stints:
            self.stints[-1].to_on = on
        self._end_place()
        self.record(RegistrationCancelled(**self._who(), reason_code=reason_code, cancelled_on=on))

    def _end_place(self) -> None:
        self.unschedule("release-move")
        self.release("report", f"{self.member_id}:{self.kind}")
