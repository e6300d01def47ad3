"""A poisoned event parks its own aggregate alone, is shown, and once mended all follow in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from libs.kernel import derive_id
from tests.e2e.journals import violations
from tests.e2e.quarter import EARLY, Quarter, a_quarter
from tests.e2e.town import Town, eventually, window

VIEW = "registrations"


@contextmanager
def gateway_database(town: Town) -> Iterator[Any]:
    """What the gateway keeps."""
    with MongoClient[dict[str, Any]](town.board.mongo_uri) as client:
        yield client["gongjian_gateway"]


def spoil(town: Town, registration: str) -> None:
    """A view row in which the next fact finds no place."""
    with gateway_database(town) as database:
        rows = database[database["views"].find_one({"_id": VIEW})["collection"]]
        assert rows.update_one({"_id": registration}, {"$set": {"stints": "x"}}).matched_count == 1


def mend(town: Town, registration: str) -> None:
    """The row as it was."""
    with gateway_database(town) as database:
        rows = database[database["views"].find_one({"_id": VIEW})["collection"]]
        rows.update_one({"_id": registration}, {"$unset": {"stints": ""}})


def parked(town: Town, aggregate: str) -> list[dict[str, Any]]:
    """What the administrator's page shows of one aggregate."""
    found = town.admin.get("views/parked-events")["items"]
    return [row for row in found if row["aggregate_id"] == aggregate]


def redrive(town: Town, aggregate: str, *, dry: bool) -> list[tuple[str, str]]:
    """Type and outcome of every event tried."""
    body = {"by": "aggregate", "value": aggregate, "service": "gateway", "dry_run": dry}
    results = town.admin.post("gateway/redrives", body)["results"]
    return [(row["type"].rpartition(".")[2], row["outcome"]) for row in results]


def others_go_on(quarter: Quarter) -> None:
    """A need entered now is seen, in the very partitions of the parked one or not."""
    for number in range(8):
        body = {
            "community_id": quarter.ids["A"],
            "title": f"{quarter.name}{number}",
            "category_code": "other",
            "qty": 1,
            "unit_code": "item",
            "window": window(1, 24 * 30),
            "channel_code": "desk",
        }
        worker = quarter.people["A"]
        need = worker.patiently("needs/needs", body, key=f"{number}", codes=EARLY)["need_id"]
        worker.until(f"views/needs/{need}", lambda found: found)


def test_a_poisoned_event_waits_alone_and_follows_in_order_once_mended(town: Town) -> None:
    quarter = a_quarter(town, "搁").open(("A", "B"), {"U": "A"})
    member = quarter.member("丁", "U")
    who, worker = quarter.people["丁"], quarter.people["A"]
    body = {
        "member_id": member,
        "kind": "residence",
        "community_id": quarter.ids["A"],
        "consent_no": 1,
    }
    made = who.patiently("registrations/registrations", body, key="report", codes=EARLY)
    registration = made["registration_id"]
    place = f"registrations/registrations/{registration}"
    worker.until(f"views/registrations/{registration}", lambda row: row["status"] == "verified")
    spoil(town, registration)

    worker.post(f"{place}/acceptance")
    who.post(f"{place}/move", {"to_id": quarter.ids["B"]})

    shown = eventually(lambda: [row for row in parked(town, registration) if row["behind_count"]])
    assert [(row["service"], row["type"]) for row in shown] == [
        ("gateway", "registrations.registration-accepted")
    ]
    assert shown[0]["cause"]
    others_go_on(quarter)
    assert redrive(town, registration, dry=False) == [("registration-accepted", "failed")]

    mend(town, registration)

    in_order = ["registration-accepted", "registration-move-requested"]
    assert redrive(town, registration, dry=True) == [(kind, "would_apply") for kind in in_order]
    assert parked(town, registration)
    assert redrive(town, registration, dry=False) == [(kind, "applied") for kind in in_order]
    assert parked(town, registration) == []
    row = worker.get(f"views/registrations/{registration}")
    assert row["status"] == "move_requested"
    assert len(row["stints"]) == 1
    assert violations(town.journals()) == []


async def test_bytes_that_are_no_fact_park_the_aggregate_they_name_and_nothing_else(
    town: Town,
) -> None:
    quarter = a_quarter(town, "读不").open(("A",), {})
    nobody = derive_id("poison", datetime.now(UTC).isoformat())
    await send(town, "gongjian.needs", nobody, b'{"need_id": 7}', seq=1)
    await send(town, "gongjian.needs", nobody, b"{", seq=2)

    def by_the_gateway() -> list[dict[str, Any]]:
        rows = parked(town, nobody)
        return [row for row in rows if row["service"] == "gateway" and row["behind_count"]]

    gateway = eventually(by_the_gateway)
    assert [(row["type"], row["cause_code"]) for row in gateway] == [
        ("needs.need-entered", "Undecodable")
    ]
    others_go_on(quarter)
    assert redrive(town, nobody, dry=True)[0] == ("need-entered", "failed")


async def send(town: Town, topic: str, aggregate: str, value: bytes, seq: int) -> None:
    """A record with the headers of a fact."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": derive_id("poison", aggregate, seq),
        "ce_type": "needs.need-entered",
        "ce_source": "/gongjian/needs",
        "ce_subject": aggregate,
        "ce_partitionkey": aggregate,
        "ce_sequence": str(seq),
        "ce_time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "ce_dataschema": "NeedEntered.v1",
        "content-type": "application/json",
    }
    producer = AIOKafkaProducer(bootstrap_servers=town.board.kafka_bootstrap)
    await producer.start()
    try:
        pairs = [(name, text.encode()) for name, text in headers.items()]
        await producer.send_and_wait(topic, value, key=aggregate.encode(), headers=pairs)
    finally:
        await producer.stop()
