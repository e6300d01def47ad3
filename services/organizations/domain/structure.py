"""The structure as it stands now, for acts that must not race each other."""

from dataclasses import dataclass
from typing import Protocol

from contracts.types import OrgId
from services.organizations.domain.kinds import LINES, Line

ENDED = frozenset({"merged", "split", "closed", "rejected"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organization stands; what its subordinates and heirs are judged by."""

    org_id: OrgId
    kind: str
    name: str
    status: str
    territory_id: OrgId | None = None
    affiliation_id: OrgId | None = None
    custodian_id: OrgId | None = None

    @property
    def active(self) -> bool:
        """Approved and not ended."""
        return self.status == "active"

    @property
    def line(self) -> tuple[OrgId | None, ...]:
        """Itself and its superiors: a role over any of them is one over it."""
        return (self.org_id, self.territory_id, self.affiliation_id)

    def superior(self, line: Line) -> OrgId | None:
        """Its superior there; of an ended one, the organization that took over."""
        if self.status in ENDED:
            return self.custodian_id
        return self.territory_id if line == "territory" else self.affiliation_id


class Structure(Protocol):
    """Committed state. Read ``latest`` first: what is read after it is at least as new."""

    async def latest(self) -> int:
        """Number of the last structural act; 0 before the first."""
        ...

    async def place(self, org_id: str) -> Place | None:
        """Where the organization stands; None if there is none."""
        ...

    async def subordinate_count(self, org_id: str) -> int:
        """How many active organizations stand directly under it, in either relation."""
        ...


async def above(structure: Structure, place: Place, *lines: Line) -> frozenset[str]:
    """``place`` and all above it in each of ``lines`` (none given: both), custodians followed."""
    found = {place.org_id}
    for line in lines or LINES:
        seen = {place.org_id}
        here: Place | None = place
        while here is not None:
            superior = here.superior(line)
            if superior is None or superior in seen:
                break
            seen.add(superior)
            here = await structure.place(superior)
        found |= seen
    return frozenset(found)


async def heir(structure: Structure, org_id: str) -> Place | None:
    """Who has taken over from an organization in the end; itself while it is active."""
    here = await structure.place(org_id)
    seen = {org_id}
    while here is not None and not here.active:
        if here.custodian_id is None or here.custodian_id in seen:
            return None
        seen.add(here.custodian_id)
        here = await structure.place(here.custodian_id)
    return here
