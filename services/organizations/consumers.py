"""What organizations do about their own facts: the children of an ended one move on."""

from contracts.events.organizations import OrganizationClosed, OrganizationMerged, OrganizationSplit
from contracts.types import OrgId
from libs.runtime.wiring import Sweep
from libs.storage.documents import Reader
from services.organizations.commands import MoveToCustodian

Ending = OrganizationMerged | OrganizationSplit | OrganizationClosed


async def children_left(event: Ending, reader: Reader, after: str | None, limit: int) -> list[str]:
    """Active organizations that still stand under the ended one, in either relation."""
    if isinstance(event, OrganizationSplit) and not event.ends:
        return []
    lines = [{"territory_id": event.org_id}, {"affiliation_id": event.org_id}]
    rows = await reader.find(
        "organizations",
        {"_id": {"$gt": after or ""}, "status": "active", "$or": lines},
        sort=[("_id", 1)],
        limit=limit,
        fields=("_id",),
    )
    return [row["_id"] for row in rows]


def move_on(event: Ending, child_id: str) -> MoveToCustodian:
    """The child goes where its superior's custodian is."""
    return MoveToCustodian(
        org_id=OrgId(child_id), ended_id=event.org_id, effective_on=event.effective_on
    )


SWEEPS = (
    Sweep(
        "children-follow",
        (OrganizationMerged, OrganizationSplit, OrganizationClosed),
        children_left,
        move_on,
    ),
)
