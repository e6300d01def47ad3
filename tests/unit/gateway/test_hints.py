"""Open pages hear of every change, late at the worst, and only once it can be read."""

import asyncio
from datetime import UTC, datetime

import orjson

from libs.messaging.gate import scope
from libs.storage.records import ChangeSet, InboxRow
from services.gateway.app import service
from services.gateway.hints import Hints
from services.gateway.settings import Settings
from services.gateway.views import topics_of

AT = datetime(2026, 11, 30, tzinfo=UTC)


def commit_of(*services: str) -> ChangeSet:
    rows = [
        InboxRow(scope("gateway", name), f"fact {number}", "someone", number, AT)
        for number, name in enumerate(services)
    ]
    return ChangeSet(inbox=rows)


async def test_a_slow_page_hears_everything_at_once_and_nothing_twice() -> None:
    hints = Hints()
    with hints.listen() as slow:
        for number in range(100):
            hints.tell([f"topic {number % 30}"])

        told = orjson.loads(await slow.heard())

        assert len(told["topics"]) == 30
        hints.tell(["work"])
        assert orjson.loads(await slow.heard())["topics"] == ["work"]


def test_a_commit_tells_the_pages_of_all_services_whose_facts_it_applied() -> None:
    assert topics_of(commit_of("ledger", "projects", "ledger")) == {
        *("hours", "members", "board", "timeline"),
        *("projects", "work"),
    }
    assert topics_of(commit_of("nobody")) == set()
    assert topics_of(ChangeSet()) == set()


async def test_pages_hear_of_facts_when_they_are_committed() -> None:
    gateway = service(Settings.for_contracts())
    hints: Hints = gateway.alongside.__self__._hints  # type: ignore[attr-defined]
    telling = asyncio.create_task(hints.run())
    with hints.listen() as page:
        gateway.committed(commit_of("registrations"))

        told = orjson.loads(await asyncio.wait_for(page.heard(), 10))

    telling.cancel()
    assert "registrations" in told["topics"]
