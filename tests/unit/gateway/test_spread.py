"""Replicas take turns; where nobody listens, or a connection breaks, the next one is asked."""

import httpx2
import pytest

from services.gateway.forwarding import OutcomeOpen, ServiceAway, _first_answer
from services.gateway.spread import Spread

TWO = "http://one, http://two"


class Replies:
    """Answers by address; an error is raised. Remembers who was asked."""

    def __init__(self, **by_name: httpx2.HTTPError) -> None:
        self.errors = {f"http://{name}": error for name, error in by_name.items()}
        self.asked: list[str] = []

    async def __call__(self, base: str) -> httpx2.Response:
        self.asked.append(base)
        if base in self.errors:
            raise self.errors[base]
        return httpx2.Response(200, text=base)


def test_every_replica_has_its_turn() -> None:
    spread = Spread(TWO)

    firsts = [next(spread.turn()) for _ in range(4)]

    assert firsts == ["http://one", "http://two", "http://one", "http://two"]


def test_one_that_refused_comes_last_for_a_while() -> None:
    spread = Spread(TWO)
    spread.refused("http://one")

    firsts = {next(spread.turn()) for _ in range(4)}

    assert firsts == {"http://two"}


async def test_where_nobody_listens_the_next_one_answers() -> None:
    replies = Replies(one=httpx2.ConnectError("refused"))

    answer = await _first_answer("needs", Spread(TWO), replies, again=False)

    assert answer.text == "http://two"
    assert replies.asked == ["http://one", "http://two"]


async def test_a_broken_connection_is_repeated_only_where_that_does_no_harm() -> None:
    broken = httpx2.RemoteProtocolError("server went away")
    harmless, harmful = Replies(one=broken), Replies(one=broken)

    answer = await _first_answer("needs", Spread(TWO), harmless, again=True)
    with pytest.raises(OutcomeOpen):
        await _first_answer("needs", Spread(TWO), harmful, again=False)

    assert answer.text == "http://two"
    assert harmful.asked == ["http://one"]


async def test_silence_is_an_open_outcome_and_asks_nobody_else() -> None:
    replies = Replies(one=httpx2.ReadTimeout("silent"))

    with pytest.raises(OutcomeOpen):
        await _first_answer("needs", Spread(TWO), replies, again=True)

    assert replies.asked == ["http://one"]


async def test_nothing_was_changed_where_nobody_listens_at_all() -> None:
    away = httpx2.ConnectError("refused")

    with pytest.raises(ServiceAway):
        await _first_answer("needs", Spread(TWO), Replies(one=away, two=away), again=True)


async def test_after_a_broken_connection_the_outcome_stays_open_though_the_rest_is_away() -> None:
    replies = Replies(one=httpx2.ReadError("broken"), two=httpx2.ConnectError("refused"))

    with pytest.raises(OutcomeOpen):
        await _first_answer("needs", Spread(TWO), replies, again=True)
