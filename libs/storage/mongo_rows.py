"""What a transaction writes, as MongoDB's documents and operations."""

from datetime import UTC, datetime

from libs.storage.database import Document
from libs.storage.records import ChangeSet, InboxRow, KeyClaim, TimerRow
from libs.storage.store import AlreadyApplied
from libs.storage.write_commands import Operation, delete, insert, update


def key_operations(changes: ChangeSet) -> list[Operation]:
    """Claims and releases of uniqueness keys, in order; a claim of another's key clashes."""
    now = datetime.now(UTC)
    operations: list[Operation] = []
    for entry in changes.keys:
        if not isinstance(entry, KeyClaim):
            operations.append(delete({"_id": entry.key, "owner": entry.owner}))
            continue
        if entry.free or not entry.allowed:
            # A fifth of what finding out costs that nobody holds it.
            operations.append(insert({"_id": entry.key, "owner": entry.owner, "at": now}))
            continue
        operations.append(
            update(
                {"_id": entry.key, "owner": {"$in": list(entry.allowed)}},
                {"$set": {"owner": entry.owner}, "$setOnInsert": {"at": now}},
                upsert=True,
            )
        )
    return operations


def timer_operation(row: TimerRow) -> Operation:
    """Sets, moves or drops one timer."""
    match: Document = {"_id": row.id}
    if row.due_at is None:
        return delete(match | ({"due_at": row.expected} if row.expected else {}))
    return update(
        match,
        {
            "kind": row.kind,
            "agg": row.aggregate_id,
            "due_at": row.due_at,
            "payload": row.payload,
        },
        upsert=True,
    )


def position_operations(changes: ChangeSet) -> tuple[list[Operation], int]:
    """Moves of positions, the first ones first; and how many others have to match."""
    begun: list[Operation] = []
    moved: list[Operation] = []
    for place, (base, seq) in changes.positions.items():
        id_ = ":".join(place)
        if base:
            moved.append(update({"_id": id_, "seq": base}, {"$set": {"seq": seq}}))
        else:
            begun.append(insert({"_id": id_, "seq": seq}))
    return begun + moved, len(moved)


def inbox_documents(changes: ChangeSet) -> list[Document]:
    """What has been applied, one document for all facts of a source, dated by the latest.

    Raises AlreadyApplied if a fact is among them twice; whether it was applied before is seen by
    its aggregate's position.
    """
    pages: dict[str, list[InboxRow]] = {}
    for row in changes.inbox:
        pages.setdefault(row.consumer, []).append(row)
    documents: list[Document] = []
    for scope, rows in pages.items():
        if len({row.event_id for row in rows}) < len(rows):
            raise AlreadyApplied("inbox")
        documents.append(
            {
                "_id": f"{scope}:{rows[0].event_id}",
                "by": scope,
                "at": max(row.at for row in rows),
                "facts": [[row.event_id, row.aggregate_id, row.seq] for row in rows],
            }
        )
    return documents
