"""Rows of several collections in one question are those that each question alone would find."""

from collections.abc import AsyncIterator

import pytest
from pymongo.monitoring import CommandListener

from libs.kernel import new_id
from libs.storage.database import Database
from libs.storage.documents import Reader, Rows, Views
from libs.storage.questions import MOST


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    made = Database.connect(mongo_uri, f"together_{new_id()[-12:]}")
    jars = [{"_id": f"j{n}", "grams": n % 3, "shelf": "s1", "lid": {"n": n}} for n in range(12)]
    await made.collection("jars").insert_many(jars)
    await made.collection("shelves").insert_many([{"_id": "s1", "high": 2}, {"_id": "s2"}])
    yield made
    await made.client.drop_database(made.name)
    await made.close()


WANTED = (
    Rows("shelves", {"_id": "s1"}, limit=1),
    Rows("jars", {"shelf": "s1"}, (("grams", -1), ("_id", 1)), 5),
    Rows("jars", {"_id": {"$in": ["j3", "j1", "none"]}}),
    Rows("jars", {"shelf": "s2"}),
    Rows("nowhere", {}),
    Rows("jars", {"grams": 2}, (("_id", -1),), 3, ("shelf", "lid.n")),
    Rows("shelves", {}),
)


async def alone(reader: Reader, wanted: Rows) -> object:
    return await reader.find(
        wanted.collection,
        wanted.query,
        sort=wanted.sort or None,
        limit=wanted.limit,
        fields=wanted.fields or None,
    )


@pytest.mark.parametrize("count", range(1, len(WANTED) + 1))
async def test_each_gets_its_own_rows_in_its_own_order(database: Database, count: int) -> None:
    reader = Reader(database, Views(database))
    # Whichever comes first, and an empty one among them.
    for start in range(len(WANTED)):
        wanted = (WANTED * 2)[start : start + count]

        found = await reader.together(*wanted)

        assert found == [await alone(reader, each) for each in wanted]


async def test_more_rows_than_one_batch_holds_come_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.storage.together._BATCH", 4)
    reader = Reader(database, Views(database))

    shelves, jars = await reader.together(Rows("shelves", {}), Rows("jars", {}))

    assert (len(shelves), len(jars)) == (2, 12)


async def test_it_is_one_question(database: Database, mongo_uri: str) -> None:
    asked: list[str] = []

    class Heard(CommandListener):
        def started(self, event: object) -> None:
            asked.append(str(getattr(event, "command_name", "")))

        def succeeded(self, event: object) -> None: ...

        def failed(self, event: object) -> None: ...

    client = type(database.client)(mongo_uri, event_listeners=[Heard()])
    listened = Database(client, database.name)

    await Reader(listened, Views(listened)).together(*WANTED)
    await client.close()

    assert asked[:1] == ["aggregate"]
    assert set(asked[1:]) <= {"endSessions"}


@pytest.mark.parametrize("count", [0, MOST, MOST + 1, 3 * MOST])
async def test_any_number_may_be_wanted(database: Database, count: int) -> None:
    wanted = [Rows("jars", {"_id": f"j{n % 12}"}, fields=("_id",)) for n in range(count)]

    found = await Reader(database, Views(database)).together(*wanted)

    assert found == [[{"_id": f"j{n % 12}"}] for n in range(count)]


async def test_rows_of_very_many_organizations_are_asked_apart(database: Database) -> None:
    ids = [f"{number:036d}" for number in range(90_000)]
    wanted = [Rows("jars", {"shelf": {"$in": [*ids, "s1"]}}, limit=1) for _ in range(6)]

    found = await Reader(database, Views(database)).together(*wanted)

    assert [len(rows) for rows in found] == [1] * 6
