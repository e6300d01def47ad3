"""The Store port on MongoDB: one transaction for all that a batch changes."""

import asyncio
from collections.abc import Iterable, Sequence

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    WriteError,
)

from libs.kernel.crashpoints import crashpoint
from libs.storage.database import READ, WRITE, Database, Document
from libs.storage.mongo_parcels import outbox_document, parcel_documents, time_of
from libs.storage.mongo_rows import (
    inbox_documents,
    key_operations,
    position_operations,
    timer_operation,
)
from libs.storage.parcels import parcels_of
from libs.storage.records import (
    AnswerRow,
    ChangeSet,
    RowPut,
    StoredAggregate,
)
from libs.storage.store import (
    AlreadyApplied,
    AnswerExists,
    KeyTaken,
    OutcomeUnknown,
    StoreError,
    StoreUnavailable,
    VersionConflict,
)
from libs.storage.view_writes import by_view, view_operations
from libs.storage.write_commands import Operation, insert, update, write

_DUPLICATE = 11000
_NO_ROOM = 388
_REFUSED = (BulkWriteError, WriteError, DocumentTooLarge)
_COMMIT_SECONDS = 25.0
_ATTEMPTS = 6


class MongoStore:
    """Reads and commits at majority; every error comes out as a StoreError."""

    def __init__(self, database: Database) -> None:
        """``database`` must be prepared."""
        self._db = database
        self._physical: dict[str, str] = {}

    def route_views(self, physical: dict[str, str]) -> None:
        """Tells under which collection each view's live version is stored."""
        self._physical = dict(physical)

    async def load(self, collection: str, ids: Iterable[str]) -> dict[str, StoredAggregate]:
        """See Store.load."""
        wanted = list(ids)
        query: Document = {"_id": wanted[0]} if len(wanted) == 1 else {"_id": {"$in": wanted}}
        found: dict[str, StoredAggregate] = {}
        async with _translated():
            async for document in self._db.collection(collection).find(query):
                id_, version = document.pop("_id"), document.pop("_v")
                found[id_] = StoredAggregate(document, version)
        return found

    async def answers(self, ids: Iterable[str]) -> dict[str, AnswerRow]:
        """See Store.answers."""
        async with _translated():
            rows = await self._db.collection("answers").find({"_id": {"$in": list(ids)}}).to_list()
        return {
            row["_id"]: AnswerRow(row["_id"], row["hash"], row["answer"], row["at"]) for row in rows
        }

    async def owners(self, keys: Iterable[str]) -> dict[str, str]:
        """See Store.owners."""
        async with _translated():
            rows = await self._db.collection("keys").find({"_id": {"$in": list(keys)}}).to_list()
        return {row["_id"]: row["owner"] for row in rows}

    async def positions(self, consumer: str, aggregate_ids: Iterable[str]) -> dict[str, int]:
        """See Store.positions."""
        names = [f"{consumer}:{id_}" for id_ in aggregate_ids]
        async with _translated():
            rows = await self._db.collection("positions").find({"_id": {"$in": names}}).to_list()
        cut = len(consumer) + 1
        return {row["_id"][cut:]: row["seq"] for row in rows}

    async def commit(self, changes: ChangeSet) -> None:
        """See Store.commit."""
        await self._tried(changes, keep=True)

    async def rehearse(self, changes: ChangeSet) -> None:
        """See Store.rehearse."""
        await self._tried(changes, keep=False)

    async def _tried(self, changes: ChangeSet, *, keep: bool) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                await self._transaction(changes, keep=keep)
            except StoreError:
                raise
            except PyMongoError as error:
                passes = error.has_error_label("TransientTransactionError")
                if isinstance(error, _REFUSED) and not passes and not _is_crowded(error):
                    raise  # the server understood these writes and will never take them
                if not passes or attempt == _ATTEMPTS - 1:
                    raise StoreUnavailable(str(error)) from error
                await asyncio.sleep(0.01 * 2**attempt)
            else:
                return

    async def _transaction(self, changes: ChangeSet, *, keep: bool) -> None:
        async with self._db.client.start_session() as session:
            await session.start_transaction(READ, WRITE)
            try:
                await self._write(changes, session)
                crashpoint("store.before_commit")
            except BaseException:
                if session.in_transaction:
                    await _abort(session)
                raise
            if not keep:
                await _abort(session)
                return
            await _commit(session)
            crashpoint("store.after_commit")

    async def _write(self, changes: ChangeSet, session: AsyncClientSession) -> None:
        await self._write_aggregates(changes, session)
        if changes.outbox:
            await self._write_facts(changes, session)
        if changes.answers:
            rows: list[Operation] = [
                insert({"_id": row.id, "hash": row.body_hash, "answer": row.answer, "at": row.at})
                for row in changes.answers.values()
            ]
            await self._bulk("answers", rows, session, AnswerExists)
        if changes.keys:
            await self._bulk("keys", key_operations(changes), session, KeyTaken)
        if changes.timers:
            timers = [timer_operation(row) for row in changes.timers.values()]
            await self._bulk("timers", timers, session, StoreUnavailable)
        await self._write_applied(changes, session)
        for view, writes in by_view(changes.views).items():
            name = self._physical.get(view, view)
            operations = await view_operations(self._db.collection(name), writes, session)
            await self._bulk(name, operations, session, StoreUnavailable)
        for row in changes.rows:
            target = self._db.collection(row.collection)
            if isinstance(row, RowPut):
                await target.replace_one({"_id": row.id}, row.fields, upsert=True, session=session)
            else:
                await target.delete_one({"_id": row.id}, session=session)

    async def _write_facts(self, changes: ChangeSet, session: AsyncClientSession) -> None:
        rows = [insert(outbox_document(row)) for row in changes.outbox]
        await self._bulk("outbox", rows, session, VersionConflict)
        waiting = parcel_documents(parcels_of(changes.outbox), time_of(session))
        await self._bulk("parcels", list(map(insert, waiting)), session, VersionConflict)

    async def _write_aggregates(self, changes: ChangeSet, session: AsyncClientSession) -> None:
        grouped: dict[str, list[Operation]] = {}
        replaced: dict[str, int] = {}
        for (collection, id_), change in changes.aggregates.items():
            document = {"_id": id_, "_v": change.version, **change.document}
            operations = grouped.setdefault(collection, [])
            if change.base == 0:
                operations.append(insert(document))
            else:
                operations.append(update({"_id": id_, "_v": change.base}, document))
                replaced[collection] = replaced.get(collection, 0) + 1
        for collection, operations in grouped.items():
            matched = await self._bulk(collection, operations, session, VersionConflict)
            if matched != replaced.get(collection, 0):
                raise VersionConflict(collection)

    async def _write_applied(self, changes: ChangeSet, session: AsyncClientSession) -> None:
        if changes.inbox:
            pages = [insert(page) for page in inbox_documents(changes)]
            await self._bulk("inbox", pages, session, AlreadyApplied)
        if changes.positions:
            operations, moved = position_operations(changes)
            if await self._bulk("positions", operations, session, AlreadyApplied) != moved:
                raise AlreadyApplied("positions")

    async def _bulk(
        self,
        collection: str,
        operations: Sequence[Operation],
        session: AsyncClientSession,
        clash: type[StoreError],
    ) -> int:
        """Runs the operations in order; a duplicate key comes out as ``clash``."""
        try:
            return await write(self._db.collection(collection), operations, session)
        except BulkWriteError as error:
            details = error.details or {}
            if any(entry.get("code") == _DUPLICATE for entry in details.get("writeErrors", ())):
                raise clash(collection) from error
            raise
        except OperationFailure as error:
            if error.code == _DUPLICATE:
                raise clash(collection) from error
            raise


def _is_crowded(error: BulkWriteError | WriteError | DocumentTooLarge) -> bool:
    """Whether the server's cache had no room beside what others write: another time it may."""
    refused = (getattr(error, "details", None) or {}).get("writeErrors", ())
    return any(entry.get("code") == _NO_ROOM for entry in refused)


async def _commit(session: AsyncClientSession) -> None:
    """Commits; an unknown outcome repeats the commit alone, never the writes."""
    deadline = asyncio.get_running_loop().time() + _COMMIT_SECONDS
    pause = 0.02
    while True:
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if error.has_error_label("TransientTransactionError"):
                raise
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown and not isinstance(error, ConnectionFailure):
                raise
            if asyncio.get_running_loop().time() > deadline:
                raise OutcomeUnknown(str(error)) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)
        else:
            return


async def _abort(session: AsyncClientSession) -> None:
    try:
        await session.abort_transaction()
    except PyMongoError:
        # The server forgets an unfinished transaction by itself; the first error is the story.
        return


class _translated:  # noqa: N801 - reads as a statement: "async with _translated()"
    """Turns the driver's network errors into StoreUnavailable."""

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, ConnectionFailure | NetworkTimeout | ExecutionTimeout):
            raise StoreUnavailable(str(error)) from error
        if isinstance(error, OperationFailure) and error.has_error_label("RetryableWriteError"):
            raise StoreUnavailable(str(error)) from error
