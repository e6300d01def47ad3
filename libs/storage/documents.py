"""Reading: own aggregates and projected views, by query; and which version of a view is live."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from libs.kernel.aggregate import Aggregate
from libs.storage.database import Database, Document, Index
from libs.storage.figures import Figure, reckoned
from libs.storage.together import Rows, asked_together

__all__ = ["Figure", "Index", "Kept", "Reader", "Rows", "View", "Views"]

A = TypeVar("A", bound=Aggregate)
Upcast = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Kept(Generic[A]):
    """Where aggregates of one kind are stored and how they are found."""

    kind: type[A]
    collection: str
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A read model: raise ``version`` when its documents must be built anew."""

    name: str
    version: int = 1
    indexes: tuple[Index, ...] = ()


class Views:
    """Which collection holds the live version of each view."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._db = database
        self._live: dict[str, str] = {}

    async def open(self, views: Sequence[View]) -> list[View]:
        """Prepares every view; returns those whose wanted version is not live yet.

        A view that never lived starts empty at its wanted version.
        """
        aliases = self._db.collection("views")
        for view in views:
            wanted = physical_name(view)
            await aliases.update_one(
                {"_id": view.name}, {"$setOnInsert": {"collection": wanted}}, upsert=True
            )
        await self.reload()
        for view in views:
            if self.version(view.name) == view.version:
                await self._db.prepare({self._live[view.name]: view.indexes})
        return self.outdated(views)

    def outdated(self, views: Sequence[View]) -> list[View]:
        """Those of ``views`` whose wanted version is not live, as last read."""
        return [view for view in views if self.version(view.name) != view.version]

    async def reload(self) -> None:
        """Reads anew which collections are live: another process may have swapped."""
        async for alias in self._db.collection("views").find({}):
            self._live[str(alias["_id"])] = str(alias["collection"])

    def physical(self) -> dict[str, str]:
        """View name to collection."""
        return dict(self._live)

    def version(self, name: str) -> int:
        """The live version of a view; 0 while it was never opened."""
        live = self._live.get(name, "")
        number = live.removeprefix(f"view_{name}__").partition("_")[0]
        return int(number) if number.isdigit() else 0

    async def drop_others(self, name: str, keep: Sequence[str]) -> None:
        """Drops collections of view ``name`` that are not among ``keep``."""
        for found in await self._db.raw.list_collection_names():
            if found.startswith(f"view_{name}__") and found not in keep:
                await self._db.collection(found).drop()


def physical_name(view: View, build: str = "") -> str:
    """The collection of a view's version (and of one ``build`` of it)."""
    return f"view_{view.name}__{view.version}" + (f"_{build}" if build else "")


class Reader:
    """Queries over one service's database. Documents come with ``_id`` and, if own, ``_v``."""

    def __init__(self, database: Database, views: Views) -> None:
        """Shared by all requests of the process."""
        self._db = database
        self._views = views

    def view(self, name: str) -> str:
        """The collection that holds the live version of view ``name``."""
        return self._views.physical().get(name, name)

    async def get(self, collection: str, id_: str) -> Document | None:
        """One document, or None."""
        return await self._db.collection(collection).find_one({"_id": id_})

    async def find(
        self,
        collection: str,
        query: Document,
        *,
        sort: Sequence[tuple[str, int]] | None = None,
        skip: int = 0,
        limit: int = 50,
        fields: Sequence[str] | None = None,
    ) -> list[Document]:
        """Up to ``limit`` documents (0: all)."""
        cursor = self._db.collection(collection).find(
            query, list(fields) if fields is not None else None
        )
        if sort:
            cursor = cursor.sort(list(sort))
        return await cursor.skip(skip).limit(limit).to_list()

    async def together(self, *wanted: Rows) -> list[list[Document]]:
        """What is wanted of several collections, each as ``find`` gives it, in one question."""
        return await asked_together(self._db, wanted)

    async def count(self, collection: str, query: Document) -> int:
        """How many documents match."""
        return await self._db.collection(collection).count_documents(query)

    async def figures(self, wanted: Mapping[str, Figure]) -> dict[str, int]:
        """Many counts and sums at once, by their names."""
        return await reckoned(self._db, wanted)

    async def aggregate(self, collection: str, pipeline: list[dict[str, Any]]) -> list[Document]:
        """The result of an aggregation pipeline."""
        cursor = await self._db.collection(collection).aggregate(pipeline)
        return await cursor.to_list()

    async def each(self, collection: str, query: Document) -> AsyncIterator[Document]:
        """All matching documents, streamed."""
        async for document in self._db.collection(collection).find(query):
            yield document
