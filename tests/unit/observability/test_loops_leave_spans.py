from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prometheus_client import REGISTRY

from libs.messaging.consumer import Consumer
from libs.observability.spans import Kind, Span, send_to
from tests.unit.messaging import lab as messaging
from tests.unit.messaging.lab import OWN, Lab, eventually

PARENT = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@pytest.fixture
def spans() -> Iterator[list[Span]]:
    found: list[Span] = []
    send_to(found.append)
    yield found
    send_to(None)


async def test_relay_and_consumer_name_the_traces_of_the_facts_they_carry(
    spans: list[Span], monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped = messaging.Stamp
    monkeypatch.setattr(messaging, "Stamp", lambda **told: stamped(**told, traceparent=PARENT))
    lab = Lab()
    async with lab.running():
        await lab.maker.fill("a", 1, 2)
        await eventually(lambda: lab.counter.position("a") == 2)

    for kind, name in ((Kind.PRODUCER, f"relay {OWN}"), (Kind.CONSUMER, f"consume {OWN}")):
        found = [span for span in spans if span.kind is kind]
        assert {span.name for span in found} == {name}
        assert sum(int(span.attributes["messaging.batch.message_count"]) for span in found) == 2
        assert {link for span in found for link in span.links} == {("a" * 32, "b" * 16)}
        assert not any(span.failed or span.parent_id for span in found)


def test_a_topic_whose_partitions_went_to_another_process_has_no_lag_here() -> None:
    nothing = cast("Any", None)
    consumer = Consumer(nothing, nothing, nothing)
    place = ("figures.lag", 0)
    consumer._lanes[place] = cast("Any", SimpleNamespace(place=place, offset=3))
    consumer._measure({place: 10})
    assert REGISTRY.get_sample_value("gongjian_consumer_lag", {"topic": "figures.lag"}) == 7

    del consumer._lanes[place]
    consumer._measure({})

    assert REGISTRY.get_sample_value("gongjian_consumer_lag", {"topic": "figures.lag"}) == 0
