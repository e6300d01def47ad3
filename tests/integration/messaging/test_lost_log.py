"""Facts over real Kafka and MongoDB while brokers and members come and go."""

import asyncio

import pytest

from deploy.embedded.backends import Backends
from tests.integration.messaging.conftest import Street
from tests.unit.messaging.lab import Maker

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


async def fill(maker: Maker, wanted: dict[str, int], jars: int, times: int) -> None:
    """Every jar is filled ``times`` more; notes what is to arrive."""
    for number in range(jars):
        await maker.fill(f"jar-{number}", *range(times))
        wanted[f"jar-{number}"] = wanted.get(f"jar-{number}", 0) + times


async def test_a_broker_that_restarts_delays_and_loses_nothing(
    street: Street, broker: Backends
) -> None:
    maker, _ = await street.maker(), await street.counter()
    wanted: dict[str, int] = {}
    await fill(maker, wanted, 10, 3)
    await street.settled(wanted)

    child = broker.children["kafka"]
    await asyncio.to_thread(child.stop)
    await fill(maker, wanted, 15, 2)
    await asyncio.to_thread(child.start)
    await asyncio.to_thread(broker.wait_ready)
    await street.settled(wanted)


async def test_a_broker_that_lost_its_log_is_filled_again_with_single_effects(
    street: Street, broker: Backends
) -> None:
    maker, _ = await street.maker(), await street.counter()
    wanted: dict[str, int] = {}
    await fill(maker, wanted, 20, 3)
    await street.settled(wanted)

    wiping = asyncio.create_task(asyncio.to_thread(broker.wipe_kafka))
    await fill(maker, wanted, 25, 2)
    await wiping
    await fill(maker, wanted, 5, 1)
    await street.settled(wanted)

    late = await street.counter()
    await fill(maker, wanted, 30, 1)
    await street.settled(wanted)
    assert late.consumer.states() is not None


async def test_members_that_come_and_go_share_the_work_without_doubling_it(
    street: Street,
) -> None:
    maker = await street.maker()
    first = await street.counter()
    wanted: dict[str, int] = {}
    await fill(maker, wanted, 10, 2)
    second = await street.counter()
    await fill(maker, wanted, 10, 2)
    await street.stop(first)
    await fill(maker, wanted, 10, 2)
    await street.settled(wanted)
    assert second.applied


async def test_two_relays_of_one_journal_share_it_and_one_takes_over(street: Street) -> None:
    one, two = await street.maker(), await street.maker()
    await street.counter()
    wanted: dict[str, int] = {}
    await fill(one, wanted, 10, 2)
    await street.settled(wanted)
    await street.stop(one)
    await fill(two, wanted, 20, 2)
    await street.settled(wanted)
