"""Wrong passwords, counted by sign-in name and by address; the same for names that nobody has."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from libs.kernel import Clock, DomainError
from libs.storage.database import Database, Index

FAILURES = 5
LOCK = timedelta(minutes=15)
ADDRESS_FAILURES = 100
"""Wrong passwords from one address within LOCK: a whole office may stand behind one."""
INDEXES: dict[str, tuple[Index, ...]] = {"failures": (Index("until_at", seconds=0),)}


class TooManyTries(DomainError):
    """Too many wrong passwords came from this address; other addresses are not concerned (429)."""

    code = "gateway.too-many-tries"
    status = 429


class Guesses:
    """Counts failures; forgets them after LOCK. Names and addresses are kept as digests only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """``clock`` is the machine's."""
        self._rows = database.collection("failures")
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def one_at_a_time(self, login: str) -> AsyncIterator[None]:
        """Guesses at one name take turns: a burst learns no more than the same one by one."""
        turn = self._turns.setdefault(login, asyncio.Lock())
        async with turn:
            yield

    async def check(self, address: str) -> None:
        """Raises TooManyTries when the address has used up its failures."""
        row = await self._rows.find_one({"_id": _digest("address", address)})
        now = self._clock.now()
        if row and row["count"] >= ADDRESS_FAILURES and row["until_at"] > now:
            raise TooManyTries(retry_after=(row["until_at"] - now).total_seconds())

    async def locked_until(self, login: str) -> datetime | None:
        """Until when a name that nobody has plays locked."""
        row = await self._rows.find_one({"_id": _digest("login", login)})
        until = (row or {}).get("locked_until")
        return until if isinstance(until, datetime) and until > self._clock.now() else None

    async def failed(self, login: str, address: str) -> int:
        """One more wrong password; how often the name can still be tried."""
        count = await self._count("login", login)
        await self._count("address", address)
        return max(0, FAILURES - count)

    async def play_locked(self, login: str, until: datetime) -> None:
        """Answers for a name that nobody has as a locked account would."""
        await self._rows.update_one(
            {"_id": _digest("login", login)}, {"$set": {"locked_until": until, "until_at": until}}
        )

    async def forgive(self, login: str) -> None:
        """The right password, or a lock, begins the count anew."""
        await self._rows.delete_one({"_id": _digest("login", login)})

    async def _count(self, kind: str, value: str) -> int:
        row = await self._rows.find_one_and_update(
            {"_id": _digest(kind, value)},
            {"$inc": {"count": 1}, "$set": {"until_at": self._clock.now() + LOCK}},
            upsert=True,
            return_document=True,
        )
        return int(row["count"]) if row else 1


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
