"""The drill: back up under load, go on, lose the database, restore, fetch the rest from the log."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.backup.recover import settle as lift
from deploy.backup.take import take
from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Plan, Stack
from deploy.operations import Reached, restore_into
from tests.operations.traffic import Hand, Traffic, faults, settle

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.timeout(600)]
AGAIN = {name: {f"{name.upper()}_SWEEP_AGAIN_SECONDS": "3"} for name in SERVICES}
START_SECONDS = 240.0
LOST = "gongjian_needs"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("drill"), Plan(extra=AGAIN))
    stack.start(START_SECONDS)
    yield stack
    stack.stop()


def journal(uri: str) -> dict[str, Any]:
    """The needs' journal as it was stated."""
    with MongoClient[dict[str, Any]](uri) as client:
        rows = client[LOST]["outbox"].find()
        return {row["_id"]: row for row in rows}


def views(uri: str) -> dict[str, list[str]]:
    """Every live view of every service, whole."""
    found: dict[str, list[str]] = {}
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client.list_database_names():
            for alias in client[name]["views"].find() if name.startswith("gongjian_") else ():
                rows = client[name][alias["collection"]].find().sort("_id", 1)
                found[f"{name}.{alias['_id']}"] = [str(sorted(row.items())) for row in rows]
    return found


def describe(hand: Hand, need: str, text: str) -> tuple[int, str]:
    deed = hand.post(f"needs/needs/{need}/description", {"description": text})
    return deed.status, (deed.answer or {}).get("code", "")


def test_a_lost_database_comes_back_from_an_older_backup_and_the_log(
    stack: Stack, tmp_path: Path
) -> None:
    uri = stack.backends.mongo.uri
    traffic = Traffic(stack)
    hand = traffic.hands[0]
    old, half = (str(hand.post("needs/needs", traffic._need(n)).answer["need_id"]) for n in (1, 2))
    traffic.start()
    time.sleep(4)
    take(uri, ["needs"], tmp_path / "kept", lambda _: None)  # while people work
    time.sleep(4)
    traffic.stop()
    hand.post(f"needs/needs/{half}/verification", {})
    late = str(hand.post("needs/needs", traffic._need(3)).answer["need_id"])
    settle(uri)
    stated, seen = journal(uri), views(uri)
    stack.stop_one("needs")
    with MongoClient[dict[str, Any]](uri) as client:
        client.drop_database(LOST)

    there = Reached(uri, stack.backends.kafka.bootstrap)
    report = restore_into(there, tmp_path / "kept", ("needs",), replace=False)["needs"]
    back = journal(uri)
    stack.start_one("needs", START_SECONDS)
    settle(uri)

    assert back == stated
    assert report.recovered > 3
    assert report.lost == []
    assert report.other == []
    assert views(uri) == seen
    assert faults(uri, traffic) == []
    locked = {entry.id: entry for entry in report.behind}
    assert old not in locked
    assert describe(hand, old, "备份前就有的，照常办理") == (204, "")
    assert locked[half].types == ["needs.need-verified"]
    assert (locked[half].document, locked[half].journal) == (1, 2)
    assert describe(hand, half, "文档比账旧") == (409, "restored-behind")
    assert locked[late].collection == ""
    assert describe(hand, late, "只剩下事实") == (409, "restored-behind")
    with MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        lift(client, "needs", half, "演练：核对过")
        with pytest.raises(LookupError, match="has no document"):
            lift(client, "needs", late, "演练")
    assert describe(hand, half, "核对后继续办理") == (204, "")
    settle(uri)
    assert faults(uri, traffic) == []
    traffic.close()
