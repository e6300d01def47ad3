"""What can be asked of accounts and grants."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.types import CivilDate, OrgId, Role, RoleCode, UserId
from libs.kernel import Command

Login = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{2,39}$")]
Password = Annotated[str, Field(min_length=10, max_length=128)]
_ADMINS = (Role.ADMINISTRATOR, Role.DEPARTMENT)


class OpenUser(Command):
    """Open an account for a person; the password is hashed before it is stored."""

    requires: ClassVar[tuple[str, ...]] = _ADMINS
    fresh: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    user_id: UserId
    login: Login
    password_hash: Annotated[str, Field(min_length=20, max_length=200)]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    title: Annotated[str, Field(max_length=60)] = ""
    home_id: OrgId
    member_id: str | None = None

    @property
    def target(self) -> str:
        """The account."""
        return self.user_id


class _OfUser(Command):
    user_id: UserId

    @property
    def target(self) -> str:
        """The account."""
        return self.user_id


class GiveGrant(_OfUser):
    """Give a role over an organization and all below it, inside the giver's own scope."""

    requires: ClassVar[tuple[str, ...]] = _ADMINS

    role_code: RoleCode
    scope_id: OrgId
    function_code: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,40}$")] = ""
    until_on: CivilDate | None = None


class EndGrant(_OfUser):
    """Take a grant away."""

    requires: ClassVar[tuple[str, ...]] = _ADMINS

    grant_id: str
    cause_code: str = "withdrawn"


class LockUser(_OfUser):
    """Lock an account until a time; sign-in does so after five failures."""

    requires: ClassVar[tuple[str, ...]] = (Role.ADMINISTRATOR,)

    until_at: datetime


class UnlockUser(_OfUser):
    """Open a locked account again."""

    requires: ClassVar[tuple[str, ...]] = (Role.ADMINISTRATOR,)

    cause_code: str = "administrator"


class ChangePassword(_OfUser):
    """Set another password; other sessions of the account end."""

    requires: ClassVar[tuple[str, ...]] = (Role.ADMINISTRATOR,)
    fresh: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    password_hash: Annotated[str, Field(min_length=20, max_length=200)]
    cause_code: str = "self"


class DisableUser(_OfUser):
    """Close an account for good; its sessions end."""

    requires: ClassVar[tuple[str, ...]] = (Role.ADMINISTRATOR,)

    reason_code: str
