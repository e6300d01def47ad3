from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson
import pytest
from aiokafka.partitioner import murmur2 as kafkas_own
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel import Event, Stamp
from libs.messaging.codec import Undecodable, decode, decode_row, encoder, message
from libs.messaging.faults import fault_of
from libs.messaging.kafka_publisher import murmur2
from libs.messaging.log import Delivery, Headers
from libs.storage.records import OutboxRow
from tests.unit.messaging.lab import Jar, JarFilled

AT = datetime(2026, 11, 23, 1, 2, 3, 456000, UTC)
STAMP = Stamp(
    command_id="cmd",
    actor_id="user:1",
    acting_org_id="org:1",
    correlation_id="corr",
    causation_id="cause",
    traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
)


class LidClosed(Event):
    """Version 1."""

    aggregate: ClassVar[str] = "jar"
    jar_id: str
    turns: int


class LidClosedV2(Event):
    """Version 2 counts degrees."""

    version: ClassVar[int] = 2
    aggregate: ClassVar[str] = "jar"
    jar_id: str
    degrees: int

    @classmethod
    def upcast(cls, older: dict[str, Any], version: int) -> dict[str, Any]:
        assert version == 1
        return {"jar_id": older["jar_id"], "degrees": older["turns"] * 360}


def filled() -> OutboxRow:
    jar = Jar(jar_id="a")
    jar.fill(5)
    return encoder("lab")(jar, 1, 0, STAMP, AT)


def delivery(value: bytes, headers: Headers) -> Delivery:
    return Delivery("t", 0, 0, "a", value, headers, AT)


def with_header(headers: Headers, **changed: str | None) -> Headers:
    kept = dict(headers)
    for name, value in changed.items():
        if value is None:
            del kept[name]
        else:
            kept[name] = value.encode()
    return tuple(kept.items())


def test_a_fact_travels_as_a_cloudevent_in_binary_mode() -> None:
    sent = message(filled(), "topic")
    headers = {name: value.decode() for name, value in sent.headers}
    assert headers == {
        "ce_specversion": "1.0",
        "ce_id": filled().id,
        "ce_source": "/gongjian/lab",
        "ce_type": "lab.jar-filled",
        "ce_subject": "a",
        "ce_partitionkey": "a",
        "ce_sequence": "1",
        "ce_time": "2026-11-23T01:02:03.456+00:00",
        "ce_dataschema": "JarFilled.v1",
        "ce_correlationid": "corr",
        "ce_causationid": "cause",
        "ce_actorid": "user:1",
        "ce_actingorgid": "org:1",
        "traceparent": STAMP.traceparent,
        "content-type": "application/json",
    }
    assert orjson.loads(sent.value) == {"jar_id": "a", "grams": 5}
    assert sent.key == "a"


def test_what_was_encoded_is_decoded_the_same_from_log_and_journal() -> None:
    sent = message(filled(), "topic")
    event, meta = decode(delivery(sent.value, sent.headers))
    assert event == JarFilled(jar_id="a", grams=5)
    assert (meta.id, meta.type, meta.version, meta.service) == (
        filled().id,
        "lab.jar-filled",
        1,
        "lab",
    )
    assert (meta.aggregate_id, meta.seq, meta.at) == ("a", 1, AT)
    assert (meta.correlation_id, meta.causation_id) == ("corr", "cause")
    assert (meta.actor_id, meta.acting_org_id) == ("user:1", "org:1")
    assert decode_row(filled()) == (event, meta)


def test_the_same_command_gives_the_same_event_id_again() -> None:
    assert filled() == filled()


def test_a_service_cannot_state_the_facts_of_another() -> None:
    jar = Jar(jar_id="a")
    jar.fill(5)
    with pytest.raises(TypeError):
        encoder("other")(jar, 1, 0, STAMP, AT)


def test_an_older_version_is_read_as_the_newest() -> None:
    headers = with_header(
        message(filled(), "t").headers, ce_type="test_codec.lid-closed", ce_dataschema="x.v1"
    )
    event, meta = decode(delivery(b'{"jar_id":"a","turns":2}', headers))
    assert event == LidClosedV2(jar_id="a", degrees=720)
    assert meta.version == 1


def test_a_kind_nobody_declares_is_no_event_but_has_its_place() -> None:
    headers = with_header(message(filled(), "t").headers, ce_type="lab.never-heard-of")
    event, meta = decode(delivery(b"whatever", headers))
    assert event is None
    assert meta.seq == 1


def test_unknown_fields_of_a_newer_producer_are_ignored() -> None:
    event, _ = decode(delivery(b'{"jar_id":"a","grams":5,"lid":1}', message(filled(), "t").headers))
    assert event == JarFilled(jar_id="a", grams=5)


@pytest.mark.parametrize(
    "changed",
    [
        {"ce_id": None},
        {"ce_sequence": "first"},
        {"ce_sequence": None},
        {"ce_time": "yesterday"},
        {"ce_dataschema": "none"},
        {"ce_subject": None},
    ],
)
def test_bad_headers_have_no_place_in_any_order(changed: dict[str, str | None]) -> None:
    headers = with_header(message(filled(), "t").headers, **changed)
    with pytest.raises(Undecodable) as caught:
        decode(delivery(b"{}", headers))
    assert caught.value.meta is None


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_sequence", "ce_time", "traceparent"])
def test_a_header_without_a_value_has_no_place_either(name: str) -> None:
    null: Any = None
    headers = tuple({**dict(message(filled(), "t").headers), name: null}.items())
    with pytest.raises(Undecodable) as caught:
        decode(delivery(b"{}", headers))
    assert caught.value.meta is None


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'{"jar_id":"secret","grams":"many"}'])
def test_a_bad_payload_keeps_its_place_and_is_not_quoted(value: bytes) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(delivery(value, message(filled(), "t").headers))
    assert caught.value.meta is not None
    assert caught.value.meta.seq == 1
    assert "many" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_fingerprint_tells_causes_apart_and_not_occurrences() -> None:
    def fail(error: Exception) -> None:
        raise error

    def fails(error: Exception) -> Exception:
        with pytest.raises(type(error)) as caught:
            fail(error)
        return caught.value

    def fail_elsewhere(error: Exception) -> None:
        raise error

    def fails_elsewhere(error: Exception) -> Exception:
        with pytest.raises(type(error)) as caught:
            fail_elsewhere(error)
        return caught.value

    one, two = fault_of(fails(ValueError("a"))), fault_of(fails(ValueError("b")))
    assert one.fingerprint == two.fingerprint
    assert fault_of(fails(KeyError("a"))).fingerprint != one.fingerprint
    assert fault_of(fails_elsewhere(ValueError("a"))).fingerprint != one.fingerprint


@given(st.binary(max_size=70))
def test_partitions_are_chosen_as_kafkas_own_clients_do(key: bytes) -> None:
    assert murmur2(key) == kafkas_own(key)
