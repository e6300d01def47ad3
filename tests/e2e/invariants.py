"""The invariants across services (catalogue §4), each as a rule over the journals at rest."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from services.ledger.domain import first_broken
from tests.e2e.journals import Journals
from tests.e2e.states import (
    AGREEMENT_OVER,
    community_of,
    ended_organizations,
    instant,
    last_confirmed,
    live_agreements,
    live_registrations,
    parties_of,
    seats_of,
    since_sent_back,
    window_of,
)

OFFER_CLOSED = ("needs.offer-declined", "needs.offer-expired", "needs.offer-released")
OFFER_ANSWERED = ("needs.offer-accepted", *OFFER_CLOSED)
NEED_DROPPED = ("needs.need-withdrawn", "needs.need-returned")
POSTED, REVERSED = "ledger.hours-posted", "ledger.hours-reversed"


def promised_never_exceeds_capacity(journals: Journals) -> Iterator[str]:
    """Per resource and window, after every fact: Σ made − closed ≤ what is offered."""
    for resource, facts in journals.by_aggregate("needs").items():
        capacity: dict[str, Decimal] = {}
        held: dict[str, Decimal] = {}
        windows: dict[str, str] = {}
        for fact in facts:
            body = fact.payload
            if fact.type == "needs.resource-listed":
                for supply in body["windows"]:
                    capacity[window_of(supply["window"])] = Decimal(supply["qty"])
            elif fact.type == "needs.offer-made":
                held[body["offer_id"]] = Decimal(body["qty"])
                windows[body["offer_id"]] = window_of(body["window"])
            elif fact.type in OFFER_CLOSED:
                held.pop(body["offer_id"], None)
            for window, whole in capacity.items():
                promised = sum((held[o] for o in held if windows[o] == window), Decimal())
                if promised > whole:
                    yield f"resource {resource} promised {promised} of {whole} after {fact.seq}"


def an_offer_is_closed_at_most_once(journals: Journals) -> Iterator[str]:
    """One OfferMade, at most one acceptance, at most one end."""
    kinds = {"needs.offer-made": "made", "needs.offer-accepted": "accepted"}
    kinds |= dict.fromkeys(OFFER_CLOSED, "closed")
    told = Counter((fact.payload["offer_id"], kinds[fact.type]) for fact in journals.named(*kinds))
    for (offer, kind), count in told.items():
        if count > 1:
            yield f"offer {offer} was {kind} {count} times"


def what_is_over_holds_no_capacity(journals: Journals) -> Iterator[str]:
    """Offers of an agreement or a need that is over are closed."""
    made = {fact.payload["offer_id"]: fact for fact in journals.named("needs.offer-made")}
    closed = {fact.payload["offer_id"] for fact in journals.named(*OFFER_CLOSED)}
    over = {
        offer for fact in journals.named(*AGREEMENT_OVER) for offer in fact.payload["offer_ids"]
    }
    dropped = {fact.aggregate_id for fact in journals.named(*NEED_DROPPED)}
    over |= {id_ for id_, fact in made.items() if fact.payload["need_id"] in dropped}
    for offer in sorted(over & made.keys() - closed):
        yield f"offer {offer} still holds capacity"


def a_member_is_in_one_place_at_a_time(journals: Journals) -> Iterator[str]:
    """Confirmed intervals of a member are disjoint."""
    spans: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for attendance, fact in last_confirmed(journals).items():
        if fact.payload["minutes"] > 0:
            start, end = (instant(fact.payload["window"][name]) for name in ("start_at", "end_at"))
            spans[fact.payload["member_id"]].append((start, end, attendance))
    for member, found in spans.items():
        for one, next_ in pairwise(sorted(found)):
            if next_[0] < one[1]:
                yield f"member {member} served in {one[2]} and {next_[2]} at once"


def hours_are_confirmed_attendance(journals: Journals) -> Iterator[str]:
    """Per attendance Σ posted − Σ reversed = minutes last confirmed or corrected."""
    balance: Counter[str] = Counter()
    for fact in journals.named(POSTED, REVERSED):
        sign = 1 if fact.type == POSTED else -1
        balance[fact.payload["attendance_id"]] += sign * fact.payload["minutes"]
    confirmed = {id_: fact.payload["minutes"] for id_, fact in last_confirmed(journals).items()}
    for attendance in confirmed.keys() | balance.keys():
        said, stands = confirmed.get(attendance, 0), balance[attendance]
        if said != stands:
            yield f"attendance {attendance}: {said} minutes confirmed, {stands} in the ledger"


def hash_chains_verify(journals: Journals) -> Iterator[str]:
    """Every account's entries follow from those before."""
    for account, facts in journals.by_aggregate("ledger").items():
        broken = first_broken(fact.payload for fact in facts)
        if broken:
            yield f"account {account} breaks at entry {broken}"


def agreements_take_effect_at_the_last_signature(journals: Journals) -> Iterator[str]:
    """AgreementTookEffect follows ``party_count`` signatures of one version and hash."""
    for agreement, facts in journals.by_aggregate("pairings").items():
        for number, fact in enumerate(facts):
            if fact.type != "pairings.agreement-took-effect":
                continue
            version, text = fact.payload["version_no"], fact.payload["text_hash"]
            signed = [
                earlier.payload
                for earlier in since_sent_back(facts[:number])
                if earlier.type == "pairings.agreement-signed"
                and (earlier.payload["version_no"], earlier.payload["text_hash"]) == (version, text)
            ]
            parties = {signature["party_id"] for signature in signed}
            wanted = max((signature["party_count"] for signature in signed), default=-1)
            if len(parties) != wanted or parties != set(fact.payload["party_ids"]):
                yield f"agreement {agreement} took effect after {len(parties)} of {wanted}"


def live_agreements_have_living_parties(journals: Journals) -> Iterator[str]:
    """No live agreement has an ended party."""
    ended = ended_organizations(journals)
    for agreement, facts in live_agreements(journals).items():
        for party in sorted(parties_of(facts) & ended):
            yield f"agreement {agreement} lives with the ended party {party}"


def one_live_agreement_per_parties(journals: Journals) -> Iterator[str]:
    """Two live ones of the same parties and scope only with a blocking_id between them."""
    groups: dict[tuple[frozenset[str], str], list[str]] = defaultdict(list)
    live = live_agreements(journals)
    for agreement, facts in live.items():
        groups[frozenset(parties_of(facts)), facts[0].payload["scope_code"]].append(agreement)
    for same in groups.values():
        flagged = [
            id_
            for id_ in same
            if any(fact.payload.get("blocking_id") in same for fact in live[id_])
        ]
        if len(same) - len(flagged) > 1:
            yield f"agreements {sorted(same)} live with the same parties"


def one_live_report_per_kind(journals: Journals) -> Iterator[str]:
    """A member has at most one live registration of a kind."""
    live = Counter(
        (facts[0].payload["member_id"], facts[0].payload["kind"])
        for facts in live_registrations(journals).values()
    )
    for (member, kind), count in live.items():
        if count > 1:
            yield f"member {member} has {count} live reports of {kind}"


def nobody_stays_signed_up_where_they_left(journals: Journals) -> Iterator[str]:
    """After RegistrationMoved no later session of the community left has the member's seat.

    Who has come back there may take a seat again.
    """
    seats = seats_of(journals)
    at_home = {
        (facts[0].payload["member_id"], community_of(facts))
        for facts in live_registrations(journals).values()
    }
    arrivals = journals.named(
        "registrations.registration-accepted", "registrations.registration-moved"
    )
    for moved in journals.named("registrations.registration-moved"):
        member, left = moved.payload["member_id"], moved.payload["from_id"]
        if (member, left) in at_home:
            continue
        back = [
            fact.at
            for fact in arrivals
            if fact.at > moved.at
            and (fact.payload["member_id"], fact.payload["community_id"]) == (member, left)
        ]
        for session, facts in journals.by_aggregate("activities").items():
            if facts[0].type != "activities.session-opened":
                continue
            opened = facts[0].payload
            later = instant(opened["window"]["start_at"]) > moved.at
            since = seats.get(session, {}).get(member)
            held = since is not None and (not back or since < min(back))
            if later and opened["community_id"] == left and held:
                yield f"member {member} still has a seat in {session} of {left}"


def nothing_active_hangs_below_an_ended_organization(journals: Journals) -> Iterator[str]:
    """Every active organization's two superiors are active."""
    ended = ended_organizations(journals)
    for organization, facts in journals.by_aggregate("organizations").items():
        if organization in ended:
            continue
        superiors: dict[str, str | None] = {}
        for fact in facts:
            if fact.type == "organizations.organization-registered":
                superiors = {
                    line: fact.payload.get(f"{line}_id") for line in ("affiliation", "territory")
                }
            elif fact.type == "organizations.organization-moved":
                superiors[fact.payload["kind"]] = fact.payload["superior_id"]
        for line, superior in superiors.items():
            if superior in ended:
                yield f"{organization} hangs below the ended {superior} ({line})"


def every_adopted_line_is_offered_or_failed(journals: Journals) -> Iterator[str]:
    """Per line of an adopted plan exactly one of OfferMade, OfferFailed."""
    outcomes = Counter(
        (fact.payload["plan_id"], fact.payload["line_no"])
        for fact in journals.named("needs.offer-made", "needs.offer-failed")
        if fact.payload.get("plan_id")
    )
    for adopted in journals.named("needs.plan-adopted"):
        plan = adopted.payload["plan_id"]
        for line in range(1, adopted.payload["line_count"] + 1):
            if outcomes[plan, line] != 1:
                yield f"line {line} of plan {plan} has {outcomes[plan, line]} outcomes"


def every_offer_is_answered_in_time(journals: Journals) -> Iterator[str]:
    """After answer_by_on (seen from the newest fact) an offer of a plan has an answer."""
    if not journals.facts:
        return
    newest = max(fact.at for fact in journals.facts).date().isoformat()
    answered = {fact.payload["offer_id"] for fact in journals.named(*OFFER_ANSWERED)}
    for made in journals.named("needs.offer-made"):
        offer, by = made.payload["offer_id"], made.payload["answer_by_on"]
        if by < newest and offer not in answered:
            yield f"offer {offer} has no answer since {by}"


def nothing_closes_unevaluated(journals: Journals) -> Iterator[str]:
    """ProjectClosed only after ``evaluator_count`` ProjectEvaluated since the delivery."""
    for project, facts in journals.by_aggregate("projects").items():
        scored: set[tuple[str, str]] = set()
        wanted = 1
        for fact in facts:
            body = fact.payload
            if fact.type == "projects.project-evaluated":
                scored.add((body["need_id"], body["evaluator_id"]))
                wanted = body["evaluator_count"]
            elif fact.type == "projects.project-closed" and len(scored) < wanted:
                yield f"project {project} closed after {len(scored)} of {wanted} evaluations"


INVARIANTS = (
    promised_never_exceeds_capacity,
    an_offer_is_closed_at_most_once,
    what_is_over_holds_no_capacity,
    a_member_is_in_one_place_at_a_time,
    hours_are_confirmed_attendance,
    hash_chains_verify,
    agreements_take_effect_at_the_last_signature,
    live_agreements_have_living_parties,
    one_live_agreement_per_parties,
    one_live_report_per_kind,
    nobody_stays_signed_up_where_they_left,
    nothing_active_hangs_below_an_ended_organization,
    every_adopted_line_is_offered_or_failed,
    every_offer_is_answered_in_time,
    nothing_closes_unevaluated,
)
