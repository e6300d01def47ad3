"""Facts become commands; sweeps name their targets in order."""

from datetime import UTC, date, datetime
from decimal import Decimal

from contracts.events.needs import NeedWithdrawn, OfferAccepted, OfferReleased, PlanAdopted
from contracts.events.pairings import AgreementVoided, OfferAttached
from contracts.events.projects import ProjectAdopted
from libs.kernel import EventMeta
from libs.testing import FakeClock
from services.needs.commands import (
    ExpireOffer,
    FailPlan,
    MakeOffer,
    RecordFulfilment,
    ReleaseOffer,
    TrackAdoption,
    TrackNeed,
)
from services.needs.consumers import (
    TIMERS,
    lines_to_offer,
    make_offer,
    record_fulfilment,
    release_offer,
    track_agreement,
    track_attached,
    track_need,
    track_offer,
)
from tests.unit.needs.builders import terms


def meta(aggregate_id: str = "x") -> EventMeta:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return EventMeta("e1", "t", 1, "needs", aggregate_id, 1, at)


ACCEPTED = OfferAccepted(resource_id="res-1", **terms().model_dump(), cycle_key="2026H2")
RELEASED = OfferReleased(resource_id="res-1", **terms().model_dump(), cause_code="need_withdrawn")
ADOPTED = PlanAdopted(
    adoption_id="a", plan_id="plan-1", scope_id="s", cycle_key="2026H2", line_count=230
)


def test_the_need_hears_of_promises_and_releases() -> None:
    assert list(record_fulfilment(ACCEPTED, meta())) == [
        RecordFulfilment(need_id="need-1", offer_id="offer-1", qty=Decimal(2))
    ]
    assert list(record_fulfilment(RELEASED, meta())) == [
        RecordFulfilment(need_id="need-1", offer_id="offer-1", qty=Decimal(2), released=True)
    ]


def test_the_line_hears_of_its_offer() -> None:
    assert list(track_offer(ACCEPTED, meta())) == [
        TrackAdoption(offer_id="offer-1", stage_code="accepted", plan_id="plan-1", line_no=1)
    ]
    assert list(track_offer(ACCEPTED.model_copy(update={"plan_id": None}), meta())) == []


def test_a_project_moves_its_needs_and_its_lines() -> None:
    adopted = ProjectAdopted(
        project_id="p1",
        project_no="1" * 18,
        agreement_id="g1",
        need_ids=("n1", "n2"),
        offer_ids=("o1", "o2"),
        lead_id="court",
        co_ids=(),
        community_id="jiaodong",
        evaluator_ids=("jiaodong",),
        title="普法",
        category_code="law",
        start_on=date(2026, 12, 1),
        due_on=date(2026, 12, 31),
    )

    assert list(track_need(adopted, meta("p1"))) == [
        TrackNeed(need_id="n1", project_id="p1", stage_code="adopted"),
        TrackNeed(need_id="n2", project_id="p1", stage_code="adopted"),
    ]
    assert list(track_agreement(adopted, meta("p1"))) == [
        TrackAdoption(offer_id="o1", stage_code="adopted"),
        TrackAdoption(offer_id="o2", stage_code="adopted"),
    ]


def test_an_offer_joining_an_effective_agreement_is_effective() -> None:
    def attached(status_code: str) -> list[str]:
        event = OfferAttached(
            agreement_id="g1", offer_id="o1", need_id="n1", status_code=status_code
        )
        return [command.stage_code for command in track_attached(event, meta())]  # type: ignore[attr-defined]

    assert attached("draft") == attached("awaiting_signatures") == ["drafted"]
    assert attached("effective") == ["effective"]


async def test_every_line_of_an_adopted_plan_is_walked_in_pages() -> None:
    walked: list[str] = []
    after = None
    while page := await lines_to_offer(ADOPTED, None, after, 100):  # type: ignore[arg-type]
        walked += page
        after = page[-1]

    assert walked == sorted(walked)
    assert [int(number) for number in walked] == list(range(1, 231))
    assert make_offer(ADOPTED, walked[-1]) == MakeOffer(plan_id="plan-1", line_no=230)


def test_what_is_released_says_why() -> None:
    causes = [
        release_offer(event, "res-1/offer-1")
        for event in (
            NeedWithdrawn(need_id="n1", reason_code="solved"),
            AgreementVoided(agreement_id="g1", offer_ids=("offer-1",), cause_code="timed_out"),
        )
    ]

    assert causes == [
        ReleaseOffer(resource_id="res-1", offer_id="offer-1", cause_code="need_withdrawn"),
        ReleaseOffer(resource_id="res-1", offer_id="offer-1", cause_code="agreement_voided"),
    ]


def test_deadlines_fire_commands() -> None:
    now = FakeClock().now()

    assert TIMERS["answer-by"]("res-1", "offer-1", {"at": now}) == ExpireOffer(
        resource_id="res-1", offer_id="offer-1"
    )
    assert TIMERS["fail-plan"]("plan-1", "", {}) == FailPlan(
        plan_id="plan-1", reason_code="timed_out"
    )
