from datetime import timedelta
from typing import Any, cast

from libs.kernel import FakeClock, new_id
from libs.runtime.timers import TimerRunner
from libs.storage.database import Database
from libs.storage.deadlines import MongoDeadlines


async def test_the_oldest_unfired_deadline_says_how_late_it_is_to_every_process(
    mongo_uri: str,
) -> None:
    clock, nothing = FakeClock(), cast("Any", None)
    database = Database.connect(mongo_uri, f"late_{new_id()}")
    try:
        runner = TimerRunner(
            MongoDeadlines(database), nothing, nothing, nothing, clock, "other", {}, {}
        )
        rows = database.collection("timers")
        assert await runner.overdue() == 0.0

        for id_, seconds in (("ahead", 60), ("late", -90), ("later", -30)):
            due_at = clock.now() + timedelta(seconds=seconds)
            row = {"_id": id_, "kind": "close", "agg": id_, "due_at": due_at, "payload": {}}
            await rows.insert_one(row)
        assert await runner.overdue() == 90.0

        await rows.delete_many({"_id": {"$ne": "ahead"}})
        assert await runner.overdue() == 0.0
    finally:
        await database.client.drop_database(database.name)
        await database.close()
