"""What agreements ask of the outside."""

from datetime import date
from typing import Protocol

from contracts.types import AgreementId, OfferId


class LiveAgreements(Protocol):
    """Where live agreements are found, as last committed."""

    async def holder(self, parties_hash: str, scope_code: str) -> AgreementId | None:
        """The live agreement of just these parties; the one that holds their key if two live."""
        ...

    async def of_offer(self, offer_id: OfferId) -> AgreementId | None:
        """The agreement that serves the offer."""
        ...


class OpenProjects(Protocol):
    """Projects under an agreement that are not closed, as far as heard."""

    async def count(self, agreement_id: AgreementId) -> int:
        """How many are open."""
        ...


class AgreementNumbers(Protocol):
    """Numbers for people, unique, with gaps."""

    async def take(self, district: str, on: date) -> str:
        """The next number in the six-digit ``district`` for the year of ``on``."""
        ...
