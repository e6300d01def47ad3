import asyncio
from typing import Any

import pytest

from libs.messaging.log import LogUnavailable, Message
from tests.integration.ports.conftest import (
    COPIES,
    PARTITIONS,
    Ends,
    Reader,
    eventually,
    spread,
)


def messages(ends: Ends, keys: int, each: int) -> list[Message]:
    return [
        Message(ends.topic, f"key-{key}", f"{key}/{number}".encode(), (("n", b"1"),))
        for number in range(each)
        for key in range(keys)
    ]


async def test_everything_sent_is_acknowledged_and_received_in_order_of_its_key(
    ends: Ends,
) -> None:
    sent = messages(ends, 20, 30)
    assert await ends.publisher.publish_batch(sent) == frozenset(range(600))

    reader = await ends.reader()
    await eventually(lambda: len(reader.got) == 600)
    by_key = spread(reader.got)
    assert all(
        by_key[f"key-{key}"] == [f"{key}/{number}" for number in range(30)] for key in range(20)
    )
    assert reader.got[0].headers == (("n", b"1"),)
    assert len({one.place for one in reader.got}) == PARTITIONS


async def test_overlapping_batches_keep_the_order_in_which_they_were_given(ends: Ends) -> None:
    batches = [
        [Message(ends.topic, "one", f"{number}-{part}".encode()) for part in range(50)]
        for number in range(8)
    ]
    tasks = [asyncio.create_task(ends.publisher.publish_batch(batch)) for batch in batches]
    acknowledged = await asyncio.gather(*tasks)
    assert all(found == frozenset(range(50)) for found in acknowledged)

    reader = await ends.reader()
    await eventually(lambda: len(reader.got) == 400)
    assert [one.value for one in reader.got] == [m.value for batch in batches for m in batch]


async def test_large_values_pass(ends: Ends) -> None:
    values = [bytes([65 + number]) * 200_000 for number in range(4)]
    sent = [Message(ends.topic, "big", value) for value in values]
    assert await ends.publisher.publish_batch(sent) == frozenset(range(4))
    reader = await ends.reader()
    await eventually(lambda: len(reader.got) == 4)
    assert [one.value for one in reader.got] == values


async def test_a_missing_topic_is_not_acknowledged(ends: Ends) -> None:
    if hasattr(ends.publisher, "_patience"):
        ends.publisher._patience = 1.5
    assert await ends.publisher.publish_batch([Message("no.such.topic", "k", b"")]) == frozenset()
    assert await ends.publisher.publish_batch([Message(ends.topic, "k", b"")]) == frozenset({0})


async def test_a_group_goes_on_after_what_it_committed(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 5))
    first = await ends.reader()
    await eventually(lambda: len(first.got) == 30)
    await first.commit()
    await first.stop()

    await ends.publisher.publish_batch([Message(ends.topic, "late", b"late")])
    second = await ends.reader()
    await eventually(lambda: second.values() == ["late"])


async def test_what_was_not_committed_comes_again(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 5))
    first = await ends.reader()
    await eventually(lambda: len(first.got) == 30)
    await first.stop()

    second = await ends.reader()
    await eventually(lambda: len(second.got) == 30)


async def test_a_new_member_takes_its_share_and_gives_it_back(ends: Ends) -> None:
    first = await ends.reader()
    await eventually(lambda: len(first.subscriber.assignment()) == PARTITIONS)
    second = await ends.reader()
    await eventually(
        lambda: (
            second.subscriber.assignment()
            and len(first.subscriber.assignment()) + len(second.subscriber.assignment())
            == PARTITIONS
        )
    )
    assert not first.subscriber.assignment() & second.subscriber.assignment()
    assert ("revoked", frozenset((ends.topic, n) for n in range(PARTITIONS))) in first.changes

    await second.stop()
    await eventually(lambda: len(first.subscriber.assignment()) == PARTITIONS)


async def test_offsets_committed_while_partitions_go_are_kept(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 9, 3))
    first = await ends.reader()
    await eventually(lambda: len(first.got) == 27)
    first.before_leaving = first.commit
    second = await ends.reader()
    await eventually(second.subscriber.assignment)
    await asyncio.sleep(0.5)
    assert second.got == []
    assert len(first.got) == 27


async def test_paused_partitions_deliver_after_they_are_resumed(ends: Ends) -> None:
    reader = await ends.reader()
    await eventually(lambda: len(reader.subscriber.assignment()) == PARTITIONS)
    reader.subscriber.pause(reader.subscriber.assignment())
    await ends.publisher.publish_batch(messages(ends, 6, 1))
    await asyncio.sleep(0.5)
    assert reader.got == []
    reader.subscriber.resume(reader.subscriber.assignment())
    await eventually(lambda: len(reader.got) == 6)


async def test_restarting_from_the_beginning_reads_all_again(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 2))
    reader = await ends.reader()
    await eventually(lambda: len(reader.got) == 12)
    await reader.commit()
    reader.subscriber.restart_from_beginning()
    await eventually(lambda: len(reader.got) == 24)
    assert [kind for kind, _ in reader.changes] == ["assigned", "revoked", "assigned"]


async def test_ends_and_identity_are_told(ends: Ends) -> None:
    identity = await ends.admin.cluster_id()
    assert identity
    assert identity == await ends.admin.cluster_id()
    zero = {(ends.topic, number): 0 for number in range(PARTITIONS)}
    assert await ends.admin.end_offsets([ends.topic, "no.such.topic"]) == zero
    await ends.publisher.publish_batch(messages(ends, 6, 2))
    assert sum((await ends.admin.end_offsets([ends.topic])).values()) == 12


async def test_making_topics_again_changes_nothing(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 3, 1))
    await ends.admin.ensure_topics([ends.topic], PARTITIONS, COPIES)
    assert sum((await ends.admin.end_offsets([ends.topic])).values()) == 3


@pytest.mark.parametrize("count", [0, 1])
async def test_small_batches_pass(ends: Ends, count: int) -> None:
    sent = messages(ends, count, 1)
    assert await ends.publisher.publish_batch(sent) == frozenset(range(count))


async def test_who_has_not_read_what_retention_dropped_is_told_so(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 5))
    first = await ends.reader()
    await eventually(lambda: len(first.got) == 30)
    await first.commit()
    await first.stop()
    await ends.publisher.publish_batch(messages(ends, 6, 5))

    await ends.forget()

    second = await ends.reader()
    await eventually(lambda: any(kind == "lost" for kind, _ in second.changes))
    await ends.publisher.publish_batch([Message(ends.topic, "late", b"late")])
    await eventually(lambda: second.values() == ["late"])


async def test_who_has_read_what_retention_dropped_is_not_troubled(ends: Ends) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 5))
    first = await ends.reader()
    await eventually(lambda: len(first.got) == 30)
    await first.commit()
    await first.stop()

    await ends.forget()

    second = await ends.reader()
    await ends.publisher.publish_batch([Message(ends.topic, "late", b"late")])
    await eventually(lambda: second.values() == ["late"])
    assert not any(kind == "lost" for kind, _ in second.changes)


async def test_a_poll_gives_no_more_than_was_asked_for_and_each_partition_in_its_turn(
    ends: Ends,
) -> None:
    await ends.publisher.publish_batch(messages(ends, 6, 10))
    subscriber = ends.member("group")
    reader = Reader(subscriber, polls=False)
    await subscriber.open(reader)
    found: list[int] = []
    while sum(found) < 60:
        polled = await subscriber.poll(7, 1.0)
        assert sum(map(len, polled.values())) <= 7
        found += [len(deliveries) for deliveries in polled.values()]
    await subscriber.close()
    assert sum(found) == 60


async def test_offsets_of_partitions_read_elsewhere_are_no_error(ends: Ends) -> None:
    reader = await ends.reader()
    await eventually(lambda: len(reader.subscriber.assignment()) == PARTITIONS)
    await reader.subscriber.commit({("no.such.topic", 0): 5})
    await reader.subscriber.close()
    await reader.subscriber.commit({(ends.topic, 0): 1})


async def test_a_log_that_is_away_acknowledges_nothing_and_delivers_nothing(
    far_ends: Ends,
) -> None:
    sent = [Message(far_ends.topic, "k", b"v")]
    assert await far_ends.publisher.publish_batch(sent) == frozenset()
    subscriber = far_ends.member("group")
    await subscriber.open(Reader(subscriber, polls=False))
    assert await subscriber.poll(10, 0.2) == {}
    assert subscriber.assignment() == frozenset()
    await subscriber.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda admin: admin.cluster_id(),
        lambda admin: admin.ensure_topics(["t"], 1, 1),
        lambda admin: admin.end_offsets(["t"]),
    ],
    ids=["cluster id", "topics", "ends"],
)
async def test_administration_says_that_a_log_is_away(far_ends: Ends, ask: Any) -> None:
    with pytest.raises(LogUnavailable):
        await ask(far_ends.admin)
