"""What an agreement is made of, and how it ends or changes hands."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from contracts.events.pairings import (
    AgreementEnded,
    AgreementSentBack,
    AgreementVoided,
    PartyLeft,
    PartySucceeded,
)
from contracts.types import AgreementId, Code, NeedId, Number, OfferId, OrgId
from libs.kernel import BEIJING, Aggregate, Conflict, DomainError, FieldFault
from services.pairings.domain.errors import (
    AlreadyEffective,
    BadEndDate,
    NotEffective,
    NotInSigning,
    OpenProjectsLeft,
    PartyEnded,
)
from services.pairings.domain.text import Draft, Version

VOID = "void"
SEND_BACK = "send-back"
EXPIRE = "expire"
DRAFT_DAYS = 90
LISTED = 100


class Status(StrEnum):
    """Where an agreement stands; the last two are final."""

    DRAFT = "draft"
    AWAITING_SIGNATURES = "awaiting_signatures"
    EFFECTIVE = "effective"
    ENDED = "ended"
    VOIDED = "voided"


class Offer(BaseModel):
    """An accepted offer that the agreement serves; a supplement came after the draft."""

    model_config = ConfigDict(frozen=True)

    offer_id: OfferId
    need_id: NeedId
    unit_id: OrgId
    proposer_id: OrgId
    community_id: OrgId
    supplement: bool = False

    def handed_over(self, party_id: OrgId, heir_id: OrgId) -> "Offer":
        """The offer with ``heir_id`` in the place of ``party_id``."""
        sides = {"unit_id": self.unit_id, "proposer_id": self.proposer_id}
        return self.model_copy(
            update={side: heir_id for side, id_ in sides.items() if id_ == party_id}
        )


def parties_hash(party_ids: Iterable[OrgId]) -> str:
    """Names a set of parties, whatever their order."""
    return hashlib.sha256("\n".join(sorted(set(party_ids))).encode()).hexdigest()


def end_of(day: date) -> datetime:
    """The instant 24:00 of a civil day in Beijing."""
    return datetime.combine(day + timedelta(days=1), time.min, BEIJING)


class AgreementState(Aggregate):
    """Fields of an agreement with what sweeps, deadlines and its end do to it.

    While live it holds the key of its parties, unless ``blocking_id`` names the agreement that
    held that key first when a merge made their parties the same.
    """

    id_field: ClassVar[str] = "agreement_id"

    agreement_id: AgreementId
    scope_code: Code
    cycle_key: str | None = None
    status: Status = Status.DRAFT
    party_ids: list[OrgId]
    parties_hash: str
    offers: list[Offer]
    draft: Draft
    version_no: int = 1
    versions: list[Version] = []
    agreement_no: Number | None = None
    drafted_at: datetime
    effective_on: date | None = None
    ended_on: date | None = None
    cause_code: Code | None = None
    blocking_id: AgreementId | None = None

    @property
    def final(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.status in {Status.ENDED, Status.VOIDED}

    def serves(self, party_ids: Collection[OrgId]) -> bool:
        """Whether it lives between just these parties."""
        return not self.final and set(self.party_ids) == set(party_ids)

    def send_back(
        self, cause_code: Code, now: datetime, *, only_version: int | None = None
    ) -> None:
        """Back to the draft: the version's signatures lapse, the next one is signed anew.

        ``only_version`` makes a deadline of an earlier version harmless.
        """
        signing = self.status is Status.AWAITING_SIGNATURES
        if only_version is not None and not (signing and only_version == self.version_no):
            return
        if not signing:
            raise NotInSigning(status=self.status.value)
        version = self.versions[-1]
        version.sent_back_at, version.cause_code = now, cause_code
        self.record(
            AgreementSentBack(
                agreement_id=self.agreement_id, version_no=self.version_no, cause_code=cause_code
            )
        )
        self.status = Status.DRAFT
        self.version_no += 1
        self.unschedule(SEND_BACK)
        self._await_text(now)

    def void(self, cause_code: Code, *, only_version: int | None = None) -> None:
        """Given up before it took effect. ``only_version``: only if still that draft (deadline)."""
        if only_version is not None and (
            self.status is not Status.DRAFT or only_version != self.version_no
        ):
            return
        if self.status is Status.VOIDED:
            return
        if self.status in {Status.EFFECTIVE, Status.ENDED}:
            raise AlreadyEffective(status=self.status.value)
        self._void(cause_code)

    def end(self, cause_code: Code, on: date, today: date, open_projects: int) -> None:
        """Ended by the parties or the street, once no project under it is open."""
        if self.status is not Status.EFFECTIVE or self.effective_on is None:
            raise NotEffective(status=self.status.value)
        if not self.effective_on <= on <= today:
            raise BadEndDate(errors=(FieldFault(pointer="/ended_on", code=BadEndDate.code),))
        if open_projects:
            raise OpenProjectsLeft(count=open_projects)
        self._end(cause_code, on)

    def expire(self, today: date) -> None:
        """Ended by its term, whatever is still open under it."""
        if self.status is Status.EFFECTIVE and self._text_term_to() < today:
            self._end("expired", self._text_term_to())

    def succeed_party(
        self,
        party_id: OrgId,
        heir_id: OrgId | None,
        blocking_id: AgreementId | None,
        effective_on: date,
        now: datetime,
    ) -> None:
        """The heir takes the party's place; without an active heir, or one that is a party already,

        the party drops out. ``blocking_id`` is the live agreement of the resulting parties.
        """
        if self.final or party_id not in self.party_ids:
            return
        if heir_id is None or heir_id in self.party_ids:
            cause = "party_closed" if heir_id is None else "parties_merged"
            self.drop_party(party_id, cause, blocking_id, effective_on, now)
            return
        self.party_ids = [heir_id if other == party_id else other for other in self.party_ids]
        self.draft = self.draft.handed_over(party_id, heir_id)
        self.offers = [offer.handed_over(party_id, heir_id) for offer in self.offers]
        self._rekey(blocking_id, Conflict())
        self.record(
            PartySucceeded(
                **self._group(),
                party_id=party_id,
                successor_id=heir_id,
                blocking_id=self.blocking_id,
            )
        )
        if self.status is Status.AWAITING_SIGNATURES:
            self.send_back("party_succeeded", now)

    def drop_party(
        self,
        party_id: OrgId,
        cause_code: Code,
        blocking_id: AgreementId | None,
        effective_on: date,
        now: datetime,
    ) -> None:
        """A party is gone: two or more others go on without it, else this was the agreement's end.

        One that took effect only after the party had ended (``effective_on``) never was valid.
        """
        if self.final or party_id not in self.party_ids:
            return
        if len(self.party_ids) < 3:
            self._finish_without(cause_code, effective_on, now)
            return
        self.party_ids = [other for other in self.party_ids if other != party_id]
        self.draft = self.draft.handed_over(party_id, None)
        self._rekey(blocking_id, Conflict())
        self.record(
            PartyLeft(
                **self._group(),
                party_id=party_id,
                cause_code=cause_code,
                blocking_id=self.blocking_id,
            )
        )
        if self.status is Status.AWAITING_SIGNATURES:
            self.send_back("party_left", now)

    def _finish_without(self, cause_code: Code, gone_on: date, now: datetime) -> None:
        if self.status is not Status.EFFECTIVE:
            self._void(cause_code)
            return
        never = self.effective_on is not None and gone_on <= self.effective_on
        self._end("never_valid" if never else cause_code, now.astimezone(BEIJING).date())

    def _void(self, cause_code: Code) -> None:
        self.status, self.cause_code = Status.VOIDED, cause_code
        self.record(
            AgreementVoided(
                agreement_id=self.agreement_id,
                offer_ids=tuple(offer.offer_id for offer in self.offers[-LISTED:]),
                cause_code=cause_code,
            )
        )
        self._let_go()

    def _end(self, cause_code: Code, on: date) -> None:
        self.status, self.cause_code, self.ended_on = Status.ENDED, cause_code, on
        self.record(AgreementEnded(**self._group(), cause_code=cause_code, ended_on=on))
        self._let_go()

    def _let_go(self) -> None:
        if self.blocking_id is None:
            self.release("parties", self._key())
        for kind in (VOID, SEND_BACK, EXPIRE):
            self.unschedule(kind)

    def _rekey(self, blocking_id: AgreementId | None, taken: DomainError) -> None:
        """Moves the hold from the former parties to the present ones."""
        if self.blocking_id is None:
            self.release("parties", self._key())
        self.parties_hash = parties_hash(self.party_ids)
        self.blocking_id = blocking_id
        if blocking_id is None:
            self.claim("parties", self._key(), taken)

    def _key(self) -> str:
        return f"{self.parties_hash}:{self.scope_code}"

    def _await_text(self, now: datetime) -> None:
        due_at = now + timedelta(days=DRAFT_DAYS)
        self.schedule(VOID, due_at, version_no=self.version_no)

    def _text_term_to(self) -> date:
        return self.versions[-1].text.term.to_on

    def _group(self) -> dict[str, Any]:
        """The agreement as most of its facts state it; the latest hundred offers at most."""
        offers = self.offers[-LISTED:]
        return {
            "agreement_id": self.agreement_id,
            "version_no": self.version_no,
            "party_ids": list(self.party_ids),
            "offer_ids": [offer.offer_id for offer in offers],
            "need_ids": [offer.need_id for offer in offers],
        }


def refuse_ended(ended: Mapping[OrgId, str]) -> None:
    """Raises PartyEnded for the first of ``ended`` (id to name)."""
    for party_id, name in ended.items():
        raise PartyEnded(party_id=party_id, name=name)
