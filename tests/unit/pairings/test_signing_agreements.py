from datetime import date

import pytest

from contracts.events.pairings import (
    AgreementSentBack,
    AgreementSigned,
    AgreementTookEffect,
    SigningOpened,
)
from libs.kernel import Event, NotFound
from services.pairings.commands import SendBack, SignAgreement
from services.pairings.domain import (
    NotAParty,
    NotInSigning,
    NotOwnSignatory,
    PartyEnded,
    Status,
    WrongText,
)
from services.pairings.handlers import send_back
from tests.unit.pairings.builders import Town, a_town, signatory_of


def last(town: Town, kind: type[Event]) -> Event:
    event = town.events[-1]
    assert isinstance(event, kind)
    return event


async def give_back(town: Town, agreement_id: str, party_id: str) -> None:
    command = SendBack(agreement_id=agreement_id, party_id=party_id, cause_code="wording")
    stamp = signatory_of(party_id)
    await send_back(command, town.agreements, town.access, stamp, town.clock)


async def test_it_takes_effect_at_the_last_signature_and_not_before() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")

    await town.sign(agreement_id, "unit")

    assert (await town.get(agreement_id)).status is Status.AWAITING_SIGNATURES

    await town.sign(agreement_id, "community")

    assert town.facts()[-3:] == ["AgreementSigned", "AgreementSigned", "AgreementTookEffect"]
    effect = last(town, AgreementTookEffect)
    version = (await town.get(agreement_id)).versions[-1]
    assert effect.text_hash == version.text_hash == version.text.digest()
    assert effect.commitments[0].target_qty == 600
    assert town.timers() == {"expire"}


async def test_signatures_are_counted() -> None:
    town = a_town("unit", "community", "school")
    agreement_id = await town.in_signing("unit", "community", "school")

    await town.sign(agreement_id, "unit")
    await town.sign(agreement_id, "school")

    signed = last(town, AgreementSigned)
    assert (signed.signed_count, signed.party_count) == (2, 3)


async def test_signing_again_states_nothing_even_after_it_took_effect() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community")
    before = town.facts()

    await town.sign(agreement_id, "community")
    await town.sign(agreement_id, "unit")

    assert town.facts() == before


async def test_another_text_than_the_one_put_up_is_refused() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    wrong = SignAgreement(
        agreement_id=agreement_id, party_id="unit", version_no=1, text_hash="0" * 64
    )

    with pytest.raises(WrongText):
        await town.sign_as("unit", wrong)


async def test_the_text_of_an_earlier_version_is_refused() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    old = (await town.get(agreement_id)).versions[0].text_hash
    await give_back(town, agreement_id, "unit")
    await town.open(agreement_id)
    stale = SignAgreement(agreement_id=agreement_id, party_id="unit", version_no=1, text_hash=old)

    with pytest.raises(WrongText):
        await town.sign_as("unit", stale)


async def test_a_draft_cannot_be_signed() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    early = SignAgreement(
        agreement_id=agreement_id, party_id="unit", version_no=1, text_hash="0" * 64
    )

    with pytest.raises(NotInSigning):
        await town.sign_as("unit", early)


async def test_only_parties_sign() -> None:
    town = a_town("unit", "community", "stranger")
    agreement_id = await town.in_signing("unit", "community")

    with pytest.raises(NotAParty):
        await town.sign(agreement_id, "stranger")


async def test_a_superiors_signatory_cannot_sign_for_a_party() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    version = (await town.get(agreement_id)).versions[-1]
    command = SignAgreement(
        agreement_id=agreement_id, party_id="unit", version_no=1, text_hash=version.text_hash
    )

    with pytest.raises(NotOwnSignatory):
        await town.sign_as("street", command)


async def test_who_does_not_see_the_parties_does_not_learn_of_the_agreement() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    town.access.allowed = False

    with pytest.raises(NotFound):
        await town.sign(agreement_id, "unit")


async def test_nobody_signs_beside_a_party_that_has_ended() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    await town.sign(agreement_id, "community")
    town.close("community")

    with pytest.raises(PartyEnded) as refusal:
        await town.sign(agreement_id, "unit")

    assert refusal.value.params["name"] == "community组织"


async def test_opening_freezes_the_text_and_numbers_it_for_people() -> None:
    town = a_town("unit", "community")

    await town.in_signing("unit", "community")

    opened = last(town, SigningOpened)
    assert opened.agreement_no.startswith("1101010226")
    assert opened.sign_by_on == date(2026, 12, 23)
    assert town.timers() == {"send-back"}


async def test_a_version_sent_back_is_signed_anew_under_the_same_number() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    await town.sign(agreement_id, "unit")

    await give_back(town, agreement_id, "community")

    sent_back = last(town, AgreementSentBack)
    assert (sent_back.version_no, sent_back.cause_code) == (1, "wording")
    await town.open(agreement_id)
    agreement = await town.get(agreement_id)
    assert [version.text.version_no for version in agreement.versions] == [1, 2]
    assert agreement.versions[1].signatures == []
    assert agreement.versions[0].text.agreement_no == agreement.versions[1].text.agreement_no
    assert agreement.versions[0].text_hash != agreement.versions[1].text_hash


async def test_a_party_sends_back_without_naming_itself_and_nobody_else_does() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    command = SendBack(agreement_id=agreement_id, cause_code="wording")

    with pytest.raises(NotOwnSignatory):
        await send_back(command, town.agreements, town.access, signatory_of("street"), town.clock)
    await send_back(command, town.agreements, town.access, signatory_of("unit"), town.clock)

    assert (await town.get(agreement_id)).status is Status.DRAFT


async def test_a_signing_deadline_of_an_earlier_version_is_harmless() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")
    await give_back(town, agreement_id, "unit")
    await town.open(agreement_id)
    before = town.facts()
    agreement = await town.get(agreement_id)

    agreement.send_back("unsigned", town.clock.now(), only_version=1)
    agreement.void("unattended", only_version=1)

    assert agreement.pending == ()
    assert town.facts() == before
