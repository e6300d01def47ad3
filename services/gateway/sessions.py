"""Sign-in and browser sessions: opaque, on the server, revocable; CSRF; lock-out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.types import UserId
from libs.kernel import Clock, DomainError, Grant, Stamp, new_id
from libs.kernel.crashpoints import crashpoint
from libs.runtime.executor import Executor
from libs.runtime.timers import system_stamp
from libs.storage.database import Database, Index
from libs.storage.restored import RestoredBehind
from libs.web import Caller
from services.gateway import guesses
from services.gateway.commands import LockUser
from services.gateway.domain import User
from services.gateway.guesses import LOCK, Guesses
from services.gateway.passwords import Passwords
from services.gateway.remembered import Remembered

COOKIE = "gongjian_session"
_SEEN_EVERY = timedelta(minutes=1)
_WITH_ITS_USER: dict[str, Any] = {
    "$lookup": {"from": "users", "localField": "user_id", "foreignField": "_id", "as": "users"}
}
INDEXES: dict[str, tuple[Index, ...]] = {
    "sessions": (Index("expires_at", seconds=0), Index("user_id")),
    **guesses.INDEXES,
}


class WrongPassword(DomainError):
    """Sign-in name and password do not belong together (401)."""

    code = "gateway.wrong-password"
    status = 401


class AccountLocked(DomainError):
    """Too many wrong passwords; the account opens again by itself (403)."""

    code = "gateway.user-locked"
    status = 403


class SignedOut(DomainError):
    """There is no session, or it has ended (401)."""

    code = "gateway.signed-out"
    status = 401


class CsrfRefused(DomainError):
    """A changing request did not carry the session's token (403)."""

    code = "gateway.csrf"
    status = 403


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: from sign-in, however busy, and from its last use."""

    lifetime: timedelta
    idle: timedelta


def cookie_name(*, secure: bool) -> str:
    """Behind https the name itself makes browsers refuse it for other paths and sister hosts."""
    return f"__Host-{COOKIE}" if secure else COOKIE


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A signed-in browser. ``csrf`` must come back with every changing request."""

    id: str
    user_id: str
    csrf: str
    expires_at: datetime


class Sessions:
    """The sessions of this gateway's database; only hashes of their ids are stored."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        executor: Executor,
        clock: Clock,
        limits: Limits,
        remembered: Remembered,
    ) -> None:
        """The sessions of ``database``."""
        self._remembered = remembered
        self._sessions = database.collection("sessions")
        self._guesses = Guesses(database, clock)
        self._users = database.collection("users")
        self._passwords, self._executor = passwords, executor
        self._clock, self._limits = clock, limits

    async def sign_in(self, login: str, password: str, address: str) -> tuple[str, BrowserSession]:
        """The cookie's value and the session. A new id each time: none can be fixed before.

        Raises WrongPassword with the tries left, AccountLocked or TooManyTries; the same for a
        name that nobody has. RestoredBehind: after a restore an account that was disabled since
        must not be open again.
        """
        user = await self.prove(login, password, address)
        now = self._clock.now()
        if await self._behind(user):
            raise RestoredBehind(id=user.user_id)
        cookie = secrets.token_urlsafe(32)
        session = BrowserSession(
            _digest(cookie), user.user_id, _csrf(cookie), now + self._limits.lifetime
        )
        await self._sessions.insert_one(
            {
                "_id": session.id,
                "user_id": session.user_id,
                "of": _mark(user),
                "begun_at": now,
                "seen_at": now,
                "expires_at": session.expires_at,
            }
        )
        crashpoint("sessions.after_begin")
        return cookie, session

    async def prove(self, login: str, password: str, address: str) -> User:
        """The account that has this password; raises as ``sign_in``, and counts the same."""
        await self._guesses.check(address)
        async with self._guesses.one_at_a_time(login):
            user = await self._find(login)
            if user is not None and user.disabled:
                user = None
            until = await self._locked_until(login, user)
            if until is not None:
                raise AccountLocked(until_at=until.isoformat())
            if not await self._passwords.matches(password, user.password_hash if user else None):
                raise await self._failed(login, user, address)
            if user is None:
                raise WrongPassword(tries_left=0)
            await self._guesses.forgive(login)
            return user

    async def _locked_until(self, login: str, user: User | None) -> datetime | None:
        if user is None:
            return await self._guesses.locked_until(login)
        return user.locked_until if user.is_locked(self._clock) else None

    async def _failed(self, login: str, user: User | None, address: str) -> DomainError:
        left = await self._guesses.failed(login, address)
        if left > 0:
            return WrongPassword(tries_left=left)
        until = self._clock.now() + LOCK
        if user is None:
            await self._guesses.play_locked(login, until)
        else:
            lock = LockUser(user_id=UserId(user.user_id), until_at=until)
            await self._executor.execute(lock, system_stamp(new_id(), "sign-in"))
            await self._guesses.forgive(login)
        return AccountLocked(until_at=until.isoformat())

    async def read(self, cookie: str | None, *, uses: bool = True) -> tuple[BrowserSession, User]:
        """The session behind a cookie and its account; raises SignedOut.

        A session belongs to the password it was begun with: a new one ends it by itself. ``uses``:
        whether somebody is there; a page that merely stands open does not keep it alive.
        """
        if not cookie or len(cookie) > 200:
            raise SignedOut
        id_ = _digest(cookie)
        known = self._remembered.get(id_)
        user, expires_at = (
            (known.user, known.expires_at) if known else await self._read(id_, uses=uses)
        )
        if expires_at <= self._clock.now() or user.disabled or user.is_locked(self._clock):
            raise SignedOut
        if await self._behind(user):
            raise SignedOut
        return BrowserSession(id_, user.user_id, _csrf(cookie), expires_at), user

    async def _read(self, session_id: str, *, uses: bool) -> tuple[User, datetime]:
        """The account of a session and when it ends; raises SignedOut."""
        turn = self._remembered.turn
        stored = await self._stored(session_id)
        if stored is None:
            raise SignedOut
        row, user = stored
        if row.get("of") != _mark(user):
            raise SignedOut
        await self._see(row, uses=uses)
        expires_at: datetime = row["expires_at"]
        self._remembered.keep(session_id, user, expires_at, turn)
        return user, expires_at

    async def _see(self, row: dict[str, Any], *, uses: bool) -> None:
        """Notes a use, to the minute; raises SignedOut after too long without one."""
        now = self._clock.now()
        seen_at: datetime = row.get("seen_at", now)
        if now - seen_at > self._limits.idle:
            await self.end(row["_id"])
            raise SignedOut
        if uses and ("seen_at" not in row or now - seen_at > _SEEN_EVERY):
            await self._sessions.update_one({"_id": row["_id"]}, {"$set": {"seen_at": now}})

    async def _behind(self, user: User) -> bool:
        """Whether facts about the account are newer than what is stored of it."""
        restored = self._executor.restored
        return restored is not None and await restored.locks(user.user_id)

    async def keep(self, session_id: str) -> None:
        """Lets a session go on under the password that its owner has just changed."""
        stored = await self._stored(session_id)
        if stored is not None:
            mark = {"of": _mark(stored[1])}
            await self._sessions.update_one({"_id": session_id}, {"$set": mark})

    async def end(self, session_id: str) -> None:
        """Signs out."""
        await self._sessions.delete_one({"_id": session_id})
        self._remembered.forget()

    async def end_all(self, user_id: str, but: str = "") -> None:
        """Ends every session of an account, except ``but``."""
        await self._sessions.delete_many({"user_id": user_id, "_id": {"$ne": but}})
        self._remembered.forget()

    async def _stored(self, session_id: str) -> tuple[dict[str, Any], User] | None:
        """A session and its account, in one question."""
        found = await self._sessions.aggregate([{"$match": {"_id": session_id}}, _WITH_ITS_USER])
        for row in await found.to_list():
            for document in row.pop("users"):
                return row, _user(document)
        return None

    async def _find(self, login: str) -> User | None:
        document = await self._users.find_one({"login": login})
        return None if document is None else _user(document)


def caller_of(user: User) -> Caller:
    """The account as the actor of its commands."""
    grants = tuple(
        Grant(role=held.role_code, scope_id=held.scope_id, function=held.function_code)
        for held in user.grants
    )
    return Caller(
        actor_id=user.user_id,
        acting_org_id=user.home_id,
        member_id=user.member_id,
        grants=grants,
    )


def stamp_of(caller: Caller, command_id: str, **trace: str) -> Stamp:
    """The stamp of what a signed-in person asks of the gateway itself."""
    return Stamp(
        command_id=command_id,
        actor_id=caller.actor_id,
        acting_org_id=caller.acting_org_id,
        member_id=caller.member_id,
        grants=caller.grants,
        **trace,
    )


def csrf_matches(session: BrowserSession, sent: str | None) -> bool:
    """Compares without telling by time how much was right."""
    return secrets.compare_digest(session.csrf.encode(), (sent or "").encode())


def _mark(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def _csrf(cookie: str) -> str:
    """Follows from the cookie, which no script reads and no database holds."""
    return hashlib.sha256(f"csrf:{cookie}".encode()).hexdigest()


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _user(document: dict[str, Any]) -> User:
    fields = {key: value for key, value in document.items() if key not in {"_id", "_v"}}
    return User.restore(fields, int(document["_v"]))
