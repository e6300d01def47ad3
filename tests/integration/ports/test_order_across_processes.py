"""Parcels of one aggregate are in order whichever process stated them, whatever its clock says."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from libs.kernel import new_id
from libs.storage.database import Database
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_store import MongoStore
from libs.storage.records import AggregateChange, ChangeSet, OutboxRow

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
async def processes(mongo_uri: str) -> AsyncIterator[list[Database]]:
    """Two clients of one database: neither hears what the database told the other."""
    name = f"ports_{new_id()[-12:]}"
    opened = [Database.connect(mongo_uri, name) for _ in range(2)]
    for database in opened:
        await database.prepare({"jars": ()})
    yield opened
    await opened[0].client.drop_database(name)
    for database in opened:
        await database.close()


def filled(seq: int, at: datetime) -> ChangeSet:
    """The next fact of the one jar there is."""
    fact = OutboxRow(f"{99 - seq}", "a", seq, "lab.jar-filled", at, b"{}", {})
    change = AggregateChange({"grams": seq}, seq - 1, seq)
    return ChangeSet({("jars", "a"): change}, [fact])


async def test_facts_that_two_processes_with_clocks_apart_state_in_turn_keep_their_order(
    processes: list[Database],
) -> None:
    stores = [MongoStore(database) for database in processes]
    clocks = [NOON, NOON - timedelta(hours=7)]
    for seq in range(1, 41):
        turn = seq % 3 % 2
        await stores[turn].commit(filled(seq, clocks[turn]))

    found = await MongoJournal(processes[0]).unpublished(None, 100)

    assert [row.seq for parcel in found for row in parcel.facts] == list(range(1, 41))
    times = [parcel.turn for parcel in found]
    assert all(earlier < later for earlier, later in pairwise(times))
