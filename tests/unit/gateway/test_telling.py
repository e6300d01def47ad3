"""A page waits only shortly for what it can stand without, and not again for who was silent."""

import asyncio
from typing import Any, cast

import httpx2

from libs.web import Caller
from services.gateway.forwarding import Forwarder, ServiceAway
from services.gateway.names import NeedTitles, PersonNames
from services.gateway.telling import Telling

CALLER = Caller(actor_id="liu", grants=())


class Services:
    """Stands in for the forwarder: answers, is away, or never answers."""

    def __init__(self, answer: Any = None, *, silent: bool = False) -> None:
        self.answer, self.silent = answer, silent
        self.asked: list[tuple[str, str, str]] = []

    async def call(
        self, service: str, method: str, path: str, caller: Caller, **rest: Any
    ) -> httpx2.Response:
        self.asked.append((service, method, path))
        if self.silent:
            await asyncio.Event().wait()
        if self.answer is None:
            raise ServiceAway(service=service)
        return httpx2.Response(200, json=self.answer)


def telling(services: Services) -> Telling:
    return Telling(cast("Forwarder", services), patience=0.05)


async def test_a_silent_service_is_waited_for_shortly_and_then_left_in_peace() -> None:
    services = Services(silent=True)
    told = telling(services)

    first = await told.ask("needs", "plans/p", CALLER)
    second = await told.ask("needs", "plans/q", CALLER)

    assert (first, second) == ({}, {})
    assert services.asked == [("needs", "GET", "plans/p")]


async def test_the_silence_of_one_is_not_the_silence_of_another() -> None:
    services = Services(silent=True)
    told = telling(services)

    await told.ask("needs", "plans/p", CALLER)
    await told.ask("registrations", "members/names", CALLER, {"member_ids": ["a"]})

    assert [service for service, *_ in services.asked] == ["needs", "registrations"]


async def test_names_and_titles_are_absent_while_their_owners_are_away() -> None:
    told = telling(Services())

    assert await PersonNames(told).of(["a"], CALLER) == {}
    assert await NeedTitles(told).of(["n"], CALLER) == {}


async def test_titles_are_asked_for_all_at_once_and_for_none_not_at_all() -> None:
    services = Services({"items": [{"need_id": "n", "title": "楼道照明检修"}]})
    titles = NeedTitles(telling(services))

    assert await titles.of([], CALLER) == {}
    assert await titles.of(["n", "m", ""], CALLER) == {"n": "楼道照明检修"}
    assert services.asked == [("needs", "POST", "needs/titles")]
