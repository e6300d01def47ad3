"""Facts about pairing agreements 结对共建协议."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.types import (
    AgreementId,
    AgreementStatus,
    Code,
    Commitment,
    Count,
    Hash,
    Key,
    NeedId,
    NeedIds,
    No,
    Number,
    OfferId,
    OfferIds,
    OrgId,
    OrgIds,
    Term,
    Title,
)
from libs.kernel import Event

Commitments = Annotated[tuple[Commitment, ...], Field(max_length=100)]


class _OfAgreement(Event, abstract=True):
    aggregate: ClassVar[str] = "agreement"

    agreement_id: AgreementId


class _Described(_OfAgreement, abstract=True):
    version_no: No
    party_ids: OrgIds
    offer_ids: OfferIds = ()
    need_ids: NeedIds = ()


class AgreementDrafted(_Described):
    """An agreement between the two sides of an accepted offer was begun (起草)."""

    scope_code: Code
    title: Title
    term: Term
    cycle_key: Key | None = None


class OfferAttached(_OfAgreement):
    """An agreement in that state serves one more accepted offer; past the draft a supplement."""

    offer_id: OfferId
    need_id: NeedId
    status_code: AgreementStatus


class OfferDetached(_OfAgreement):
    """An agreement no longer serves a released offer."""

    offer_id: OfferId
    need_id: NeedId


class AgreementRevised(_Described):
    """Text and parties of a draft are now these."""

    title: Title
    term: Term
    commitments: Commitments = ()


class SigningOpened(_Described):
    """A version's text was frozen under its hash and put up for signing (待签)."""

    agreement_no: Number
    text_hash: Hash
    sign_by_on: date


class AgreementSigned(_OfAgreement):
    """A party signed the frozen text; ``signed_count`` of ``party_count`` have."""

    version_no: No
    party_id: OrgId
    text_hash: Hash
    signed_count: Count
    party_count: Count


class AgreementTookEffect(_Described):
    """Every party has signed one version: the agreement holds (生效)."""

    text_hash: Hash
    term: Term
    commitments: Commitments = ()


class AgreementSentBack(_OfAgreement):
    """A version's signatures lapsed; the text is a draft again (起草)."""

    version_no: No
    cause_code: Code


class AgreementVoided(_OfAgreement):
    """An agreement ended before it took effect; its offers are free (作废)."""

    offer_ids: OfferIds = ()
    cause_code: Code


class AgreementEnded(_Described):
    """An effective agreement no longer holds (终止)."""

    cause_code: Code
    ended_on: date


class PartySucceeded(_Described):
    """An heir took a merged party's place; ``blocking_id`` is another live one of these parties."""

    party_id: OrgId
    successor_id: OrgId
    blocking_id: AgreementId | None = None


class PartyLeft(_Described):
    """A party fell away, the rest go on; ``blocking_id`` as for a succession."""

    party_id: OrgId
    cause_code: Code
    blocking_id: AgreementId | None = None
