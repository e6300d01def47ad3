from datetime import date

import pytest

from contracts.events.organizations import (
    OrganizationClosed,
    OrganizationMerged,
    OrganizationMoved,
    OrganizationSplit,
)
from libs.kernel import NotFound
from services.organizations.commands import (
    CloseOrganization,
    MergeOrganization,
    MoveOrganization,
    MoveToCustodian,
    SplitOrganization,
)
from services.organizations.domain import (
    BeforeLastChange,
    Ended,
    HasSubordinates,
    HeirBelow,
    HeirEnded,
    HeirItself,
    HeirNamedWrongly,
    KindMisplaced,
    OtherClass,
    StructureChanged,
    SuperiorEnded,
    WouldCycle,
    value_at,
)
from tests.unit.organizations.builders import FOUNDED, TODAY, World, a_district, an_organization

MAY = date(2025, 5, 1)


def committees() -> World:
    """Three committees in a row of command: top, middle, bottom."""
    chain = {"top": None, "middle": "top", "bottom": "middle"}
    return World(
        *(
            an_organization(
                org_id, "committee", territory_id="street-a", affiliation_id=superior, name=org_id
            )
            for org_id, superior in chain.items()
        )
    )


def move(org_id: str, superior_id: str, kind: str = "affiliation", **given) -> MoveOrganization:
    return MoveOrganization(org_id=org_id, kind=kind, superior_id=superior_id, **given)


async def test_a_moved_organization_stood_elsewhere_on_former_dates() -> None:
    world = a_district()

    await world.obey(move("school", "south", "territory", effective_on=MAY))

    school = await world.get("school")
    assert world.events == [
        OrganizationMoved(
            org_id="school",
            kind="territory",
            superior_id="south",
            former_id="north",
            effective_on=MAY,
            structure_no=1,
        )
    ]
    assert (value_at(school.territories, FOUNDED), school.territory_id) == ("north", "south")


async def test_moving_where_it_stands_already_states_nothing() -> None:
    world = a_district()

    await world.obey(move("school", "north", "territory"))

    assert not world.events


async def test_an_organization_never_stands_below_itself() -> None:
    world = committees()

    for superior in ("top", "bottom"):
        with pytest.raises(WouldCycle):
            await world.obey(move("top", superior))

    assert not world.events


async def test_custodians_are_followed_when_looking_for_cycles() -> None:
    world = committees()
    for org_id, superior in {"alone": None, "side": "alone"}.items():
        await world.organizations.save(
            an_organization(org_id, "committee", affiliation_id=superior)
        )
    await world.obey(MergeOrganization(org_id="alone", custodian_id="bottom"))

    # Not swept yet: side still names the ended one, for which bottom answers, below top.
    with pytest.raises(WouldCycle):
        await world.obey(move("top", "side"))


async def test_the_areas_keep_their_order() -> None:
    world = a_district()

    with pytest.raises(KindMisplaced) as refused:
        await world.obey(move("north", "south", "territory"))

    assert refused.value.errors[0].pointer == "/superior_id"


async def test_nothing_is_moved_to_what_has_ended_or_does_not_exist() -> None:
    world = a_district()
    await world.obey(CloseOrganization(org_id="south", reason_code="dissolved"))

    with pytest.raises(SuperiorEnded):
        await world.obey(move("school", "south", "territory"))
    with pytest.raises(NotFound):
        await world.obey(move("school", "nowhere", "territory"))


async def test_a_merged_organization_names_its_heir() -> None:
    world = a_district()

    await world.obey(MergeOrganization(org_id="south", custodian_id="north", effective_on=MAY))

    south = await world.get("south")
    assert world.events == [
        OrganizationMerged(org_id="south", custodian_id="north", effective_on=MAY, structure_no=1)
    ]
    assert (value_at(south.statuses, FOUNDED), south.status) == ("active", "merged")
    with pytest.raises(Ended):
        await world.obey(MergeOrganization(org_id="south", custodian_id="north"))
    with pytest.raises(HeirEnded):
        await world.obey(MergeOrganization(org_id="north", custodian_id="south"))


async def test_an_heir_is_of_the_same_class_and_not_below() -> None:
    world = committees()
    await world.organizations.save(an_organization("unit"))

    with pytest.raises(OtherClass):
        await world.obey(MergeOrganization(org_id="bottom", custodian_id="unit"))
    for heir, rule in (("bottom", HeirBelow), ("top", HeirItself)):
        with pytest.raises(rule) as refused:
            await world.obey(MergeOrganization(org_id="top", custodian_id=heir))
        assert [fault.pointer for fault in refused.value.errors] == ["/custodian_id"]


async def test_a_division_that_ends_frees_its_code() -> None:
    world = a_district()
    east = await world.register(
        kind="community", name="东社区", territory_id="street-a", division_code="110101003004"
    )

    await world.obey(MergeOrganization(org_id=east.org_id, custodian_id="north"))

    assert "division:110101003004" not in world.organizations.keys


async def test_children_follow_the_custodian_in_both_relations() -> None:
    world = committees()
    await world.obey(MergeOrganization(org_id="middle", custodian_id="top", effective_on=MAY))
    follow = MoveToCustodian(org_id="bottom", ended_id="middle", effective_on=MAY)

    await world.obey(follow)
    await world.obey(follow)

    assert world.events[1:] == [
        OrganizationMoved(
            org_id="bottom",
            kind="affiliation",
            superior_id="top",
            former_id="middle",
            effective_on=MAY,
            structure_no=2,
        )
    ]


async def test_a_child_goes_to_the_last_of_several_custodians() -> None:
    world = a_district()
    await world.obey(MergeOrganization(org_id="south", custodian_id="north"))
    await world.obey(MergeOrganization(org_id="street-a", custodian_id="street-b"))

    for child in ("north", "south", "school"):
        await world.obey(MoveToCustodian(org_id=child, ended_id="street-a", effective_on=TODAY))

    assert (await world.get("north")).territory_id == "street-b"
    assert (await world.get("south")).territory_id == "street-a"
    assert (await world.get("school")).territory_id == "north"


async def test_a_late_child_follows_from_the_day_it_came() -> None:
    world = a_district()
    await world.obey(MergeOrganization(org_id="south", custodian_id="north", effective_on=MAY))
    late = an_organization("late", territory_id="south", effective_on=date(2026, 1, 1))
    await world.organizations.save(late)

    await world.obey(MoveToCustodian(org_id="late", ended_id="south", effective_on=MAY))

    assert [span.value for span in (await world.get("late")).territories] == ["north"]


async def test_a_split_that_ends_names_the_part_that_takes_over() -> None:
    world = a_district()
    split = {"org_id": "school", "into_ids": ["clinic"], "effective_on": MAY}

    with pytest.raises(HeirNamedWrongly):
        await world.obey(SplitOrganization(**split, ends=True))
    with pytest.raises(HeirNamedWrongly):
        await world.obey(SplitOrganization(**split, ends=False, custodian_id="clinic"))
    with pytest.raises(HeirNamedWrongly):
        await world.obey(SplitOrganization(**split, ends=True, custodian_id="committee"))
    await world.obey(SplitOrganization(**split, ends=True, custodian_id="clinic"))

    assert world.events == [
        OrganizationSplit(
            org_id="school",
            into_ids=("clinic",),
            ends=True,
            custodian_id="clinic",
            effective_on=MAY,
            structure_no=1,
        )
    ]
    assert (await world.get("school")).status == "split"


async def test_an_organization_goes_on_after_parts_were_split_off() -> None:
    world = a_district()

    await world.obey(SplitOrganization(org_id="school", into_ids=["clinic"], ends=False))

    school = await world.get("school")
    assert (school.status, school.into_ids, school.custodian_id) == ("active", ("clinic",), None)


async def test_an_organization_with_subordinates_is_not_closed() -> None:
    world = a_district()

    with pytest.raises(HasSubordinates) as refused:
        await world.obey(CloseOrganization(org_id="north", reason_code="dissolved"))

    assert refused.value.params["count"] == 2


async def test_the_superior_clears_up_after_a_closed_organization() -> None:
    world = a_district()

    await world.obey(
        CloseOrganization(org_id="school", reason_code="dissolved", effective_on=TODAY)
    )

    assert world.events == [
        OrganizationClosed(
            org_id="school",
            custodian_id="north",
            reason_code="dissolved",
            effective_on=TODAY,
            structure_no=1,
        )
    ]


async def test_nothing_ends_before_it_began() -> None:
    with pytest.raises(BeforeLastChange):
        await a_district().obey(
            CloseOrganization(
                org_id="school", reason_code="dissolved", effective_on=date(2020, 1, 1)
            )
        )


async def test_of_two_structural_acts_the_later_is_judged_again() -> None:
    world = a_district()
    await world.obey(move("school", "south", "territory"))
    world.overtaken = 1

    with pytest.raises(StructureChanged):
        await world.obey(move("clinic", "south", "territory"))
    world.overtaken = 0
    await world.obey(move("clinic", "south", "territory"))

    assert [event.structure_no for event in world.events] == [1, 2]
