"""Facts about accounts 账号 and their grants."""

from datetime import date
from typing import ClassVar

from contracts.types import Code, FunctionCode, GrantId, Instant, MemberId, OrgId, RoleCode, UserId
from libs.kernel import Event


class _OfUser(Event, abstract=True):
    aggregate: ClassVar[str] = "user"

    user_id: UserId


class UserOpened(_OfUser):
    """A person has an account, at home in an organization (启用)."""

    member_id: MemberId | None = None
    home_id: OrgId


class GrantGiven(_OfUser):
    """An account holds a role over an organization and all below it, until a date if given."""

    grant_id: GrantId
    role_code: RoleCode
    scope_id: OrgId
    function_code: FunctionCode
    until_on: date | None = None


class GrantEnded(_OfUser):
    """An account no longer holds a grant."""

    grant_id: GrantId
    cause_code: Code


class UserLocked(_OfUser):
    """An account refuses sign-in until an instant (锁定)."""

    until_at: Instant


class UserUnlocked(_OfUser):
    """An account may sign in again (启用)."""

    cause_code: Code


class PasswordChanged(_OfUser):
    """An account has another password; sessions opened before are void."""

    cause_code: Code


class UserDisabled(_OfUser):
    """An account is closed for good; its sign-in name stays taken (停用)."""

    reason_code: Code
