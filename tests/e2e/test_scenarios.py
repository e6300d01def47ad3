"""Scenarios b, c, d of the catalogue over the running stack; then the journals are checked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from deploy.seed.person import Person, Refused
from libs.kernel import derive_id
from tests.e2e.journals import violations
from tests.e2e.quarter import Pair, Quarter, a_quarter
from tests.e2e.town import Town, eventually, types_of


def whole(town: Town) -> list[str]:
    """What the checker finds once the stack is at rest."""
    return violations(town.journals())


# -- b: A merges into B meanwhile ---------------------------------------------------------------


@pytest.fixture
def merging(town: Town) -> tuple[Quarter, list[Pair]]:
    """Four agreements: U1–A effective, U2–A signed by one, U3–A a draft, U1–B effective."""
    quarter = a_quarter(town, "并").open(("A", "B"), {"U1": "A", "U2": "A", "U3": "A"})
    g1, g2, g3, g4 = quarter.pair(("U1", "A"), ("U2", "A"), ("U3", "A"), ("U1", "B"))
    quarter.take_effect(g1)
    quarter.take_effect(g4)
    quarter.sign(g2, quarter.open_signing(g2), "A")
    return quarter, [g1, g2, g3, g4]


def test_a_community_merged_meanwhile_hands_over_its_agreements_and_keeps_its_past(
    town: Town, merging: tuple[Quarter, list[Pair]]
) -> None:
    quarter, (g1, g2, g3, g4) = merging
    member = quarter.member("甲", "U1")
    registration = quarter.report("甲", member, "A")
    session, start = quarter.session("A", 3, 9, 2)
    quarter.sign_up("甲", member, session)

    quarter.end("A", "merger", quarter.ids["B"])

    heirs = {quarter.ids["B"], quarter.ids["U2"]}
    eventually(lambda: parties(quarter, g2) == heirs)
    assert quarter.until_status(g2, "draft")["version_no"] >= 1
    quarter.until_status(g1, "effective")
    handed = handed_over(town, g1)
    assert handed["blocking_id"] == g4.agreement_id
    assert handed["successor_id"] == quarter.ids["B"]
    assert handed_over(town, g3)["successor_id"] == quarter.ids["B"]
    assert types_of(town, g2.agreement_id)[-2:] == ["party-succeeded", "agreement-sent-back"]
    anew(quarter, g2)
    quarter.serve("甲", member, session, start, by="B")
    the_past_stays(town, quarter, registration, session, member)
    assert whole(town) == []


def parties(quarter: Quarter, pair: Pair) -> set[str]:
    found = quarter.people["street"].get(f"views/agreements/{pair.agreement_id}")
    return {party["id"] for party in found["parties"]}


def handed_over(town: Town, pair: Pair) -> dict[str, Any]:
    facts = town.journals().named("pairings.party-succeeded")
    found = [fact for fact in facts if fact.aggregate_id == pair.agreement_id]
    assert len(found) == 1
    return dict(found[0].payload)


def anew(quarter: Quarter, pair: Pair) -> None:
    """The heir opens the next version, and both sign that one."""
    version = quarter.open_signing(pair, by="B")
    quarter.sign(pair, version, "U2")
    quarter.sign(pair, version, "B")
    quarter.until_status(pair, "effective")


def the_past_stays(
    town: Town, quarter: Quarter, registration: str, session: str, member: str
) -> None:
    """Registration, need and session stay A's; the sums of B contain them."""
    worker, a, b = quarter.people["B"], quarter.ids["A"], quarter.ids["B"]
    assert worker.get(f"views/registrations/{registration}")["community"]["id"] == a
    assert worker.get(f"views/sessions/{session}")["community"]["id"] == a
    confirmed = town.journals().named("activities.attendance-confirmed")
    mine = [fact.payload for fact in confirmed if fact.payload["member_id"] == member]
    assert [(body["community_id"], body["minutes"]) for body in mine] == [(a, 119)]

    def counted() -> bool:
        page = worker.get(f"views/communities/{quarter.codes['B']}")
        return bool(page["figures"]["minutes"] == 119 and page["figures"]["reported_count"] == 1)

    eventually(counted)
    branch = worker.get(f"views/organizations/{quarter.branches['U1']}")
    assert branch["territory"]["id"] == b


def to_correct(person: Person) -> int:
    """How many sessions wait in the person's work for a word on corrected hours."""
    queues = {queue["kind"]: queue["count"] for queue in person.get("views/work")["queues"]}
    return int(queues["to_correct"])


# -- c: check-in twice, out of order, too late --------------------------------------------------


def test_marks_made_twice_out_of_order_and_too_late_end_as_right_hours(town: Town) -> None:
    quarter = a_quarter(town, "签").open(("A",), {"U1": "A"})
    member = quarter.member("乙", "U1")
    quarter.report("乙", member, "A")
    session, start = quarter.session("A", 1, 9, 3)
    quarter.sign_up("乙", member, session)
    who, worker = quarter.people["乙"], quarter.people["A"]
    place = f"activities/sessions/{session}/attendances/{member}"

    def marked(kind: str, minutes: int, key: str) -> None:
        at = (start + timedelta(minutes=minutes)).isoformat()
        who.post(f"{place}/{kind}", {"method_code": "self", "marked_at": at}, key=key)

    with town.at(start + timedelta(hours=3, minutes=5)):
        marked("check-out", 178, "out")
        marked("check-in", 0, "in")
        marked("check-in", 0, "in")
        marked("check-in", 0, "in on another device")
        worker.post(f"{place}/confirmation", {})
        marked("check-out", 180, "out on another device")
        correction = {"minutes": 180, "reason_code": "left_early"}
        worker.post(f"{place}/corrections", correction)
        with pytest.raises(Refused, match=r"activities\.same-person"):
            worker.post(f"{place}/correction-approval", {})
        assert eventually(lambda: to_correct(quarter.people["street"]) == 1)
        assert to_correct(worker) == 0
        quarter.people["street"].post(f"{place}/correction-approval", {})

    attendance = derive_id("attendance", session, member)
    assert types_of(town, attendance) == [
        "member-checked-out",
        "member-checked-in",
        "attendance-confirmed",
        "late-mark-noted",
        "correction-requested",
        "attendance-corrected",
    ]
    ledger = [fact for fact in town.journals().facts if fact.aggregate_id == member]
    hours = [(fact.type, fact.payload["minutes"]) for fact in ledger if fact.service == "ledger"]
    assert hours == [
        ("ledger.hours-posted", 178),
        ("ledger.hours-reversed", 178),
        ("ledger.hours-posted", 180),
    ]
    assert who.get(f"views/hours?member_id={member}")["posted_minutes"] == 180
    assert whole(town) == []


# -- d: the last signer's unit closed -----------------------------------------------------------


@pytest.fixture
def closing(town: Town) -> tuple[Quarter, Pair]:
    """{C, U}, frozen, C has signed; U has another resource besides."""
    quarter = a_quarter(town, "撤").open(("C",), {"U": "C"})
    (pair,) = quarter.pair(("U", "C"))
    return quarter, pair


def test_a_unit_closed_before_its_signature_leaves_nothing_behind(
    town: Town, closing: tuple[Quarter, Pair]
) -> None:
    quarter, pair = closing
    version = quarter.open_signing(pair)
    quarter.sign(pair, version, "C")

    quarter.end("U", "closing", quarter.ids["C"])

    quarter.until_status(pair, "voided")
    with pytest.raises(Refused) as refused:
        quarter.sign(pair, version, "U")
    assert refused.value.status in {404, 409}
    offer_is_released_once(town, pair)
    assert whole(town) == []


def test_a_unit_closed_after_its_signature_ends_the_agreement_and_uncovers_the_project(
    town: Town, closing: tuple[Quarter, Pair]
) -> None:
    quarter, pair = closing
    quarter.take_effect(pair)
    project = quarter.adopt(pair)

    quarter.end("U", "closing", quarter.ids["C"])

    quarter.until_status(pair, "ended")
    street = quarter.people["street"]
    street.until(f"views/projects/{project}", lambda found: found.get("uncovered"))
    assert types_of(town, pair.agreement_id)[-1] == "agreement-ended"
    assert whole(town) == []


def test_a_closing_and_the_last_signature_in_flight_together_leave_no_live_agreement(
    town: Town, closing: tuple[Quarter, Pair]
) -> None:
    quarter, pair = closing
    version = quarter.open_signing(pair)
    quarter.sign(pair, version, "C")

    def sign() -> int:
        try:
            quarter.sign(pair, version, "U")
        except Refused as refused:
            return refused.status
        return 204

    with ThreadPoolExecutor(2) as at_once:
        closed = at_once.submit(quarter.end, "U", "closing", quarter.ids["C"])
        signed = at_once.submit(sign)
        closed.result()
        assert signed.result() in {204, 404, 409}

    quarter.until_status(pair, "voided", "ended")
    offer_is_released_once(town, pair)
    assert whole(town) == []


def offer_is_released_once(town: Town, pair: Pair) -> None:
    """The offer fell back, the need is open again, the resource is withdrawn."""

    def settled() -> bool:
        told = types_of(town, pair.resource_id)
        return "resource-withdrawn" in told and told.count("offer-released") == 1

    eventually(settled)
    facts = [fact for fact in town.journals().facts if fact.aggregate_id == pair.need_id]
    last = [fact for fact in facts if fact.type == "needs.need-fulfilment-changed"][-1]
    assert (last.payload["promised_qty"], last.payload["open_qty"]) == ("0.00", "2.00")
    stages = [
        fact.payload["stage_code"]
        for fact in town.journals().named("needs.adoption-advanced")
        if fact.payload["offer_id"] == pair.offer_id
    ]
    assert stages[-1] == "released"
