"""Enrolling: identity checked, kept once, never readable."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from contracts.events.registrations import MemberEnrolled
from libs.kernel import Forbidden, NotFound, NotSeenYet
from services.registrations.commands import EnrolMember
from services.registrations.domain import (
    AlreadyEnrolled,
    BranchEnded,
    InvalidIdentity,
    NotABranch,
    NotAUnit,
    Person,
    folded_name,
    identity_number,
    name_marks,
)
from services.registrations.views import FieldSealer
from tests.unit.registrations.builders import (
    BRANCH,
    LI,
    SEALER,
    WANG,
    Room,
    a_caller,
    the_member,
)

TODAY = date(2026, 11, 23)


async def test_a_member_is_enrolled_on_the_roll_of_a_branch() -> None:
    room = Room()

    member_id = await room.enrol()

    assert room.members.events == [
        MemberEnrolled(
            member_id=member_id,
            kind="party_member",
            branch_id="branch",
            unit_id="unit",
            enrolled_on=TODAY,
        )
    ]


async def test_no_personal_datum_stands_in_the_document_or_the_fact() -> None:
    room = Room()

    member_id = await room.enrol()

    member = await room.members.get(member_id)
    assert member.name_marks
    stored = json.dumps(member.model_dump(mode="json"), ensure_ascii=False)
    told = room.members.events[0].model_dump_json()
    for secret in ("李晓梅", LI, "13800138000"):
        assert secret not in stored
        assert secret not in told
    assert member.person(SEALER) == Person(name="李晓梅", identity_no=LI, phone="13800138000")


async def test_one_identity_number_is_enrolled_once() -> None:
    room = Room()
    await room.enrol(LI)

    with pytest.raises(AlreadyEnrolled):
        await room.enrol(f" {LI} ", name="李小梅", phone=None)

    await room.enrol(WANG.lower(), name="王芳")
    assert len(room.members.events) == 2


@pytest.mark.parametrize(
    "number",
    [
        "360426199101010072",
        "360426199113010071",
        "36042619910101007",
        "X" * 18,
    ],
)
async def test_a_wrong_identity_number_is_refused_at_its_field(number: str) -> None:
    room = Room()

    with pytest.raises(InvalidIdentity) as refused:
        await room.enrol(number)

    assert refused.value.errors[0].pointer == "/identity_no"
    assert number not in str(refused.value)
    assert room.members.events == []


def test_a_number_of_an_abolished_area_is_accepted() -> None:
    number = "99999919900101123"
    number += ric.calc_check_digit(f"{number}0")

    assert identity_number(number, TODAY) == number


async def test_nobody_born_tomorrow_is_enrolled() -> None:
    with pytest.raises(InvalidIdentity):
        identity_number("360426209101010071", TODAY)


async def test_an_ended_branch_enrols_nobody() -> None:
    room = Room()
    command = EnrolMember(
        kind="party_member", branch_id="old-branch", name="李晓梅", identity_no=LI
    )

    with pytest.raises(BranchEnded):
        await room.obey(command, a_caller("branch", "old-branch"))


async def test_only_the_branch_itself_enrols() -> None:
    room = Room()
    command = EnrolMember(kind="party_member", branch_id="branch", name="李晓梅", identity_no=LI)

    with pytest.raises(NotFound):
        await room.obey(command, a_caller("branch", "elsewhere"))
    with pytest.raises(Forbidden):
        await room.obey(command, a_caller("community", "north"))
    with pytest.raises(NotFound):
        await room.obey(command, the_member("m"))
    assert await room.obey(command, BRANCH)


def test_numbers_are_shown_masked() -> None:
    person = Person(name="李晓梅", identity_no=LI, phone="13800138000")

    assert person.masked_identity == "360426********0071"
    assert person.masked_phone == "138****8000"


@given(st.text(), st.uuids().map(str), st.sampled_from(["name", "identity", "phone"]))
def test_what_is_sealed_opens_at_its_own_place_only(value: str, id_: str, field: str) -> None:
    sealed = SEALER.seal(value, member_id=id_, field=field)

    assert SEALER.open(sealed, member_id=id_, field=field) == value
    assert SEALER.seal(value, member_id=id_, field=field) != sealed
    with pytest.raises(ValueError, match="changed or moved"):
        SEALER.open(sealed, member_id=f"{id_}x", field=field)
    with pytest.raises(ValueError, match="changed or moved"):
        SEALER.open(sealed, member_id=id_, field=f"{field}x")
    with pytest.raises(ValueError, match="by key"):
        FieldSealer(bytes(32)).open(sealed, member_id=id_, field=field)


def test_a_fingerprint_tells_equals_of_one_field_and_one_key_only() -> None:
    assert SEALER.index("identity", LI) == SEALER.index("identity", LI)
    assert SEALER.index("identity", LI) != SEALER.index("phone", LI)
    assert SEALER.index("identity", LI) != FieldSealer(bytes(32)).index("identity", LI)


async def test_nobody_is_enrolled_into_a_unit_of_others() -> None:
    """A member sees what is its unit's: a made-up one would be a spy."""
    room = Room()
    for unit_id in ("other-unit", "unheard-of"):
        with pytest.raises(NotFound):
            await room.enrol(unit_id=unit_id)


@pytest.mark.parametrize("place", ["unit", "unheard-of"])
async def test_a_report_to_what_one_does_not_see_tells_nothing_of_it(place: str) -> None:
    room = Room()
    member_id = await room.enrol()

    with pytest.raises(NotSeenYet):
        await room.report(member_id, place)


@pytest.mark.parametrize("branch_id", ["north", "unit", "district"])
async def test_only_a_branch_keeps_a_roll(branch_id: str) -> None:
    room = Room()
    command = EnrolMember(kind="party_member", branch_id=branch_id, name="李晓梅", identity_no=LI)

    with pytest.raises(NotABranch) as refused:
        await room.obey(command, a_caller("branch", branch_id))

    assert [fault.pointer for fault in refused.value.errors] == ["/branch_id"]
    assert room.members.events == []


async def test_a_member_works_at_a_unit_and_nowhere_else() -> None:
    room = Room()
    command = EnrolMember(
        kind="party_member", branch_id="branch", unit_id="north", name="李晓梅", identity_no=LI
    )

    with pytest.raises(NotAUnit) as refused:
        await room.obey(command, a_caller("branch", "street"))

    assert [fault.pointer for fault in refused.value.errors] == ["/unit_id"]


@given(st.text(min_size=1, max_size=30), st.data())
def test_each_part_of_a_name_has_its_marks_among_the_whole_names(
    name: str, data: st.DataObject
) -> None:
    folded = folded_name(name)
    start = data.draw(st.integers(0, max(0, len(folded) - 2)))
    part = folded[start : data.draw(st.integers(start + 2, max(start + 2, len(folded))))]

    marks = name_marks(folded, SEALER)

    assert set(name_marks(part, SEALER)) <= set(marks)
    assert all(len(mark) == 4 for mark in marks)
