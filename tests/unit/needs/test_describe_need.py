"""A need described anew."""

import pytest

from contracts.events.needs import NeedDescribed
from libs.kernel import NotFound
from libs.testing import AllowAll, InMemoryRepository
from services.needs.commands import DescribeNeed
from services.needs.domain import Need
from services.needs.domain.errors import NeedClosed
from services.needs.handlers.need import describe_need
from tests.unit.needs.builders import a_need


def describe(description: str) -> DescribeNeed:
    return DescribeNeed(need_id="need-1", description=description)


async def test_a_need_is_described_anew_and_the_fact_keeps_the_text_to_its_owner() -> None:
    needs = InMemoryRepository(a_need())

    await describe_need(describe("每月两次，请带教案"), needs, AllowAll())

    assert needs.events == [NeedDescribed(need_id="need-1")]
    assert (await needs.get("need-1")).description == "每月两次，请带教案"


async def test_the_same_description_again_states_nothing() -> None:
    needs = InMemoryRepository(a_need())

    for _ in range(2):
        await describe_need(describe("每月两次"), needs, AllowAll())

    assert len(needs.events) == 1


@pytest.mark.parametrize("status", ["returned", "withdrawn", "evaluated"])
async def test_a_need_that_is_over_keeps_its_description(status: str) -> None:
    needs = InMemoryRepository(a_need(status=status))

    with pytest.raises(NeedClosed):
        await describe_need(describe("另一件事"), needs, AllowAll())

    assert needs.events == []


async def test_nobody_describes_a_need_out_of_sight() -> None:
    needs: InMemoryRepository[Need] = InMemoryRepository(a_need())

    with pytest.raises(NotFound):
        await describe_need(describe("另一件事"), needs, AllowAll(allowed=False))
