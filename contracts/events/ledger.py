"""Facts of the hours ledger 时长账户: append-only, chained by hashes."""

from datetime import date
from typing import ClassVar

from contracts.types import (
    AccountId,
    AgreementId,
    AttendanceId,
    Code,
    EntryId,
    Hash,
    MemberId,
    Minutes,
    No,
    OrgId,
    ProjectId,
    SessionId,
    ThemeCode,
)
from libs.kernel import Event


class _Entry(Event, abstract=True):
    aggregate: ClassVar[str] = "account"

    account_id: AccountId
    entry_id: EntryId
    attendance_id: AttendanceId
    session_id: SessionId
    member_id: MemberId
    community_id: OrgId
    unit_id: OrgId | None = None
    branch_id: OrgId | None = None
    project_id: ProjectId | None = None
    agreement_id: AgreementId | None = None
    theme_code: ThemeCode
    minutes: Minutes
    confirmation_no: No
    served_on: date
    posted_on: date
    total_minutes: Minutes
    prev_hash: Hash
    hash: Hash


class HoursPosted(_Entry):
    """One day's minutes of a confirmed attendance stand in the account (入账)."""


class HoursReversed(_Entry):
    """An earlier entry was taken back in full (冲回)."""

    reverses_id: EntryId
    reason_code: Code
