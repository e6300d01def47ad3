"""What a transaction writes, as MongoDB's documents and operations."""

from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from libs.storage.database import Document
from libs.storage.records import ChangeSet, KeyClaim, OutboxRow, TimerRow
from libs.storage.write_commands import Operation, delete, insert, update

SLOTS: Final = 64


def slot_of(aggregate_id: str) -> int:
    """The relay slot (0–63) that carries an aggregate's facts."""
    return crc32(aggregate_id.encode()) % SLOTS


def outbox_document(row: OutboxRow) -> Document:
    """A fact of the journal, not yet published."""
    return {
        "_id": row.id,
        "agg": row.aggregate_id,
        "seq": row.seq,
        "slot": slot_of(row.aggregate_id),
        "type": row.type,
        "at": row.at,
        "body": row.body,
        "hdr": row.headers,
        "pub": False,
    }


def key_operations(changes: ChangeSet) -> list[Operation]:
    """Claims and releases of uniqueness keys, in order; a claim of another's key clashes."""
    now = datetime.now(UTC)
    operations: list[Operation] = []
    for entry in changes.keys:
        if not isinstance(entry, KeyClaim):
            operations.append(delete({"_id": entry.key, "owner": entry.owner}))
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


def position_operations(changes: ChangeSet) -> list[Operation]:
    """Positions, the new ones first: an insert costs half of a conditional upsert."""
    begun = {(row.consumer, row.aggregate_id) for row in changes.inbox if row.seq == 1}
    moves: list[Operation] = []
    for place, seq in sorted(changes.positions.items(), key=lambda item: item[0] not in begun):
        id_ = ":".join(place)
        if place in begun:
            moves.append(insert({"_id": id_, "seq": seq}))
        else:
            moves.append(
                update({"_id": id_, "seq": {"$lt": seq}}, {"$set": {"seq": seq}}, upsert=True)
            )
    return moves
