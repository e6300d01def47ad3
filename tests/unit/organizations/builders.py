"""Organizations and the structure they stand in, for unit tests."""

import inspect
from datetime import date
from typing import Any, get_origin, get_type_hints

from stdnum.cn import uscc as social_credit

from libs.kernel import Access, Clock, Command, FakeClock, Repository
from libs.testing import AllowAll, InMemoryRepository
from services.organizations.commands import RegisterOrganization
from services.organizations.domain import Organization, Place, Structure, Surroundings
from services.organizations.handlers import HANDLERS

TODAY = date(2026, 11, 23)
FOUNDED = date(2023, 6, 30)


def valid_uscc(number: int, head: str = "9111010100") -> str:
    """A social credit code with a right check character."""
    body = f"{head}{number:0{17 - len(head)}d}"
    return body + social_credit.calc_check_digit(body)


def an_organization(org_id: str, kind: str = "unit", **given: Any) -> Organization:
    """A registered organization; superiors by id are taken as active and fitting."""
    on = given.pop("effective_on", FOUNDED)
    fields = {"name": f"{org_id}单位", "territory_id": "street-a", **given}
    described = RegisterOrganization(kind=kind, **fields)
    territory = {"street": "district", "community": "street", "district": "city"}.get(
        kind, "community"
    )
    around = Surroundings(
        _superior(described.territory_id, territory),
        _superior(described.affiliation_id, "committee"),
        tuple(_superior(unit_id, "unit") for unit_id in described.unit_ids),
    )
    return Organization.register(org_id, described, around, on, TODAY)


def _superior(org_id: str | None, kind: str) -> Place | None:
    return Place(org_id, kind, org_id, "active") if org_id else None


def _hints(handler: Any) -> Any:
    hints = get_type_hints(handler)
    return (hints[name] for name in inspect.signature(handler).parameters)


class World:
    """A repository, the structure read from it, and a caller who may do everything."""

    def __init__(self, *organizations: Organization) -> None:
        self.organizations = InMemoryRepository(*organizations)
        self.access = AllowAll()
        self.clock = FakeClock()
        self.overtaken = 0

    async def obey(self, command: Command) -> Any:
        """Calls the command's handler with what its parameters ask for."""
        given = {Access: self.access, Clock: self.clock, Structure: self}
        handler = next(h for h in HANDLERS if next(_hints(h)) is type(command))
        needs = list(_hints(handler))[1:]
        ports = [self.organizations if get_origin(n) is Repository else given[n] for n in needs]
        return await handler(command, *ports)

    async def register(self, **given: object) -> Any:
        """Registers a unit of the north community, or as ``given``."""
        fields = {"kind": "unit", "name": "演示公司", "territory_id": "north", **given}
        return await self.obey(RegisterOrganization(**fields))

    async def get(self, org_id: str) -> Organization:
        """The organization as stored."""
        return await self.organizations.get(org_id)

    @property
    def events(self) -> list[Any]:
        return self.organizations.events

    async def latest(self) -> int:
        """Structure.latest, ``overtaken`` acts behind what has been claimed."""
        claimed = [int(key.split(":")[1]) for key in self.organizations.keys if "structure:" in key]
        return max(claimed, default=0) - self.overtaken

    async def place(self, org_id: str) -> Place | None:
        found = await self.organizations.find(org_id)
        return found.place if found is not None else None

    async def subordinate_count(self, org_id: str) -> int:
        return sum(
            org.status == "active" and org_id in {org.territory_id, org.affiliation_id}
            for org in await self.everyone()
        )

    async def everyone(self) -> list[Organization]:
        return [await self.organizations.get(id_) for id_ in self.organizations._stored]


def a_district() -> World:
    """A district with two streets, two communities, a party committee and two units."""
    return World(
        an_organization("district", "district", name="演示区", territory_id=None),
        an_organization("street-a", "street", name="甲街道", territory_id="district"),
        an_organization("street-b", "street", name="乙街道", territory_id="district"),
        an_organization("north", "community", name="北社区", territory_id="street-a"),
        an_organization("south", "community", name="南社区", territory_id="street-a"),
        an_organization("committee", "committee", name="区委", territory_id="district"),
        an_organization("school", name="演示学校", territory_id="north"),
        an_organization("clinic", name="演示医院", territory_id="north"),
    )
