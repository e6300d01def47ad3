"""A database in which a version without parcels has worked, or still works."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.kernel import new_id
from libs.storage.database import Database
from libs.storage.mongo_journal import MongoJournal
from libs.storage.mongo_leases import MongoLeases
from libs.storage.records import OutboxRow
from tests.integration.ports.conftest import leave_unpublished
from tests.integration.ports.test_journal import numbers, row

MANY = [row("a", seq) for seq in range(1, 1_201)]


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    opened = Database.connect(mongo_uri, f"ports_{new_id()[-12:]}")
    await opened.prepare({})
    yield opened
    await opened.client.drop_database(opened.name)
    await opened.close()


async def waiting(database: Database) -> dict[str, list[int]]:
    return numbers(await MongoJournal(database).unpublished(None, 100))


async def test_what_a_living_process_of_that_version_sends_itself_is_left_to_it(
    database: Database,
) -> None:
    await leave_unpublished(database, [row("a", 1)])
    leases = MongoLeases(database)
    await leases.acquire("relay-worker:old", "old", 60)
    assert await MongoJournal(database).adopt() == 0

    await leases.release("relay-worker:old", "old")
    assert await MongoJournal(database).adopt() == 1


async def test_several_processes_that_start_at_once_take_each_fact_over_once(
    database: Database,
) -> None:
    await leave_unpublished(database, MANY)
    journals = [MongoJournal(database) for _ in range(4)]

    counts: list[int] = []
    while len(counts) < 4:
        answers = await asyncio.gather(
            *(one.adopt() for one in journals[len(counts) :]), return_exceptions=True
        )
        counts += [answer for answer in answers if isinstance(answer, int)]

    assert await waiting(database) == {"a": list(range(1, 1_201))}


async def test_a_crash_in_the_middle_of_taking_over_leaves_the_rest_to_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_unpublished(database, MANY)
    journal = MongoJournal(database)
    moved: list[int] = []
    insert_many = journal._earlier._parcels.insert_many

    async def dies(documents: Any, **named: Any) -> Any:
        if moved:
            raise ConnectionError("the process died here")
        moved.append(1)
        return await insert_many(documents, **named)

    with monkeypatch.context() as patched:
        patched.setattr(journal._earlier, "_parcels", _Dying(dies))
        with pytest.raises(ConnectionError):
            await journal.adopt()
    assert sum(map(len, (await waiting(database)).values())) == 500

    assert await MongoJournal(database).adopt() == 700
    assert await waiting(database) == {"a": list(range(1, 1_201))}


class _Dying:
    def __init__(self, insert_many: Any) -> None:
        self.insert_many = insert_many


async def test_facts_of_that_version_are_read_like_all_others(database: Database) -> None:
    await leave_unpublished(database, [row("a", 1)])
    journal = MongoJournal(database)

    history: list[OutboxRow] = await journal.history("a")

    assert history == [row("a", 1)]
    assert await journal.resend("a", 1) == 1
    assert await waiting(database) == {"a": [1]}
