"""Which organization may stand where."""

import pytest

from services.organizations.domain import KindMisplaced, SuperiorMissing, UnitsMisplaced
from tests.unit.organizations.builders import a_district, an_organization


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "street", "territory_id": "north"},
        {"kind": "community", "territory_id": "district"} | {"territory_id": "north"},
        {"kind": "unit", "territory_id": "school"},
        {"kind": "branch", "territory_id": None, "affiliation_id": "school"},
        {"kind": "committee", "territory_id": None, "affiliation_id": "branch"},
    ],
)
async def test_kinds_stand_only_where_they_belong(given: dict[str, object]) -> None:
    world = a_district()
    await world.organizations.save(
        an_organization("branch", "branch", territory_id=None, affiliation_id="committee")
    )

    with pytest.raises(KindMisplaced):
        await world.register(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "community", "territory_id": None, "affiliation_id": "committee"},
        {"kind": "unit", "territory_id": None},
    ],
)
async def test_what_nobody_could_find_from_above_is_refused(given: dict[str, object]) -> None:
    world = a_district()

    with pytest.raises(SuperiorMissing) as refused:
        await world.register(**given)

    assert [fault.pointer for fault in refused.value.errors] == ["/territory_id"]


async def test_only_party_organizations_cover_units() -> None:
    world = a_district()

    with pytest.raises(UnitsMisplaced):
        await world.register(kind="unit", territory_id="north", unit_ids=["school"])
