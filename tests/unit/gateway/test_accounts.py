"""Accounts: names are unique, grants lie inside the giver's own, locks open by themselves."""

from datetime import date, timedelta

import pytest

from contracts.directory import OrgView
from contracts.events.gateway import GrantEnded, GrantGiven, UserLocked, UserOpened
from contracts.tree import OrgDirectory
from contracts.types import OrgId, Role, UserId
from libs.kernel import Grant, Stamp
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.gateway.commands import EndGrant, GiveGrant, LockUser, OpenUser
from services.gateway.domain import BeyondOwnScope, LoginTaken, User
from services.gateway.handlers import end_grant, give_grant, lock_user, open_user

LI, WANG = UserId("li"), UserId("wang")
STREET, OTHER = OrgId("street"), OrgId("other street")


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
    await open_user(opening(LI, "lixm"), found, AllowAll())
    return found


async def test_opening_an_account_again_changes_nothing(users: InMemoryRepository[User]) -> None:
    await open_user(opening(LI, "lixm"), users, AllowAll())

    assert [type(event) for event in users.events] == [UserOpened]


async def test_a_sign_in_name_is_taken_once(users: InMemoryRepository[User]) -> None:
    with pytest.raises(LoginTaken):
        await open_user(opening(WANG, "lixm"), users, AllowAll())


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

    await end_grant(EndGrant(user_id=LI, grant_id=grant_id), users, AllowAll())
    assert isinstance(users.events[-1], GrantEnded)
    assert not users.timers


async def test_a_lock_ends_by_itself(users: InMemoryRepository[User]) -> None:
    clock = FakeClock()
    until = clock.now() + timedelta(minutes=15)

    await lock_user(LockUser(user_id=LI, until_at=until), users, AllowAll())

    user = await users.get(LI)
    assert isinstance(users.events[-1], UserLocked)
    assert user.is_locked(clock)
    clock.advance(timedelta(minutes=15))
    assert not user.is_locked(clock)
