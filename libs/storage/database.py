"""One service's MongoDB database: how it is opened, and what it must be."""

from dataclasses import dataclass, field
from typing import Any

from pymongo import ASCENDING, AsyncMongoClient, IndexModel, ReadPreference
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import CollectionInvalid, OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]

RESTORING = "restoring"
"""The note that a database carries while a backup is put back into it."""

_NO_SUCH_INDEX, _EXISTS = 27, 48

ANSWER_DAYS = 7
INBOX_DAYS = 37


class UnfitDatabase(Exception):
    """The server cannot keep what this service promises (a standalone mongod, for example)."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a collection; ``keys`` like ``"community_id"`` or ``"-updated_at"``."""

    keys: tuple[str, ...]
    unique: bool = False
    partial: Document | None = None
    seconds: int | None = None

    def __init__(
        self,
        *keys: str,
        unique: bool = False,
        partial: Document | None = None,
        seconds: int | None = None,
    ) -> None:
        """``seconds``: documents are dropped that long after the (one) date key."""
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "unique", unique)
        object.__setattr__(self, "partial", partial)
        object.__setattr__(self, "seconds", seconds)

    def model(self) -> IndexModel:
        """As the driver wants it."""
        options: dict[str, Any] = {"unique": self.unique}
        if self.partial is not None:
            options["partialFilterExpression"] = self.partial
        if self.seconds is not None:
            options["expireAfterSeconds"] = self.seconds
        return IndexModel(
            [(key.lstrip("-"), -1 if key.startswith("-") else ASCENDING) for key in self.keys],
            **options,
        )


PLUMBING: dict[str, tuple[Index, ...]] = {
    "outbox": (Index("agg", "seq", unique=True),),
    "parcels": (Index("slot", "t", "part"),),
    "answers": (Index("at", seconds=ANSWER_DAYS * 86_400),),
    "keys": (Index("owner"),),
    "timers": (Index("due_at"), Index("agg")),
    "inbox": (Index("at", seconds=INBOX_DAYS * 86_400),),
    "positions": (),
    "leases": (),
    "parked": (
        Index("consumer", "aggregate_id", "seq"),
        Index("state", "error.fingerprint"),
    ),
    "quarantine": (Index("state", "at"),),
    "gaps": (),
    "audit": (Index("-at"),),
    "notes": (),
    "views": (),
    "replicas": (),
    "restored": (),
}

RETIRED: dict[str, tuple[str, ...]] = {"outbox": ("at_1", "at_1__id_1")}
"""Indexes that earlier versions made and nothing reads by any more: each costs every write."""


@dataclass(slots=True)
class Database:
    """A client bound to one database; every read and write is majority-committed."""

    client: AsyncMongoClient[Document]
    name: str
    known: set[str] = field(default_factory=set)
    opened: dict[str, AsyncCollection[Document]] = field(default_factory=dict)

    @classmethod
    def connect(cls, uri: str, name: str) -> "Database":
        """A database that connects when first used. ``uri`` must name a replica set member."""
        client: AsyncMongoClient[Document] = AsyncMongoClient(
            uri,
            w="majority",
            journal=True,
            readConcernLevel="majority",
            read_preference=ReadPreference.PRIMARY,
            maxPoolSize=16,
            tz_aware=True,
            retryWrites=True,
            serverSelectionTimeoutMS=5000,
            connectTimeoutMS=5000,
            socketTimeoutMS=30_000,
            appname=name,
        )
        return cls(client, name)

    @property
    def raw(self) -> AsyncDatabase[Document]:
        """The driver's database."""
        return self.client[self.name]

    def collection(self, name: str) -> AsyncCollection[Document]:
        """The driver's collection, made once and kept."""
        found = self.opened.get(name)
        if found is None:
            found = self.opened[name] = self.raw[name]
        return found

    async def prepare(self, collections: dict[str, tuple[Index, ...]]) -> None:
        """Creates collections and indexes that are missing; refuses a standalone server.

        Raises UnfitDatabase. Safe to run by several processes at once.
        """
        hello = await self.client.admin.command("hello")
        if "setName" not in hello:
            raise UnfitDatabase(
                "MongoDB runs standalone; transactions need a replica set (one node is enough)"
            )
        if await self.collection("notes").find_one({"_id": RESTORING}) is not None:
            raise UnfitDatabase(
                f"a restore of {self.name} is under way or was interrupted; run it again to its end"
            )
        existing = set(await self.raw.list_collection_names())
        for name, indexes in {**PLUMBING, **collections}.items():
            if name not in existing:
                await self._create(name)
            if indexes:
                await self.collection(name).create_indexes([index.model() for index in indexes])
            self.known.add(name)
        for name in RETIRED.keys() & existing:
            await self._drop_retired(name)

    async def _drop_retired(self, name: str) -> None:
        there = await self.collection(name).index_information()
        for index in RETIRED[name]:
            if index in there:
                try:
                    await self.collection(name).drop_index(index)
                except OperationFailure as error:
                    # Another process of this service was faster; anything else is a real fault.
                    if error.code != _NO_SUCH_INDEX:
                        raise

    async def _create(self, name: str) -> None:
        try:
            await self.raw.create_collection(name)
        except (CollectionInvalid, OperationFailure) as error:
            # Another process of this service was faster; anything else is a real fault.
            if isinstance(error, OperationFailure) and error.code != _EXISTS:
                raise

    async def close(self) -> None:
        """Closes the connections."""
        await self.client.close()


READ = ReadConcern("majority")
WRITE = WriteConcern(w="majority", j=True, wtimeout=20_000)
