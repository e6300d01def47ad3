"""Everything that accounts can be asked."""

from collections.abc import Iterable

from contracts.codes import ROLES
from contracts.tree import Directory
from contracts.types import Role
from libs.kernel import (
    Access,
    Command,
    FieldFault,
    NotSeenYet,
    Repository,
    Stamp,
    derive_id,
)
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
from services.gateway.domain import (
    BeyondOwnScope,
    HeldGrant,
    LoginTaken,
    MembersSeen,
    UnknownRole,
    User,
)


async def open_user(
    cmd: OpenUser, users: Repository[User], access: Access, members: MembersSeen
) -> str:
    access.require(cmd, cmd.home_id)
    if cmd.member_id is not None and not access.sees(*await members.places(cmd.member_id)):
        # The same for a member unheard of and for one out of sight: an account acts for its member.
        raise NotSeenYet(member_id=cmd.member_id)
    known = await users.find(cmd.user_id)
    if known is None:
        await users.save(User.open(**cmd.model_dump()))
    elif (known.home_id, known.member_id, known.name) != (cmd.home_id, cmd.member_id, cmd.name):
        raise LoginTaken(login=cmd.login)
    return cmd.user_id


async def give_grant(
    cmd: GiveGrant, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> str:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    if cmd.role_code not in ROLES:
        fault = FieldFault(pointer="/role_code", code=UnknownRole.code)
        raise UnknownRole(errors=(fault,), role_code=cmd.role_code)
    grant_id = derive_id(cmd.user_id, cmd.role_code, cmd.scope_id, cmd.function_code)
    grant = HeldGrant(grant_id=grant_id, **cmd.model_dump(exclude={"user_id"}))
    _require_inside(cmd, [grant], directory, stamp)
    user.give(grant)
    await users.save(user)
    return grant_id


def _require_inside(
    cmd: Command, grants: Iterable[HeldGrant], directory: Directory, stamp: Stamp
) -> None:
    """Raises BeyondOwnScope for a grant over more than the asker's own: nobody gives or takes it,

    and nobody comes to it by another's account.
    """
    for wanted in grants:
        inside = stamp.system or any(
            held.role in cmd.requires
            and (held.scope_id == EVERYWHERE or directory.covers(held.scope_id, wanted.scope_id))
            and (wanted.role_code != Role.ADMINISTRATOR or held.role == Role.ADMINISTRATOR)
            for held in stamp.grants
        )
        if not inside:
            raise BeyondOwnScope(scope_id=wanted.scope_id, role_code=wanted.role_code)


async def end_grant(
    cmd: EndGrant, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    held = [grant for grant in user.grants if grant.grant_id == cmd.grant_id]
    _require_inside(cmd, held, directory, stamp)
    user.end(cmd.grant_id, cmd.cause_code)
    await users.save(user)


async def lock_user(
    cmd: LockUser, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    _require_inside(cmd, user.grants, directory, stamp)
    user.lock(cmd.until_at)
    await users.save(user)


async def unlock_user(
    cmd: UnlockUser, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    _require_inside(cmd, user.grants, directory, stamp)
    user.unlock(cmd.cause_code)
    await users.save(user)


async def change_password(
    cmd: ChangePassword, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    _require_inside(cmd, user.grants, directory, stamp)
    user.change_password(cmd.password_hash, cmd.cause_code)
    await users.save(user)


async def disable_user(
    cmd: DisableUser, users: Repository[User], access: Access, directory: Directory, stamp: Stamp
) -> None:
    user = await users.get(cmd.user_id)
    access.require(cmd, user.home_id)
    _require_inside(cmd, user.grants, directory, stamp)
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
