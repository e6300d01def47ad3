"""What has been promised and done about a need, in whatever order it is heard."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.needs import NeedFulfilmentChanged, NeedProgressed
from libs.testing import InMemoryRepository
from services.needs.commands import RecordFulfilment, TrackNeed
from services.needs.domain import Need
from services.needs.handlers.need import record_fulfilment, track_need
from tests.unit.needs.builders import a_need


async def hear(needs: InMemoryRepository[Need], offer_id: str, *, released: bool = False) -> None:
    command = RecordFulfilment(
        need_id="need-1", offer_id=offer_id, qty=Decimal(2), released=released
    )
    await record_fulfilment(command, needs)


async def test_an_accepted_offer_is_counted_once() -> None:
    needs = InMemoryRepository(a_need(qty=3))

    await hear(needs, "offer-1")
    await hear(needs, "offer-1")

    assert needs.events == [
        NeedFulfilmentChanged(
            need_id="need-1",
            offer_id="offer-1",
            qty=Decimal(2),
            promised_qty=Decimal(2),
            open_qty=Decimal(1),
        )
    ]
    assert (await needs.get("need-1")).status == "partly_claimed"


async def test_two_offers_may_promise_more_than_is_needed_and_that_is_shown() -> None:
    needs = InMemoryRepository(a_need(qty=3))

    await hear(needs, "offer-1")
    await hear(needs, "offer-2")

    need = await needs.get("need-1")
    assert (need.status, need.promised_qty, need.open_qty) == ("claimed", 4, 0)


async def test_a_released_offer_opens_the_need_again_and_stays_released() -> None:
    needs = InMemoryRepository(a_need(qty=2))

    await hear(needs, "offer-1")
    await hear(needs, "offer-1", released=True)
    await hear(needs, "offer-1")

    need = await needs.get("need-1")
    assert (need.status, need.open_qty, len(needs.events)) == ("published", 2, 2)


async def test_releasing_what_was_never_accepted_changes_nothing() -> None:
    needs = InMemoryRepository(a_need())

    await hear(needs, "offer-1", released=True)

    assert needs.events == []


@pytest.mark.parametrize("status", ["withdrawn", "returned", "evaluated"])
async def test_a_need_that_is_over_counts_nothing(status: str) -> None:
    needs = InMemoryRepository(a_need(status=status))

    await hear(needs, "offer-1")

    assert needs.events == []


async def track(needs: InMemoryRepository[Need], project_id: str, stage: str) -> None:
    command = TrackNeed(need_id="need-1", project_id=project_id, stage_code=stage)
    await track_need(command, needs)


async def test_a_need_follows_its_project_to_the_evaluation() -> None:
    needs = InMemoryRepository(a_need())

    for stage in ("adopted", "delivered", "closed"):
        await track(needs, "p1", stage)

    progressed = [e for e in needs.events if isinstance(e, NeedProgressed)]
    assert [(e.stage_code, e.status_code) for e in progressed] == [
        ("adopted", "in_progress"),
        ("delivered", "awaiting_evaluation"),
        ("closed", "evaluated"),
    ]


async def test_the_least_advanced_project_decides_the_state() -> None:
    needs = InMemoryRepository(a_need())

    await track(needs, "p1", "closed")
    await track(needs, "p2", "adopted")

    assert (await needs.get("need-1")).status == "in_progress"


@given(st.permutations(["adopted", "delivered", "closed", "adopted", "delivered"]))
async def test_in_any_order_a_projects_stage_only_rises(stages: list[str]) -> None:
    needs = InMemoryRepository(a_need())

    for stage in stages:
        await track(needs, "p1", stage)

    rank = ["adopted", "delivered", "closed"]
    heard = [rank.index(e.stage_code) for e in needs.events if isinstance(e, NeedProgressed)]
    assert heard == sorted(set(heard))
    assert (await needs.get("need-1")).status == "evaluated"
