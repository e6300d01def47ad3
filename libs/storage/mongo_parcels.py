"""Facts and parcels as MongoDB's documents, and the time that puts parcels into their order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bson import Timestamp
from pymongo.asynchronous.client_session import AsyncClientSession

from libs.storage.database import Document
from libs.storage.parcels import Parcel
from libs.storage.records import OutboxRow
from libs.storage.store import StoreUnavailable

ORDER: Final = [("slot", 1), ("t", 1), ("part", 1)]

AT_ONCE: Final = Timestamp(1, 0)
"""Before everything that transactions state: what is sent again, or waited before parcels did."""

REFILL_SLOT: Final = -1
"""Read first, with whichever slots."""


def time_of(session: AsyncClientSession) -> Timestamp:
    """The database's own time after the writes of this transaction so far: a parcel's ``t``.

    It orders an aggregate's facts whoever states them, whatever the processes' clocks. Who states
    a later fact has changed the document in the version of the earlier one, so its transaction
    sees the earlier commit, and its answer told a time not before that commit. A commit in turn
    takes a time after all that the database has told, so after the earlier parcel's ``t``. Thus
    ``t`` rises strictly along every aggregate. Between aggregates it may be equal and the order
    means nothing, also for the two batchers of a process.

    Ask once the aggregates are written. Raises StoreUnavailable before the database tells times.
    """
    told = session.cluster_time
    if told is None:
        raise StoreUnavailable("the database does not tell its time yet")
    time: Timestamp = told["clusterTime"]
    return time


def outbox_document(row: OutboxRow) -> Document:
    """A fact of the journal."""
    return {
        "_id": row.id,
        "agg": row.aggregate_id,
        "seq": row.seq,
        "type": row.type,
        "at": row.at,
        "body": row.body,
        "hdr": row.headers,
    }


def parcel_documents(
    parcels: Iterable[Parcel], time: Timestamp, *, since: datetime | None = None, part: int = 0
) -> list[Document]:
    """Parcels of one moment, in this order and numbered from ``part``.

    They wait ``since`` then; else since the oldest of their facts was stated.
    """
    return [
        {
            "_id": parcel.id,
            "slot": parcel.slot,
            "t": time,
            "part": part + number,
            "at": since or min(row.at for row in parcel.facts),
            "facts": [_fact(row) for row in parcel.facts],
        }
        for number, parcel in enumerate(parcels)
    ]


def parcel_of(doc: Document) -> Parcel:
    """The parcel that a document holds."""
    facts = tuple(
        OutboxRow(
            fact["id"],
            fact["agg"],
            fact["seq"],
            fact["type"],
            fact["at"],
            fact["body"],
            fact["hdr"],
        )
        for fact in doc["facts"]
    )
    return Parcel(doc["_id"], doc["slot"], facts, (doc["slot"], doc["t"], doc["part"]))


def row_of(doc: Document) -> OutboxRow:
    """The fact that a document of the journal holds."""
    return OutboxRow(
        doc["_id"],
        doc["agg"],
        doc["seq"],
        doc["type"],
        doc["at"],
        doc["body"],
        doc["hdr"],
    )


def _fact(row: OutboxRow) -> Document:
    document = outbox_document(row)
    document["id"] = document.pop("_id")
    return document
