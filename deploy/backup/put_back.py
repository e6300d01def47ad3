"""Putting a backup in the place of a service's database: all of it, or nothing is touched."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import ASCENDING, IndexModel, MongoClient
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from deploy.backup.archive import RAW, Content, Damaged, Manifest, read_collection, verify
from deploy.backup.take import database_of
from deploy.embedded.trouble import Trouble
from libs.storage.database import RESTORING
from libs.storage.numbers import BLOCK

_BATCH = 1000
NUMBERS_SKIPPED = 1000 * BLOCK
"""Numbers given after the backup are unknown: so many are left out of every series."""

Client = MongoClient[dict[str, Any]]


def check_place(client: Client, service: str, *, replace: bool) -> None:
    """Raises Trouble if the service runs, or has data that may not be replaced."""
    database = client[database_of(service)]
    alive = {"_id": {"$ne": "~views"}, "$expr": {"$gt": ["$until", "$$NOW"]}}
    running = [str(row["_id"]) for row in database["replicas"].find(alive)]
    if running:
        raise Trouble(f"{service} is running ({', '.join(running)}).", "stop it, then restore")
    # Counted, not estimated: after a crash of mongod the estimate may be nothing at all.
    facts = database["outbox"].count_documents({})
    if facts and not replace:
        raise Trouble(
            f"{database.name} holds {facts:,} facts; they would be lost.",
            "gongjian restore --replace, after a backup of what is there",
        )


def put_back(client: Client, service: str, folder: Path, manifest: Manifest) -> None:
    """Replaces the database. Raises Damaged before anything is touched.

    While it works, and if it is interrupted, the database carries a mark with which no service
    starts on it; ``finish`` takes it away.
    """
    if manifest.service != service:
        raise Damaged(f"{folder} is a backup of {manifest.service}, not of {service}.")
    verify(folder, manifest)
    client.drop_database(database_of(service))
    database = client[database_of(service)]
    sure = WriteConcern(w="majority", j=True)
    notes = database.get_collection("notes", write_concern=sure)
    notes.insert_one({"_id": RESTORING, "value": manifest.at})
    for content in manifest.contents:
        _fill(database, folder, content, sure)
    _after(database, manifest)


def finish(client: Client, service: str) -> None:
    """The service may start again."""
    notes = client[database_of(service)].get_collection(
        "notes", write_concern=WriteConcern(w="majority", j=True)
    )
    notes.delete_one({"_id": RESTORING})


def _fill(
    database: Database[dict[str, Any]], folder: Path, content: Content, sure: WriteConcern
) -> None:
    rows = database.get_collection(content.collection, codec_options=RAW, write_concern=sure)
    if content.collection not in database.list_collection_names():
        database.create_collection(content.collection)
    models = [_index(index) for index in content.indexes]
    if models:
        rows.create_indexes(models)
    for chunk in _chunks(read_collection(folder, content.collection)):
        rows.insert_many(chunk, ordered=False)


def _after(database: Database[dict[str, Any]], manifest: Manifest) -> None:
    """What must not go back with the rest: the relay's notes, and the counters of numbers."""
    database["notes"].delete_many({"_id": {"$regex": "^log\\.end:"}})
    # Another log than the one noted: readers begin at its beginning, the journal is sent again.
    restored = f"restored {datetime.now(UTC).isoformat()} to {manifest.at}"
    database["notes"].replace_one({"_id": "log.cluster"}, {"value": restored}, upsert=True)
    database["numbers"].update_many({}, {"$inc": {"leased": NUMBERS_SKIPPED}})


def _index(options: Mapping[str, Any]) -> IndexModel:
    rest = {name: value for name, value in options.items() if name != "key"}
    keys = [(field, int(order)) for field, order in options["key"].items()]
    return IndexModel(keys or [("_id", ASCENDING)], **rest)


def _chunks(documents: Iterator[RawBSONDocument]) -> Iterable[list[RawBSONDocument]]:
    while chunk := list(islice(documents, _BATCH)):
        yield chunk
