"""Accounts: names are unique, grants lie inside the giver's own, locks open by themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.directory import OrgView
from contracts.events.gateway import GrantEnded, GrantGiven, UserLocked, UserOpened
from contracts.tree import OrgDirectory
from contracts.types import OrgId, Role, UserId
from libs.kernel import Grant, NotSeenYet, Stamp
from libs.kernel.access import GrantedAccess
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.gateway.commands import (
    ChangePassword,
    DisableUser,
    EndGrant,
    GiveGrant,
    LockUser,
    OpenUser,
    UnlockUser,
)
from services.gateway.domain import BeyondOwnScope, HeldGrant, LoginTaken, UnknownRole, User
from services.gateway.handlers import (
    change_password,
    disable_user,
    end_grant,
    give_grant,
    lock_user,
    open_user,
    unlock_user,
)

LI, WANG = UserId("li"), UserId("wang")
STREET, OTHER = OrgId("street"), OrgId("other street")


SYSTEM = Stamp(command_id="c", actor_id="system", system=True)


class Members:
    """Members by id; their branch is their only place."""

    def __init__(self, **branches: str) -> None:
        self._branches = branches

    async def places(self, member_id: str) -> tuple[str, ...]:
        return tuple(filter(None, [self._branches.get(member_id)]))


def directory() -> OrgDirectory:
    return OrgDirectory(
        *(
            OrgView(org_id=OrgId(id_), name=id_, kind=kind, status="active", territory_id=above)
            for id_, kind, above in (
                ("district", "district", None),
                ("street", "street", OrgId("district")),
                ("other street", "street", OrgId("district")),
                ("community", "community", OrgId("street")),
            )
        )
    )


def opening(user_id: UserId, login: str) -> OpenUser:
    return OpenUser(
        user_id=user_id,
        login=login,
        password_hash="$argon2id$" + "x" * 30,
        name="李",
        home_id=STREET,
    )


def by(role: str, scope: str) -> Stamp:
    return Stamp(command_id="c", actor_id="giver", grants=(Grant(role=role, scope_id=scope),))


@pytest.fixture
async def users() -> InMemoryRepository[User]:
    found: InMemoryRepository[User] = InMemoryRepository()
    await open_user(opening(LI, "lixm"), found, AllowAll(), Members())
    return found


async def test_opening_an_account_again_changes_nothing(users: InMemoryRepository[User]) -> None:
    await open_user(opening(LI, "lixm"), users, AllowAll(), Members())

    assert [type(event) for event in users.events] == [UserOpened]


async def test_a_sign_in_name_is_taken_once(users: InMemoryRepository[User]) -> None:
    with pytest.raises(LoginTaken):
        await open_user(opening(WANG, "lixm"), users, AllowAll(), Members())


async def test_a_grant_inside_the_givers_scope_is_given_once(
    users: InMemoryRepository[User],
) -> None:
    giving = GiveGrant(user_id=LI, role_code=Role.COMMUNITY, scope_id=OrgId("community"))

    for _ in range(2):
        await give_grant(giving, users, AllowAll(), directory(), by(Role.DEPARTMENT, STREET))

    assert [type(event) for event in users.events] == [UserOpened, GrantGiven]


@pytest.mark.parametrize(("role", "scope"), [(Role.COMMUNITY, OTHER), (Role.ADMINISTRATOR, STREET)])
async def test_nobody_gives_more_than_it_has(
    users: InMemoryRepository[User], role: str, scope: OrgId
) -> None:
    giving = GiveGrant(user_id=LI, role_code=role, scope_id=scope)

    with pytest.raises(BeyondOwnScope):
        await give_grant(giving, users, AllowAll(), directory(), by(Role.DEPARTMENT, STREET))


async def test_a_grant_with_a_last_day_ends_after_it(users: InMemoryRepository[User]) -> None:
    giving = GiveGrant(
        user_id=LI, role_code=Role.UNIT, scope_id=STREET, until_on=date(2026, 12, 31)
    )
    grant_id = await give_grant(
        giving, users, AllowAll(), directory(), by(Role.DEPARTMENT, "district")
    )

    due = users.timers[f"li/grant-ends/{grant_id}"].due_at
    assert due is not None
    assert due.isoformat() == "2027-01-01T00:00:00+08:00"

    await end_grant(EndGrant(user_id=LI, grant_id=grant_id), users, AllowAll(), directory(), SYSTEM)
    assert isinstance(users.events[-1], GrantEnded)
    assert not users.timers


async def test_a_role_that_does_not_exist_is_given_to_nobody(
    users: InMemoryRepository[User],
) -> None:
    giving = GiveGrant(user_id=LI, role_code="reader", scope_id=OrgId("community"))

    with pytest.raises(UnknownRole):
        await give_grant(giving, users, AllowAll(), directory(), by(Role.ADMINISTRATOR, "*"))


@pytest.mark.parametrize("member_id", ["member far away", "nobody"])
async def test_no_account_is_opened_for_a_member_out_of_sight(member_id: str) -> None:
    """It would act as the member; and the answer does not tell who exists."""
    asker = by(Role.DEPARTMENT, STREET)
    members = Members(**{"member far away": OTHER, "member": STREET})
    users: InMemoryRepository[User] = InMemoryRepository()
    access = GrantedAccess(asker, directory())

    with pytest.raises(NotSeenYet):
        await open_user(
            opening(LI, "lixm").model_copy(update={"member_id": member_id}), users, access, members
        )

    near = opening(LI, "lixm").model_copy(update={"member_id": "member"})
    assert await open_user(near, users, access, members) == LI


async def test_a_name_of_somebody_else_is_taken(users: InMemoryRepository[User]) -> None:
    other = opening(LI, "lixm").model_copy(update={"home_id": OTHER})

    with pytest.raises(LoginTaken):
        await open_user(other, users, AllowAll(), Members())


HASH = "$argon2id$" + "y" * 30
TAKEOVERS = (
    (change_password, ChangePassword(user_id=LI, password_hash=HASH)),
    (disable_user, DisableUser(user_id=LI, reason_code="left")),
    (unlock_user, UnlockUser(user_id=LI)),
)


@pytest.mark.parametrize(("handler", "command"), TAKEOVERS)
async def test_an_account_that_holds_more_is_not_taken_over(
    users: InMemoryRepository[User], handler: Any, command: Any
) -> None:
    """A street's administrator sets no password of an account with grants beyond the street."""
    user = await users.get(LI)
    user.give(HeldGrant(grant_id="g", role_code=Role.DEPARTMENT, scope_id=OrgId("district")))
    await users.save(user)

    with pytest.raises(BeyondOwnScope):
        await handler(command, users, AllowAll(), directory(), by(Role.ADMINISTRATOR, STREET))

    await handler(command, users, AllowAll(), directory(), by(Role.ADMINISTRATOR, "district"))


async def test_a_grant_beyond_ones_own_is_not_ended(users: InMemoryRepository[User]) -> None:
    user = await users.get(LI)
    user.give(HeldGrant(grant_id="g", role_code=Role.STREET, scope_id=OTHER))
    await users.save(user)

    ending = EndGrant(user_id=LI, grant_id="g")
    with pytest.raises(BeyondOwnScope):
        await end_grant(ending, users, AllowAll(), directory(), by(Role.DEPARTMENT, STREET))


async def test_a_lock_ends_by_itself(users: InMemoryRepository[User]) -> None:
    clock = FakeClock()
    until = clock.now() + timedelta(minutes=15)

    await lock_user(LockUser(user_id=LI, until_at=until), users, AllowAll(), directory(), SYSTEM)

    user = await users.get(LI)
    assert isinstance(users.events[-1], UserLocked)
    assert user.is_locked(clock)
    clock.advance(timedelta(minutes=15))
    assert not user.is_locked(clock)
