"""What a database is made to be, whatever an earlier version has left in it."""

from libs.kernel import new_id
from libs.storage.database import Database


async def test_indexes_that_nothing_reads_by_any_more_are_dropped(mongo_uri: str) -> None:
    database = Database.connect(mongo_uri, f"ports_{new_id()[-12:]}")
    await database.prepare({})
    outbox = database.collection("outbox")
    made = set(await outbox.index_information())
    await outbox.create_index("at", partialFilterExpression={"pub": False})
    await outbox.create_index([("at", 1), ("_id", 1)])

    await database.prepare({})

    assert set(await outbox.index_information()) == made
    await database.client.drop_database(database.name)
    await database.close()
