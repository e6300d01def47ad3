"""Two communities, a branch, and a room where commands are obeyed without I/O."""

import inspect
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from contracts.directory import OrgView
from contracts.tree import Directory, OrgDirectory
from libs.kernel import (
    Access,
    Clock,
    Command,
    Event,
    FakeClock,
    Grant,
    GrantedAccess,
    Repository,
    Stamp,
)
from libs.storage.numbers import number_of
from libs.testing import InMemoryRepository, Keys
from services.registrations.commands import AcceptReport, EnrolMember, ReportToCommunity
from services.registrations.domain import Member, Policy, ReceiptNumbers, Registration, Sealer
from services.registrations.handlers import HANDLERS
from services.registrations.views import FieldSealer

LI = "360426199101010071"
WANG = "11010119900307889X"
SEALER = FieldSealer(bytes(range(32)))

ORGANIZATIONS = (
    OrgView(org_id="district", kind="district", name="演示区", division_code="110101000000"),
    OrgView(org_id="street", kind="street", name="甲街道", territory_id="district"),
    OrgView(
        org_id="north",
        kind="community",
        name="北社区",
        territory_id="street",
        division_code="110101001001",
    ),
    OrgView(org_id="south", kind="community", name="南社区", territory_id="street"),
    OrgView(org_id="unit", kind="unit", name="演示学校", territory_id="north"),
    OrgView(
        org_id="branch",
        kind="branch",
        name="学校支部",
        affiliation_id="district",
        territory_id="north",
        unit_ids=("unit",),
    ),
    OrgView(
        org_id="gone",
        kind="community",
        name="旧社区",
        territory_id="street",
        status="merged",
        custodian_id="south",
    ),
    OrgView(org_id="other-unit", kind="unit", name="别的单位", territory_id="south"),
    OrgView(org_id="old-branch", kind="branch", name="旧支部", status="closed"),
)


class CountedReceipts:
    """Receipt numbers one after another."""

    def __init__(self) -> None:
        self.taken = 0

    async def take(self, district: str, on: date) -> str:
        self.taken += 1
        return number_of(district, "01", on.year, self.taken)


def a_caller(role: str, over: str, actor_id: str = "") -> Stamp:
    """Someone who holds ``role`` over an organization."""
    actor = actor_id or f"{role}-{over}"
    return Stamp(command_id="c", actor_id=actor, grants=(Grant(role=role, scope_id=over),))


def the_member(member_id: str) -> Stamp:
    """The member, signed in."""
    return Stamp(command_id="c", actor_id=f"user-{member_id}", member_id=member_id)


SYSTEM = Stamp(command_id="c", actor_id="system:timer", system=True)
BRANCH = a_caller("branch", "branch")
NORTH = a_caller("community", "north")
SOUTH = a_caller("community", "south")


class Room:
    """The service in memory; every command is obeyed for the caller named with it."""

    def __init__(self, *, proven: bool = True) -> None:
        keys = Keys()
        self.members: InMemoryRepository[Member] = InMemoryRepository(keys=keys)
        self.registrations: InMemoryRepository[Registration] = InMemoryRepository(keys=keys)
        self.clock = FakeClock()
        self.directory = OrgDirectory(*ORGANIZATIONS)
        self._given: dict[Any, Any] = {
            Member: self.members,
            Registration: self.registrations,
            Directory: self.directory,
            Sealer: SEALER,
            ReceiptNumbers: CountedReceipts(),
            Policy: Policy(consent_no=2, enrolment_is_proof=proven),
            Clock: self.clock,
        }

    async def obey(self, command: Command, by: Stamp) -> Any:
        """Calls the command's handler with what its parameters ask for."""
        given = {**self._given, Stamp: by, Access: GrantedAccess(by, self.directory)}
        handler = next(h for h in HANDLERS if _hints(h)[0] is type(command))
        needs = _hints(handler)[1:]
        ports = [given[get_args(n)[0] if get_origin(n) is Repository else n] for n in needs]
        return await handler(command, *ports)

    async def enrol(self, identity_no: str = LI, **given: Any) -> str:
        """A member of the branch."""
        fields = {
            "kind": "party_member",
            "branch_id": "branch",
            "name": "李晓梅",
            "phone": "13800138000",
            **given,
        }
        return str(await self.obey(EnrolMember(identity_no=identity_no, **fields), BRANCH))

    async def report(self, member_id: str, community_id: str = "north", **given: Any) -> str:
        """A report by the member itself."""
        fields = {"kind": "residence", "consent_no": 2, **given}
        command = ReportToCommunity(member_id=member_id, community_id=community_id, **fields)
        return str(await self.obey(command, the_member(member_id)))

    async def registered(self) -> tuple[str, str]:
        """A member accepted in the north, and its registration."""
        member_id = await self.enrol()
        registration_id = await self.report(member_id)
        await self.obey(AcceptReport(registration_id=registration_id), NORTH)
        return member_id, registration_id

    @property
    def facts(self) -> list[Event]:
        """What registrations have stated."""
        return self.registrations.events

    def kinds(self) -> list[str]:
        """The names of what registrations have stated."""
        return [type(fact).__name__ for fact in self.facts]


def _hints(handler: Any) -> list[Any]:
    hints = get_type_hints(handler)
    return [hints[name] for name in inspect.signature(handler).parameters]
