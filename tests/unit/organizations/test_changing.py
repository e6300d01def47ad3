from datetime import date, timedelta

import pytest

from contracts.events.organizations import (
    DivisionCodeChanged,
    OrganizationAmended,
    OrganizationRenamed,
)
from services.organizations.commands import (
    AmendOrganization,
    ChangeDivisionCode,
    CloseOrganization,
    ProposeOrganization,
    RenameOrganization,
)
from services.organizations.domain import (
    BeforeLastChange,
    DivisionTaken,
    Ended,
    FutureDate,
    StillPending,
    UnknownUnit,
    UsccTaken,
    value_at,
)
from tests.unit.organizations.builders import FOUNDED, TODAY, a_district, valid_uscc

MAY = date(2025, 5, 1)


async def test_a_renamed_organization_keeps_its_former_name_for_former_dates() -> None:
    world = a_district()

    await world.obey(RenameOrganization(org_id="school", name="新校名", effective_on=MAY))

    school = await world.get("school")
    assert world.events == [
        OrganizationRenamed(org_id="school", name="新校名", effective_on=MAY),
    ]
    assert school.name == value_at(school.names, MAY) == "新校名"
    assert value_at(school.names, MAY - timedelta(days=1)) == "演示学校"
    assert value_at(school.names, FOUNDED - timedelta(days=1)) is None


async def test_the_same_name_again_states_nothing() -> None:
    world = a_district()

    await world.obey(RenameOrganization(org_id="school", name="演示学校"))

    assert not world.events


async def test_a_name_corrected_on_the_day_it_began_leaves_one_span() -> None:
    world = a_district()
    await world.obey(RenameOrganization(org_id="school", name="错名", effective_on=MAY))

    await world.obey(RenameOrganization(org_id="school", name="对名", effective_on=MAY))

    school = await world.get("school")
    assert [span.value for span in school.names] == ["演示学校", "对名"]


async def test_what_is_dated_later_is_not_overtaken() -> None:
    world = a_district()
    await world.obey(RenameOrganization(org_id="school", name="新校名", effective_on=MAY))

    with pytest.raises(BeforeLastChange) as refused:
        await world.obey(
            RenameOrganization(org_id="school", name="旧校名", effective_on=date(2024, 1, 1))
        )
    with pytest.raises(FutureDate):
        await world.obey(
            RenameOrganization(
                org_id="school", name="明日校名", effective_on=TODAY + timedelta(days=1)
            )
        )

    assert refused.value.params["since_on"] == "2025-05-01"


async def test_ended_and_proposed_organizations_are_not_renamed() -> None:
    world = a_district()
    await world.obey(CloseOrganization(org_id="clinic", reason_code="dissolved"))
    proposed = await world.obey(
        ProposeOrganization(kind="unit", name="拟设单位", territory_id="north")
    )

    with pytest.raises(Ended):
        await world.obey(RenameOrganization(org_id="clinic", name="新名"))
    with pytest.raises(StillPending):
        await world.obey(RenameOrganization(org_id=proposed, name="新名"))


async def test_an_amendment_changes_only_what_it_names() -> None:
    world = a_district()
    await world.obey(
        AmendOrganization(org_id="school", sector_code="institution", uscc=valid_uscc(1))
    )

    await world.obey(AmendOrganization(org_id="school", sector_code="state_owned"))
    await world.obey(AmendOrganization(org_id="school", sector_code="state_owned"))
    await world.obey(AmendOrganization(org_id="school", uscc=None))

    assert world.events == [
        OrganizationAmended(org_id="school", sector_code="institution", uscc=valid_uscc(1)),
        OrganizationAmended(org_id="school", sector_code="state_owned", uscc=valid_uscc(1)),
        OrganizationAmended(org_id="school", sector_code="state_owned"),
    ]


async def test_a_code_given_up_may_be_taken_by_another() -> None:
    world = a_district()
    await world.obey(AmendOrganization(org_id="school", uscc=valid_uscc(1)))
    with pytest.raises(UsccTaken):
        await world.obey(AmendOrganization(org_id="clinic", uscc=valid_uscc(1)))
    await world.obey(AmendOrganization(org_id="school", uscc=valid_uscc(2)))

    await world.obey(AmendOrganization(org_id="clinic", uscc=valid_uscc(1)))

    assert (await world.get("clinic")).uscc == valid_uscc(1)


async def test_an_ended_organization_keeps_its_code() -> None:
    world = a_district()
    await world.obey(AmendOrganization(org_id="school", uscc=valid_uscc(1)))
    await world.obey(CloseOrganization(org_id="school", reason_code="dissolved"))

    with pytest.raises(UsccTaken):
        await world.obey(AmendOrganization(org_id="clinic", uscc=valid_uscc(1)))


async def test_a_branch_may_keep_a_unit_that_has_ended_but_not_name_it_anew() -> None:
    world = a_district()
    branch = await world.register(
        kind="joint_branch", affiliation_id="committee", unit_ids=["school", "clinic"]
    )
    await world.obey(CloseOrganization(org_id="clinic", reason_code="dissolved"))
    other = await world.register(kind="branch", affiliation_id="committee", unit_ids=["school"])

    await world.obey(AmendOrganization(org_id=branch.org_id, sector_code="new_sector"))
    with pytest.raises(UnknownUnit):
        await world.obey(AmendOrganization(org_id=other.org_id, unit_ids=["school", "clinic"]))


async def test_a_division_code_moves_on_and_the_former_becomes_free() -> None:
    world = a_district()
    east = {"kind": "community", "name": "东社区", "territory_id": "street-a"}
    first = await world.register(**east, division_code="110101003004", effective_on=FOUNDED)
    other = await world.register(**{**east, "name": "西社区"}, division_code="110101003006")

    with pytest.raises(DivisionTaken):
        await world.obey(ChangeDivisionCode(org_id=first.org_id, division_code="110101003006"))
    await world.obey(
        ChangeDivisionCode(org_id=first.org_id, division_code="110101003008", effective_on=MAY)
    )
    await world.obey(ChangeDivisionCode(org_id=other.org_id, division_code="110101003004"))

    assert world.events[2] == DivisionCodeChanged(
        org_id=first.org_id,
        division_code="110101003008",
        former_code="110101003004",
        effective_on=MAY,
    )
    codes = (await world.get(first.org_id)).division_codes
    assert value_at(codes, MAY - timedelta(days=1)) == "110101003004"
