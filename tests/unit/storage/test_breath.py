"""Followers gather facts when many come, and hurry when somebody waits."""

import asyncio

from libs.storage.breath import LONGEST_SECONDS, POURING, Breath


def test_a_small_batch_is_followed_by_a_rest_in_proportion_to_its_effort() -> None:
    breath = Breath(0.05)

    assert breath.length(1, 0.002) == 0.008
    assert breath.length(POURING - 1, 1.0) == 0.05


def test_the_more_facts_pour_in_the_longer_is_the_rest_up_to_a_limit() -> None:
    breath = Breath(0.05)

    assert breath.length(POURING, 0.001) == 0.05
    assert breath.length(2 * POURING, 0.001) == 0.1
    assert breath.length(100 * POURING, 0.001) == LONGEST_SECONDS


def test_what_moved_no_fact_is_followed_by_no_rest() -> None:
    assert Breath(0.05).length(0, 1.0) == 0.0


async def test_who_waits_ends_the_rest() -> None:
    breath = Breath(60.0)
    resting = asyncio.create_task(breath.draw(POURING, 1.0))
    await asyncio.sleep(0)

    breath.hurry()

    await asyncio.wait_for(resting, 5)


async def test_who_waits_already_leaves_out_the_next_rest_and_no_other() -> None:
    breath = Breath(60.0)
    breath.hurry()

    await asyncio.wait_for(breath.draw(POURING, 1.0), 5)

    again = asyncio.create_task(breath.draw(POURING, 1.0))
    await asyncio.sleep(0.01)
    assert not again.done()
    again.cancel()
