from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.projects import ProjectClosed, ProjectEvaluated
from libs.kernel import DomainError
from services.projects.domain import (
    AlreadyEvaluated,
    NotDelivered,
    NotEvaluated,
    NotTheProposer,
    Status,
)
from tests.unit.projects.builders import COMMUNITY, GARDEN, ROOF, SCHOOL, UNIT, Workshop


async def test_it_closes_with_the_mean_once_every_proposer_has_scored() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()

    await workshop.evaluate(project_id, ROOF, COMMUNITY, "90")

    with pytest.raises(NotEvaluated) as refusal:
        await workshop.close(project_id)
    assert refusal.value.params["waiting_count"] == 1

    await workshop.evaluate(project_id, GARDEN, SCHOOL, "85.5")
    await workshop.close(project_id)

    evaluated, closed = workshop.events[-2:]
    assert isinstance(evaluated, ProjectEvaluated)
    assert (evaluated.evaluated_count, evaluated.evaluator_count) == (2, 2)
    assert isinstance(closed, ProjectClosed)
    assert closed.score == Decimal("87.75")
    assert (await workshop.get(project_id)).status is Status.CLOSED


async def test_a_running_project_is_not_evaluated() -> None:
    workshop = Workshop()
    project_id = await workshop.adopt()

    with pytest.raises(NotDelivered):
        await workshop.evaluate(project_id, ROOF, COMMUNITY)


@pytest.mark.parametrize(("need_id", "evaluator_id"), [(ROOF, UNIT), ("other", COMMUNITY)])
async def test_only_a_needs_own_proposer_scores_it(need_id: str, evaluator_id: str) -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()

    with pytest.raises(NotTheProposer):
        await workshop.evaluate(project_id, need_id, evaluator_id)


async def test_the_same_score_again_states_nothing_and_another_is_refused() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()
    await workshop.evaluate(project_id, ROOF, COMMUNITY, "90")

    await workshop.evaluate(project_id, ROOF, COMMUNITY, "90.00")
    with pytest.raises(AlreadyEvaluated):
        await workshop.evaluate(project_id, ROOF, COMMUNITY, "10")

    assert workshop.facts().count("ProjectEvaluated") == 1


async def test_closing_again_states_nothing() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()
    await workshop.evaluate(project_id, ROOF, COMMUNITY)
    await workshop.evaluate(project_id, GARDEN, SCHOOL)

    await workshop.close(project_id)
    await workshop.close(project_id)

    assert workshop.facts().count("ProjectClosed") == 1


async def test_a_closed_project_is_not_uncovered() -> None:
    workshop = Workshop()
    project_id = await workshop.delivered()
    await workshop.evaluate(project_id, ROOF, COMMUNITY)
    await workshop.evaluate(project_id, GARDEN, SCHOOL)
    await workshop.close(project_id)

    await workshop.uncover(project_id)

    assert "ProjectUncovered" not in workshop.facts()


steps = st.lists(
    st.one_of(
        st.sampled_from(["report", "deliver", "close", "uncover", "cover"]),
        st.tuples(st.sampled_from([ROOF, GARDEN]), st.sampled_from([COMMUNITY, SCHOOL, UNIT])),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(steps, st.booleans())
async def test_nothing_closes_unevaluated(
    history: list[str | tuple[str, str]], handed_over: bool
) -> None:
    workshop = Workshop()
    project_id = await (workshop.delivered() if handed_over else workshop.adopt())
    for step in history:
        try:
            if isinstance(step, tuple):
                await workshop.evaluate(project_id, *step)
            else:
                await getattr(workshop, step)(project_id)
        except DomainError:
            continue

    facts = workshop.facts()
    if "ProjectClosed" in facts:
        before = workshop.events[: facts.index("ProjectClosed")]
        scored = [event for event in before if isinstance(event, ProjectEvaluated)]
        assert {event.need_id for event in scored} == {ROOF, GARDEN}
        assert len(scored) == scored[-1].evaluator_count
    assert facts.count("ProjectClosed") <= 1
