"""The checker sees what it is there to see: a planted journal breaks exactly the rule it is for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.ledger.domain import hash_of
from tests.e2e.journals import Applied, Fact, Journals, violations

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
MORNING = {"start_at": "2026-11-23T01:00:00.000Z", "end_at": "2026-11-23T03:00:00.000Z"}
LATER = {"start_at": "2026-11-23T02:00:00.000Z", "end_at": "2026-11-23T04:00:00.000Z"}
BETWEEN = {"start_at": "2026-11-23T05:30:00.000Z", "end_at": "2026-11-23T05:45:00.000Z"}
GENESIS = "0" * 64


def told(aggregate: str, *facts: tuple[str, dict[str, Any]]) -> list[Fact]:
    """The facts of one aggregate, numbered from 1."""
    return [
        Fact(type_.split(".")[0], aggregate, seq, type_, payload, AT, f"{aggregate}/{seq}")
        for seq, (type_, payload) in enumerate(facts, 1)
    ]


def resource(*offers: tuple[str, dict[str, Any]]) -> list[Fact]:
    listed = {"windows": [{"window": MORNING, "qty": "10.00"}]}
    return told("resource", ("needs.resource-listed", listed), *offers)


def made(offer: str, qty: str, **more: Any) -> tuple[str, dict[str, Any]]:
    body = {"offer_id": offer, "need_id": "n", "qty": qty, "window": MORNING}
    body |= {"answer_by_on": "2026-12-07"}
    return "needs.offer-made", body | more


def declined(offer: str) -> tuple[str, dict[str, Any]]:
    return "needs.offer-declined", {"offer_id": offer}


def over_promised() -> list[Fact]:
    return resource(made("o1", "6.00"), made("o2", "6.00"), declined("o1"))


def declined_twice() -> list[Fact]:
    return resource(made("o1", "6.00"), declined("o1"), declined("o1"))


def held_for_a_voided_agreement() -> list[Fact]:
    voided = ("pairings.agreement-voided", {"offer_ids": ["o1"]})
    return [*resource(made("o1", "6.00")), *told("g", drafted(["U", "C"]), voided)]


def held_for_a_withdrawn_need() -> list[Fact]:
    withdrawn = ("needs.need-withdrawn", {"reason_code": "mistaken"})
    return [*resource(made("o1", "6.00")), *told("n", withdrawn)]


def unanswered() -> list[Fact]:
    return resource(made("o1", "6.00", answer_by_on="2026-11-01"))


def offered_twice() -> list[Fact]:
    line = {"plan_id": "plan", "line_no": 1}
    adopted = {"plan_id": "plan", "line_count": 1}
    return [
        *told("adoption", ("needs.plan-adopted", adopted)),
        *resource(made("o1", "1.00", **line), made("o2", "1.00", **line)),
    ]


def confirmed(attendance: str, minutes: int, window: dict[str, str] = MORNING) -> list[Fact]:
    body = {"member_id": "li", "minutes": minutes, "window": window}
    return told(attendance, ("activities.attendance-confirmed", body))


def posted(attendance: str, minutes: int, **more: Any) -> list[Fact]:
    entry = {
        "prev_hash": GENESIS,
        "entry_id": f"entry of {attendance}",
        "attendance_id": attendance,
        "minutes": minutes,
        "total_minutes": minutes,
    }
    entry["hash"] = hash_of(entry)
    return told("li", ("ledger.hours-posted", entry | more))


def in_two_places() -> list[Fact]:
    both = [*confirmed("a1", 60), *confirmed("a2", 60, LATER)]
    one = posted("a1", 60)[0].payload
    two = {
        "prev_hash": one["hash"],
        "entry_id": "entry of a2",
        "attendance_id": "a2",
        "minutes": 60,
        "total_minutes": 120,
    }
    two["hash"] = hash_of(two)
    return [*both, *told("li", ("ledger.hours-posted", one), ("ledger.hours-posted", two))]  # type: ignore[arg-type]


def hours_from_nowhere() -> list[Fact]:
    return [*confirmed("a1", 60), *posted("a1", 90)]


def tampered() -> list[Fact]:
    return [*confirmed("a1", 60), *posted("a1", 60, community_id="another")]


def drafted(parties: list[str]) -> tuple[str, dict[str, Any]]:
    return "pairings.agreement-drafted", {"party_ids": parties, "scope_code": "general"}


def signed(party: str, text: str = "t1") -> tuple[str, dict[str, Any]]:
    body = {"version_no": 1, "text_hash": text, "party_id": party, "party_count": 2}
    return "pairings.agreement-signed", body


def effective(parties: list[str]) -> tuple[str, dict[str, Any]]:
    body = {"version_no": 1, "text_hash": "t1", "party_ids": parties}
    return "pairings.agreement-took-effect", body


def signed_by_one() -> list[Fact]:
    parties = ["U", "C"]
    return told("g", drafted(parties), signed("U"), signed("C", "t2"), effective(parties))


def signed_before_it_was_sent_back() -> list[Fact]:
    sent_back = ("pairings.agreement-sent-back", {"version_no": 1})
    parties = ["U", "C"]
    return told("g", drafted(parties), signed("U"), sent_back, signed("C"), effective(parties))


def with_an_ended_party() -> list[Fact]:
    closed = ("organizations.organization-closed", {"custodian_id": "S"})
    return [*told("U", ("organizations.organization-registered", {}), closed), *agreed("g")]


def agreed(id_: str) -> list[Fact]:
    return told(id_, drafted(["U", "C"]))


def agreed_twice() -> list[Fact]:
    return [*agreed("g1"), *agreed("g2")]


def reported(id_: str, *more: tuple[str, dict[str, Any]]) -> list[Fact]:
    body = {"member_id": "li", "kind": "residence", "community_id": "A"}
    return told(id_, ("registrations.registration-reported", body), *more)


def reported_twice() -> list[Fact]:
    return [*reported("r1"), *reported("r2")]


def seated_where_they_left() -> list[Fact]:
    moved = {"member_id": "li", "from_id": "A", "community_id": "B"}
    opened = {"community_id": "A", "window": LATER}
    seat = {"member_id": "li"}
    return [
        *reported("r1", ("registrations.registration-moved", moved)),
        *told("s", ("activities.session-opened", opened), ("activities.member-signed-up", seat)),
    ]


def below_an_ended_one() -> list[Fact]:
    registered = "organizations.organization-registered"
    merged = ("organizations.organization-merged", {"custodian_id": "B"})
    return [
        *told("A", (registered, {}), merged),
        *told("branch", (registered, {"affiliation_id": None, "territory_id": "A"})),
    ]


def closed_unevaluated() -> list[Fact]:
    score = {"need_id": "n1", "evaluator_id": "C", "evaluator_count": 2}
    return told(
        "p", ("projects.project-evaluated", score), ("projects.project-closed", {"score": "90.00"})
    )


def with_a_gap() -> list[Fact]:
    return [fact for fact in resource(made("o1", "1.00"), made("o2", "1.00")) if fact.seq != 2]


PLANTED = {
    "promised_never_exceeds_capacity": over_promised,
    "an_offer_is_closed_at_most_once": declined_twice,
    "what_is_over_holds_no_capacity": held_for_a_voided_agreement,
    "every_offer_is_answered_in_time": unanswered,
    "every_adopted_line_is_offered_or_failed": offered_twice,
    "a_member_is_in_one_place_at_a_time": in_two_places,
    "hours_are_confirmed_attendance": hours_from_nowhere,
    "hash_chains_verify": tampered,
    "agreements_take_effect_at_the_last_signature": signed_by_one,
    "live_agreements_have_living_parties": with_an_ended_party,
    "one_live_agreement_per_parties": agreed_twice,
    "one_live_report_per_kind": reported_twice,
    "nobody_stays_signed_up_where_they_left": seated_where_they_left,
    "nothing_active_hangs_below_an_ended_organization": below_an_ended_one,
    "nothing_closes_unevaluated": closed_unevaluated,
    "journals_have_no_gaps": with_a_gap,
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_journal_breaks_the_one_rule_it_is_for(rule: str) -> None:
    plant: Callable[[], list[Fact]] = PLANTED[rule]

    found = violations(Journals.of(plant()))

    assert {line.partition(":")[0] for line in found} == {rule}


def test_every_rule_has_its_planted_journal() -> None:
    from tests.e2e.delivery import DELIVERY
    from tests.e2e.invariants import INVARIANTS

    of_inboxes = {
        "each_fact_is_applied_once",
        "what_one_is_told_all_are_told",
        "everybody_has_come_to_the_end",
    }

    assert {rule.__name__ for rule in (*DELIVERY, *INVARIANTS)} == {*PLANTED, *of_inboxes}


@pytest.mark.parametrize(("signed_up_hour", "broken"), [(0, True), (2, True), (4, False)])
def test_who_came_back_to_a_community_may_take_a_seat_there_again(
    signed_up_hour: int, broken: bool
) -> None:
    def moved(source: str, target: str) -> tuple[str, dict[str, Any]]:
        body = {"member_id": "li", "from_id": source, "community_id": target}
        return "registrations.registration-moved", body

    moves = reported("r1", moved("A", "B"), moved("B", "A"), moved("A", "B"))
    hours = (0, 1, 3, 5)  # reported, left, came back, left again
    opened, signed_up = told(
        "s",
        ("activities.session-opened", {"community_id": "A", "window": LATER}),
        ("activities.member-signed-up", {"member_id": "li"}),
    )
    at = [
        replace(fact, at=AT + timedelta(hours=hour))
        for fact, hour in zip(moves, hours, strict=True)
    ]
    again = replace(signed_up, at=AT + timedelta(hours=signed_up_hour))
    # The session begins after the member has left for the first time, and before the second.
    began = replace(opened, payload={"community_id": "A", "window": BETWEEN})

    found = violations(Journals.of([*at, began, again]))

    assert bool(found) is broken, found


def test_signatures_given_before_a_sending_back_do_not_count() -> None:
    found = violations(Journals.of(signed_before_it_was_sent_back()))

    assert found == [
        "agreements_take_effect_at_the_last_signature: agreement g took effect after 1 of 2"
    ]


def test_a_withdrawn_need_holds_no_capacity_either() -> None:
    found = violations(Journals.of(held_for_a_withdrawn_need()))

    assert found == ["what_is_over_holds_no_capacity: offer o1 still holds capacity"]


def test_a_healthy_journal_breaks_nothing() -> None:
    facts = [
        *resource(made("o1", "6.00"), declined("o1"), made("o2", "6.00")),
        *told("g", drafted(["U", "C"]), signed("U"), signed("C"), effective(["U", "C"])),
        *confirmed("a1", 60),
        *posted("a1", 60),
        *reported("r1"),
    ]
    applied = [Applied("pairings", fact.service, fact.aggregate_id, fact.seq) for fact in facts]

    assert violations(Journals.of(facts, applied)) == []


def test_a_fact_applied_twice_is_seen() -> None:
    facts = reported("r1")
    row = Applied("activities", "registrations", "r1", 1)

    found = violations(Journals.of(facts, [row, row]))

    assert found == ["each_fact_is_applied_once: activities applied r1 1 2 times"]


def test_a_fact_applied_by_nobodys_word_is_seen() -> None:
    applied = [
        Applied("activities", "registrations", "r1", 1),
        Applied("activities", "registrations", "r9", 1),
    ]

    found = violations(Journals.of(reported("r1"), applied))

    assert found == ["each_fact_is_applied_once: activities applied r9 1, which nobody stated"]


def test_a_missed_fact_is_seen() -> None:
    facts = [
        *reported("r1"),
        *told(
            "r2",
            (
                "registrations.registration-reported",
                {"member_id": "wu", "kind": "work", "community_id": "A"},
            ),
        ),
    ]
    applied = [Applied("activities", "registrations", "r1", 1)]

    found = violations(Journals.of(facts, applied))

    assert found == [
        "what_one_is_told_all_are_told: activities missed registrations.registration-reported r2 1",
        "everybody_has_come_to_the_end: activities is behind on registrations r2",
    ]
