"""Writes as the server's own commands: whole lists, not an object of the driver for each write."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import bson
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError, DocumentTooLarge

from libs.storage.database import Document

Operation = tuple[str, Document]
"""The command, and one statement of it."""

_STATEMENTS: Final = {"insert": "documents", "update": "updates", "delete": "deletes"}
_KIND, _STATEMENT = itemgetter(0), itemgetter(1)
_LARGEST: Final = 16 * 1024 * 1024 + 16_384
"""Bytes of a command, and with it of a document: a document's limit, and some more around it."""


def insert(document: Document) -> Operation:
    """Stores a new document; a clash if its ``_id`` is taken."""
    return "insert", document


def update(match: Document, change: Document, *, upsert: bool = False) -> Operation:
    """Changes, or replaces, the one document that matches."""
    return "update", {"q": match, "u": change, "upsert": upsert}


def delete(match: Document) -> Operation:
    """Drops the one document that matches; none is fine."""
    return "delete", {"q": match, "limit": 1}


async def write(
    collection: AsyncCollection[Document],
    operations: Sequence[Operation],
    session: AsyncClientSession | None = None,
    *,
    concern: Document | None = None,
) -> int:
    """Runs the operations in order up to the first that is refused; how many documents matched.

    ``concern``: the write concern, outside a transaction. Raises BulkWriteError for what was
    refused, DocumentTooLarge for what is too large to be asked.
    """
    matched = 0
    outside: Document = {} if concern is None else {"writeConcern": concern}
    for kind, run in groupby(operations, key=_KIND):
        for part in _parts(list(map(_STATEMENT, run))):
            command = {kind: collection.name, _STATEMENTS[kind]: part, **outside}
            reply = await collection.database.command(command, session=session)
            if reply.get("writeErrors") or reply.get("writeConcernError"):
                raise BulkWriteError(reply)
            if kind == "update":
                matched += reply["n"] - len(reply.get("upserted", ()))
    return matched


def _parts(statements: list[Document]) -> Iterator[list[Document]]:
    """The statements in lists that fit into one command each."""
    if len(bson.encode({"": statements})) <= _LARGEST:
        yield statements
        return
    half = len(statements) // 2
    if not half:
        raise DocumentTooLarge("a document is too large to be stored")
    yield from _parts(statements[:half])
    yield from _parts(statements[half:])
