"""Organizations as every service keeps them, from the published facts alone."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.directory import OrgView, project_organization
from contracts.events.organizations import (
    DivisionCodeChanged,
    OrganizationAmended,
    OrganizationClosed,
    OrganizationMerged,
    OrganizationMoved,
    OrganizationProposed,
    OrganizationRegistered,
    OrganizationRejected,
    OrganizationRenamed,
    OrganizationSplit,
)
from contracts.events.registrations import MemberEnrolled
from contracts.tree import OrganizationEnded, OrgDirectory, require_known
from contracts.types import MemberId, OrgId
from libs.kernel import Event, EventMeta, Grant, NotSeenYet, Put, Stamp
from libs.kernel.access import GrantedAccess

DAY = date(2026, 11, 23)
DISTRICT, STREET, OTHER_STREET = OrgId("district"), OrgId("street"), OrgId("other-street")
COMMUNITY, HEIR = OrgId("community"), OrgId("heir")


def meta(event: Event, seq: int) -> EventMeta:
    return EventMeta(
        id=f"{seq}",
        type=event.type,
        version=event.version,
        service=event.service,
        aggregate_id=str(getattr(event, "org_id", "")),
        seq=seq,
        at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    )


def registered(org_id: OrgId, kind: str, territory_id: OrgId | None = None) -> Event:
    return OrganizationRegistered(
        org_id=org_id, kind=kind, name=f"{org_id} 名", territory_id=territory_id, effective_on=DAY
    )


def a_directory(*facts: Event) -> OrgDirectory:
    directory = OrgDirectory()
    numbers: dict[str, int] = {}
    for fact in facts:
        org_id = str(fact.model_dump()["org_id"])
        numbers[org_id] = numbers.get(org_id, 0) + 1
        directory.apply(directory.project(fact, meta(fact, numbers[org_id])))
    return directory


def a_town(*facts: Event) -> OrgDirectory:
    return a_directory(
        registered(DISTRICT, "district"),
        registered(STREET, "street", DISTRICT),
        registered(OTHER_STREET, "street", DISTRICT),
        registered(COMMUNITY, "community", STREET),
        registered(HEIR, "community", STREET),
        *facts,
    )


def seen(directory: OrgDirectory, org_id: OrgId) -> OrgView:
    view = directory.get(org_id)
    assert view is not None
    return view


def test_a_registered_organization_is_active_and_found_from_above() -> None:
    town = a_town()

    community = seen(town, COMMUNITY)
    assert (community.status, community.effective_on, community.seq) == ("active", DAY, 1)
    assert town.active(COMMUNITY) == community
    assert town.covers(DISTRICT, COMMUNITY)
    assert town.above(COMMUNITY) == (STREET, DISTRICT)
    assert town.below(STREET) == {STREET, COMMUNITY, HEIR}


def test_a_proposal_is_known_but_takes_nothing_on_until_it_is_registered() -> None:
    proposed = OrganizationProposed(org_id=OrgId("unit"), kind="unit", name="同仁医院")
    rejected = OrganizationRejected(org_id=OrgId("unit"), reason_code="incomplete")

    assert seen(a_directory(proposed), OrgId("unit")).status == "pending"
    assert seen(a_directory(proposed, rejected), OrgId("unit")).status == "rejected"
    with pytest.raises(NotSeenYet):
        a_directory(proposed).active(OrgId("unit"))
    approved = a_directory(proposed, registered(OrgId("unit"), "unit"))
    assert approved.active(OrgId("unit")).status == "active"


def test_changes_set_what_they_say_and_leave_the_rest() -> None:
    town = a_town(
        OrganizationRenamed(org_id=COMMUNITY, name="新名", effective_on=DAY),
        OrganizationAmended(org_id=COMMUNITY, sector_code="community"),
        DivisionCodeChanged(org_id=COMMUNITY, division_code="110101002003", effective_on=DAY),
    )

    community = seen(town, COMMUNITY)
    assert (community.name, community.sector_code) == ("新名", "community")
    assert community.division_code == "110101002003"
    assert (community.territory_id, community.kind, community.seq) == (STREET, "community", 4)


@pytest.mark.parametrize(
    ("line", "field"), [("territory", "territory_id"), ("affiliation", "affiliation_id")]
)
def test_a_move_changes_one_of_the_two_relations(line: str, field: str) -> None:
    town = a_town(
        OrganizationMoved(
            org_id=COMMUNITY, kind=line, superior_id=OTHER_STREET, effective_on=DAY, structure_no=7
        )
    )

    community = seen(town, COMMUNITY)
    assert getattr(community, field) == OTHER_STREET
    assert community.structure_no == 7
    assert town.covers(OTHER_STREET, COMMUNITY)
    assert town.covers(STREET, COMMUNITY) is (line == "affiliation")


ENDINGS = {
    "merged": OrganizationMerged(
        org_id=COMMUNITY, custodian_id=HEIR, effective_on=DAY, structure_no=7
    ),
    "split": OrganizationSplit(
        org_id=COMMUNITY,
        into_ids=(HEIR,),
        ends=True,
        custodian_id=HEIR,
        effective_on=DAY,
        structure_no=7,
    ),
    "closed": OrganizationClosed(
        org_id=COMMUNITY,
        custodian_id=HEIR,
        reason_code="dissolved",
        effective_on=DAY,
        structure_no=7,
    ),
}


@pytest.mark.parametrize("status", ENDINGS)
def test_an_ended_organization_lives_on_in_its_custodian(status: str) -> None:
    town = a_town(ENDINGS[status])

    community = seen(town, COMMUNITY)
    assert (community.status, community.custodian_id, community.closed_on) == (status, HEIR, DAY)
    assert town.resolve(COMMUNITY) == HEIR
    assert town.covers(HEIR, COMMUNITY)
    with pytest.raises(OrganizationEnded):
        town.active(COMMUNITY)


def test_what_only_gave_parts_away_stays_active() -> None:
    town = a_town(
        OrganizationSplit(
            org_id=COMMUNITY, into_ids=(HEIR,), ends=False, effective_on=DAY, structure_no=7
        )
    )

    assert town.active(COMMUNITY).structure_no == 7
    assert town.resolve(COMMUNITY) == COMMUNITY


HISTORY: tuple[Event, ...] = (
    registered(COMMUNITY, "community", STREET),
    OrganizationRenamed(org_id=COMMUNITY, name="新名", effective_on=DAY),
    OrganizationMoved(
        org_id=COMMUNITY,
        kind="territory",
        superior_id=OTHER_STREET,
        former_id=STREET,
        effective_on=DAY,
        structure_no=7,
    ),
    ENDINGS["merged"],
)


@given(st.lists(st.integers(0, len(HISTORY) - 1), max_size=6))
def test_repeating_any_earlier_facts_and_then_all_again_ends_the_same(again: list[int]) -> None:
    once = a_directory(*HISTORY)
    directory = a_directory(*HISTORY)

    for index in [*again, *range(len(HISTORY))]:
        fact = HISTORY[index]
        directory.apply(directory.project(fact, meta(fact, index + 1)))

    assert directory.get(COMMUNITY) == once.get(COMMUNITY)


def test_other_facts_write_nothing() -> None:
    enrolled = MemberEnrolled(
        member_id=MemberId("m"), kind="party_member", branch_id=COMMUNITY, enrolled_on=DAY
    )

    assert list(project_organization(enrolled, meta(enrolled, 1))) == []


def test_every_fact_of_an_organization_is_one_absolute_write() -> None:
    for number, fact in enumerate(HISTORY, 1):
        (write,) = project_organization(fact, meta(fact, number))

        assert isinstance(write, Put)
        assert (write.view, write.id) == ("organizations", COMMUNITY)
        assert write.fields["seq"] == number


def test_organizations_out_of_sight_are_as_unheard_of_but_divisions_are_not() -> None:
    tree = OrgDirectory(
        OrgView(org_id=STREET, kind="street", name="街道"),
        OrgView(org_id=COMMUNITY, kind="community", name="社区", territory_id=STREET),
        OrgView(org_id=OrgId("far"), kind="unit", name="远"),
        OrgView(org_id=OrgId("near"), kind="unit", name="近", territory_id=COMMUNITY),
    )
    grants = (Grant(role="street", scope_id=STREET),)
    access = GrantedAccess(Stamp(command_id="c", actor_id="a", grants=grants), tree)
    nobody = GrantedAccess(Stamp(command_id="c", actor_id="b"), tree)

    for org_id in ("far", "unheard-of"):
        with pytest.raises(NotSeenYet):
            require_known(tree, access, org_id)
    for org_id in ("near", COMMUNITY):
        require_known(tree, access, org_id)
    require_known(tree, nobody, COMMUNITY)
    with pytest.raises(NotSeenYet):
        require_known(tree, nobody, "near")
