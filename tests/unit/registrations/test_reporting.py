"""Reporting, verifying, accepting, declining."""

from datetime import date

import pytest

from contracts.events.registrations import RegistrationAccepted, RegistrationReported
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.storage.numbers import is_number
from services.registrations.commands import (
    AcceptReport,
    DeclineReport,
    ReportToCommunity,
    VerifyReport,
)
from services.registrations.domain import (
    AlreadyAccepted,
    AlreadyReported,
    CommunityEnded,
    ConsentMissing,
    NotACommunity,
    NotOfThisUnit,
    NotVerified,
)
from tests.unit.registrations.builders import (
    BRANCH,
    NORTH,
    SOUTH,
    WANG,
    Room,
    a_caller,
    the_member,
)


async def test_a_report_is_verified_at_once_when_enrolment_is_proof() -> None:
    room = Room()
    member_id = await room.enrol()

    registration_id = await room.report(member_id)

    assert room.kinds() == ["RegistrationReported", "RegistrationVerified"]
    assert room.facts[0] == RegistrationReported(
        registration_id=registration_id,
        member_id=member_id,
        kind="residence",
        community_id="north",
        unit_id="unit",
        branch_id="branch",
        consent_no=2,
    )


async def test_without_that_policy_the_unit_vouches_first() -> None:
    room = Room(proven=False)
    registration_id = await room.report(await room.enrol())

    with pytest.raises(NotVerified):
        await room.obey(AcceptReport(registration_id=registration_id), NORTH)
    await room.obey(VerifyReport(registration_id=registration_id), a_caller("unit", "unit"))
    await room.obey(VerifyReport(registration_id=registration_id), BRANCH)
    await room.obey(AcceptReport(registration_id=registration_id), NORTH)

    assert room.kinds() == ["RegistrationReported", "RegistrationVerified", "RegistrationAccepted"]


async def test_a_unit_does_not_vouch_for_whom_it_no_longer_has() -> None:
    room = Room(proven=False)
    member_id = await room.enrol()
    registration_id = await room.report(member_id)
    member = await room.members.get(member_id)
    room.members._stored[member_id][1]["unit_id"] = "elsewhere"

    with pytest.raises(NotOfThisUnit):
        await room.obey(VerifyReport(registration_id=registration_id), BRANCH)
    assert member.unit_id == "unit"


async def test_an_accepted_report_has_a_receipt_of_its_district() -> None:
    room = Room()

    _, registration_id = await room.registered()

    accepted = room.facts[-1]
    assert isinstance(accepted, RegistrationAccepted)
    assert accepted.accepted_on == date(2026, 11, 23)
    assert accepted.receipt_no.startswith("1101010126")
    assert is_number(accepted.receipt_no)
    stored = await room.registrations.get(registration_id)
    assert stored.receipt_no == accepted.receipt_no


async def test_a_community_without_a_code_numbers_by_its_district() -> None:
    room = Room()
    registration_id = await room.report(await room.enrol(), "south")

    await room.obey(AcceptReport(registration_id=registration_id), SOUTH)

    stored = await room.registrations.get(registration_id)
    assert str(stored.receipt_no).startswith("110101")


async def test_accepting_again_keeps_the_receipt() -> None:
    room = Room()
    _, registration_id = await room.registered()
    receipt_no = (await room.registrations.get(registration_id)).receipt_no

    await room.obey(AcceptReport(registration_id=registration_id), NORTH)

    assert room.kinds().count("RegistrationAccepted") == 1
    assert (await room.registrations.get(registration_id)).receipt_no == receipt_no


async def test_a_member_has_one_live_report_of_a_kind() -> None:
    room = Room()
    member_id, registration_id = await room.registered()

    with pytest.raises(AlreadyReported):
        await room.report(member_id, "south")
    await room.report(member_id, "south", kind="work")

    other = await room.enrol(WANG)
    await room.report(other, "north")
    assert (await room.registrations.get(registration_id)).status == "accepted"


async def test_after_a_refusal_the_member_reports_anew() -> None:
    room = Room()
    member_id = await room.enrol()
    first = await room.report(member_id)

    await room.obey(DeclineReport(registration_id=first, reason_code="incomplete"), NORTH)
    await room.obey(DeclineReport(registration_id=first, reason_code="incomplete"), NORTH)
    second = await room.report(member_id)

    assert second != first
    assert room.kinds().count("RegistrationDeclined") == 1
    with pytest.raises(NotVerified):
        await room.obey(AcceptReport(registration_id=first), NORTH)


async def test_an_accepted_report_is_not_declined() -> None:
    room = Room()
    _, registration_id = await room.registered()

    with pytest.raises(AlreadyAccepted):
        await room.obey(DeclineReport(registration_id=registration_id, reason_code="no"), NORTH)


async def test_consent_must_be_the_one_in_force() -> None:
    room = Room()

    with pytest.raises(ConsentMissing) as refused:
        await room.report(await room.enrol(), consent_no=1)

    assert refused.value.params == {"consent_no": 2}


async def test_an_ended_community_names_its_heir() -> None:
    room = Room()

    with pytest.raises(CommunityEnded) as refused:
        await room.report(await room.enrol(), "gone")

    assert refused.value.params["heir"] == "南社区"


async def test_members_report_to_communities_that_are_known() -> None:
    room = Room()
    member_id = await room.enrol()

    with pytest.raises(NotACommunity):
        await room.report(member_id, "street")
    with pytest.raises(NotSeenYet):
        await room.report(member_id, "unheard-of")


async def test_a_member_reports_for_itself_only() -> None:
    room = Room()
    member_id = await room.enrol()
    command = ReportToCommunity(
        member_id=member_id, kind="residence", community_id="north", consent_no=2
    )

    with pytest.raises(NotFound):
        await room.obey(command, the_member("somebody-else"))
    with pytest.raises(NotFound):
        await room.obey(command, NORTH)
    assert room.facts == []


async def test_only_the_community_reported_to_accepts() -> None:
    room = Room()
    registration_id = await room.report(await room.enrol())
    command = AcceptReport(registration_id=registration_id)

    with pytest.raises(NotFound):
        await room.obey(command, SOUTH)
    with pytest.raises(Forbidden):
        await room.obey(command, a_caller("street", "street"))
    with pytest.raises(NotFound):
        await room.obey(command, the_member("somebody-else"))


async def test_the_heir_of_an_ended_community_accepts_its_reports() -> None:
    room = Room()
    registration_id = await room.report(await room.enrol())
    room.directory.put(
        {"_id": "north", "kind": "community", "status": "merged", "custodian_id": "south", "seq": 9}
    )

    await room.obey(AcceptReport(registration_id=registration_id), SOUTH)

    accepted = room.facts[-1]
    assert isinstance(accepted, RegistrationAccepted)
    assert accepted.community_id == "north"
