"""What a transaction writes, as MongoDB's documents and operations."""

from datetime import UTC, datetime

from libs.storage.database import Document
from libs.storage.records import ChangeSet, KeyClaim, TimerRow
from libs.storage.write_commands import Operation, delete, insert, update


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
