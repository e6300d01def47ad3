"""Accounts 时长账户: append-only, every entry chained to the one before."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Protocol, Self

from contracts.events.activities import AttendanceConfirmed, AttendanceCorrected
from contracts.events.ledger import HoursPosted, HoursReversed
from contracts.types import (
    GENESIS_HASH,
    AccountId,
    Count,
    Day,
    EntryId,
    Hash,
    MemberId,
    Minutes,
)
from libs.kernel import Aggregate, NotSeenYet, RuleBroken, derive_id

CHAINED = (
    "prev_hash",
    "entry_id",
    "reverses_id",
    "attendance_id",
    "confirmation_no",
    "session_id",
    "member_id",
    "community_id",
    "unit_id",
    "project_id",
    "agreement_id",
    "theme_code",
    "served_on",
    "posted_on",
    "minutes",
    "total_minutes",
    "reason_code",
)
"""What an entry's hash is made of, in this order; never to be changed, or old chains break."""


class AlreadyPosted(RuleBroken):
    """These confirmed hours stand in the account."""

    code = "ledger.already-posted"


class AlreadyReversed(RuleBroken):
    """This entry has been taken back."""

    code = "ledger.already-reversed"


Credit = AttendanceConfirmed | AttendanceCorrected

_CREDITED = {
    "attendance_id",
    "session_id",
    "member_id",
    "community_id",
    "unit_id",
    "branch_id",
    "project_id",
    "agreement_id",
    "theme_code",
    "confirmation_no",
}


class Postings(Protocol):
    """Which confirmations stand in an account."""

    async def stands(self, attendance_id: str, confirmation_no: int) -> bool:
        """Whether its hours have been posted, as far as is committed."""
        ...


POSTING = "posting"


def entry_id_of(attendance_id: str, confirmation_no: int, on: date) -> EntryId:
    """The entry of one day of one confirmation."""
    return EntryId(derive_id("entry", attendance_id, confirmation_no, on))


def hash_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 over the CHAINED fields as JSON gives them; absent ones count as empty."""
    texts = ("" if entry.get(name) is None else str(entry[name]) for name in CHAINED)
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


def first_broken(entries: Iterable[Mapping[str, Any]]) -> str | None:
    """Id of the first entry that does not follow from those before it; None: the chain holds."""
    head, total = GENESIS_HASH, 0
    for entry in entries:
        total += -entry["minutes"] if entry.get("reverses_id") else entry["minutes"]
        follows = entry["prev_hash"] == head and entry["total_minutes"] == total >= 0
        if not follows or entry["hash"] != hash_of(entry):
            return str(entry["entry_id"])
        head = entry["hash"]
    return None


class Account(Aggregate):
    """A member's hours: the head of the chain and the total; the entries are its facts."""

    id_field: ClassVar[str] = "account_id"

    account_id: AccountId
    member_id: MemberId
    entry_count: Count = 0
    total_minutes: Minutes = 0
    head_hash: Hash = GENESIS_HASH

    @classmethod
    def of(cls, member_id: MemberId) -> Self:
        """The empty account of a member."""
        return cls(account_id=AccountId(member_id), member_id=member_id)

    def post(self, confirmed: AttendanceConfirmed, on: date) -> None:
        """One entry per day of a confirmation; refused at save when it stands already."""
        self._mark_posting(confirmed)
        self._post_days(confirmed, on)

    def correct(self, corrected: AttendanceCorrected, on: date) -> None:
        """Takes the former confirmation's entries back and posts the days that stand now.

        Raises NotSeenYet when more would be taken back than the account holds: the former hours
        are still on their way.
        """
        if sum(day.minutes for day in corrected.former_days) > self.total_minutes:
            raise NotSeenYet(attendance_id=corrected.attendance_id)
        self._mark_posting(corrected)
        for day in corrected.former_days:
            self._reverse(corrected, day, on)
        self._post_days(corrected, on)

    def _mark_posting(self, service: Credit) -> None:
        key = f"{service.attendance_id}:{service.confirmation_no}"
        self.claim(POSTING, key, AlreadyPosted(), once=True)

    def _post_days(self, service: Credit, on: date) -> None:
        for day in service.days:
            entry_id = entry_id_of(service.attendance_id, service.confirmation_no, day.on)
            fields = self._chained(service, day, entry_id, day.minutes, on)
            self.record(HoursPosted(**fields))

    def _reverse(self, service: AttendanceCorrected, day: Day, on: date) -> None:
        former = entry_id_of(service.attendance_id, service.confirmation_no - 1, day.on)
        self.claim("reversal", former, AlreadyReversed(), once=True)
        fields = self._chained(
            service,
            day,
            EntryId(derive_id("reversal", former)),
            -day.minutes,
            on,
            reverses_id=former,
            reason_code=service.reason_code,
        )
        self.record(HoursReversed(**fields))

    def _chained(
        self, service: Credit, day: Day, entry_id: EntryId, change: int, on: date, **more: Any
    ) -> dict[str, Any]:
        """The entry's fields; moves head and total."""
        self.total_minutes += change
        entry = {
            **service.model_dump(mode="json", include=_CREDITED),
            "account_id": self.account_id,
            "entry_id": entry_id,
            "served_on": day.on.isoformat(),
            "posted_on": on.isoformat(),
            "minutes": day.minutes,
            "total_minutes": self.total_minutes,
            "prev_hash": self.head_hash,
            **more,
        }
        entry["hash"] = self.head_hash = hash_of(entry)
        self.entry_count += 1
        return entry
