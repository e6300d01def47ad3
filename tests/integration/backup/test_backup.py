"""What is backed up comes back whole; what is damaged is refused and nothing is touched."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Timestamp
from pymongo import MongoClient

from deploy.backup.archive import MANIFEST, Damaged, file_of, read_manifest, verify
from deploy.backup.put_back import NUMBERS_SKIPPED, check_place, finish, put_back
from deploy.backup.recover import recover, settle
from deploy.backup.take import database_of, take
from deploy.embedded.trouble import Trouble
from libs.storage.database import INBOX_DAYS, Database, UnfitDatabase
from libs.storage.restored import Restored

Client = MongoClient[dict[str, Any]]
SERVICE, READER = "probe", "gongjian_probereader"


@pytest.fixture
def client(mongo_uri: str) -> Iterator[Client]:
    with Client(mongo_uri, tz_aware=True) as opened:
        _fill(opened)
        yield opened
        opened.drop_database(database_of(SERVICE))
        opened.drop_database(READER)


def _fill(client: Client) -> None:
    """Three aggregates with three facts each, and what stands around them."""
    client.drop_database(database_of(SERVICE))
    database = client[database_of(SERVICE)]
    database["outbox"].create_index([("agg", 1), ("seq", 1)], unique=True)
    database["inbox"].create_index("at", expireAfterSeconds=INBOX_DAYS * 86_400)
    database["outbox"].create_index("slot", partialFilterExpression={"pub": False})
    at = datetime.now(UTC).replace(microsecond=0)
    for id_ in ("a", "b", "c"):
        database["things"].insert_one({"_id": id_, "_v": 3, "name": f"名 {id_}"})
        database["outbox"].insert_many(
            [
                {"_id": f"{id_}{seq}", "agg": id_, "seq": seq, "type": "probe.told", "at": at}
                for seq in (1, 2, 3)
            ]
        )
    database["inbox"].insert_one({"_id": "i", "at": at})
    waiting = {"id": "c3", "agg": "c", "seq": 3, "type": "probe.told", "at": at}
    database["parcels"].insert_one(
        {"_id": "c3", "slot": 1, "t": Timestamp(7, 1), "facts": [waiting]}
    )
    database["numbers"].insert_one({"_id": "110101-01-2026", "leased": 200})
    database["notes"].insert_one({"_id": "log.cluster", "value": "the cluster"})
    database["leases"].insert_one({"_id": "timers", "owner": "somebody"})


def everything(client: Client) -> dict[str, Any]:
    database = client[database_of(SERVICE)]
    return {
        name: sorted(database[name].find(), key=lambda row: str(row["_id"]))
        for name in database.list_collection_names()
    }


def restore(client: Client, folder: Path) -> None:
    put_back(client, SERVICE, folder, read_manifest(folder))


def test_a_backup_comes_back_with_all_documents_and_indexes(
    client: Client, mongo_uri: str, tmp_path: Path
) -> None:
    before = everything(client)
    indexes = client[database_of(SERVICE)]["outbox"].index_information()
    lines: list[str] = []
    take(mongo_uri, [SERVICE], tmp_path, lines.append)
    client.drop_database(database_of(SERVICE))

    restore(client, tmp_path / SERVICE)
    finish(client, SERVICE)

    after = everything(client)
    for name in ("things", "outbox", "parcels", "inbox"):
        assert after[name] == before[name]
    assert client[database_of(SERVICE)]["outbox"].index_information() == indexes
    assert lines == ["probe: 16 documents, 9 facts"]
    assert after["numbers"][0]["leased"] == 200 + NUMBERS_SKIPPED
    assert "leases" not in after
    assert after["notes"][0]["value"].startswith("restored ")


def test_a_backup_is_of_one_moment_though_facts_go_on(
    client: Client, mongo_uri: str, tmp_path: Path
) -> None:
    database = client[database_of(SERVICE)]

    def disturb(_line: str) -> None:
        """Between two services: what comes now is in neither."""
        database["things"].update_one({"_id": "a"}, {"$set": {"_v": 4}})

    client[database_of("probefirst")]["outbox"].insert_one({"_id": "x"})
    try:
        take(mongo_uri, ["probefirst", SERVICE], tmp_path, disturb)
    finally:
        client.drop_database(database_of("probefirst"))
    restore(client, tmp_path / SERVICE)

    assert everything(client)["things"][0]["_v"] == 3


def _flip(folder: Path) -> None:
    path = file_of(folder, "outbox")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)


def _cut(folder: Path) -> None:
    path = file_of(folder, "outbox")
    path.write_bytes(path.read_bytes()[:-40])


def _rewrite(folder: Path) -> None:
    path = file_of(folder, "things")
    raw = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(raw.replace(b"\xe5\x90\x8d a", b"\xe5\x90\x8d z")))


def _shorten(folder: Path) -> None:
    path = file_of(folder, "things")
    raw = gzip.decompress(path.read_bytes())
    length = int.from_bytes(raw[:4], "little")
    path.write_bytes(gzip.compress(raw[length:]))


def _lose(folder: Path) -> None:
    file_of(folder, "things").unlink()


def _unfinished(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def _tamper(folder: Path) -> None:
    body = json.loads((folder / MANIFEST).read_text())
    body["service"] = "needs"
    (folder / MANIFEST).write_text(json.dumps(body))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_flip, "outbox.bson.gz is damaged"),
        (_cut, "outbox.bson.gz is damaged"),
        (_rewrite, "things.bson.gz is damaged: its hash"),
        (_shorten, "things.bson.gz holds 2 documents, the manifest names 3"),
        (_lose, "things.bson.gz is missing"),
        (_unfinished, "is no complete backup"),
        (_tamper, "was changed after the backup"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    client: Client,
    mongo_uri: str,
    tmp_path: Path,
    harm: Callable[[Path], None],
    sentence: str,
) -> None:
    take(mongo_uri, [SERVICE], tmp_path, lambda _: None)
    before = everything(client)
    harm(tmp_path / SERVICE)

    with pytest.raises(Damaged, match=sentence):
        restore(client, tmp_path / SERVICE)

    assert everything(client) == before


def test_another_services_backup_is_refused(client: Client, mongo_uri: str, tmp_path: Path) -> None:
    take(mongo_uri, [SERVICE], tmp_path, lambda _: None)
    before = everything(client)
    folder = tmp_path / SERVICE

    with pytest.raises(Damaged, match="is a backup of probe, not of needs"):
        put_back(client, "needs", folder, read_manifest(folder))

    verify(folder, read_manifest(folder))
    assert everything(client) == before


def test_a_running_service_and_data_that_would_be_lost_are_refused(client: Client) -> None:
    with pytest.raises(Trouble, match="holds 9 facts; they would be lost"):
        check_place(client, SERVICE, replace=False)
    check_place(client, SERVICE, replace=True)
    until = datetime.now(UTC) + timedelta(seconds=10)
    client[database_of(SERVICE)]["replicas"].insert_one({"_id": "host:1", "until": until})

    with pytest.raises(Trouble, match=r"probe is running \(host:1\)"):
        check_place(client, SERVICE, replace=True)


async def test_no_service_starts_on_a_restore_that_was_interrupted(
    client: Client, mongo_uri: str, tmp_path: Path
) -> None:
    take(mongo_uri, [SERVICE], tmp_path, lambda _: None)
    restore(client, tmp_path / SERVICE)
    database = Database.connect(mongo_uri, database_of(SERVICE))
    try:
        with pytest.raises(UnfitDatabase, match="restore of gongjian_probe is under way"):
            await database.prepare({})
        finish(client, SERVICE)
        await database.prepare({})
    finally:
        await database.close()


async def test_consumers_ahead_of_a_restored_journal_are_named_and_nothing_may_follow(
    client: Client, mongo_uri: str
) -> None:
    """No log is left: a and b were seen by consumers, b beyond what the journal holds."""
    positions = [
        {"_id": f"probereader/probe:{id_}", "seq": seq} for id_, seq in (("a", 3), ("b", 5))
    ]
    client[READER]["positions"].insert_many(positions)
    client[database_of(SERVICE)]["things"].update_one({"_id": "c"}, {"$set": {"_v": 2}})

    report = await recover(client, "", SERVICE)

    found = {entry.id: (entry.document, entry.journal, entry.seen) for entry in report.behind}
    assert found == {"b": (3, 3, 5), "c": (2, 3, 0)}
    assert [entry.id for entry in report.lost] == ["b"]
    database = Database.connect(mongo_uri, database_of(SERVICE))
    restored = Restored(database)
    await restored.load()
    assert [await restored.locks(id_) for id_ in ("a", "b", "c")] == [False, True, True]
    with pytest.raises(LookupError, match="a new fact would be taken for an old one"):
        settle(client, SERVICE, "b", "a drill")
    settle(client, SERVICE, "c", "a drill")
    assert await restored.locks("c") is False
    assert client[database_of(SERVICE)]["things"].find_one({"_id": "c"})["_v"] == 3  # type: ignore[index]
    await database.close()
