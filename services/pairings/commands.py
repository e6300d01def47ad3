"""What can be asked of agreements."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.codes import COMMITMENT_KINDS, QUANTITY_UNITS
from contracts.types import (
    AgreementId,
    CivilDate,
    Code,
    CommitmentKind,
    NeedId,
    OfferId,
    OrgId,
    Quantity,
    QuantityUnit,
    Role,
    Term,
    Title,
    Window,
)
from contracts.vocabulary import Known
from libs.kernel import Command
from services.pairings.domain import Clause, Liaison


class _OfAgreement(Command):
    agreement_id: AgreementId

    @property
    def target(self) -> str:
        """The agreement."""
        return self.agreement_id


class TakeUpOffer(Command):
    """Serve an accepted offer: by the live agreement of just its two sides, or a new draft."""

    offer_id: OfferId
    need_id: NeedId
    unit_id: OrgId
    proposer_id: OrgId
    community_id: OrgId
    window: Window
    cycle_key: str | None = None


class DetachOffer(Command):
    """Stop serving an offer that was released; without an agreement nothing happens."""

    offer_id: OfferId
    unit_id: OrgId
    proposer_id: OrgId


class WantedCommitment(BaseModel):
    """A measurable promise: so much of a kind, due on a day of the term."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[CommitmentKind, Known(COMMITMENT_KINDS)]
    target_qty: Annotated[Quantity, Field(gt=0)]
    unit_code: Annotated[QuantityUnit, Known(QUANTITY_UNITS)]
    by_on: CivilDate


class ReviseDraft(_OfAgreement):
    """Replace title, term, clauses, commitments and liaisons of a draft.

    ``party_ids``, when given, also replaces the parties: a third one joins here.
    """

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT, Role.STREET)

    title: Title
    term: Term
    clauses: Annotated[tuple[Clause, ...], Field(max_length=60)]
    commitments: Annotated[tuple[WantedCommitment, ...], Field(max_length=40)] = ()
    liaisons: Annotated[tuple[Liaison, ...], Field(max_length=120)]
    party_ids: Annotated[tuple[OrgId, ...], Field(max_length=60)] | None = None


class OpenSigning(_OfAgreement):
    """Freeze the draft's text and put it up for every party's signature."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT, Role.STREET)


class SignAgreement(_OfAgreement):
    """Sign the text of one version, named by its hash, for a party."""

    requires: ClassVar[tuple[str, ...]] = (Role.SIGNATORY,)

    party_id: OrgId
    version_no: Annotated[int, Field(ge=1)]
    text_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SendBack(_OfAgreement):
    """Take a version out of signing: its signatures lapse, the draft may change again.

    ``party_id`` is the party that asks, whichever the caller signs for when absent;
    ``only_version`` the version a deadline was set for.
    """

    requires: ClassVar[tuple[str, ...]] = (Role.SIGNATORY,)

    cause_code: Code
    party_id: OrgId | None = None
    only_version: int | None = None


class VoidAgreement(_OfAgreement):
    """Give up an agreement that has not taken effect."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT, Role.STREET)

    cause_code: Code
    only_version: int | None = None


class EndAgreement(_OfAgreement):
    """End an effective agreement before its term, on the day of the minutes (absent: today)."""

    requires: ClassVar[tuple[str, ...]] = (Role.STREET,)

    cause_code: Code
    ended_on: CivilDate | None = None


class ExpireAgreement(_OfAgreement):
    """End an effective agreement whose term is over."""


class SucceedParty(_OfAgreement):
    """Put the heir of a merged or split party in its place."""

    party_id: OrgId
    heir_id: OrgId
    effective_on: date


class DropParty(_OfAgreement):
    """Take out a party that was closed."""

    party_id: OrgId
    effective_on: date
