"""The agreement: drafted from offers, signed by every party, effective at the last signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

from contracts.events.pairings import (
    AgreementDrafted,
    AgreementRevised,
    AgreementSigned,
    AgreementTookEffect,
    OfferAttached,
    OfferDetached,
    SigningOpened,
)
from contracts.types import AgreementId, Code, Number, OfferId, OrgId
from libs.kernel import BEIJING, Conflict
from services.pairings.domain.errors import (
    AlreadyAgreed,
    IncompleteText,
    NotAParty,
    NotDraft,
    NotInSigning,
    PartyHasOffers,
    TooFewParties,
    TooManyVersions,
    WrongText,
)
from services.pairings.domain.state import (
    EXPIRE,
    SEND_BACK,
    VOID,
    AgreementState,
    Offer,
    Status,
    end_of,
    parties_hash,
    refuse_ended,
)
from services.pairings.domain.text import Draft, FrozenText, Party, Signature, Version

SIGNING_DAYS = 30
VERSIONS = 10


class Agreement(AgreementState):
    """结对共建协议 between two or more organizations.

    Its text is frozen and hashed when signing opens; it takes effect only when every party has
    signed that very text; any change of parties before that sends it back to a new version.
    """

    @classmethod
    def from_offer(
        cls,
        agreement_id: AgreementId,
        offer: Offer,
        draft: Draft,
        *,
        scope_code: Code,
        cycle_key: str | None,
        now: datetime,
        void_cause: Code | None = None,
    ) -> Self:
        """Drafts an agreement between the offer's two sides; with ``void_cause`` void at once."""
        party_ids = list(dict.fromkeys((offer.unit_id, offer.proposer_id)))
        agreement = cls(
            agreement_id=agreement_id,
            scope_code=scope_code,
            cycle_key=cycle_key,
            party_ids=party_ids,
            parties_hash=parties_hash(party_ids),
            offers=[offer],
            draft=draft,
            drafted_at=now,
        )
        agreement.record(
            AgreementDrafted(
                **agreement._group(),
                scope_code=scope_code,
                title=draft.title,
                term=draft.term,
                cycle_key=cycle_key,
            )
        )
        if void_cause is not None:
            agreement._void(void_cause)
            return agreement
        agreement.claim("parties", agreement._key(), Conflict())
        agreement._await_text(now)
        return agreement

    def attach(self, offer: Offer) -> None:
        """Serves one more accepted offer of its parties; past the draft, as a supplement."""
        if self.final or self._offer(offer.offer_id) is not None:
            return
        supplement = self.status is not Status.DRAFT
        self.offers.append(offer.model_copy(update={"supplement": supplement}))
        self.record(
            OfferAttached(
                agreement_id=self.agreement_id,
                offer_id=offer.offer_id,
                need_id=offer.need_id,
                status_code=self.status.value,
            )
        )

    def detach(self, offer_id: OfferId) -> None:
        """No longer serves the offer, which was released."""
        offer = self._offer(offer_id)
        if self.final or offer is None:
            return
        self.offers.remove(offer)
        self.record(
            OfferDetached(agreement_id=self.agreement_id, offer_id=offer_id, need_id=offer.need_id)
        )

    def revise(self, draft: Draft, party_ids: Sequence[OrgId], ended: Mapping[OrgId, str]) -> None:
        """Replaces text and parties; ``ended`` names those of ``party_ids`` that have ended."""
        if self.status is not Status.DRAFT:
            raise NotDraft(status=self.status.value)
        wanted = set(party_ids)
        if len(wanted) < 2 or len(wanted) != len(party_ids):
            raise TooFewParties
        refuse_ended(ended)
        self._refuse_to_lose(set(self.party_ids) - wanted)
        draft.check(party_ids)
        changed = wanted != set(self.party_ids)
        self.party_ids, self.draft = list(party_ids), draft
        if changed:
            self._rekey(None, AlreadyAgreed(party_count=len(wanted)))
        self.record(
            AgreementRevised(
                **self._group(), title=draft.title, term=draft.term, commitments=draft.commitments
            )
        )

    def open_signing(
        self,
        agreement_no: Number,
        names: Mapping[OrgId, str],
        ended: Mapping[OrgId, str],
        now: datetime,
    ) -> str:
        """Freezes the text and puts it up for signing; returns its hash.

        ``names``: how the text calls each party. A number once given is kept by later versions.
        """
        today = now.astimezone(BEIJING).date()
        if self.status is not Status.DRAFT:
            raise NotDraft(status=self.status.value)
        refuse_ended(ended)
        missing = self.draft.missing(self.party_ids, today)
        if missing:
            raise IncompleteText(missing=",".join(missing))
        if len(self.versions) >= VERSIONS:
            raise TooManyVersions(limit=VERSIONS)
        self.agreement_no = self.agreement_no or agreement_no
        text = self._freeze(self.agreement_no, names)
        sign_by_on = today + timedelta(days=SIGNING_DAYS)
        text_hash = text.digest()
        self.versions.append(
            Version(text=text, text_hash=text_hash, opened_at=now, sign_by_on=sign_by_on)
        )
        self.status = Status.AWAITING_SIGNATURES
        self.record(
            SigningOpened(
                **self._group(),
                agreement_no=self.agreement_no,
                text_hash=text_hash,
                sign_by_on=sign_by_on,
            )
        )
        self.unschedule(VOID)
        self.schedule(SEND_BACK, end_of(sign_by_on), version_no=self.version_no)
        return text_hash

    def sign(
        self, signature: Signature, version_no: int, text_hash: str, ended: Mapping[OrgId, str]
    ) -> None:
        """Signs this version's text for a party; the last signature makes it effective.

        The same party once more changes nothing.
        """
        if self._has_signed(signature.party_id, version_no, text_hash):
            return
        if self.status is not Status.AWAITING_SIGNATURES:
            raise NotInSigning(status=self.status.value)
        if signature.party_id not in self.party_ids:
            raise NotAParty(party_id=signature.party_id)
        version = self.versions[-1]
        if (version_no, text_hash) != (self.version_no, version.text_hash):
            raise WrongText(version_no=self.version_no)
        refuse_ended(ended)
        version.signatures.append(signature)
        self.record(
            AgreementSigned(
                agreement_id=self.agreement_id,
                version_no=self.version_no,
                party_id=signature.party_id,
                text_hash=text_hash,
                signed_count=len(version.signatures),
                party_count=len(self.party_ids),
            )
        )
        if all(version.signed_by(party_id) for party_id in self.party_ids):
            self._take_effect(version, signature.signed_at)

    def _offer(self, offer_id: OfferId) -> Offer | None:
        return next((offer for offer in self.offers if offer.offer_id == offer_id), None)

    def _take_effect(self, version: Version, at: datetime) -> None:
        self.status = Status.EFFECTIVE
        self.effective_on = at.astimezone(BEIJING).date()
        self.record(
            AgreementTookEffect(
                **self._group(),
                text_hash=version.text_hash,
                term=version.text.term,
                commitments=version.text.commitments,
            )
        )
        self.unschedule(SEND_BACK)
        self.schedule(EXPIRE, end_of(version.text.term.to_on))

    def _has_signed(self, party_id: OrgId, version_no: int, text_hash: str) -> bool:
        if self.status not in {Status.AWAITING_SIGNATURES, Status.EFFECTIVE}:
            return False
        version = self.versions[-1]
        same = (version.text.version_no, version.text_hash) == (version_no, text_hash)
        return same and version.signed_by(party_id)

    def _refuse_to_lose(self, leaving: set[OrgId]) -> None:
        for offer in self.offers:
            for party_id in sorted({offer.unit_id, offer.proposer_id} & leaving):
                raise PartyHasOffers(party_id=party_id, offer_id=offer.offer_id)

    def _freeze(self, agreement_no: Number, names: Mapping[OrgId, str]) -> FrozenText:
        return FrozenText(
            agreement_no=agreement_no,
            version_no=self.version_no,
            scope_code=self.scope_code,
            parties=tuple(
                Party(party_id=party_id, name=names[party_id]) for party_id in self.party_ids
            ),
            title=self.draft.title,
            term=self.draft.term,
            clauses=self.draft.clauses,
            commitments=self.draft.commitments,
            liaisons=self.draft.liaisons,
        )
