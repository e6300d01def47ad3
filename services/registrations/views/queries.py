"""Reading members and registrations, always in a scope."""

from collections.abc import Sequence
from typing import Any

from libs.kernel import NotFound, Scope
from libs.storage.documents import Reader
from services.registrations.domain import (
    LIVE,
    Member,
    Registration,
    Sealer,
    folded_name,
    name_marks,
)
from services.registrations.views.shapes import MemberDetail, MemberName, RegistrationDetail

_MEMBERS = "members"
_REGISTRATIONS = "registrations"
MOST_NAMED = 500


class MemberQueries:
    """Members as their branch, unit, present communities and they themselves may see them."""

    def __init__(self, reader: Reader, sealer: Sealer) -> None:
        """Opens sealed fields only for what the scope shows."""
        self._reader, self._sealer = reader, sealer

    async def detail(self, member_id: str, scope: Scope) -> MemberDetail:
        """The member, masked; raises NotFound out of scope."""
        seen = await self._seen([member_id], scope)
        if not seen:
            raise NotFound
        return MemberDetail.of(seen[0], seen[0].person(self._sealer))

    async def names(self, member_ids: Sequence[str], scope: Scope) -> list[MemberName]:
        """The names of those members that the scope shows; others are left out."""
        return [
            MemberName(
                member_id=member.member_id,
                name=self._sealer.open(
                    member.name_sealed, member_id=member.member_id, field="name"
                ),
            )
            for member in await self._seen(member_ids, scope)
        ]

    async def named(self, text: str, scope: Scope) -> list[MemberName]:
        """Members in scope whose name holds ``text``, at most MOST_NAMED.

        Two characters are the least: of one there is no mark but for names that are no longer.
        """
        wanted = folded_name(text)
        if not wanted:
            return []
        marks = {"name_marks": {"$all": list(name_marks(wanted, self._sealer))}}
        found = await self._reader.find(_MEMBERS, marks, fields=["_id"], limit=0)
        named = await self.names([row["_id"] for row in found], scope)
        return [row for row in named if wanted in folded_name(row.name)][:MOST_NAMED]

    async def with_phone(self, phone: str, scope: Scope) -> list[MemberDetail]:
        """Members with exactly this phone, in scope."""
        found = await self._reader.find(
            _MEMBERS, {"phone_index": self._sealer.index("phone", phone)}, fields=["_id"]
        )
        seen = await self._seen([row["_id"] for row in found], scope)
        return [MemberDetail.of(member, member.person(self._sealer)) for member in seen]

    async def _seen(self, member_ids: Sequence[str], scope: Scope) -> list[Member]:
        """By branch, unit or oneself; else by a live registration at a community in scope."""
        wanted = sorted(set(member_ids))
        rows = await self._reader.find(_MEMBERS, {"_id": {"$in": wanted}}, limit=0)
        own = [
            row["_id"]
            for row in rows
            if scope.sees(row["branch_id"], row["unit_id"], member_id=row["_id"])
        ]
        rest = [row["_id"] for row in rows if row["_id"] not in set(own)]
        reported = await self._reported(rest, scope) if rest else set()
        return [_member(row) for row in rows if row["_id"] in {*own, *reported}]

    async def _reported(self, member_ids: list[str], scope: Scope) -> set[str]:
        live = {"member_id": {"$in": member_ids}, "status": {"$in": list(LIVE)}}
        rows = await self._reader.find(_REGISTRATIONS, live, limit=0)
        return {
            str(row["member_id"]) for row in rows if scope.sees(row["community_id"], row["to_id"])
        }


class RegistrationQueries:
    """Registrations as branch, unit, community and member may see them."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def detail(self, registration_id: str, scope: Scope) -> RegistrationDetail:
        """The registration; raises NotFound out of scope."""
        row = await self._reader.get(_REGISTRATIONS, registration_id)
        if row is None or not scope.sees(
            row["branch_id"],
            row["unit_id"],
            row["community_id"],
            row["to_id"],
            member_id=row["member_id"],
        ):
            raise NotFound
        return RegistrationDetail.of(Registration.model_validate(row))


def _member(row: dict[str, Any]) -> Member:
    return Member.model_validate(row)
