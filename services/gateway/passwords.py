"""argon2id, a few at a time and off the event loop: a hash takes 64 MiB and 0.2 seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from libs.kernel import DomainError

_hasher = PasswordHasher()
_DUMMY = (
    "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$"
    "YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"
)


class SignInBusy(DomainError):
    """More people sign in at once than passwords can be checked; nothing was tried (503)."""

    code = "gateway.sign-in-busy"


class Passwords:
    """Hashes and checks; ``at_once`` bounds the memory that a burst of sign-ins takes."""

    def __init__(self, at_once: int = 2, waiting: int = 200) -> None:
        """At most ``at_once`` hashes are computed at the same time; ``waiting`` may queue."""
        self._slots = asyncio.Semaphore(at_once)
        self._waiting, self._most = 0, waiting

    async def hash(self, password: str) -> str:
        """The hash to store; raises SignInBusy."""
        async with self._turn():
            return await asyncio.to_thread(_hasher.hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether ``password`` made ``stored``; an unknown account takes just as long.

        Raises SignInBusy.
        """
        async with self._turn():
            return await asyncio.to_thread(_matches, password, stored)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= self._most:
            raise SignInBusy(retry_after=5.0)
        self._waiting += 1
        try:
            async with self._slots:
                yield
        finally:
            self._waiting -= 1


def _matches(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _DUMMY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
