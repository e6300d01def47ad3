"""Whatever is done in whatever order, trees stay trees and dates stay whole."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.organizations import OrganizationClosed, OrganizationMerged, OrganizationSplit
from libs.kernel import Command, DomainError
from services.organizations.commands import (
    AmendOrganization,
    ChangeDivisionCode,
    CloseOrganization,
    MergeOrganization,
    MoveOrganization,
    MoveToCustodian,
    RenameOrganization,
    SplitOrganization,
)
from services.organizations.domain import (
    FOREVER,
    LINES,
    TIMELINES,
    Organization,
    changed,
    value_at,
)
from tests.unit.organizations.builders import FOUNDED, TODAY, World, an_organization, valid_uscc

COMMITTEES = [f"committee-{n}" for n in range(6)]
COMMUNITIES = [f"community-{n}" for n in range(4)]
EVERYONE = [*COMMITTEES, *COMMUNITIES, "street-a", "street-b"]

anyone = st.sampled_from(EVERYONE)
day = st.integers(0, 40).map(lambda n: TODAY - timedelta(days=n))

commands = st.one_of(
    st.builds(
        MoveOrganization,
        org_id=anyone,
        kind=st.sampled_from(LINES),
        superior_id=anyone,
        effective_on=day,
    ),
    st.builds(MergeOrganization, org_id=anyone, custodian_id=anyone, effective_on=day),
    st.builds(
        SplitOrganization,
        org_id=anyone,
        into_ids=st.lists(anyone, min_size=1, max_size=3),
        ends=st.booleans(),
        custodian_id=st.none() | anyone,
        effective_on=day,
    ),
    st.builds(
        CloseOrganization,
        org_id=anyone,
        custodian_id=st.none() | anyone,
        reason_code=st.just("dissolved"),
        effective_on=day,
    ),
    st.builds(
        RenameOrganization,
        org_id=anyone,
        name=st.sampled_from(["甲组织", "乙组织", "丙组织"]),
        effective_on=day,
    ),
    st.builds(
        AmendOrganization,
        org_id=anyone,
        uscc=st.integers(0, 4).map(lambda n: valid_uscc(n) if n else None),
    ),
    st.builds(
        ChangeDivisionCode,
        org_id=st.sampled_from(COMMUNITIES),
        division_code=st.integers(1, 5).map(lambda n: f"11010100300{n}"),
        effective_on=day,
    ),
)


def a_world() -> World:
    return World(
        an_organization("district", "district", territory_id=None),
        an_organization("street-a", "street", territory_id="district"),
        an_organization("street-b", "street", territory_id="district"),
        *(an_organization(id_, "committee", territory_id="street-a") for id_ in COMMITTEES),
        *(an_organization(id_, "community", territory_id="street-a") for id_ in COMMUNITIES),
    )


async def sweep(world: World, seen: int) -> int:
    """Does what the sweep does for every end since ``seen`` facts."""
    ends = [
        event
        for event in world.events[seen:]
        if isinstance(event, OrganizationMerged | OrganizationClosed)
        or (isinstance(event, OrganizationSplit) and event.ends)
    ]
    for event in ends:
        for child in await world.everyone():
            if event.org_id in {child.territory_id, child.affiliation_id}:
                await world.obey(
                    MoveToCustodian(
                        org_id=child.org_id,
                        ended_id=event.org_id,
                        effective_on=event.effective_on,
                    )
                )
    return len(world.events)


def check_trees(everyone: list[Organization]) -> None:
    places = {org.org_id: org.place for org in everyone}
    for line in LINES:
        for start in places:
            seen, here = set(), start
            while here is not None:
                assert here not in seen, f"{start} stands below itself by {line}"
                seen.add(here)
                here = places[here].superior(line)


def check_dates(organization: Organization) -> None:
    for field, name in TIMELINES.items():
        spans = getattr(organization, name)
        assert (spans[-1].value if spans else None) == (getattr(organization, field) or None)
        if not spans:
            continue
        assert spans[0].from_on >= organization.since_on
        assert spans[-1].to_on == FOREVER
        for earlier, later in pairwise(spans):
            assert earlier.from_on < earlier.to_on == later.from_on
            assert earlier.value != later.value


def check_numbers(everyone: list[Organization]) -> None:
    active = [org for org in everyone if org.status == "active"]
    held = [org.uscc for org in everyone if org.uscc]
    codes = [org.division_code for org in active if org.division_code]
    assert len(held) == len(set(held))
    assert len(codes) == len(set(codes))


async def play(script: list[tuple[Command, bool]]) -> None:
    world, swept = a_world(), 0
    for command, then_sweep in script:
        try:
            await world.obey(command)
        except DomainError:
            continue
        check_trees(await world.everyone())
        if then_sweep:
            swept = await sweep(world, swept)
    await sweep(world, swept)
    everyone = await world.everyone()
    check_trees(everyone)
    check_numbers(everyone)
    ended = {org.org_id for org in everyone if org.status != "active"}
    for organization in everyone:
        check_dates(organization)
        if organization.org_id not in ended:
            assert organization.territory_id not in ended
            assert organization.affiliation_id not in ended
    numbers = [event.structure_no for event in world.events if hasattr(event, "structure_no")]
    assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(commands, st.booleans()), max_size=25))
def test_no_sequence_of_acts_makes_a_cycle_a_gap_or_a_double(
    script: list[tuple[Command, bool]],
) -> None:
    asyncio.run(play(script))


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1))
def test_spans_follow_each_other_without_gap_or_overlap(steps: list[tuple[str, int]]) -> None:
    spans, on, last = changed([], steps[0][0], FOUNDED), FOUNDED, {}
    for value, days in steps:
        on += timedelta(days=days)
        spans = changed(spans, value, on)
        last[on] = value

    assert spans[0].from_on == FOUNDED
    assert spans[-1].to_on == FOREVER
    for earlier, later in pairwise(spans):
        assert earlier.from_on < earlier.to_on == later.from_on
        assert earlier.value != later.value
    for date_, value in last.items():
        assert value_at(spans, date_) == value


@pytest.mark.parametrize("line", LINES)
async def test_the_check_for_cycles_would_see_one(line: str) -> None:
    world = a_world()
    one, other = await world.get(COMMITTEES[0]), await world.get(COMMITTEES[1])
    setattr(one, f"{line}_id", other.org_id)
    setattr(other, f"{line}_id", one.org_id)

    with pytest.raises(AssertionError, match="stands below itself"):
        check_trees([*await world.everyone(), one, other])
