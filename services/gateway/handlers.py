"""Everything that accounts can be asked."""

from contracts.tree import Directory
from libs.kernel import Access, Repository, Stamp, derive_id
from libs.kernel.access import EVERYWHERE
from services.gateway.commands import (
    ChangePassword,
    DisableUser,
    EndGrant,
    GiveGrant,
    LockUser,
    OpenUser,
    UnlockUser,
)
from services.gateway.domain import BeyondOwnScope, HeldGrant, User


async def open_user(cmd: OpenUser, users: Repository[User], access: Access) -> str:
    access.require(cmd, cmd.home_id)
    if await users.find(cmd.user_id) is None:
        await users.save(User.open(**cmd.model_dump()))
    return cmd.user_id


async def give_grant(
    cmd: GiveGrant, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> str:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    if not stamp.system and not _inside(cmd, directory, stamp):
        raise BeyondOwnScope(scope_id=cmd.scope_id, role_code=cmd.role_code)
    grant_id = derive_id(cmd.user_id, cmd.role_code, cmd.scope_id, cmd.function_code)
    user.give(HeldGrant(grant_id=grant_id, **cmd.model_dump(exclude={"user_id"})))
    await users.save(user)
    return grant_id


def _inside(cmd: GiveGrant, directory: Directory, stamp: Stamp) -> bool:
    return any(
        grant.role in cmd.requires
        and (grant.scope_id == EVERYWHERE or directory.covers(grant.scope_id, cmd.scope_id))
        and (cmd.role_code != "administrator" or grant.role == "administrator")
        for grant in stamp.grants
    )


async def end_grant(cmd: EndGrant, users: Repository[User], access: Access) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    user.end(cmd.grant_id, cmd.cause_code)
    await users.save(user)


async def lock_user(cmd: LockUser, users: Repository[User], access: Access) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    user.lock(cmd.until_at)
    await users.save(user)


async def unlock_user(cmd: UnlockUser, users: Repository[User], access: Access) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    user.unlock(cmd.cause_code)
    await users.save(user)


async def change_password(cmd: ChangePassword, users: Repository[User], access: Access) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    user.change_password(cmd.password_hash, cmd.cause_code)
    await users.save(user)


async def disable_user(cmd: DisableUser, users: Repository[User], access: Access) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    user.disable(cmd.reason_code)
    await users.save(user)


HANDLERS = (
    open_user,
    give_grant,
    end_grant,
    lock_user,
    unlock_user,
    change_password,
    disable_user,
)
