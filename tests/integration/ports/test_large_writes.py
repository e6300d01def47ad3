"""What is too much for one command of the server, and what is too much for any."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pymongo.errors import DocumentTooLarge

from libs.kernel import Put, new_id
from libs.storage.database import WRITE, Database
from libs.storage.mongo_store import MongoStore
from libs.storage.records import ChangeSet
from libs.storage.store import StoreUnavailable
from libs.storage.write_commands import insert, write

MEBIBYTE = 1024 * 1024


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    database = Database.connect(mongo_uri, f"ports_{new_id()[-12:]}")
    await database.prepare({"shelf": ()})
    yield database
    await database.client.drop_database(database.name)
    await database.close()


async def test_more_than_one_command_can_carry_is_written_all_the_same(database: Database) -> None:
    collection = database.collection("shelf")
    jars = [insert({"_id": n, "label": "x" * 3 * MEBIBYTE}) for n in range(20)]

    await write(collection, jars, concern=WRITE.document)

    assert [row["_id"] async for row in collection.find({}, {"_id": 1}).sort("_id")] == [*range(20)]


async def test_transactions_that_crowd_the_servers_cache_are_to_come_back_and_not_refused(
    database: Database,
) -> None:
    store = MongoStore(database)
    shelves = [
        [Put("shelf", f"{shelf}-{n}", {"label": "x" * 5 * MEBIBYTE}) for n in range(6)]
        for shelf in range(3)
    ]

    told = await asyncio.gather(
        *(store.commit(ChangeSet(views=list(jars))) for jars in shelves), return_exceptions=True
    )

    assert {type(answer) for answer in told} <= {StoreUnavailable, type(None)}
    assert await database.collection("shelf").count_documents({}) == 6 * told.count(None)


async def test_a_document_that_no_server_takes_is_refused_and_not_tried_again(
    database: Database,
) -> None:
    label = "x" * 17 * MEBIBYTE
    with pytest.raises(DocumentTooLarge):
        await MongoStore(database).commit(ChangeSet(views=[Put("shelf", "jar", {"label": label})]))

    assert await database.collection("shelf").count_documents({}) == 0
