"""An adoption follows its lines: a stage only rises, everybody answers once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.needs import AdoptionAdvanced, AdoptionFinished, AdoptionSettled
from libs.testing import InMemoryRepository
from services.needs.commands import TrackAdoption
from services.needs.domain import Adoption, OfferOrigin
from services.needs.domain.adoption import RISING, TERMINAL, offer_id_of
from services.needs.handlers.plan import track_adoption
from tests.unit.needs.plans import a_plan, a_proposal

STAGES = [*RISING[1:], "failed", "declined", "expired", "released"]


class Origins:
    """Which line made which offer."""

    async def line_of(self, offer_id: str) -> OfferOrigin | None:
        numbers = {offer_id_of("plan-1", number): number for number in range(1, 5)}
        number = numbers.get(offer_id)
        return OfferOrigin(plan_id="plan-1", line_no=number) if number else None


def an_adoption(*need_ids: str) -> InMemoryRepository[Adoption]:
    return InMemoryRepository(Adoption.begin(a_plan(proposal=a_proposal(*need_ids))))


async def hear(adoptions: InMemoryRepository[Adoption], *heard: tuple[int, str]) -> None:
    for line_no, stage_code in heard:
        offer_id = offer_id_of("plan-1", line_no)
        await track_adoption(
            TrackAdoption(offer_id=offer_id, stage_code=stage_code), adoptions, Origins()
        )


async def test_the_story_of_four_lines_settles_and_finishes() -> None:
    adoptions = an_adoption("a", "b", "c", "d")

    await hear(adoptions, *((number, "offered") for number in range(1, 5)))
    await hear(adoptions, (1, "accepted"), (2, "accepted"), (3, "accepted"), (4, "declined"))
    assert adoptions.keys == {"plan-fate:plan-1": (await adoption(adoptions)).adoption_id}
    await hear(adoptions, (1, "drafted"), (2, "drafted"), (3, "drafted"), (3, "released"))
    await hear(adoptions, (1, "effective"), (2, "effective"), (1, "adopted"), (2, "adopted"))

    id_ = (await adoption(adoptions)).adoption_id
    assert [e for e in adoptions.events if not isinstance(e, AdoptionAdvanced)] == [
        AdoptionSettled(
            adoption_id=id_, accepted_count=3, declined_count=1, failed_count=0, expired_count=0
        ),
        AdoptionFinished(adoption_id=id_, project_count=2, released_count=1),
    ]


async def adoption(adoptions: InMemoryRepository[Adoption]) -> Adoption:
    return await adoptions.get(Adoption.begin(a_plan(proposal=a_proposal("a"))).adoption_id)


async def test_an_offer_of_no_plan_is_nobodys_line() -> None:
    adoptions = an_adoption("a")

    await track_adoption(
        TrackAdoption(offer_id="somebody-elses", stage_code="drafted"), adoptions, Origins()
    )

    assert adoptions.events == []


async def test_an_offer_released_before_any_answer_counts_as_failed() -> None:
    adoptions = an_adoption("a")

    await hear(adoptions, (1, "offered"), (1, "released"))

    settled = next(e for e in adoptions.events if isinstance(e, AdoptionSettled))
    assert (settled.accepted_count, settled.failed_count) == (0, 1)


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(STAGES)), max_size=40))
async def test_in_any_order_every_line_rises_ends_once_and_is_answered_once(
    heard: Sequence[tuple[int, str]],
) -> None:
    adoptions = an_adoption("a", "b", "c")

    await hear(adoptions, *heard)

    stages: dict[int, list[str]] = {}
    for event in adoptions.events:
        if isinstance(event, AdoptionAdvanced):
            stages.setdefault(event.line_no, []).append(event.stage_code)
    for path in stages.values():
        rising = [RISING.index(stage) for stage in path if stage in RISING]
        assert rising == sorted(set(rising))
        assert not TERMINAL.intersection(path[:-1])
    settled = [e for e in adoptions.events if isinstance(e, AdoptionSettled)]
    for one in settled:
        counts = (one.accepted_count, one.declined_count, one.failed_count, one.expired_count)
        assert sum(counts) == 3
    assert len(settled) <= 1
    ended = sum(path[-1] in TERMINAL for path in stages.values())
    assert sum(isinstance(e, AdoptionFinished) for e in adoptions.events) == (ended == 3)


@pytest.mark.parametrize("line_no", [0, 99])
async def test_a_line_that_does_not_exist_changes_nothing(line_no: int) -> None:
    adopted = Adoption.begin(a_plan(proposal=a_proposal("a")))
    before = len(adopted.pending)

    adopted.advance(line_no, "offered")

    assert len(adopted.pending) == before
