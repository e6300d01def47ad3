"""What an agreement says: the draft that is worked on, the frozen version that is signed."""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from contracts.types import Code, Commitment, Number, OrgId, Term
from libs.kernel import FieldFault
from services.pairings.domain.errors import (
    CommitmentBeyondTerm,
    LiaisonMissing,
    TermTooLong,
    TextTooLong,
)

TEXT_BYTES = 64 * 1024
TERM_YEARS = 3


class Clause(BaseModel):
    """One numbered section of the text."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    heading: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=8000)


class Liaison(BaseModel):
    """The person a party names for contact; never leaves this service by event."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    party_id: OrgId
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field(default="", max_length=30, pattern=r"^[0-9+\- ]*$")


class Party(BaseModel):
    """A party as the frozen text names it."""

    model_config = ConfigDict(frozen=True)

    party_id: OrgId
    name: str


class Draft(BaseModel):
    """The text while it may still change."""

    title: str
    term: Term
    clauses: tuple[Clause, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    liaisons: tuple[Liaison, ...] = ()

    def check(self, party_ids: Iterable[OrgId]) -> None:
        """Raises the first rule that the text breaks; nothing is said about its completeness."""
        last = _years_later(self.term.from_on, TERM_YEARS)
        if not self.term.from_on <= self.term.to_on < last:
            fault = FieldFault(
                pointer="/term/to_on", code=TermTooLong.code, params={"years": TERM_YEARS}
            )
            raise TermTooLong(years=TERM_YEARS, errors=(fault,))
        late = [
            FieldFault(pointer=f"/commitments/{index}/by_on", code=CommitmentBeyondTerm.code)
            for index, commitment in enumerate(self.commitments)
            if not self.term.from_on <= commitment.by_on <= self.term.to_on
        ]
        if late:
            raise CommitmentBeyondTerm(errors=tuple(late))
        named = [liaison.party_id for liaison in self.liaisons]
        if set(named) != set(party_ids):
            fault = FieldFault(pointer="/liaisons", code=LiaisonMissing.code)
            raise LiaisonMissing(errors=(fault,))
        if len(self.model_dump_json().encode()) > TEXT_BYTES:
            fault = FieldFault(pointer="/clauses", code=TextTooLong.code)
            raise TextTooLong(errors=(fault,))

    def missing(self, party_ids: Iterable[OrgId], today: date) -> list[str]:
        """What still has to be filled in before signing, as codes."""
        gaps = [] if self.clauses else ["clauses"]
        if self.term.to_on < today:
            gaps.append("term")
        if {liaison.party_id for liaison in self.liaisons} != set(party_ids):
            gaps.append("liaisons")
        return gaps

    def handed_over(self, party_id: OrgId, heir_id: OrgId | None) -> "Draft":
        """The draft with the liaison of ``party_id`` speaking for its heir; without heir, gone."""
        liaisons: list[Liaison] = []
        for liaison in self.liaisons:
            if liaison.party_id != party_id:
                liaisons.append(liaison)
            elif heir_id is not None:
                liaisons.append(liaison.model_copy(update={"party_id": heir_id}))
        return self.model_copy(update={"liaisons": tuple(liaisons)})


class FrozenText(BaseModel):
    """The text of one version, unchangeable from the opening of its signing on."""

    model_config = ConfigDict(frozen=True)

    agreement_no: Number
    version_no: int
    scope_code: Code
    parties: tuple[Party, ...]
    title: str
    term: Term
    clauses: tuple[Clause, ...]
    commitments: tuple[Commitment, ...]
    liaisons: tuple[Liaison, ...]

    def canonical(self) -> str:
        """The one JSON text of this version: keys sorted, no spaces, characters as they are."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def digest(self) -> str:
        """SHA-256 of the canonical text in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


class Signature(BaseModel):
    """Who signed for a party, and when."""

    model_config = ConfigDict(frozen=True)

    party_id: OrgId
    actor_id: str
    signed_at: datetime


class Version(BaseModel):
    """A frozen text put up for signing, with the signatures it found."""

    text: FrozenText
    text_hash: str
    opened_at: datetime
    sign_by_on: date
    signatures: list[Signature] = []
    sent_back_at: datetime | None = None
    cause_code: Code | None = None

    def signed_by(self, party_id: OrgId) -> bool:
        """Whether ``party_id`` has signed this version."""
        return any(signature.party_id == party_id for signature in self.signatures)


def _years_later(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
