"""A Saturday session, three members, and a room where commands are obeyed without I/O."""

import inspect
from datetime import datetime, timedelta
from typing import Any, get_args, get_origin, get_type_hints

from contracts.directory import OrgView
from contracts.tree import Directory, OrgDirectory
from contracts.types import Window
from libs.kernel import (
    BEIJING,
    Access,
    Clock,
    Command,
    Event,
    FakeClock,
    Grant,
    GrantedAccess,
    NotSeenYet,
    Repository,
    Stamp,
)
from libs.testing import InMemoryRepository, Keys
from services.activities.commands import (
    CheckIn,
    CheckOut,
    ConfirmAttendance,
    OpenSession,
    SignUp,
)
from services.activities.domain import (
    BUSY,
    Attendance,
    BusyHours,
    BusySession,
    MemberSeen,
    MembersSeen,
    ProjectSeen,
    ProjectsSeen,
    Session,
    busy_keys,
)
from services.activities.handlers import HANDLERS

LI, WANG, ZHAO = "li", "wang", "zhao"

ORGANIZATIONS = (
    OrgView(org_id="street", kind="street", name="甲街道"),
    OrgView(org_id="north", kind="community", name="北社区", territory_id="street"),
    OrgView(org_id="south", kind="community", name="南社区", territory_id="street"),
    OrgView(org_id="unit", kind="unit", name="演示学校", territory_id="south"),
    OrgView(
        org_id="old-north",
        kind="community",
        name="旧北社区",
        territory_id="street",
        status="merged",
        custodian_id="north",
    ),
)


def at(hour: int, minute: int = 0, *, day: int = 28, second: int = 0) -> datetime:
    """A time in November 2026 in Beijing; the 28th is the Saturday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=BEIJING)


SATURDAY = Window(start_at=at(9), end_at=at(12))


def a_caller(role: str, over: str, **given: Any) -> Stamp:
    """Someone who holds ``role`` over an organization."""
    actor = given.pop("actor_id", f"{role}-{over}")
    grants = (Grant(role=role, scope_id=over),)
    return Stamp(command_id="c", actor_id=actor, grants=grants, **given)


def the_member(member_id: str) -> Stamp:
    """The member, signed in."""
    return Stamp(command_id="c", actor_id=f"user-{member_id}", member_id=member_id)


SYSTEM = Stamp(command_id="c", actor_id="system:timer", system=True)
WORKER = a_caller("community", "north")
SECOND_WORKER = a_caller("community", "north", actor_id="second")


class Heard:
    """Members and projects, as if heard of."""

    def __init__(self) -> None:
        self.members = {
            LI: MemberSeen(member_id=LI, branch_id="b", unit_id="unit", places={"north"}),
            WANG: MemberSeen(member_id=WANG, branch_id="b", unit_id="unit", places={"south"}),
            ZHAO: MemberSeen(member_id=ZHAO, branch_id="b", unit_id=None),
        }
        self.projects = {
            id_: ProjectSeen(
                project_id=id_, agreement_id="agreement", party_ids=parties, open=id_ != "closed"
            )
            for id_, parties in (
                ("open", ("north",)),
                ("closed", ("north",)),
                ("foreign", ("south",)),
            )
        }

    async def get(self, id_: str) -> Any:
        """See MembersSeen.get and ProjectsSeen.get."""
        found = self.members.get(id_) or self.projects.get(id_)
        if found is None:
            raise NotSeenYet(id=id_)
        return found


class Room:
    """The service in memory; every command is obeyed for the caller named with it."""

    def __init__(self) -> None:
        keys = Keys()
        self.sessions: InMemoryRepository[Session] = InMemoryRepository(keys=keys)
        self.attendances: InMemoryRepository[Attendance] = InMemoryRepository(keys=keys)
        self.keys = keys
        self.clock = FakeClock()
        self.heard = Heard()
        self.directory = OrgDirectory(*ORGANIZATIONS)
        self._given: dict[Any, Any] = {
            Session: self.sessions,
            Attendance: self.attendances,
            Directory: self.directory,
            MembersSeen: self.heard,
            ProjectsSeen: self.heard,
            BusyHours: self,
            Clock: self.clock,
        }

    async def holder(self, member_id: str, window: Window, but: str) -> BusySession | None:
        """See BusyHours.holder."""
        for key in busy_keys(member_id, window):
            session = await self.sessions.find(self.keys.get(f"{BUSY}:{key}", ""))
            if session is not None and session.session_id != but:
                return BusySession(
                    session_id=session.session_id,
                    title=session.plan.title,
                    window=session.window,
                )
        return None

    async def obey(self, command: Command, by: Stamp) -> Any:
        """Calls the command's handler with what its parameters ask for."""
        given = {**self._given, Stamp: by, Access: GrantedAccess(by, self.directory)}
        handler = next(h for h in HANDLERS if _hints(h)[0] is type(command))
        needs = _hints(handler)[1:]
        ports = [given[get_args(n)[0] if get_origin(n) is Repository else n] for n in needs]
        return await handler(command, *ports)

    async def open(self, **given: Any) -> str:
        """A session of the north community on Saturday from nine to twelve, or as ``given``."""
        fields = {
            "owner_id": "north",
            "community_id": "north",
            "theme_code": "health",
            "title": "社区义诊",
            "window": SATURDAY,
            "capacity_count": 30,
            **given,
        }
        role = "unit" if fields["owner_id"] == "unit" else "community"
        return str(await self.obey(OpenSession(**fields), a_caller(role, fields["owner_id"])))

    async def sign_up(self, session_id: str, member_id: str = LI) -> None:
        """The member signs itself up."""
        command = SignUp(session_id=session_id, member_id=member_id)
        await self.obey(command, the_member(member_id))

    async def check_in(
        self, session_id: str, marked_at: datetime | None = None, member_id: str = LI
    ) -> None:
        """The member checks in by itself."""
        command = CheckIn(
            session_id=session_id, member_id=member_id, method_code="self", marked_at=marked_at
        )
        await self.obey(command, the_member(member_id))

    async def check_out(
        self, session_id: str, marked_at: datetime | None = None, member_id: str = LI
    ) -> None:
        """The member checks out by itself."""
        command = CheckOut(
            session_id=session_id, member_id=member_id, method_code="self", marked_at=marked_at
        )
        await self.obey(command, the_member(member_id))

    async def confirm(self, session_id: str, member_id: str = LI, by: Stamp = WORKER) -> None:
        """A worker vouches."""
        await self.obey(ConfirmAttendance(session_id=session_id, member_id=member_id), by)

    async def served(self) -> str:
        """A session at which LI signed up; it is a quarter past twelve."""
        session_id = await self.open()
        await self.sign_up(session_id)
        self.clock.set(at(12, 15))
        return session_id

    async def attendance(self, session_id: str, member_id: str = LI) -> Attendance:
        """The attendance as stored."""
        return await self.attendances.get(
            ConfirmAttendance(session_id=session_id, member_id=member_id).target
        )

    @property
    def facts(self) -> list[Event]:
        """What attendances have stated."""
        return self.attendances.events

    def kinds(self) -> list[str]:
        """The names of what attendances have stated."""
        return [type(fact).__name__ for fact in self.facts]

    def cells(self, owner: str) -> int:
        """How many quarter hours ``owner`` holds."""
        return sum(holder == owner for holder in self.keys.values())


def hours(start: int, end: int, *, day: int = 28) -> Window:
    """A window of whole hours; ``end`` 24 and more is the next day."""
    begin = at(start, day=day)
    return Window(start_at=begin, end_at=begin + timedelta(hours=end - start))


def _hints(handler: Any) -> list[Any]:
    hints = get_type_hints(handler)
    return [hints[name] for name in inspect.signature(handler).parameters]
