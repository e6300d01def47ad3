"""Followers gather facts when many come, and hurry when somebody waits."""

import asyncio

from libs.messaging.breath import LONGEST_SECONDS, POURING, Breath
from libs.messaging.lane import BATCH


def test_a_few_facts_are_followed_by_the_rest_of_calm() -> None:
    breath = Breath(0.05)

    assert breath.length(1) == breath.length(POURING) == 0.05


def test_the_more_facts_pour_in_the_longer_is_the_rest_up_to_a_limit() -> None:
    breath = Breath(0.05)

    assert breath.length(2 * POURING) == 0.1
    assert breath.length(BATCH - 1) == LONGEST_SECONDS


def test_what_brought_no_fact_is_followed_by_no_rest() -> None:
    assert Breath(0.05).length(0) == 0.0


def test_a_full_reading_is_followed_by_no_rest() -> None:
    assert Breath(0.05).length(BATCH) == 0.0


async def test_who_waits_ends_the_rest() -> None:
    breath = Breath(60.0)
    resting = asyncio.create_task(breath.draw(1))
    await asyncio.sleep(0)

    breath.hurry()

    await asyncio.wait_for(resting, 5)


async def test_who_waits_already_leaves_out_the_next_rest_and_no_other() -> None:
    breath = Breath(0.1)
    breath.hurry()
    await asyncio.wait_for(breath.draw(1), 5)

    again = asyncio.create_task(breath.draw(1))
    await asyncio.sleep(0.01)

    assert not again.done()
    await again
