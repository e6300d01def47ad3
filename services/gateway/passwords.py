"""argon2id, a few at a time and off the event loop: a hash takes 19 MiB and two passes over it.

The cost is what the OWASP Password Storage Cheat Sheet asks for: two cores must still let a whole
street sign in at half past eight. What was hashed at another cost is checked at that one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from libs.kernel import DomainError

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_DUMMY = (
    "$argon2id$v=19$m=19456,t=2,p=1$/UunBcA+k4EOWxTko3x8/Q$"
    "7DBFxA2aoXzHferFB19TayeXGV7lm1xBnoeJL/kwSF4"
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
