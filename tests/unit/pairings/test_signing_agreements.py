from datetime import date, timedelta

import pytest

from contracts.events.pairings import (
    AgreementSentBack,
    AgreementSigned,
    AgreementTookEffect,
    SigningOpened,
)
from contracts.types import Term
from libs.kernel import Event, NotFound
from services.pairings.commands import SendBack, SignAgreement
from services.pairings.domain import (
    AlreadyAgreed,
    CommitmentBeyondTerm,
    IncompleteText,
    LiaisonMissing,
    NotAParty,
    NotDraft,
    NotInSigning,
    NotOwnSignatory,
    PartyEnded,
    PartyHasOffers,
    Status,
    TermTooLong,
    TooFewParties,
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


async def test_a_liaison_given_without_number_keeps_the_known_one() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    command = town.revision(agreement_id, ("unit", "community"))
    silent = tuple(one.model_copy(update={"phone": ""}) for one in command.liaisons)

    await town.revise(command.model_copy(update={"liaisons": silent}))

    draft = (await town.get(agreement_id)).draft
    assert [one.phone for one in draft.liaisons] == ["13800001234", "13800001234"]


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


async def test_signing_opens_on_complete_text_only() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")

    with pytest.raises(IncompleteText) as refusal:
        await town.open(agreement_id)

    assert refusal.value.params["missing"] == "clauses,liaisons"


async def test_a_term_that_is_over_cannot_be_put_up_for_signing() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    town.clock.advance(timedelta(days=365))

    with pytest.raises(IncompleteText) as refusal:
        await town.open(agreement_id)

    assert refusal.value.params["missing"] == "term"


async def test_what_is_in_signing_is_not_revised() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.in_signing("unit", "community")

    with pytest.raises(NotDraft):
        await town.revise(town.revision(agreement_id, ("unit", "community")))


async def test_a_third_party_joins_the_draft_and_the_key_follows() -> None:
    town = a_town("unit", "community", "school")
    agreement_id = await town.take_up("unit", "community")

    await town.revise(town.revision(agreement_id, ("unit", "community", "school")))

    (key,) = town.agreements.keys
    assert (await town.get(agreement_id)).parties_hash in key
    second = await town.take_up("unit", "community", "two")
    assert second != agreement_id


async def test_parties_that_have_a_live_agreement_are_refused_a_second_one() -> None:
    town = a_town("unit", "community", "school")
    three = await town.drafted("unit", "community", "school")
    two = await town.take_up("unit", "community", "two")

    with pytest.raises(AlreadyAgreed):
        await town.revise(town.revision(two, ("unit", "community", "school")))

    assert (await town.get(two)).party_ids == ["unit", "community"]
    assert (await town.get(three)).party_ids == ["unit", "community", "school"]


async def test_a_party_with_offers_cannot_be_taken_out() -> None:
    town = a_town("unit", "community", "school")
    agreement_id = await town.take_up("unit", "community")

    with pytest.raises(PartyHasOffers):
        await town.revise(town.revision(agreement_id, ("unit", "school")))


async def test_an_ended_party_cannot_be_drafted_with() -> None:
    town = a_town("unit", "community", "school")
    agreement_id = await town.take_up("unit", "community")
    town.close("school")

    with pytest.raises(PartyEnded):
        await town.revise(town.revision(agreement_id, ("unit", "community", "school")))


async def test_one_party_is_no_agreement() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")

    with pytest.raises(TooFewParties):
        await town.revise(town.revision(agreement_id, ("unit", "unit")))


@pytest.mark.parametrize("to_on", [date(2026, 11, 22), date(2029, 11, 23)])
async def test_a_term_runs_forward_and_for_three_years_at_most(to_on: date) -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")
    command = town.revision(agreement_id, ("unit", "community"))
    term = Term(from_on=date(2026, 11, 23), to_on=to_on)

    with pytest.raises(TermTooLong) as refusal:
        await town.revise(command.model_copy(update={"term": term}))

    assert refusal.value.errors[0].pointer == "/term/to_on"


async def test_a_commitment_is_due_within_the_term() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")
    command = town.revision(agreement_id, ("unit", "community"))
    late = command.commitments[0].model_copy(update={"by_on": date(2027, 11, 23)})

    with pytest.raises(CommitmentBeyondTerm) as refusal:
        await town.revise(command.model_copy(update={"commitments": (late,)}))

    assert refusal.value.errors[0].pointer == "/commitments/0/by_on"


async def test_every_party_names_a_liaison() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")
    command = town.revision(agreement_id, ("unit", "community"))

    with pytest.raises(LiaisonMissing):
        await town.revise(command.model_copy(update={"liaisons": command.liaisons[:1]}))


async def test_commitments_keep_their_id_through_revisions() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    first = (await town.get(agreement_id)).draft.commitments[0].commitment_id

    await town.revise(town.revision(agreement_id, ("unit", "community")))

    assert (await town.get(agreement_id)).draft.commitments[0].commitment_id == first
