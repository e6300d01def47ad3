from datetime import timedelta

import pytest

from contracts.events.pairings import AgreementDrafted, AgreementVoided, OfferAttached
from contracts.types import OfferId, OrgId
from libs.kernel import NotSeenYet
from services.pairings.commands import DetachOffer
from services.pairings.domain import Status
from services.pairings.handlers import detach_offer
from tests.unit.pairings.builders import Town, a_town


async def release(town: Town, offer: str) -> None:
    command = DetachOffer(
        offer_id=OfferId(offer), unit_id=OrgId("unit"), proposer_id=OrgId("community")
    )
    await detach_offer(command, town.agreements, town.live, town.directory)


async def test_an_accepted_offer_begins_a_draft_between_its_two_sides() -> None:
    town = a_town("unit", "community")

    agreement_id = await town.take_up("unit", "community")

    (drafted,) = town.events
    assert isinstance(drafted, AgreementDrafted)
    assert drafted.agreement_id == agreement_id
    assert drafted.party_ids == ("unit", "community")
    assert (drafted.offer_ids, drafted.need_ids) == (("offer",), ("need-offer",))
    assert drafted.title == "unit组织与community组织结对共建协议"
    assert town.agreements.keys[next(iter(town.agreements.keys))] == agreement_id
    due_at = town.agreements.timers[f"{agreement_id}/void/"].due_at
    assert due_at == town.clock.now() + timedelta(days=90)


async def test_the_same_offer_taken_up_twice_is_one_agreement_and_one_fact() -> None:
    town = a_town("unit", "community")

    first = await town.take_up("unit", "community")
    second = await town.take_up("unit", "community")

    assert first == second
    assert town.facts() == ["AgreementDrafted"]


async def test_a_second_offer_of_the_same_sides_joins_their_live_agreement() -> None:
    town = a_town("unit", "community")
    first = await town.take_up("unit", "community", "one")

    second = await town.take_up("unit", "community", "two")

    assert second == first
    attached = town.events[-1]
    assert isinstance(attached, OfferAttached)
    assert (attached.offer_id, attached.status_code) == ("two", "draft")


async def test_an_offer_past_the_draft_is_a_supplement_and_leaves_the_text_as_signed() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.effective("unit", "community", offer="one")
    text_hash = (await town.get(agreement_id)).versions[-1].text_hash

    await town.take_up("unit", "community", "two")

    agreement = await town.get(agreement_id)
    assert [offer.supplement for offer in agreement.offers] == [False, True]
    assert agreement.versions[-1].text.digest() == text_hash
    assert agreement.status is Status.EFFECTIVE


async def test_after_the_agreement_is_void_the_same_sides_begin_another_one() -> None:
    town = a_town("unit", "community")
    first = await town.take_up("unit", "community", "one")
    agreement = await town.get(first)
    agreement.void("mistaken")
    await town.agreements.save(agreement)

    second = await town.take_up("unit", "community", "two")

    assert second != first
    assert not (await town.get(second)).final


async def test_the_heirs_of_merged_sides_become_the_parties() -> None:
    town = a_town("unit", "old", "new")
    town.merge("old", "new")

    agreement_id = await town.take_up("unit", "old")

    assert (await town.get(agreement_id)).party_ids == ["unit", "new"]


@pytest.mark.parametrize("closed", ["unit", "community"])
async def test_an_offer_of_a_closed_side_is_void_at_once_and_holds_no_key(closed: str) -> None:
    town = a_town("unit", "community")
    town.close(closed)

    await town.take_up("unit", "community")

    assert town.facts() == ["AgreementDrafted", "AgreementVoided"]
    voided = town.events[-1]
    assert isinstance(voided, AgreementVoided)
    assert (voided.offer_ids, voided.cause_code) == (("offer",), "party_closed")
    assert town.agreements.keys == {}


async def test_an_offer_whose_sides_became_one_is_void_at_once() -> None:
    town = a_town("unit", "community")
    town.merge("unit", "community")

    await town.take_up("unit", "community")

    assert town.facts() == ["AgreementDrafted", "AgreementVoided"]


async def test_a_side_not_heard_of_yet_is_waited_for() -> None:
    town = a_town("unit")

    with pytest.raises(NotSeenYet):
        await town.take_up("unit", "community")


async def test_a_released_offer_leaves_its_agreement_once() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")

    await release(town, "offer")
    await release(town, "offer")

    assert town.facts() == ["AgreementDrafted", "OfferDetached"]
    assert (await town.get(agreement_id)).offers == []


async def test_a_released_offer_that_never_was_accepted_changes_nothing() -> None:
    town = a_town("unit", "community")

    await release(town, "offer")

    assert town.events == []


async def test_an_offer_released_from_a_final_agreement_states_nothing() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.take_up("unit", "community")
    agreement = await town.get(agreement_id)
    agreement.void("mistaken")
    await town.agreements.save(agreement)

    await release(town, "offer")

    assert town.facts() == ["AgreementDrafted", "AgreementVoided"]
