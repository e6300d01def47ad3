"""What a unit puts on the list of resources."""

from typing import Any

import pytest

from contracts.events.needs import (
    ResourceListed,
)
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.needs.commands import (
    ListResource,
)
from services.needs.domain import Resource
from services.needs.domain.errors import (
    BadQuantity,
    BadWindow,
    NotACommunity,
    TextUnmasked,
    UnitEnded,
    UnknownUnit,
)
from services.needs.handlers.resource import (
    list_resource,
)
from tests.unit.needs.builders import (
    UNIT,
    organizations,
    supply,
)


def listing(**changes: Any) -> ListResource:
    fields = {
        "unit_id": UNIT,
        "title": "法律咨询",
        "category_code": "law",
        "unit_code": "session",
        "windows": (supply(4),),
    }
    return ListResource.model_validate(fields | changes)


async def test_a_unit_lists_what_it_can_give() -> None:
    resources: InMemoryRepository[Resource] = InMemoryRepository()

    resource_id = await list_resource(
        listing(), resources, AllowAll(), organizations(), FakeClock()
    )

    assert resources.events == [
        ResourceListed(
            resource_id=resource_id,
            unit_id=UNIT,
            category_code="law",
            title="法律咨询",
            unit_code="session",
            windows=(supply(4),),
            community_ids=(),
            cycle_key="2026H2",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"unit_code": "dozen"}, UnknownUnit),
        ({"title": "找小李 13800138000"}, TextUnmasked),
        ({"windows": (supply(0),)}, BadQuantity),
        ({"windows": (supply(1, 0, 10), supply(1, 9, 20))}, BadWindow),
        ({"windows": (supply(1, -60, -40),)}, BadWindow),
    ],
)
async def test_a_listing_that_makes_no_sense_is_refused(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await list_resource(
            listing(**changes), InMemoryRepository(), AllowAll(), organizations(), FakeClock()
        )


async def test_an_ended_unit_lists_nothing() -> None:
    with pytest.raises(UnitEnded):
        await list_resource(
            listing(), InMemoryRepository(), AllowAll(), organizations(court="closed"), FakeClock()
        )


async def test_a_resource_is_meant_for_communities_only() -> None:
    resources: InMemoryRepository[Resource] = InMemoryRepository()

    with pytest.raises(NotACommunity) as refused:
        await list_resource(
            listing(community_ids=(UNIT,)), resources, AllowAll(), organizations(), FakeClock()
        )

    assert [fault.pointer for fault in refused.value.errors] == ["/community_ids/0"]
    assert resources.events == []
