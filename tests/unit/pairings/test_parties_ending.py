"""Catalogue §8, scenarios b and d, in every order in which facts and signatures may meet."""

from datetime import timedelta

import pytest

from contracts.events.pairings import AgreementEnded, AgreementVoided, PartyLeft, PartySucceeded
from services.pairings.domain import NotInSigning, PartyEnded, Status
from tests.unit.pairings.builders import Town, a_town


def last_of(town: Town, agreement_id: str) -> list[str]:
    return [
        type(event).__name__
        for event in town.events
        if getattr(event, "agreement_id", "") == agreement_id
    ]


async def test_b_an_effective_agreement_passes_to_the_heir_flagged_by_the_heirs_own() -> None:
    town = a_town("U1", "A", "B")
    own = await town.effective("U1", "B", offer="own")
    inherited = await town.effective("U1", "A", offer="inherited")
    town.merge("A", "B")

    await town.sweep_merger(inherited, "A", "B")

    succeeded = town.events[-1]
    assert isinstance(succeeded, PartySucceeded)
    assert (succeeded.successor_id, succeeded.blocking_id) == ("B", own)
    assert succeeded.party_ids == ("U1", "B")
    assert (await town.get(inherited)).status is Status.EFFECTIVE
    assert list(town.agreements.keys.values()) == [own]


async def test_b_a_flagged_agreement_does_not_give_away_the_others_key_when_it_ends() -> None:
    town = a_town("U1", "A", "B")
    own = await town.effective("U1", "B", offer="own")
    inherited = await town.effective("U1", "A", offer="inherited")
    town.merge("A", "B")
    await town.sweep_merger(inherited, "A", "B")
    agreement = await town.get(inherited)

    agreement.end("one_of_two", town.clock.today(), town.clock.today(), 0)
    await town.agreements.save(agreement)

    assert list(town.agreements.keys.values()) == [own]


async def test_b_once_the_blocking_one_ended_offers_join_the_flagged_one() -> None:
    town = a_town("U1", "A", "B")
    own = await town.effective("U1", "B", offer="own")
    inherited = await town.effective("U1", "A", offer="inherited")
    town.merge("A", "B")
    await town.sweep_merger(inherited, "A", "B")
    agreement = await town.get(own)
    agreement.end("one_of_two", town.clock.today(), town.clock.today(), 0)
    await town.agreements.save(agreement)

    assert await town.take_up("U1", "B", "later") == inherited


async def test_b_one_in_signing_is_sent_back_and_signed_anew_by_all() -> None:
    town = a_town("U2", "A", "B")
    agreement_id = await town.in_signing("U2", "A")
    await town.sign(agreement_id, "U2")
    town.merge("A", "B")

    await town.sweep_merger(agreement_id, "A", "B")

    assert last_of(town, agreement_id)[-2:] == ["PartySucceeded", "AgreementSentBack"]
    await town.open(agreement_id)
    await town.sign(agreement_id, "B")
    assert (await town.get(agreement_id)).status is Status.AWAITING_SIGNATURES
    await town.sign(agreement_id, "U2")
    assert (await town.get(agreement_id)).status is Status.EFFECTIVE
    assert [
        party.party_id for party in (await town.get(agreement_id)).versions[-1].text.parties
    ] == [
        "U2",
        "B",
    ]


async def test_b_the_last_signature_in_flight_stands_and_the_second_pass_hands_over() -> None:
    town = a_town("U2", "A", "B")
    agreement_id = await town.in_signing("U2", "A")
    await town.sign(agreement_id, "U2")

    await town.sign(agreement_id, "A")
    town.merge("A", "B")
    await town.sweep_merger(agreement_id, "A", "B")

    assert last_of(town, agreement_id)[-2:] == ["AgreementTookEffect", "PartySucceeded"]


async def test_b_a_draft_goes_on_with_the_heir_and_its_liaison() -> None:
    town = a_town("U3", "A", "B")
    agreement_id = await town.drafted("U3", "A")
    town.merge("A", "B")

    await town.sweep_merger(agreement_id, "A", "B")
    await town.sweep_merger(agreement_id, "A", "B")

    assert last_of(town, agreement_id)[-1] == "PartySucceeded"
    assert town.facts().count("PartySucceeded") == 1
    agreement = await town.get(agreement_id)
    assert {liaison.party_id for liaison in agreement.draft.liaisons} == {"U3", "B"}
    await town.open(agreement_id)


async def test_an_heir_that_merged_again_is_followed() -> None:
    town = a_town("unit", "A", "B", "C")
    agreement_id = await town.effective("unit", "A")
    town.merge("A", "B")
    town.merge("B", "C")

    await town.sweep_merger(agreement_id, "A", "B")

    assert (await town.get(agreement_id)).party_ids == ["unit", "C"]


async def test_parties_merged_into_each_other_end_their_agreement() -> None:
    town = a_town("A", "B")
    agreement_id = await town.effective("A", "B")
    town.clock.advance(timedelta(days=30))
    town.merge("A", "B")

    await town.sweep_merger(agreement_id, "A", "B")

    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert ended.cause_code == "parties_merged"
    assert town.agreements.keys == {}


async def test_an_heir_that_was_closed_counts_as_none() -> None:
    town = a_town("unit", "A", "B")
    agreement_id = await town.drafted("unit", "A")
    town.merge("A", "B")
    town.close("B")

    await town.sweep_merger(agreement_id, "A", "B")

    assert last_of(town, agreement_id)[-1] == "AgreementVoided"


async def test_d_heard_first_the_agreement_is_void_and_cannot_be_signed() -> None:
    town = a_town("U", "C")
    agreement_id = await town.in_signing("U", "C")
    await town.sign(agreement_id, "C")
    town.close("U")

    await town.sweep_closing(agreement_id, "U")

    voided = town.events[-1]
    assert isinstance(voided, AgreementVoided)
    assert (voided.cause_code, voided.offer_ids) == ("party_closed", ("offer",))
    assert town.agreements.keys == {}
    with pytest.raises(NotInSigning):
        await town.sign(agreement_id, "U")


async def test_d_heard_but_not_yet_swept_the_signature_is_refused() -> None:
    town = a_town("U", "C")
    agreement_id = await town.in_signing("U", "C")
    await town.sign(agreement_id, "C")
    town.close("U")

    with pytest.raises(PartyEnded):
        await town.sign(agreement_id, "U")


async def test_d_signed_first_it_took_effect_and_then_never_was_valid() -> None:
    town = a_town("U", "C")
    agreement_id = await town.effective("U", "C")
    town.close("U")

    await town.sweep_closing(agreement_id, "U", on=town.clock.today())

    assert last_of(town, agreement_id)[-2:] == ["AgreementTookEffect", "AgreementEnded"]
    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert ended.cause_code == "never_valid"


async def test_d_closed_long_after_the_effect_the_agreement_was_valid_until_then() -> None:
    town = a_town("U", "C")
    agreement_id = await town.effective("U", "C")
    town.clock.advance(timedelta(days=60))
    town.close("U")

    await town.sweep_closing(agreement_id, "U")

    ended = town.events[-1]
    assert isinstance(ended, AgreementEnded)
    assert (ended.cause_code, ended.ended_on) == ("party_closed", town.clock.today())


async def test_d_in_flight_the_second_pass_finds_what_the_first_could_not_see() -> None:
    town = a_town("U", "C")
    agreement_id = await town.in_signing("U", "C")
    await town.sign(agreement_id, "C")

    # The copy is stale while the last signature is decided, the first pass ran before it.
    await town.sign(agreement_id, "U")
    town.close("U")
    await town.sweep_closing(agreement_id, "U")
    await town.sweep_closing(agreement_id, "U")

    assert last_of(town, agreement_id)[-2:] == ["AgreementTookEffect", "AgreementEnded"]
    assert town.facts().count("AgreementEnded") == 1


async def test_d_with_a_third_party_the_rest_sign_anew() -> None:
    town = a_town("U", "C", "V")
    agreement_id = await town.in_signing("U", "C", "V")
    await town.sign(agreement_id, "U")
    await town.sign(agreement_id, "C")
    town.close("V")

    await town.sweep_closing(agreement_id, "V")

    assert last_of(town, agreement_id)[-2:] == ["PartyLeft", "AgreementSentBack"]
    await town.open(agreement_id)
    await town.sign(agreement_id, "U")
    await town.sign(agreement_id, "C")
    assert (await town.get(agreement_id)).status is Status.EFFECTIVE


async def test_an_effective_agreement_of_three_goes_on_between_two() -> None:
    town = a_town("U", "C", "V")
    agreement_id = await town.effective("U", "C", "V")
    town.close("V")

    await town.sweep_closing(agreement_id, "V")

    left = town.events[-1]
    assert isinstance(left, PartyLeft)
    assert (left.party_id, left.party_ids, left.blocking_id) == ("V", ("U", "C"), None)
    assert (await town.get(agreement_id)).status is Status.EFFECTIVE


async def test_parties_left_over_that_have_their_own_agreement_are_flagged() -> None:
    town = a_town("U", "C", "V")
    own = await town.effective("U", "C", offer="own")
    wide = await town.drafted("U", "V", offer="wide")
    await town.revise(town.revision(wide, ("U", "V", "C")))
    town.close("V")

    await town.sweep_closing(wide, "V")

    left = town.events[-1]
    assert isinstance(left, PartyLeft)
    assert left.blocking_id == own
    assert list(town.agreements.keys.values()) == [own]
