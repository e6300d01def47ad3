"""Writes to views as the driver's operations: rows that are new are inserted, others updated."""

from collections.abc import Callable, Collection, Iterable, Sequence
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
    """Operations for writes to one view; those of one row stay in their order, or become one."""
    rows = _by_row(writes)
    known = await _known(collection, rows, session) if len(writes) >= MANY else rows.keys()
    inserts: list[Operation] = []
    rest: list[Operation] = []
    for id_, row in rows.items():
        first = row[0]
        if id_ not in known and isinstance(first, Put) and _is_plain(first):
            inserts.append(insert({"_id": id_, **first.initial, **first.fields}))
            del row[0]
        rest += [_OPERATION[type(write)](write) for write in row]
    return inserts + rest


async def _known(
    collection: AsyncCollection[Document],
    rows: Iterable[str],
    session: AsyncClientSession | None,
) -> Collection[str]:
    """Which of the rows are there."""
    ids = list(rows)
    cursor = collection.find(
        {"_id": {"$in": ids}}, {"_id": 1}, session=session, batch_size=len(ids) + 1
    )
    return {row["_id"] for row in await cursor.to_list()}


def _by_row(writes: Iterable[ViewWrite]) -> dict[str, list[ViewWrite]]:
    """The writes to each row, in order: what comes to the same is written at once."""
    rows: dict[str, list[ViewWrite]] = {}
    for write in writes:
        row = rows.setdefault(write.id, [])
        if row and isinstance(write, Remove):
            row[:] = [write]
        elif row and (both := _together(row[-1], write)) is not None:
            row[-1] = both
        else:
            row.append(write)
    return rows


def _together(first: ViewWrite, then: ViewWrite) -> Put | None:
    """One Put that does what both do; none if one of them is more than whole fields."""
    if not (isinstance(first, Put) and isinstance(then, Put)):
        return None
    if first.unset or then.unset or not (_is_plain(first) and _is_plain(then)):
        return None
    # When the second comes the document is there: what it has for a new one does not count.
    initial = {name: value for name, value in first.initial.items() if name not in then.fields}
    return Put(first.view, first.id, {**first.fields, **then.fields}, initial)


def _is_plain(write: Put) -> bool:
    """Whether the write as it stands is a whole document."""
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
