"""Two and three processes of every service work side by side, and one of them may die."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pymongo import MongoClient

from deploy.embedded.services import SERVICES
from deploy.embedded.stack import Plan, Stack
from deploy.embedded.status import rows
from tests.e2e.journals import load
from tests.operations.traffic import Hand, Traffic, faults, settle

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.timeout(600)]
AGAIN = {name: {f"{name.upper()}_SWEEP_AGAIN_SECONDS": "3"} for name in SERVICES}
START_SECONDS = 240.0


def start(root: Path, replicas: int) -> Stack:
    stack = Stack(root, Plan(replicas=replicas, extra=AGAIN))
    stack.start(START_SECONDS)
    return stack


def until(holds: Any, seconds: float = 40.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def fell(stack: Stack, name: str) -> None:
    """Kills a process and leaves it dead."""
    child = stack.process(name)
    child._stopping.set()
    child.kill()
    assert until(lambda: child.pid is None)


def shares(uri: str, service: str) -> dict[str, int]:
    """How many of the eight slots each living process sends."""
    held: dict[str, int] = {}
    living = {"_id": {"$regex": "^parcels:"}, "$expr": {"$gt": ["$until", "$$NOW"]}}
    with MongoClient[dict[str, Any]](uri) as client:
        for lease in client[f"gongjian_{service}"]["leases"].find(living):
            held[lease["owner"]] = held.get(lease["owner"], 0) + 1
    return held


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Traffic]]:
    stack = start(tmp_path_factory.mktemp("pair"), 2)
    with ExitStack() as closing:
        closing.callback(stack.stop)
        traffic = Traffic(stack)
        closing.callback(traffic.close)
        yield stack, traffic


def test_status_names_every_replica(pair: tuple[Stack, Traffic]) -> None:
    stack, _ = pair

    from deploy.embedded.board import read_board

    board = read_board(stack.places.run)
    assert board is not None
    found = {row.name: row for row in rows(board, stack.places.run)}

    wanted = {f"{name}-{number}" for name in SERVICES for number in (1, 2)}
    assert wanted < found.keys()
    assert all(row.ready for row in found.values())
    assert len({row.port for row in found.values()}) == len(found)


def test_every_gateway_hears_of_a_change_that_another_one_applied(
    pair: tuple[Stack, Traffic],
) -> None:
    stack, traffic = pair
    hand = traffic.hands[0]
    heard: dict[str, list[str]] = {address: [] for address in stack.addresses}
    ended = threading.Event()
    ears = [
        threading.Thread(target=_listen, args=(hand, address, heard[address], ended), daemon=True)
        for address in stack.addresses
    ]
    for ear in ears:
        ear.start()
    assert until(lambda: all(heard.values())), heard  # ": connected"
    deaf = []
    for number in range(4):
        for lines in heard.values():
            lines.clear()

        traffic.need(hand, number)

        told = until(lambda: all(any('"needs"' in x for x in got) for got in heard.values()), 15)
        deaf += [] if told else [{address: got[:3] for address, got in heard.items()}]
        time.sleep(0.6)  # the hints of this need are over
    ended.set()
    assert deaf == []


def _listen(hand: Hand, address: str, heard: list[str], ended: threading.Event) -> None:
    with (
        suppress(httpx2.TransportError),  # its gateway is killed later
        httpx2.Client(timeout=20, cookies=hand._http.cookies) as client,
        client.stream("GET", f"{address}/api/live") as lines,
    ):
        for line in lines.iter_lines():
            heard.append(line)
            if ended.is_set():
                return


def test_work_goes_on_while_a_replica_of_every_kind_is_dead_and_nothing_is_lost_or_doubled(
    pair: tuple[Stack, Traffic],
) -> None:
    stack, traffic = pair
    uri = stack.backends.mongo.uri
    assert until(lambda: sorted(shares(uri, "needs").values()) == [4, 4]), shares(uri, "needs")
    victims = ("needs-1", "organizations-2", "registrations-1", "gateway-2")
    traffic.start()
    try:
        time.sleep(4)
        for victim in victims:
            fell(stack, victim)
        taken = until(lambda: list(shares(uri, "needs").values()) == [8])
        before = traffic.done()
        went_on = until(lambda: traffic.done() > before + 10, 120)
        for victim in victims:
            stack.start_one(victim, START_SECONDS)
        shared = until(lambda: sorted(shares(uri, "needs").values()) == [4, 4])
        time.sleep(3)
    finally:
        traffic.stop()
    settle(uri)

    assert taken, shares(uri, "needs")
    assert went_on, "with half of the processes dead hardly anything was done"
    assert shared, shares(uri, "needs")
    assert traffic.failed() == []
    assert faults(uri, traffic) == []


def test_the_next_version_is_rolled_out_under_load_and_its_views_take_over_whole(
    pair: tuple[Stack, Traffic],
) -> None:
    stack, traffic = pair
    uri = stack.backends.mongo.uri
    before = live_views(uri)
    newer = [sys.executable, "-m", "libs.runtime", "tests.operations.newer"]
    traffic.start()
    try:
        upgrade(stack, "gateway-1", newer)
        time.sleep(4)
        mixed = live_views(uri)
        upgrade(stack, "gateway-2", newer)
        swapped = until(lambda: risen(before, live_views(uri)), 90)
        time.sleep(3)
    finally:
        traffic.stop()
    settle(uri)

    assert mixed == before, "swapped while a process of the old version still ran"
    assert swapped, live_views(uri)
    assert traffic.failed() == []
    assert sum(deed.without_retry_after for deed in traffic.deeds) == 0
    assert faults(uri, traffic) == []
    assert shown(uri, "needs") == stated(uri, "needs.need-entered")
    assert shown(uri, "organizations") >= stated(uri, "organizations.organization-registered")


def upgrade(stack: Stack, name: str, command: list[str]) -> None:
    """Stops a process in order and starts another program in its place."""
    stack.stop_one(name)
    child = stack.process(name)
    child.program = replace(child.program, command=command)
    stack.start_one(name, START_SECONDS)


def live_views(uri: str) -> dict[str, str]:
    """The gateway's views and the collections that are live."""
    with MongoClient[dict[str, Any]](uri) as client:
        return {row["_id"]: row["collection"] for row in client["gongjian_gateway"]["views"].find()}


def risen(before: dict[str, str], now: dict[str, str]) -> bool:
    """Whether every view but the directory, which every service has, lives in a new collection."""
    return all(now[name] != live for name, live in before.items() if name != "organizations")


def shown(uri: str, view: str) -> set[str]:
    """Ids of the documents of a live view of the gateway."""
    with MongoClient[dict[str, Any]](uri) as client:
        collection = client["gongjian_gateway"][live_views(uri)[view]]
        return {str(row["_id"]) for row in collection.find({}, {"_id": 1})}


def stated(uri: str, *types: str) -> set[str]:
    """Aggregates of which such a fact was stated."""
    return {fact.aggregate_id for fact in load(uri).named(*types)}


@pytest.mark.soak
def test_three_replicas_of_every_service_carry_the_work(tmp_path: Path) -> None:
    stack = start(tmp_path, 3)
    try:
        uri = stack.backends.mongo.uri
        traffic = Traffic(stack).start()
        time.sleep(8)
        for victim in ("needs-3", "gateway-1"):
            stack.kill(victim)
        time.sleep(8)
        traffic.stop()
        stack.wait_ready(START_SECONDS)
        settle(uri)

        traffic.close()

        assert traffic.done() > 30
        assert traffic.failed() == []
        assert faults(uri, traffic) == []
    finally:
        stack.stop()
