"""Attendance 考勤: marks in any order, minutes fixed when confirmed, corrected by two persons."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel

from contracts.events import activities as facts
from contracts.types import (
    AgreementId,
    AttendanceId,
    Code,
    Day,
    Instant,
    MarkKind,
    MemberId,
    OrgId,
    ProjectId,
    SessionId,
    ThemeCode,
    Window,
)
from libs.kernel import Aggregate, FieldFault
from services.activities.domain.cells import (
    busy_keys,
    clip,
    days_of,
    minutes_of,
    whole_minute,
)
from services.activities.domain.errors import (
    BadMinutes,
    CorrectionPending,
    Incomplete,
    NoCorrection,
    NotConfirmed,
    NotSignedUp,
    OutsideWindow,
    Overlap,
    OwnAttendance,
    SamePerson,
    SessionCancelled,
    TooManyMarks,
)
from services.activities.domain.session import BUSY, MemberSeen, Session

EARLY = timedelta(minutes=30)
LATE = timedelta(hours=2)
CLOCKS_DIFFER = timedelta(minutes=2)
MOST_MARKS = 50


class Person(BaseModel):
    """Who acts: the account, and the member behind it if there is one."""

    actor_id: str
    member_id: str | None = None

    def is_same_as(self, other: "Person") -> bool:
        """Whether both are one human being, as far as is known."""
        own = self.member_id is not None and self.member_id == other.member_id
        return own or self.actor_id == other.actor_id


class Mark(BaseModel):
    """A check-in or check-out, to the minute; ``noted`` when it came after the confirmation."""

    kind: MarkKind
    marked_at: Instant
    method_code: Code
    noted: bool = False


class Correction(BaseModel):
    """Other minutes, asked for by one person and waiting for another."""

    minutes: int
    reason_code: Code
    maker: Person


class Attendance(Aggregate):
    """A member's service at one session, from the first mark to the minutes that stand."""

    id_field: ClassVar[str] = "attendance_id"

    attendance_id: AttendanceId
    session_id: SessionId
    member_id: MemberId
    owner_id: OrgId
    community_id: OrgId
    unit_id: OrgId | None
    branch_id: OrgId | None = None
    project_id: ProjectId | None
    agreement_id: AgreementId | None
    theme_code: ThemeCode
    window: Window
    marks: list[Mark] = []
    status: Literal["checked_in", "checked_out", "confirmed", "correction_requested"] = "checked_in"
    minutes: int | None = None
    served: Window | None = None
    days: tuple[Day, ...] = ()
    confirmation_no: int = 0
    correction: Correction | None = None

    @classmethod
    def begin(cls, attendance_id: AttendanceId, session: Session, member: MemberSeen) -> Self:
        """Takes over the quarter hours of the sign-up; the member's unit and branch are today's."""
        if session.status == "cancelled":
            raise SessionCancelled(title=session.plan.title)
        if member.member_id not in session.seats:
            raise NotSignedUp(title=session.plan.title)
        plan = session.plan
        attendance = cls(
            attendance_id=attendance_id,
            session_id=session.session_id,
            member_id=member.member_id,
            owner_id=plan.owner_id,
            community_id=plan.community_id,
            unit_id=member.unit_id,
            branch_id=member.branch_id,
            project_id=plan.project_id,
            agreement_id=plan.agreement_id,
            theme_code=plan.theme_code,
            window=plan.window,
        )
        for key in busy_keys(member.member_id, plan.window):
            attendance.claim(BUSY, key, Overlap(), successor_of=session.session_id)
        return attendance

    def _at(self, kind: str) -> list[datetime]:
        return [mark.marked_at for mark in self.marks if mark.kind == kind and not mark.noted]

    @property
    def checked_in_at(self) -> datetime | None:
        """The earliest check-in."""
        return min(self._at("check_in"), default=None)

    @property
    def checked_out_at(self) -> datetime | None:
        """The latest check-out."""
        return max(self._at("check_out"), default=None)

    def check_in(self, marked_at: datetime, method_code: Code, now: datetime) -> None:
        """Notes an arrival; the same minute again changes nothing."""
        mark = Mark(kind="check_in", marked_at=whole_minute(marked_at), method_code=method_code)
        self._check(mark, self.window.end_at, now)
        if self._add(mark):
            self.record(facts.MemberCheckedIn(**self._marked(mark)))

    def check_out(self, marked_at: datetime, method_code: Code, now: datetime) -> None:
        """Notes a leaving; the same minute again changes nothing."""
        mark = Mark(kind="check_out", marked_at=whole_minute(marked_at), method_code=method_code)
        self._check(mark, self.window.end_at + LATE, now)
        if self._add(mark):
            self.record(facts.MemberCheckedOut(**self._marked(mark)))

    def _check(self, mark: Mark, last_at: datetime, now: datetime) -> None:
        first_at = self.window.start_at - EARLY
        if not first_at <= mark.marked_at <= min(last_at, now + CLOCKS_DIFFER):
            raise OutsideWindow(
                start_at=self.window.start_at.isoformat(), end_at=self.window.end_at.isoformat()
            )

    def _add(self, mark: Mark) -> bool:
        """Whether the mark counts: known ones do not, late ones are only noted."""
        if any((m.kind, m.marked_at) == (mark.kind, mark.marked_at) for m in self.marks):
            return False
        if len(self.marks) >= MOST_MARKS:
            raise TooManyMarks(most=MOST_MARKS)
        late = self.confirmation_no > 0
        self.marks.append(mark.model_copy(update={"noted": late}))
        if late:
            self.record(
                facts.LateMarkNoted(
                    attendance_id=self.attendance_id, marked_at=mark.marked_at, kind=mark.kind
                )
            )
            return False
        self._count()
        return True

    def _count(self) -> None:
        arrived, left = self.checked_in_at, self.checked_out_at
        self.status = "checked_in" if left is None else "checked_out"
        if arrived is None or left is None:
            return
        self.served = clip(arrived, left, self.window)
        self.minutes = minutes_of(self.served) if self.served else 0

    def _marked(self, mark: Mark) -> dict[str, Any]:
        return {
            "attendance_id": self.attendance_id,
            "session_id": self.session_id,
            "member_id": self.member_id,
            "marked_at": mark.marked_at,
            "method_code": mark.method_code,
            "minutes": self.minutes,
        }

    def confirm(self, by: Person) -> None:
        """Somebody else vouches for the minutes; again changes nothing."""
        if by.member_id == self.member_id:
            raise OwnAttendance
        if self.confirmation_no > 0:
            return
        if not self.minutes or self.served is None:
            raise Incomplete
        self.status, self.confirmation_no = "confirmed", 1
        self.days = days_of(self.served)
        self.record(facts.AttendanceConfirmed(**self._stands(), window=self.served, days=self.days))

    def _stands(self) -> dict[str, Any]:
        named = (
            "attendance_id",
            "session_id",
            "member_id",
            "community_id",
            "unit_id",
            "branch_id",
            "project_id",
            "agreement_id",
            "theme_code",
            "minutes",
            "confirmation_no",
        )
        return {name: getattr(self, name) for name in named}

    def request_correction(self, minutes: int, reason_code: Code, maker: Person) -> None:
        """Asks for other minutes; 0 asks to void what was confirmed."""
        if self.confirmation_no == 0:
            raise NotConfirmed
        if self.correction is not None:
            raise CorrectionPending
        longest = minutes_of(self.window)
        if not 0 <= minutes <= longest:
            fault = FieldFault(
                pointer="/minutes", code=BadMinutes.code, params={"longest": longest}
            )
            raise BadMinutes(errors=(fault,), longest=longest)
        self.status = "correction_requested"
        self.correction = Correction(minutes=minutes, reason_code=reason_code, maker=maker)
        self.record(
            facts.CorrectionRequested(
                attendance_id=self.attendance_id, minutes=minutes, reason_code=reason_code
            )
        )

    def approve_correction(self, by: Person) -> None:
        """A second person lets the other minutes stand."""
        asked = self._asked()
        if by.is_same_as(asked.maker):
            raise SamePerson
        if by.member_id == self.member_id:
            raise OwnAttendance
        former = self.days
        self.status, self.correction = "confirmed", None
        self.minutes, self.confirmation_no = asked.minutes, self.confirmation_no + 1
        self.served = self._span_of(asked.minutes)
        self.days = days_of(self.served) if asked.minutes else ()
        self.record(
            facts.AttendanceCorrected(
                **self._stands(),
                window=self.served,
                days=self.days,
                former_days=former,
                reason_code=asked.reason_code,
            )
        )

    def _span_of(self, minutes: int) -> Window:
        """That many minutes from the arrival on, moved forward as far as the session demands."""
        start = max(self.checked_in_at or self.window.start_at, self.window.start_at)
        start = min(start, self.window.end_at - timedelta(minutes=minutes))
        return Window(start_at=start, end_at=start + timedelta(minutes=minutes))

    def refuse_correction(self, reason_code: Code) -> None:
        """The confirmed minutes stand as they are."""
        self._asked()
        self.status, self.correction = "confirmed", None
        self.record(
            facts.CorrectionRefused(attendance_id=self.attendance_id, reason_code=reason_code)
        )

    def _asked(self) -> Correction:
        if self.correction is None:
            raise NoCorrection
        return self.correction
