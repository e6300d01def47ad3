"""Reads wait for what their tokens name, and for nothing else."""

import asyncio

import pytest

from services.gateway.freshness import BadToken, Freshness


class Views:
    """Notes every fact that it is asked for; holds those up to ``seq``."""

    def __init__(self, seq: int = 0) -> None:
        self.seq = seq
        self.asked: list[tuple[str, str, int, float]] = []

    async def reached(self, service: str, aggregate_id: str, seq: int, seconds: float) -> bool:
        self.asked.append((service, aggregate_id, seq, seconds))
        await asyncio.sleep(0)
        return seq <= self.seq


async def test_a_read_without_a_token_asks_nobody_and_waits_for_nothing() -> None:
    views = Views()
    reading = Freshness(views.reached).reached("", 2.0)

    with pytest.raises(StopIteration) as done:
        reading.send(None)

    assert done.value.value is True
    assert views.asked == []


async def test_a_read_waits_for_the_last_fact_of_each_aggregate_once() -> None:
    views = Views(seq=7)

    fresh = await Freshness(views.reached).reached("needs:n@3, needs:n@7,ledger:m@2", 2.0)

    assert fresh
    assert views.asked == [("needs", "n", 7, 2.0), ("ledger", "m", 2, 2.0)]


async def test_what_does_not_arrive_in_time_makes_the_answer_stale() -> None:
    assert not await Freshness(Views(seq=1).reached).reached("needs:n@1,needs:o@2", 2.0)


@pytest.mark.parametrize(
    "wrong",
    ["needs", "needs:n", "needs:@1", "needs:n@", "needs:n@-1", "needs:n@²", "n:n@" + "9" * 40],
)
async def test_what_is_no_token_is_refused_and_nobody_asked(wrong: str) -> None:
    views = Views()

    with pytest.raises(BadToken):
        await Freshness(views.reached).reached(wrong, 2.0)

    assert views.asked == []
