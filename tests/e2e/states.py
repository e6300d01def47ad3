"""What the facts leave behind: who lives, who sits where, what stands."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from tests.e2e.journals import Fact, Journals

AGREEMENT_OVER = ("pairings.agreement-voided", "pairings.agreement-ended")
CONFIRMED = ("activities.attendance-confirmed", "activities.attendance-corrected")


def ended_organizations(journals: Journals) -> set[str]:
    over = ("organizations.organization-merged", "organizations.organization-closed")
    split = "organizations.organization-split"
    return {
        fact.aggregate_id
        for fact in journals.named(*over, split)
        if fact.type != split or fact.payload["ends"]
    }


def live_agreements(journals: Journals) -> dict[str, list[Fact]]:
    return {
        id_: facts
        for id_, facts in journals.by_aggregate("pairings").items()
        if not any(fact.type in AGREEMENT_OVER for fact in facts)
    }


def parties_of(facts: list[Fact]) -> set[str]:
    stated = [fact.payload["party_ids"] for fact in facts if "party_ids" in fact.payload]
    return set(stated[-1]) if stated else set()


def since_sent_back(facts: list[Fact]) -> list[Fact]:
    starts = [n for n, fact in enumerate(facts) if fact.type == "pairings.agreement-sent-back"]
    return facts[starts[-1] + 1 :] if starts else facts


def live_registrations(journals: Journals) -> dict[str, list[Fact]]:
    over = {"registrations.registration-declined", "registrations.registration-cancelled"}
    return {
        id_: facts
        for id_, facts in journals.by_aggregate("registrations").items()
        if facts[0].type == "registrations.registration-reported"
        and not any(fact.type in over for fact in facts)
    }


def community_of(facts: list[Fact]) -> str:
    stated = [fact.payload["community_id"] for fact in facts if "community_id" in fact.payload]
    return str(stated[-1])


def seats_of(journals: Journals) -> dict[str, dict[str, datetime]]:
    """By session: who has a seat, and since when."""
    seats: dict[str, dict[str, datetime]] = defaultdict(dict)
    for fact in journals.facts:
        if fact.type == "activities.member-signed-up":
            seats[fact.aggregate_id][fact.payload["member_id"]] = fact.at
        elif fact.type == "activities.member-sign-up-cancelled":
            seats[fact.aggregate_id].pop(fact.payload["member_id"], None)
        elif fact.type == "activities.session-cancelled":
            seats[fact.aggregate_id].clear()
    return seats


def last_confirmed(journals: Journals) -> dict[str, Fact]:
    return {fact.aggregate_id: fact for fact in journals.named(*CONFIRMED)}


def window_of(window: dict[str, Any]) -> str:
    return f"{window['start_at']}/{window['end_at']}"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
