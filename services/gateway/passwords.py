"""argon2id, a few at a time and off the event loop: a hash takes 64 MiB and 0.2 seconds."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_DUMMY = (
    "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$"
    "YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"
)


class Passwords:
    """Hashes and checks; ``at_once`` bounds the memory that a burst of sign-ins takes."""

    def __init__(self, at_once: int = 2) -> None:
        """At most ``at_once`` hashes are computed at the same time."""
        self._slots = asyncio.Semaphore(at_once)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._slots:
            return await asyncio.to_thread(_hasher.hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether ``password`` made ``stored``; an unknown account takes just as long."""
        async with self._slots:
            return await asyncio.to_thread(_matches, password, stored)


def _matches(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _DUMMY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
