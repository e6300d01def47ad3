"""What projects ask of the outside."""

from datetime import date
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from contracts.types import AgreementId, NeedId, OfferId, OrgId, Term


class AgreementView(BaseModel):
    """An agreement as heard: whether it is in force, between whom, for which offers and needs."""

    model_config = ConfigDict(frozen=True)

    agreement_id: AgreementId
    effective: bool = False
    party_ids: tuple[OrgId, ...] = ()
    offers: dict[OfferId, NeedId] = {}
    term: Term | None = None


class NeedView(BaseModel):
    """A published need as heard: who proposed it and where it lies."""

    model_config = ConfigDict(frozen=True)

    need_id: NeedId
    proposer_id: OrgId
    community_id: OrgId


class Agreements(Protocol):
    """Agreements as last heard."""

    async def get(self, agreement_id: AgreementId) -> AgreementView | None:
        """The agreement, or None while unheard of."""
        ...


class Needs(Protocol):
    """Needs as last heard."""

    async def get(self, need_id: NeedId) -> NeedView | None:
        """The need, or None while unheard of."""
        ...


class ProjectNumbers(Protocol):
    """Numbers for people, unique, with gaps."""

    async def take(self, district: str, on: date) -> str:
        """The next number in the six-digit ``district`` for the year of ``on``."""
        ...
