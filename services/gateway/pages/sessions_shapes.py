"""The shapes of sessions and hours on pages."""

from datetime import date, datetime

from services.gateway.pages.shapes import OrgRef, Page, PersonRef, Shape, Span


class MyAttendance(Shape):
    """The asking member's own part in a session."""

    status: str
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    minutes: int | None = None


class SessionRow(Shape):
    """A session in a list."""

    id: str
    number: str
    title: str
    theme_code: str
    owner: OrgRef
    community: OrgRef
    project_id: str | None = None
    project_title: str | None = None
    agreement_id: str | None = None
    window: Span
    capacity_count: int
    seat_count: int
    status: str
    mine: MyAttendance | None = None


class CorrectionShape(Shape):
    """A correction that waits for a second person."""

    minutes: int
    reason_code: str
    requested_at: datetime
    may_approve: bool


class AttendanceRow(Shape):
    """One member at one session."""

    member: PersonRef
    unit: OrgRef | None = None
    status: str
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    minutes: int | None = None
    anomalies: list[str]
    correction: CorrectionShape | None = None


class SessionDetail(SessionRow):
    """A session with its attendances (those of whom the caller may see)."""

    attendances: list[AttendanceRow]
    minutes: int
    reason_code: str | None = None
    opened_at: datetime
    as_of: datetime


class HoursEntry(Shape):
    """One line of a statement, or hours still waiting for it."""

    id: str
    member: PersonRef
    session_id: str
    session_title: str
    community: OrgRef
    status: str
    served_on: date
    posted_on: date | None = None
    minutes: int
    total_minutes: int | None = None
    reason_code: str | None = None


class HoursStatement(Page[HoursEntry]):
    """A statement with its sums."""

    member: PersonRef | None = None
    year: int
    posted_minutes: int
    pending_minutes: int
    session_count: int
