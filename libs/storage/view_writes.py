"""Writes to views as the driver's operations: rows that are new are inserted, others updated."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection

from libs.kernel.views import Append, Put, Remove, ViewWrite
from libs.storage.database import Document
from libs.storage.write_commands import Operation, delete, insert, update

MANY: Final = 8
"""From so many writes on it pays to ask which rows are there: a fresh row as an upsert costs five

times what it costs in one insert with others.
"""


async def view_operations(
    collection: AsyncCollection[Document],
    writes: Sequence[ViewWrite],
    session: AsyncClientSession | None = None,
) -> list[Operation]:
    """Operations for writes to one view; those of one row stay in their order."""
    new = await _new_rows(collection, writes, session) if len(writes) >= MANY else {}
    inserts: list[Operation] = [insert(document) for document in new.values()]
    begun: set[str] = set()
    rest: list[Operation] = []
    for write in writes:
        if write.id in new and write.id not in begun:
            begun.add(write.id)
        else:
            rest.append(_OPERATION[type(write)](write))
    return inserts + rest


async def _new_rows(
    collection: AsyncCollection[Document],
    writes: Sequence[ViewWrite],
    session: AsyncClientSession | None,
) -> dict[str, Document]:
    """The documents that begin with a plain Put among ``writes`` and are not there yet."""
    first: dict[str, ViewWrite] = {}
    for write in writes:
        first.setdefault(write.id, write)
    plain = {id_: write for id_, write in first.items() if _is_plain(write)}
    if not plain:
        return {}
    asked = {"_id": {"$in": list(plain)}}
    cursor = collection.find(asked, {"_id": 1}, session=session, batch_size=len(plain) + 1)
    known = {row["_id"] for row in await cursor.to_list()}
    return {
        id_: {"_id": id_, **write.initial, **write.fields}
        for id_, write in plain.items()
        if id_ not in known and isinstance(write, Put)
    }


def _is_plain(write: ViewWrite) -> bool:
    """Whether the write as it stands is a whole document."""
    if not isinstance(write, Put):
        return False
    names = " ".join((*write.fields, *write.initial))
    return bool(names) and "." not in names


def by_view(writes: Iterable[ViewWrite]) -> dict[str, list[ViewWrite]]:
    """The writes to each view, in order."""
    grouped: dict[str, list[ViewWrite]] = {}
    for write in writes:
        grouped.setdefault(write.view, []).append(write)
    return grouped


def _put(write: Put) -> Operation:
    change: Document = {}
    if write.fields:
        change["$set"] = write.fields
    if write.initial:
        change["$setOnInsert"] = write.initial
    if write.unset:
        change["$unset"] = dict.fromkeys(write.unset, "")
    return update({"_id": write.id}, change or {"$setOnInsert": {"_new": True}}, upsert=True)


def _append(write: Append) -> Operation:
    return update({"_id": write.id}, {"$addToSet": write.items}, upsert=True)


def _remove(write: Remove) -> Operation:
    return delete({"_id": write.id})


_OPERATION: dict[type[Any], Callable[[Any], Operation]] = {
    Put: _put,
    Append: _append,
    Remove: _remove,
}
