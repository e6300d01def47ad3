"""Entries, rebuilt from the accounts' own facts; statements and the check of a chain."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.events.ledger import HoursPosted, HoursReversed
from libs.kernel import EventMeta, NotFound, Put, Scope, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.documents import Index, Reader
from services.ledger.domain import POSTING, first_broken

ENTRIES = "entries"
_ACCOUNTS = "accounts"


def project_entry(event: HoursPosted | HoursReversed, meta: EventMeta) -> Iterable[ViewWrite]:
    """One document per entry; ``no`` is its place in the account."""
    fields = event.model_dump(mode="json", exclude={"entry_id"})
    yield Put(ENTRIES, event.entry_id, {**fields, "entry_id": event.entry_id, "no": meta.seq})


PROJECTIONS = (Projection((HoursPosted, HoursReversed), project_entry),)

VIEWS = (
    View(
        ENTRIES,
        indexes=(
            Index("account_id", "no"),
            Index("attendance_id"),
            Index("community_id", "served_on"),
        ),
    ),
)


class PostingsKept:
    """The Postings of this process, read from the uniqueness keys."""

    def __init__(self, reader: Reader) -> None:
        """Reads what is committed."""
        self._reader = reader

    async def stands(self, attendance_id: str, confirmation_no: int) -> bool:
        """See Postings.stands."""
        key = f"{POSTING}:{attendance_id}:{confirmation_no}"
        return await self._reader.get("keys", key) is not None


class EntryLine(BaseModel):
    """A line of a statement; ``minutes`` is negative for what was taken back."""

    entry_id: str
    reverses_id: str | None
    attendance_id: str
    session_id: str
    community_id: str
    unit_id: str | None
    project_id: str | None
    agreement_id: str | None
    theme_code: str
    served_on: date
    posted_on: date
    minutes: int
    total_minutes: int
    reason_code: str | None
    hash: str


class Statement(BaseModel):
    """Entries newest first. ``total`` counts all that match, ``minutes`` adds all of them up."""

    member_id: str
    items: list[EntryLine]
    total: int
    minutes: int


class Verification(BaseModel):
    """Whether the chain holds: ``broken_entry_id`` is the first entry that does not fit.

    ``entry_count`` entries have been checked; ``behind_count`` are posted but not here yet.
    """

    member_id: str
    ok: bool
    broken_entry_id: str | None
    entry_count: int
    behind_count: int
    total_minutes: int
    head_hash: str


class StatementQueries:
    """Entries as the member, its unit and branch, and the communities served may see them."""

    def __init__(self, reader: Reader) -> None:
        """Reads the live version of the entries, and accounts."""
        self._reader = reader

    async def statement(
        self,
        member_id: str,
        scope: Scope,
        *,
        from_on: date | None,
        to_on: date | None,
        page: int,
        size: int,
    ) -> Statement:
        """What the caller may see of the account, by day of service; else NotFound."""
        visible = _visible(member_id, scope)
        if not await self._exists(member_id, visible, scope):
            raise NotFound
        served: dict[str, str] = {}
        if from_on is not None:
            served["$gte"] = from_on.isoformat()
        if to_on is not None:
            served["$lte"] = to_on.isoformat()
        query = {"$and": [visible, {"served_on": served}]} if served else visible
        rows = await self._reader.find(
            self._reader.view(ENTRIES), query, sort=[("no", -1)], skip=(page - 1) * size, limit=size
        )
        count, minutes = await self._sums(query)
        return Statement(
            member_id=member_id,
            items=[_line(row) for row in rows],
            total=count,
            minutes=minutes,
        )

    async def _sums(self, query: dict[str, Any]) -> tuple[int, int]:
        """How many entries match, and their minutes with reversals taken off."""
        taken_back = {"$ifNull": ["$reverses_id", False]}
        signed = {"$cond": [taken_back, {"$multiply": ["$minutes", -1]}, "$minutes"]}
        found = await self._reader.aggregate(
            self._reader.view(ENTRIES),
            [{"$match": query}, {"$group": {"_id": None, "n": {"$sum": 1}, "m": {"$sum": signed}}}],
        )
        return (found[0]["n"], found[0]["m"]) if found else (0, 0)

    async def verification(self, member_id: str, scope: Scope) -> Verification:
        """Follows the whole chain; raises NotFound when the caller may see none of it."""
        if not await self._exists(member_id, _visible(member_id, scope), scope):
            raise NotFound
        account = await self._reader.get(_ACCOUNTS, member_id) or {}
        rows = await self._reader.find(
            self._reader.view(ENTRIES), {"account_id": member_id}, sort=[("no", 1)], limit=0
        )
        broken = first_broken(rows)
        behind = int(account.get("entry_count", 0)) - len(rows)
        if broken is None and rows and behind == 0 and rows[-1]["hash"] != account["head_hash"]:
            broken = str(rows[-1]["entry_id"])
        return Verification(
            member_id=member_id,
            ok=broken is None,
            broken_entry_id=broken,
            entry_count=len(rows),
            behind_count=max(0, behind),
            total_minutes=int(account.get("total_minutes", 0)),
            head_hash=str(account.get("head_hash", "")),
        )

    async def _exists(self, member_id: str, visible: dict[str, Any], scope: Scope) -> bool:
        """One's own account is there even while empty."""
        if member_id == scope.stamp.member_id:
            return True
        return await self._reader.count(self._reader.view(ENTRIES), visible) > 0


def _visible(member_id: str, scope: Scope) -> dict[str, Any]:
    seen = scope.filter("community_id", "unit_id", "branch_id", member_field="member_id")
    return {"$and": [{"account_id": member_id}, seen]} if seen else {"account_id": member_id}


def _line(row: dict[str, Any]) -> EntryLine:
    known = {"reverses_id": None, "reason_code": None, **row}
    signed = -row["minutes"] if known["reverses_id"] else row["minutes"]
    return EntryLine.model_validate({**known, "minutes": signed})
