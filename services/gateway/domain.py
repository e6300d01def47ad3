"""Accounts: who may sign in, and over which organizations a role is held."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar, Protocol

from pydantic import BaseModel

from contracts.events.gateway import (
    GrantEnded,
    GrantGiven,
    PasswordChanged,
    UserDisabled,
    UserLocked,
    UserOpened,
    UserUnlocked,
)
from contracts.types import OrgId, UserId
from libs.kernel import BEIJING, Aggregate, Clock, Forbidden, Invalid, RuleBroken

GRANTS = 50


class LoginTaken(RuleBroken):
    """Another account has this sign-in name."""

    code = "gateway.login-taken"


class MemberHasUser(RuleBroken):
    """This member already has an account."""

    code = "gateway.member-has-user"


class BeyondOwnScope(Forbidden):
    """A grant lies inside the giver's own."""

    code = "gateway.beyond-own-scope"


class UnknownRole(Invalid):
    """There is no role of this name."""

    code = "gateway.unknown-role"


class TooManyGrants(RuleBroken):
    """An account holds at most fifty grants."""

    code = "gateway.too-many-grants"


class UserIsDisabled(RuleBroken):
    """The account has been closed."""

    code = "gateway.user-disabled"


class MembersSeen(Protocol):
    """Members as heard from registrations."""

    async def places(self, member_id: str) -> tuple[str, ...]:
        """Branch and unit of the member; nothing for one unheard of."""
        ...


class HeldGrant(BaseModel):
    """A role over a scope, until the end of ``until_on`` in Beijing."""

    grant_id: str
    role_code: str
    scope_id: OrgId
    function_code: str = ""
    until_on: date | None = None


class User(Aggregate):
    """账号: a person's account with its grants and its lock."""

    id_field: ClassVar[str] = "user_id"

    user_id: UserId
    login: str
    password_hash: str
    name: str
    title: str = ""
    home_id: OrgId
    member_id: str | None = None
    grants: list[HeldGrant] = []
    locked_until: datetime | None = None
    disabled: bool = False

    @classmethod
    def open(
        cls,
        *,
        user_id: UserId,
        login: str,
        password_hash: str,
        name: str,
        title: str,
        home_id: OrgId,
        member_id: str | None,
    ) -> "User":
        """A new account without grants."""
        user = cls(
            user_id=user_id,
            login=login,
            password_hash=password_hash,
            name=name,
            title=title,
            home_id=home_id,
            member_id=member_id,
        )
        user.claim("login", login, LoginTaken(login=login))
        if member_id is not None:
            user.claim("user of member", member_id, MemberHasUser(member_id=member_id))
        user.record(UserOpened(user_id=user_id, member_id=member_id, home_id=home_id))
        return user

    def give(self, grant: HeldGrant) -> None:
        """Adds the grant; the same grant again changes nothing."""
        self._usable()
        if any(held.grant_id == grant.grant_id for held in self.grants):
            return
        if len(self.grants) >= GRANTS:
            raise TooManyGrants(limit=GRANTS)
        self.grants.append(grant)
        if grant.until_on is not None:
            due = datetime.combine(grant.until_on + timedelta(days=1), time(0), BEIJING)
            self.schedule("grant-ends", due, key=grant.grant_id)
        self.record(GrantGiven(user_id=self.user_id, **grant.model_dump()))

    def end(self, grant_id: str, cause_code: str) -> None:
        """Takes the grant away; one already gone is fine."""
        kept = [held for held in self.grants if held.grant_id != grant_id]
        if len(kept) == len(self.grants):
            return
        self.grants = kept
        self.unschedule("grant-ends", key=grant_id)
        self.record(GrantEnded(user_id=self.user_id, grant_id=grant_id, cause_code=cause_code))

    def lock(self, until_at: datetime) -> None:
        """Locks until ``until_at``."""
        self._usable()
        self.locked_until = until_at
        self.schedule("unlock", until_at)
        self.record(UserLocked(user_id=self.user_id, until_at=until_at))

    def unlock(self, cause_code: str) -> None:
        """Opens a locked account; an open one stays as it is."""
        if self.locked_until is None:
            return
        self.locked_until = None
        self.unschedule("unlock")
        self.record(UserUnlocked(user_id=self.user_id, cause_code=cause_code))

    def is_locked(self, clock: Clock) -> bool:
        """Whether sign-in is refused now."""
        return self.locked_until is not None and self.locked_until > clock.now()

    def change_password(self, password_hash: str, cause_code: str) -> None:
        """Sets another password."""
        self._usable()
        self.password_hash = password_hash
        self.record(PasswordChanged(user_id=self.user_id, cause_code=cause_code))

    def disable(self, reason_code: str) -> None:
        """Closes the account; its sign-in name stays taken, its member is free again."""
        if self.disabled:
            return
        self.disabled = True
        if self.member_id is not None:
            self.release("user of member", self.member_id)
        self.record(UserDisabled(user_id=self.user_id, reason_code=reason_code))

    def _usable(self) -> None:
        if self.disabled:
            raise UserIsDisabled(login=self.login)
