"""Many figures are reckoned in few questions, and are what each alone would be."""

from collections.abc import AsyncIterator

import pytest

from libs.kernel import new_id
from libs.storage.database import Database
from libs.storage.documents import Figure, Reader, Views
from libs.storage.questions import MOST


@pytest.fixture
async def database(mongo_uri: str) -> AsyncIterator[Database]:
    made = Database.connect(mongo_uri, f"figures_{new_id()[-12:]}")
    jars = [{"_id": str(n), "grams": n, "lid": n % 2 == 0} for n in range(10)]
    await made.collection("jars").insert_many(jars)
    await made.collection("lids").insert_many([{"_id": "a", "grams": -5}])
    yield made
    await made.client.drop_database(made.name)
    await made.close()


async def test_counts_and_sums_of_several_collections_come_by_their_names(
    database: Database,
) -> None:
    found = await Reader(database, Views(database)).figures(
        {
            "all": Figure.count("jars", {}),
            "closed": Figure.count("jars", {"lid": True}),
            "grams": Figure("jars", {"lid": True}, "$grams"),
            "lids": Figure("lids", {}, {"$multiply": ["$grams", 2]}),
            "none": Figure.count("jars", {"grams": 99}),
            "nowhere": Figure("shelves", {}, "$grams"),
        }
    )

    assert found == {"all": 10, "closed": 5, "grams": 20, "lids": -10, "none": 0, "nowhere": 0}


@pytest.mark.parametrize("count", [0, 1, MOST, MOST + 1, 5 * MOST])
async def test_any_number_of_figures_may_be_asked(database: Database, count: int) -> None:
    wanted = {str(n): Figure.count("jars", {"grams": {"$lt": n}}) for n in range(count)}

    found = await Reader(database, Views(database)).figures(wanted)

    assert found == {str(n): min(n, 10) for n in range(count)}


async def test_figures_over_very_many_organizations_are_asked_apart(database: Database) -> None:
    ids = [f"{number:036d}" for number in range(40_000)]
    inside = {"$or": [{"_id": {"$in": [*ids, "1"]}}, {"of": {"$in": ids}}]}
    wanted = {str(n): Figure.count("jars", inside) for n in range(MOST)}

    found = await Reader(database, Views(database)).figures(wanted)

    assert set(found.values()) == {1}
