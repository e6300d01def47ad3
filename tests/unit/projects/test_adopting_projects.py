from datetime import date

import pytest

from contracts.events.projects import ProjectAdopted
from libs.kernel import NotSeenYet
from services.projects.domain import AgreementNotEffective, BeyondTerm, ForeignNeed, NotAParty
from tests.unit.projects.builders import EFFECTIVE, GARDEN, ROOF, SCHOOL, Heard, Workshop


async def test_a_project_is_adopted_for_needs_of_an_effective_agreement() -> None:
    workshop = Workshop()

    project_id = await workshop.adopt()

    (adopted,) = workshop.events
    assert isinstance(adopted, ProjectAdopted)
    assert adopted.project_id == project_id
    assert adopted.project_no.startswith("1101010326")
    assert (adopted.lead_id, adopted.co_ids) == ("unit", ("community",))
    assert adopted.need_ids == (ROOF, GARDEN)
    assert adopted.evaluator_ids == ("community", "school")
    assert adopted.offer_ids == ("o1", "o2", "o3")


async def test_only_the_offers_of_its_own_needs_come_along() -> None:
    workshop = Workshop()

    await workshop.adopt(need_ids=(ROOF, ROOF))

    (adopted,) = workshop.events
    assert isinstance(adopted, ProjectAdopted)
    assert (adopted.need_ids, adopted.offer_ids) == ((ROOF,), ("o1", "o3"))


async def test_an_agreement_not_heard_of_yet_is_waited_for() -> None:
    workshop = Workshop(agreements=Heard())

    with pytest.raises(NotSeenYet):
        await workshop.adopt()


async def test_a_need_not_heard_of_yet_is_waited_for() -> None:
    workshop = Workshop(needs=Heard())

    with pytest.raises(NotSeenYet):
        await workshop.adopt()

    assert workshop.numbers.taken == 0


async def test_an_agreement_that_ended_carries_no_new_project() -> None:
    ended = EFFECTIVE.model_copy(update={"effective": False})
    workshop = Workshop(agreements=Heard(agreement=ended))

    with pytest.raises(AgreementNotEffective):
        await workshop.adopt()


async def test_only_a_party_leads() -> None:
    with pytest.raises(NotAParty):
        await Workshop().adopt(lead_id=SCHOOL)


async def test_a_need_of_another_agreement_is_refused() -> None:
    with pytest.raises(ForeignNeed):
        await Workshop().adopt(need_ids=("roof", "elsewhere"))


@pytest.mark.parametrize(
    ("start_on", "due_on", "pointer"),
    [
        (date(2026, 11, 22), date(2027, 3, 31), "/start_on"),
        (date(2026, 12, 1), date(2027, 11, 23), "/due_on"),
        (date(2027, 3, 31), date(2026, 12, 1), "/due_on"),
    ],
)
async def test_a_project_stays_within_the_term(start_on: date, due_on: date, pointer: str) -> None:
    with pytest.raises(BeyondTerm) as refusal:
        await Workshop().adopt(start_on=start_on, due_on=due_on)

    assert refusal.value.errors[0].pointer == pointer


async def test_a_term_may_be_used_to_its_first_and_last_day() -> None:
    assert EFFECTIVE.term is not None

    await Workshop().adopt(start_on=EFFECTIVE.term.from_on, due_on=EFFECTIVE.term.to_on)


async def test_who_sees_no_party_does_not_learn_of_the_agreement() -> None:
    workshop = Workshop()
    workshop.access.allowed = False

    with pytest.raises(NotSeenYet) as foreign:
        await workshop.adopt()
    with pytest.raises(NotSeenYet) as unheard:
        await workshop.adopt(agreement_id="unheard-of")

    assert (foreign.value.code, set(foreign.value.params)) == (
        unheard.value.code,
        set(unheard.value.params),
    )
