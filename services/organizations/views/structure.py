"""The structure port: committed state, read for one structural act at a time."""

from libs.storage.documents import Reader
from services.organizations.domain import Place
from services.organizations.views.dated import ORGANIZATIONS

_FIELDS = ("kind", "name", "status", "territory_id", "affiliation_id", "custodian_id")


class StructureRead:
    """See Structure."""

    def __init__(self, reader: Reader) -> None:
        """Reads at majority, past whatever a batch has staged."""
        self._reader = reader

    async def latest(self) -> int:
        """See Structure.latest."""
        found = await self._reader.find(
            ORGANIZATIONS,
            {"structure_no": {"$gt": 0}},
            sort=[("structure_no", -1)],
            limit=1,
            fields=("structure_no",),
        )
        return int(found[0]["structure_no"]) if found else 0

    async def place(self, org_id: str) -> Place | None:
        """See Structure.place."""
        found = await self._reader.find(ORGANIZATIONS, {"_id": org_id}, limit=1, fields=_FIELDS)
        return Place(org_id=found[0].pop("_id"), **found[0]) if found else None

    async def subordinate_count(self, org_id: str) -> int:
        """See Structure.subordinate_count."""
        lines = [{"territory_id": org_id}, {"affiliation_id": org_id}]
        return await self._reader.count(ORGANIZATIONS, {"status": "active", "$or": lines})
