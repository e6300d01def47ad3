"""Taking a backup while everything runs: one snapshot of all databases that are asked for."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from deploy.backup.archive import RAW, Manifest, write_collection, write_manifest
from deploy.embedded.trouble import Trouble

Tell = Callable[[str], None]
PASSING = frozenset({"leases", "replicas", "hints"})
"""What only matters to processes that run now."""

_SNAPSHOT_GONE = {239, 246}


def database_of(service: str) -> str:
    """The database of a service (its default name)."""
    return f"gongjian_{service}"


def take(uri: str, services: Sequence[str], folder: Path, tell: Tell) -> list[Manifest]:
    """Writes ``folder/<service>`` for each; all are of one moment. Raises Trouble.

    Nothing is stopped or slowed but by the reading itself. A folder that is not finished has no
    manifest and another name.
    """
    taken: list[Manifest] = []
    for service in services:
        if (folder / service).exists():
            raise Trouble(f"{folder / service} exists already; a backup is never written over.")
    with (
        MongoClient[dict[str, Any]](uri, tz_aware=True) as client,
        client.start_session(snapshot=True) as session,
    ):
        missing = set(map(database_of, services)) - set(client.list_database_names())
        if missing:
            raise Trouble(f"There is no database {', '.join(sorted(missing))} here.")
        for service in services:
            draft = folder / f".{service}.part"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            try:
                manifest = _take(client, session, service, draft)
            except OperationFailure as error:
                shutil.rmtree(draft, ignore_errors=True)
                if error.code not in _SNAPSHOT_GONE:
                    raise
                raise Trouble(
                    f"The snapshot grew too old while {service} was read.",
                    "raise minSnapshotHistoryWindowInSeconds of MongoDB, or back up fewer services",
                ) from error
            draft.replace(folder / service)
            taken.append(manifest)
            tell(f"{service}: {manifest.documents:,} documents, {manifest.facts:,} facts")
    return taken


def _take(
    client: MongoClient[dict[str, Any]], session: ClientSession, service: str, folder: Path
) -> Manifest:
    database = client[database_of(service)]
    contents = []
    facts = 0
    for name in sorted(database.list_collection_names()):
        if name in PASSING or name.startswith("system."):
            continue
        indexes = [
            {key: value for key, value in dict(index).items() if key not in {"v", "ns"}}
            for index in database[name].list_indexes()
            if index["name"] != "_id_"
        ]
        rows = database.get_collection(name, codec_options=RAW)
        contents.append(write_collection(folder, name, _each(rows, session), indexes))
        if name == "outbox":
            facts = contents[-1].documents
    moment = session._snapshot_time
    manifest = Manifest(
        format=1,
        service=service,
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        cluster_time=[moment.time, moment.inc] if moment is not None else [],
        facts=facts,
        contents=contents,
    )
    write_manifest(folder, manifest)
    return manifest


def _each(rows: Any, session: ClientSession) -> Iterator[RawBSONDocument]:
    yield from rows.find({}, session=session, batch_size=1000)
