from datetime import date, timedelta

import pytest

from contracts.types import Term
from services.pairings.domain import (
    AlreadyAgreed,
    CommitmentBeyondTerm,
    IncompleteText,
    LiaisonMissing,
    NotDraft,
    PartyEnded,
    PartyHasOffers,
    TermTooLong,
    TooFewParties,
)
from tests.unit.pairings.builders import a_town


async def test_a_liaison_given_without_number_keeps_the_known_one() -> None:
    town = a_town("unit", "community")
    agreement_id = await town.drafted("unit", "community")
    command = town.revision(agreement_id, ("unit", "community"))
    silent = tuple(one.model_copy(update={"phone": ""}) for one in command.liaisons)

    await town.revise(command.model_copy(update={"liaisons": silent}))

    draft = (await town.get(agreement_id)).draft
    assert [one.phone for one in draft.liaisons] == ["13800001234", "13800001234"]


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
