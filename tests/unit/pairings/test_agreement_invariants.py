"""What catalogue §4 promises of agreements, over random histories of all that can happen."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.events.pairings import AgreementSentBack, AgreementSigned, AgreementTookEffect
from libs.kernel import DomainError
from services.pairings.commands import (
    EndAgreement,
    ExpireAgreement,
    SendBack,
    VoidAgreement,
)
from services.pairings.domain import Agreement, Status, parties_hash
from services.pairings.handlers import (
    end_agreement,
    expire_agreement,
    send_back,
    void_agreement,
)
from tests.unit.pairings.builders import a_town, signatory_of

PARTIES = ("U1", "U2", "C1", "C2", "V")
party = st.sampled_from(PARTIES)
T = TypeVar("T")
chance = st.integers(min_value=0, max_value=10**6)


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """The result of work on in-memory stores, which never waits."""
    try:
        work.send(None)
    except StopIteration as finished:
        return finished.value
    raise AssertionError("it waited")


class Agreements(RuleBasedStateMachine):
    """Organizations end by merging or closing; every end is swept before the history is judged."""

    def __init__(self) -> None:
        super().__init__()
        self.town = a_town(*PARTIES)
        self.offers = 0
        self.ends: list[tuple[str, str | None]] = []

    def run_(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        try:
            at_once(work())
        except DomainError:
            return

    def all(self) -> list[Agreement]:
        return at_once(self.town.live.all())

    def pick(self, number: int) -> Agreement:
        agreements = self.all()
        return agreements[number % len(agreements)]

    @rule(unit=party, proposer=party)
    def take_up(self, unit: str, proposer: str) -> None:
        self.offers += 1
        self.run_(lambda: self.town.take_up(unit, proposer, f"offer-{self.offers}"))

    @precondition(lambda self: self.offers)
    @rule(number=chance, extra=st.sets(party, max_size=2))
    def revise(self, number: int, extra: set[str]) -> None:
        chosen = self.pick(number)
        parties = tuple(dict.fromkeys([*chosen.party_ids, *sorted(extra)]))
        command = self.town.revision(chosen.agreement_id, parties)
        self.run_(lambda: self.town.revise(command))

    @precondition(lambda self: self.offers)
    @rule(number=chance)
    def open(self, number: int) -> None:
        agreement_id = self.pick(number).agreement_id
        self.run_(lambda: self.town.open(agreement_id))

    @precondition(lambda self: any(a.versions for a in self.all()))
    @rule(number=chance, seat=chance)
    def sign(self, number: int, seat: int) -> None:
        signable = [agreement for agreement in self.all() if agreement.versions]
        chosen = signable[number % len(signable)]
        signer = chosen.party_ids[seat % len(chosen.party_ids)]
        self.run_(lambda: self.town.sign(chosen.agreement_id, signer))

    @precondition(lambda self: self.offers)
    @rule(number=chance)
    def sign_by_all(self, number: int) -> None:
        chosen = self.pick(number)
        command = self.town.revision(chosen.agreement_id, chosen.party_ids)
        self.run_(lambda: self.town.revise(command))
        self.run_(lambda: self.town.open(chosen.agreement_id))
        if self.pick(number).versions:
            for signer in chosen.party_ids:
                self.run_(lambda signer=signer: self.town.sign(chosen.agreement_id, signer))

    @precondition(lambda self: self.offers)
    @rule(number=chance, what=st.sampled_from(["back", "void", "end", "expire"]))
    def stop(self, number: int, what: str) -> None:
        town, chosen = self.town, self.pick(number)
        id_, signer = chosen.agreement_id, chosen.party_ids[0]
        works: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
            "back": lambda: send_back(
                SendBack(agreement_id=id_, party_id=signer, cause_code="wording"),
                town.agreements,
                town.access,
                signatory_of(signer),
                town.clock,
            ),
            "void": lambda: void_agreement(
                VoidAgreement(agreement_id=id_, cause_code="given_up"),
                town.agreements,
                town.access,
            ),
            "end": lambda: end_agreement(
                EndAgreement(agreement_id=id_, cause_code="by_mutual_consent"),
                town.agreements,
                town.access,
                town.projects,
                town.clock,
            ),
            "expire": lambda: expire_agreement(
                ExpireAgreement(agreement_id=id_), town.agreements, town.clock
            ),
        }
        self.run_(works[what])

    @rule(org_id=party, heir_id=st.none() | party)
    def end_organization(self, org_id: str, heir_id: str | None) -> None:
        active = {p for p in PARTIES if self._active(p)}
        if org_id not in active or org_id == heir_id or len(active) < 3:
            return
        if heir_id is None:
            self.town.close(org_id)
        elif heir_id in active:
            self.town.merge(org_id, heir_id)
        else:
            return
        self.ends.append((org_id, heir_id))

    @rule()
    def sweep(self) -> None:
        for org_id, heir_id in self.ends:
            for agreement in self.all():
                if agreement.final or org_id not in agreement.party_ids:
                    continue
                id_ = agreement.agreement_id
                if heir_id is None:
                    self.run_(lambda i=id_, o=org_id: self.town.sweep_closing(i, o))
                else:
                    self.run_(lambda i=id_, o=org_id, h=heir_id: self.town.sweep_merger(i, o, h))

    def _active(self, org_id: str) -> bool:
        view = self.town.directory.get(org_id)
        return view is not None and view.status == "active"

    @invariant()
    def an_effect_follows_every_signature_of_one_version_and_text(self) -> None:
        signed: dict[str, list[AgreementSigned]] = {}
        for event in self.town.events:
            if isinstance(event, AgreementSigned):
                signed.setdefault(event.agreement_id, []).append(event)
            elif isinstance(event, AgreementSentBack):
                signed[event.agreement_id] = []
            elif isinstance(event, AgreementTookEffect):
                found = signed[event.agreement_id]
                assert {s.party_id for s in found} == set(event.party_ids)
                assert len(found) == found[0].party_count == len(event.party_ids)
                assert {(s.version_no, s.text_hash) for s in found} == {
                    (event.version_no, event.text_hash)
                }

    @invariant()
    def the_frozen_text_is_the_one_that_was_hashed(self) -> None:
        for agreement in self.all():
            for version in agreement.versions:
                assert version.text.digest() == version.text_hash

    @invariant()
    def the_parties_key_is_held_exactly_while_live(self) -> None:
        expected = {
            f"parties:{parties_hash(a.party_ids)}:{a.scope_code}": a.agreement_id
            for a in self.all()
            if not a.final and a.blocking_id is None
        }
        assert dict(self.town.agreements.keys) == expected

    @invariant()
    def two_live_ones_of_the_same_parties_are_flagged(self) -> None:
        live = [a for a in self.all() if not a.final and a.blocking_id is None]
        assert len({(frozenset(a.party_ids), a.scope_code) for a in live}) == len(live)

    @invariant()
    def live_agreements_have_two_parties_and_their_deadline(self) -> None:
        waits = {
            Status.DRAFT: {"void"},
            Status.AWAITING_SIGNATURES: {"send-back"},
            Status.EFFECTIVE: {"expire"},
        }
        for agreement in self.all():
            assert agreement.final or len(set(agreement.party_ids)) >= 2
            timers = {
                timer.kind
                for name, timer in self.town.agreements.timers.items()
                if name.startswith(agreement.agreement_id)
            }
            assert timers == waits.get(agreement.status, set())

    def teardown(self) -> None:
        self.sweep()
        self.sweep()
        for agreement in self.all():
            assert agreement.final or all(self._active(p) for p in agreement.party_ids)


Agreements.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAgreements = Agreements.TestCase
