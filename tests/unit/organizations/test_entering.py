from datetime import date, timedelta

import pytest

from contracts.events.organizations import (
    OrganizationProposed,
    OrganizationRegistered,
    OrganizationRejected,
)
from libs.kernel import NotFound
from services.organizations.commands import (
    ApproveOrganization,
    CloseOrganization,
    ImportOrganization,
    ProposeOrganization,
    RejectOrganization,
    RenameOrganization,
    division_org_id,
)
from services.organizations.domain import (
    DivisionTaken,
    FutureDate,
    InvalidDivisionCode,
    InvalidUscc,
    NotPending,
    SuperiorEnded,
    TooFewUnits,
    UnknownSuperior,
    UnknownUnit,
    UsccTaken,
)
from tests.unit.organizations.builders import (
    FOUNDED,
    TODAY,
    World,
    a_district,
    valid_uscc,
)


async def propose(world: World, **given: object) -> str:
    fields = {"kind": "branch", "name": "演示支部", "affiliation_id": "committee", **given}
    return await world.obey(ProposeOrganization(**fields))


async def test_a_registered_organization_states_all_its_particulars() -> None:
    world = a_district()
    code = valid_uscc(1)

    answer = await world.register(uscc=code, sector_code="state_owned", effective_on=FOUNDED)

    assert answer.outcome == "registered"
    assert world.events == [
        OrganizationRegistered(
            org_id=answer.org_id,
            kind="unit",
            name="演示公司",
            sector_code="state_owned",
            uscc=code,
            territory_id="north",
            effective_on=FOUNDED,
        )
    ]


async def test_without_a_date_an_organization_is_in_being_since_today() -> None:
    world = a_district()

    answer = await world.register()

    assert (await world.get(answer.org_id)).since_on == TODAY


async def test_a_division_registered_again_just_so_changes_nothing() -> None:
    world = a_district()
    given = {"kind": "community", "name": "东社区", "territory_id": "street-a"}

    first = await world.register(**given, division_code="110101003004")
    again = await world.register(**given, division_code="110101003004")

    assert first.org_id == again.org_id == division_org_id("110101003004")
    assert (first.outcome, again.outcome) == ("registered", "unchanged")
    assert len(world.events) == 1


async def test_a_division_renamed_since_is_still_the_one_first_registered() -> None:
    world = a_district()
    given = {"kind": "community", "territory_id": "street-a", "division_code": "110101003004"}
    first = await world.register(**given, name="东社区", effective_on=FOUNDED)
    await world.obey(RenameOrganization(org_id=first.org_id, name="新东社区", effective_on=FOUNDED))

    again = await world.register(**given, name="东社区", effective_on=FOUNDED)

    assert (again.org_id, again.outcome) == (first.org_id, "unchanged")


async def test_a_division_code_in_use_is_not_given_to_another() -> None:
    world = a_district()
    given = {"kind": "community", "territory_id": "street-a", "division_code": "110101003004"}
    await world.register(**given, name="东社区")

    with pytest.raises(DivisionTaken):
        await world.register(**given, name="西社区")


async def test_a_division_code_given_out_again_names_another_organization() -> None:
    world = a_district()
    given = {"kind": "community", "territory_id": "street-a", "division_code": "110101003004"}
    former = await world.register(**given, name="东社区", effective_on=FOUNDED)
    organization = await world.get(former.org_id)
    organization.change_division_code("110101003005", TODAY, TODAY)
    await world.organizations.save(organization)

    later = await world.register(**given, name="新东社区")
    again = await world.register(**given, name="新东社区")

    assert later.org_id != former.org_id
    assert (again.org_id, again.outcome) == (later.org_id, "unchanged")


async def test_one_social_credit_code_is_one_organization() -> None:
    world = a_district()
    await world.register(uscc=valid_uscc(7))

    with pytest.raises(UsccTaken) as refused:
        await world.register(name="另一家公司", uscc=valid_uscc(7).lower())

    assert refused.value.errors[0].pointer == "/uscc"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("91110000600037341", "length"),
        ("9111000060003734IL", "character"),
        ("91110000600037341A", "check"),
        ("01110000600037341N", "check"),
        ("A1110000600037341L", "check"),
        ("AX11000O600037341L", "character"),
    ],
)
async def test_a_wrong_social_credit_code_is_refused_with_its_reason(
    number: str, reason: str
) -> None:
    with pytest.raises(InvalidUscc) as refused:
        await a_district().register(uscc=number)

    assert refused.value.params["reason"] == reason


@pytest.mark.parametrize("head", ["9111010100", "A111000000", "N211010100", "Y111010100"])
async def test_codes_of_army_agriculture_and_others_are_social_credit_codes_too(head: str) -> None:
    world = a_district()

    answer = await world.register(uscc=f" {valid_uscc(3, head)} ")

    assert (await world.get(answer.org_id)).uscc == valid_uscc(3, head)


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        ("community", "11010100300", "digits"),
        ("community", "11010100300a", "digits"),
        ("community", "110101003000", "level"),
        ("street", "110101003004", "level"),
        ("street", "110101000000", "level"),
        ("unit", "110101003004", "kind"),
    ],
)
async def test_a_division_code_fits_the_level(kind: str, code: str, reason: str) -> None:
    above = {"community": "street-a", "street": "district", "unit": "north"}[kind]

    with pytest.raises(InvalidDivisionCode) as refused:
        await a_district().register(kind=kind, division_code=code, territory_id=above)

    assert refused.value.params["reason"] == reason


async def test_nothing_new_is_put_under_an_organization_that_has_ended() -> None:
    world = a_district()
    await world.obey(CloseOrganization(org_id="south", reason_code="dissolved"))

    with pytest.raises(SuperiorEnded):
        await world.register(territory_id="south")


async def test_an_unknown_superior_is_named_by_its_field() -> None:
    with pytest.raises(UnknownSuperior) as refused:
        await a_district().register(affiliation_id="nowhere")

    assert refused.value.errors[0].pointer == "/affiliation_id"


async def test_an_organization_is_not_registered_for_tomorrow() -> None:
    with pytest.raises(FutureDate):
        await a_district().register(effective_on=TODAY + timedelta(days=1))


async def test_a_joint_branch_covers_at_least_two_units() -> None:
    world = a_district()
    given = {"kind": "joint_branch", "name": "联合党支部", "affiliation_id": "committee"}

    with pytest.raises(TooFewUnits):
        await world.register(**given, unit_ids=["school"])
    with pytest.raises(UnknownUnit):
        await world.register(**given, unit_ids=["school", "north"])
    answer = await world.register(**given, unit_ids=["school", "clinic"])

    assert (await world.get(answer.org_id)).unit_ids == ("school", "clinic")


async def test_a_caller_who_sees_neither_superior_registers_nothing() -> None:
    world = a_district()
    world.access.allowed = False

    with pytest.raises(NotFound):
        await world.register()

    assert not world.events


async def test_a_row_imported_twice_is_one_organization() -> None:
    world = a_district()
    row = ImportOrganization(kind="branch", name="第一支部", affiliation_id="committee")

    first = await world.obey(row)
    again = await world.obey(row)

    assert (first.outcome, again.outcome) == ("registered", "unchanged")
    assert first.org_id == again.org_id


async def test_a_proposal_is_approved_into_the_registry() -> None:
    world = a_district()
    org_id = await propose(world)

    await world.obey(ApproveOrganization(org_id=org_id, effective_on=date(2026, 9, 1)))

    assert [type(event) for event in world.events] == [
        OrganizationProposed,
        OrganizationRegistered,
    ]
    branch = await world.get(org_id)
    assert (branch.status, branch.since_on) == ("active", date(2026, 9, 1))
    assert branch.timeline("affiliation_id")[0].from_on == date(2026, 9, 1)


async def test_a_rejected_proposal_frees_its_code_and_is_decided_once() -> None:
    world = a_district()
    org_id = await propose(world, uscc=valid_uscc(9))
    reject = RejectOrganization(org_id=org_id, reason_code="duplicate")

    await world.obey(reject)
    with pytest.raises(NotPending):
        await world.obey(reject)
    answer = await world.register(uscc=valid_uscc(9))

    assert world.events[1] == OrganizationRejected(org_id=org_id, reason_code="duplicate")
    assert answer.outcome == "registered"


async def test_a_proposal_is_not_approved_below_what_has_ended_since() -> None:
    world = a_district()
    org_id = await propose(world)
    await world.obey(CloseOrganization(org_id="committee", reason_code="dissolved"))

    with pytest.raises(SuperiorEnded):
        await world.obey(ApproveOrganization(org_id=org_id))
