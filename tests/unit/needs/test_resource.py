"""Resources and their offers: what is held never exceeds what is there."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.events.needs import (
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferFailed,
    OfferMade,
    OfferReleased,
    ResourceListed,
    ResourceWithdrawn,
)
from libs.kernel import NotFound
from libs.testing import AllowAll, FakeClock, InMemoryRepository
from services.needs.commands import (
    AcceptOffer,
    DeclineOffer,
    ExpireOffer,
    ReleaseOffer,
    WithdrawResource,
)
from services.needs.domain import Resource
from services.needs.domain.errors import (
    NeedClosed,
    OfferClosed,
)
from services.needs.handlers.resource import (
    accept_offer,
    decline_offer,
    expire_offer,
    release_offer,
    withdraw_resource,
)
from tests.unit.needs.builders import (
    TODAY,
    a_need,
    a_resource,
    an_offered_resource,
    supply,
    terms,
    window,
)

OFFER = {"resource_id": "res-1", "offer_id": "offer-1"}


async def accept(resources: InMemoryRepository[Resource], **need: Any) -> None:
    needs = InMemoryRepository(a_need(**need))
    await accept_offer(AcceptOffer(**OFFER), resources, needs, AllowAll(), FakeClock())


async def test_an_offer_holds_its_quantity_and_waits_two_weeks() -> None:
    resource = an_offered_resource()

    [listed, made] = resource.pending
    assert isinstance(listed, ResourceListed)
    assert isinstance(made, OfferMade)
    assert made.answer_by_on == TODAY + timedelta(days=14)
    assert (made.kind, made.plan_id, made.line_no) == ("plan", "plan-1", 1)
    assert resource.left(window()) == 2
    resources = InMemoryRepository(resource)
    [timer] = resources.timers.values()
    assert timer.due_at is not None
    assert timer.due_at.isoformat() == "2026-12-08T00:00:00+08:00"


async def test_the_same_offer_is_made_once() -> None:
    resource = an_offered_resource(terms(), terms())

    assert len(resource.pending) == 2
    assert resource.left(window()) == 2


async def test_an_offer_beyond_capacity_fails_with_its_reason() -> None:
    resource = an_offered_resource(terms("offer-1", 3), terms("offer-2", 2))

    failed = resource.pending[-1]
    assert isinstance(failed, OfferFailed)
    assert (failed.offer_id, failed.reason_code) == ("offer-2", "no_capacity")
    assert resource.left(window()) == 1


async def test_a_withdrawn_resource_makes_no_offers() -> None:
    resource = a_resource()
    resource.withdraw("changed", TODAY)

    resource.make_offer(terms(), "plan", None, TODAY)

    failed = resource.pending[-1]
    assert isinstance(failed, OfferFailed)
    assert failed.reason_code == "resource_withdrawn"


async def test_accepting_twice_accepts_once_and_stops_the_clock() -> None:
    resources = InMemoryRepository(an_offered_resource())

    await accept(resources)
    await accept(resources)

    [accepted] = resources.events
    assert isinstance(accepted, OfferAccepted)
    assert accepted.cycle_key == "2026H2"
    assert resources.timers == {}


async def test_an_offer_to_a_withdrawn_need_cannot_be_accepted() -> None:
    with pytest.raises(NeedClosed):
        await accept(InMemoryRepository(an_offered_resource()), status="withdrawn")


async def test_a_declined_offer_frees_what_it_held() -> None:
    resources = InMemoryRepository(an_offered_resource())
    command = DeclineOffer(**OFFER, reason_code="no_staff")

    for _ in range(2):
        await decline_offer(command, resources, AllowAll(), FakeClock())

    [declined] = resources.events
    assert isinstance(declined, OfferDeclined)
    assert (await resources.get("res-1")).left(window()) == 4
    with pytest.raises(OfferClosed):
        await accept(resources)


async def test_nobody_answers_for_another_unit() -> None:
    resources = InMemoryRepository(an_offered_resource())

    with pytest.raises(NotFound):
        await decline_offer(
            DeclineOffer(**OFFER, reason_code="no_staff"),
            resources,
            AllowAll(allowed=False),
            FakeClock(),
        )


async def test_an_unanswered_offer_expires_after_its_last_day() -> None:
    resources = InMemoryRepository(an_offered_resource())
    clock = FakeClock()

    clock.advance(timedelta(days=14))
    await expire_offer(ExpireOffer(**OFFER), resources, clock)
    assert resources.events == []
    clock.advance(timedelta(days=1))
    for _ in range(2):
        await expire_offer(ExpireOffer(**OFFER), resources, clock)

    [expired] = resources.events
    assert isinstance(expired, OfferExpired)


async def test_after_its_last_day_an_offer_is_not_accepted_even_if_the_timer_is_late() -> None:
    resources = InMemoryRepository(an_offered_resource())
    clock = FakeClock()
    clock.advance(timedelta(days=15))

    with pytest.raises(OfferClosed):
        await accept_offer(
            AcceptOffer(**OFFER), resources, InMemoryRepository(a_need()), AllowAll(), clock
        )


async def test_an_accepted_offer_is_released_once() -> None:
    resources = InMemoryRepository(an_offered_resource())
    await accept(resources)
    command = ReleaseOffer(**OFFER, cause_code="agreement_voided")

    for _ in range(2):
        await release_offer(command, resources, AllowAll(), FakeClock())

    assert [type(event) for event in resources.events] == [OfferAccepted, OfferReleased]


async def test_withdrawing_releases_unanswered_offers_and_keeps_accepted_ones() -> None:
    resources = InMemoryRepository(an_offered_resource(terms("offer-1", 1), terms("offer-2", 1)))
    await accept(resources)
    command = WithdrawResource(resource_id="res-1", reason_code="changed")

    for _ in range(2):
        await withdraw_resource(command, resources, AllowAll(), FakeClock())

    assert resources.events[1:] == [
        ResourceWithdrawn(resource_id="res-1", reason_code="changed"),
        OfferReleased(
            resource_id="res-1",
            **terms("offer-2", 1).model_dump(),
            cause_code="resource_withdrawn",
        ),
    ]


async def test_closed_offers_leave_after_90_days() -> None:
    resource = an_offered_resource(terms("offer-1"))
    resource.decline_offer("offer-1", "no_staff", TODAY)

    resource.make_offer(terms("offer-2", 1), "plan", None, TODAY + timedelta(days=91))

    assert [offer.terms.offer_id for offer in resource.offers] == ["offer-2"]


class AnyOrderOfOffers(RuleBasedStateMachine):
    """Whatever is asked in whatever order, no window gives more than it has."""

    def __init__(self) -> None:
        super().__init__()
        self.resource = a_resource("res-1", supply(5, 0, 10), supply(3, 10, 20))
        self.clock = FakeClock()

    ids = st.sampled_from([f"o{number}" for number in range(8)])

    @rule(offer_id=ids, qty=st.integers(1, 4), first=st.sampled_from([0, 10, 15]))
    def make(self, offer_id: str, qty: int, first: int) -> None:
        made = terms(offer_id, qty).model_copy(update={"window": window(first, first + 10)})
        self.resource.make_offer(made, "plan", None, self.clock.today())

    @rule(offer_id=ids)
    def accept(self, offer_id: str) -> None:
        with suppress(NotFound, OfferClosed):
            self.resource.accept_offer(offer_id, need_open=True, today=self.clock.today())

    @rule(offer_id=ids)
    def decline(self, offer_id: str) -> None:
        with suppress(NotFound, OfferClosed):
            self.resource.decline_offer(offer_id, "no_staff", self.clock.today())

    @rule(offer_id=ids)
    def expire(self, offer_id: str) -> None:
        self.resource.expire_offer(offer_id, self.clock.today())

    @rule(offer_id=ids)
    def release(self, offer_id: str) -> None:
        self.resource.release_offer(offer_id, "agreement_voided", self.clock.today())

    @precondition(lambda self: self.clock.today() < TODAY + timedelta(days=45))
    @rule()
    def wait(self) -> None:
        self.clock.advance(timedelta(days=9))

    @invariant()
    def every_prefix_of_the_facts_keeps_the_capacity(self) -> None:
        held: dict[str, tuple[Any, Decimal]] = {}
        answers: dict[str, int] = {}
        for fact in self.resource.pending:
            if isinstance(fact, OfferMade):
                held[fact.offer_id] = (fact.window, fact.qty)
            elif isinstance(fact, OfferDeclined | OfferExpired | OfferReleased):
                held.pop(fact.offer_id)
            if isinstance(fact, OfferAccepted | OfferDeclined | OfferExpired):
                answers[fact.offer_id] = answers.get(fact.offer_id, 0) + 1
            for one in self.resource.windows:
                assert sum(qty for span, qty in held.values() if span == one.window) <= one.qty
        assert set(answers.values()) <= {1}


TestAnyOrderOfOffers = AnyOrderOfOffers.TestCase
TestAnyOrderOfOffers.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
