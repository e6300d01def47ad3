"""The moment in which rebuilt views become live: every replica stands still for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from libs.kernel.crashpoints import crashpoint
from libs.kernel.ids import new_id
from libs.runtime.replicas import STANDING, Replicas
from libs.storage.batcher import Batcher
from libs.storage.database import READ, WRITE, Database, Document
from libs.storage.documents import Views
from libs.storage.work import Layer

log = structlog.get_logger()

_HALT_MS = 12_000
_PATIENCE_SECONDS = 8.0
_LOOK_SECONDS = 0.05


class NotNow(Exception):
    """The swap could not be made; nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Makes ``collections`` (view to collection) live for all replicas at once."""

    database: Database
    views: Views
    batcher: Batcher
    replicas: Replicas
    collections: Mapping[str, str]

    async def attempt(self, catch_up: Callable[[], Awaitable[None]]) -> None:
        """Halts every replica's applier, lets ``catch_up`` read what is left, and swaps.

        Raises NotNow: replicas of another version run, one does not stand still in time, or
        ``catch_up`` takes too long. Facts wait meanwhile; commands do not.
        """
        if not self.replicas.agrees(await self.replicas.living()):
            raise NotNow("a replica of another version runs")
        number = await self._halt()

        async def swap(_: Layer) -> None:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                still = await self._all_still(number)
                while not still:
                    await asyncio.sleep(_LOOK_SECONDS)
                    still = await self._all_still(number)
                await catch_up()
            crashpoint("rebuild.before_swap")
            await self._commit(number)
            crashpoint("rebuild.after_swap")
            await self.replicas.look()

        try:
            await self.batcher.submit(swap, urgent=True)
        except TimeoutError as error:
            raise NotNow("not everybody stood still in time") from error
        finally:
            await self._end(number)

    async def _halt(self) -> str:
        """Asks everybody to stand still; the number of this halt."""
        number = new_id()
        rows = self.database.collection("replicas")
        await rows.update_one({"_id": STANDING}, {"$setOnInsert": {"generation": 0}}, upsert=True)
        over: Document = {"$expr": {"$lte": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]}}
        asked: Document = {
            "by": self.replicas.owner,
            "number": number,
            "until": {"$add": ["$$NOW", _HALT_MS]},
        }
        done = await rows.update_one({"_id": STANDING, **over}, [{"$set": asked}])
        if not done.matched_count:
            raise NotNow("another replica swaps")
        return number

    async def _all_still(self, number: str) -> bool:
        """Whether every living replica obeys; one that joins later waits by itself."""
        others = await self.replicas.living()
        if not self.replicas.agrees(others):
            raise NotNow("a replica of another version has come")
        return all(other.halted == number for other in others)

    async def _commit(self, number: str) -> None:
        """The swap itself, only while the halt is still ours; drops builds that came to nothing."""
        rows, aliases = self.database.collection("replicas"), self.database.collection("views")
        mine: Document = {
            "_id": STANDING,
            "number": number,
            "$expr": {"$gt": ["$until", "$$NOW"]},
        }
        before = self.views.physical()
        async with (
            self.database.client.start_session() as session,
            await session.start_transaction(READ, WRITE),
        ):
            done = await rows.update_one(
                mine,
                {"$inc": {"generation": 1}, "$unset": {"by": 1, "number": 1, "until": 1}},
                session=session,
            )
            if not done.matched_count:
                raise NotNow("the halt was over")
            for name, collection in self.collections.items():
                await aliases.replace_one(
                    {"_id": name}, {"collection": collection}, upsert=True, session=session
                )
        for name, collection in self.collections.items():
            await self.views.drop_others(name, keep=(collection, before.get(name, "")))

    async def _end(self, number: str) -> None:
        """Lets everybody go on, if the swap itself has not done so."""
        await self.database.collection("replicas").update_one(
            {"_id": STANDING, "number": number},
            {"$unset": {"by": 1, "number": 1, "until": 1}},
        )
