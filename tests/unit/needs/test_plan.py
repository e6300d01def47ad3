"""A plan is asked for, proposed once, adopted or discarded once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.needs import (
    OfferFailed,
    OfferMade,
    PlanAdopted,
    PlanDiscarded,
    PlanFailed,
    PlanLinesProposed,
    PlanProposed,
    PlanRequested,
)
from libs.testing import AllowAll, FakeClock, InMemoryRepository, Keys
from services.needs.commands import (
    AdoptPlan,
    DiscardPlan,
    FailPlan,
    MakeOffer,
    ProposePlan,
    RequestPlan,
)
from services.needs.domain import Adoption, Need, Plan, PlannedLine, Resource, ToMatch
from services.needs.domain.adoption import offer_id_of
from services.needs.domain.errors import (
    AdoptionRunning,
    BadWeights,
    EmptyPlan,
    NothingToMatch,
    PlanDecided,
    PlanNotProposed,
    TooMuchToMatch,
)
from services.needs.domain.plan import WEIGHTS, Proposal
from services.needs.handlers.plan import (
    adopt_plan,
    discard_plan,
    fail_plan,
    propose_plan,
    request_plan,
)
from services.needs.handlers.resource import make_offer
from tests.unit.needs.builders import (
    COMMUNITY,
    DISTRICT,
    NOW,
    TODAY,
    a_need,
    a_resource,
    organizations,
    supply,
    terms,
    window,
)
from tests.unit.needs.plans import a_plan, a_proposal


class Available:
    """So many needs and resources to match."""

    def __init__(self, needs: int = 3, resources: int = 2) -> None:
        self.found = ToMatch(need_count=needs, resource_count=resources)

    async def to_match(self, org_ids: frozenset[str], cycle_key: str) -> ToMatch:
        assert COMMUNITY in org_ids
        return self.found

    async def weights_no(self, scope_id: str, weights: dict[str, int]) -> int:
        return 1 if weights == WEIGHTS else 2


class Lines:
    """The lines of one plan."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal

    async def line(self, plan_id: str, line_no: int) -> PlannedLine | None:
        return self.proposal.lines[line_no - 1]


async def request(available: Available | None = None, **changes: Any) -> list[Any]:
    plans: InMemoryRepository[Plan] = InMemoryRepository()
    command = RequestPlan.model_validate({"scope_id": DISTRICT, "cycle_key": "2026H2"} | changes)
    await request_plan(
        command, plans, AllowAll(), available or Available(), organizations(), FakeClock()
    )
    due = sorted(timer.due_at for timer in plans.timers.values() if timer.due_at)
    return [*plans.events, *due]


async def test_a_requested_plan_sets_the_solver_going_and_gives_up_after_half_an_hour() -> None:
    requested, solve_at, give_up_at = await request()

    assert isinstance(requested, PlanRequested)
    assert (requested.need_count, requested.resource_count, requested.weights_no) == (3, 2, 1)
    assert (solve_at, give_up_at) == (NOW, NOW + timedelta(minutes=30))


async def test_other_weights_have_another_number() -> None:
    requested, *_ = await request(weights={"nearness": 50, "need_fit": 50})

    assert requested.weights_no == 2


@pytest.mark.parametrize(
    ("available", "changes", "error"),
    [
        (Available(needs=0), {}, NothingToMatch),
        (Available(resources=0), {}, NothingToMatch),
        (Available(needs=1001), {}, TooMuchToMatch),
        (None, {"weights": {"beauty": 5}}, BadWeights),
        (None, {"weights": {"nearness": 0}}, BadWeights),
    ],
)
async def test_a_plan_without_sense_is_refused(
    available: Available | None, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await request(available, **changes)


async def test_a_plan_is_proposed_once_in_pages_of_a_hundred() -> None:
    proposal = a_proposal(*(f"n{number:03}" for number in range(120)))
    plans = InMemoryRepository(a_plan())

    for _ in range(2):
        await propose_plan(ProposePlan(plan_id="plan-1", proposal=proposal), plans)

    proposed, *pages = plans.events
    assert isinstance(proposed, PlanProposed)
    assert (proposed.line_count, proposed.unmatched_count) == (120, 1)
    assert proposed.proof.gap == 0
    lines = [line for page in pages if isinstance(page, PlanLinesProposed) for line in page.lines]
    assert [len(page.lines) for page in pages if isinstance(page, PlanLinesProposed)] == [100, 21]
    assert [line.line_no for line in lines] == list(range(1, 122))
    assert (lines[-1].need_id, lines[-1].resource_id, lines[-1].cause_code) == (
        "lost",
        None,
        "category_mismatch",
    )
    assert sum(lines[0].parts.values()) == lines[0].score
    assert plans.timers == {}


async def test_a_plan_that_failed_is_not_proposed_any_more() -> None:
    plans = InMemoryRepository(a_plan())

    await fail_plan(FailPlan(plan_id="plan-1", reason_code="timed_out"), plans)
    await fail_plan(FailPlan(plan_id="plan-1", reason_code="timed_out"), plans)
    await propose_plan(ProposePlan(plan_id="plan-1", proposal=a_proposal("a")), plans)

    assert plans.events == [PlanFailed(plan_id="plan-1", reason_code="timed_out")]


class Desk:
    """Plans and adoptions over one set of keys."""

    def __init__(self, *plans: Plan) -> None:
        keys = Keys()
        self.plans = InMemoryRepository(*plans, keys=keys)
        self.adoptions: InMemoryRepository[Adoption] = InMemoryRepository(keys=keys)

    async def adopt(self, plan_id: str = "plan-1") -> str:
        return await adopt_plan(AdoptPlan(plan_id=plan_id), self.plans, self.adoptions, AllowAll())

    async def discard(self, plan_id: str = "plan-1") -> None:
        command = DiscardPlan(plan_id=plan_id, reason_code="better_one")
        await discard_plan(command, self.plans, AllowAll())


async def test_adopting_a_plan_states_how_many_lines_it_has() -> None:
    desk = Desk(a_plan(proposal=a_proposal("a", "b")))

    adoption_id = await desk.adopt()

    assert desk.adoptions.events == [
        PlanAdopted(
            adoption_id=adoption_id,
            plan_id="plan-1",
            scope_id=DISTRICT,
            cycle_key="2026H2",
            line_count=2,
        )
    ]


async def test_a_plan_is_decided_once() -> None:
    desk = Desk(a_plan("plan-1", a_proposal("a")), a_plan("plan-2", a_proposal("a")))

    await desk.adopt("plan-1")
    with pytest.raises(PlanDecided):
        await desk.adopt("plan-1")
    with pytest.raises(PlanDecided):
        await desk.discard("plan-1")
    await desk.discard("plan-2")
    await desk.discard("plan-2")
    with pytest.raises(PlanDecided):
        await desk.adopt("plan-2")

    assert desk.plans.events == [PlanDiscarded(plan_id="plan-2", reason_code="better_one")]


async def test_only_one_adoption_of_a_scope_and_cycle_waits_for_answers() -> None:
    desk = Desk(a_plan("plan-1", a_proposal("a")), a_plan("plan-2", a_proposal("a")))

    await desk.adopt("plan-1")

    with pytest.raises(AdoptionRunning):
        await desk.adopt("plan-2")


@pytest.mark.parametrize(
    ("proposal", "error"), [(None, PlanNotProposed), (a_proposal(), EmptyPlan)]
)
async def test_there_must_be_something_to_adopt(
    proposal: Proposal | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await Desk(a_plan(proposal=proposal)).adopt()


async def offer(
    stored: Resource, asked: Need, proposal: Proposal, **statuses: str
) -> InMemoryRepository[Resource]:
    resources, needs = InMemoryRepository(stored), InMemoryRepository(asked)
    for _ in range(2):
        await make_offer(
            MakeOffer(plan_id="plan-1", line_no=1),
            resources,
            needs,
            Lines(proposal),
            organizations(**statuses),
            FakeClock(),
        )
    return resources


async def test_each_line_becomes_one_offer_whose_id_follows_from_it() -> None:
    resources = await offer(a_resource(), a_need(), a_proposal("need-1", qty=2))

    [made] = resources.events
    assert isinstance(made, OfferMade)
    assert made.offer_id == offer_id_of("plan-1", 1)
    assert (made.qty, made.window, made.proposer_id) == (Decimal(2), window(), COMMUNITY)


def too_small() -> Resource:
    return a_resource("res-1", supply(1))


def taken() -> Resource:
    whole = a_resource()
    whole.make_offer(terms("other", 4), "plan", None, TODAY)
    return whole


@pytest.mark.parametrize(
    ("stored", "asked", "statuses", "reason"),
    [
        (a_resource(), a_need(status="withdrawn"), {}, "need_closed"),
        (a_resource(), a_need(qty=2, promised=2, status="claimed"), {}, "need_closed"),
        (a_resource(), a_need(), {"court": "closed"}, "unit_ended"),
        (a_resource(), a_need(), {"jiaodong": "closed"}, "community_ended"),
        (too_small(), a_need(), {}, "no_capacity"),
        (taken(), a_need(), {}, "no_capacity"),
    ],
)
async def test_what_changed_since_the_plan_makes_an_offer_fail_with_its_reason(
    stored: Resource, asked: Need, statuses: dict[str, str], reason: str
) -> None:
    resources = await offer(stored, asked, a_proposal("need-1", qty=2), **statuses)

    [failed] = resources.events
    assert isinstance(failed, OfferFailed)
    assert failed.reason_code == reason


async def test_the_heir_of_a_merged_unit_is_asked_instead() -> None:
    resources = await offer(a_resource(), a_need(), a_proposal("need-1", qty=2), court="merged")

    assert [type(event) for event in resources.events] == [OfferMade]
