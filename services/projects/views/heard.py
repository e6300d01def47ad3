"""Agreements and needs, as far as their facts have been heard."""

from collections.abc import Iterable
from typing import Any

from contracts.events.needs import NeedPublished
from contracts.events.pairings import (
    AgreementEnded,
    AgreementTookEffect,
    OfferAttached,
    OfferDetached,
    PartyLeft,
    PartySucceeded,
)
from contracts.types import AgreementId, NeedId
from libs.kernel import EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.documents import Reader
from services.projects.domain import AgreementView, NeedView

AGREEMENTS = "agreements_heard"
NEEDS = "needs_heard"

VIEWS = (View(AGREEMENTS), View(NEEDS))


def project_agreement(
    event: AgreementTookEffect | AgreementEnded | PartySucceeded | PartyLeft, meta: EventMeta
) -> Iterable[ViewWrite]:
    """Whether an agreement is in force, between whom, for which offers and until when."""
    del meta
    fields: dict[str, Any] = {
        "agreement_id": event.agreement_id,
        "party_ids": list(event.party_ids),
        # The latest hundred at most; earlier ones stay from their own facts.
        **{
            f"offers.{offer_id}": need_id
            for offer_id, need_id in zip(event.offer_ids, event.need_ids, strict=True)
        },
    }
    if isinstance(event, AgreementTookEffect):
        fields |= {"effective": True, "term": event.term.model_dump(mode="json")}
    if isinstance(event, AgreementEnded):
        fields["effective"] = False
    yield Put(AGREEMENTS, event.agreement_id, fields)


def project_offer(event: OfferAttached | OfferDetached, meta: EventMeta) -> Iterable[ViewWrite]:
    """Which offers, for which needs, an agreement serves."""
    del meta
    path = f"offers.{event.offer_id}"
    fields: dict[str, Any] = {"agreement_id": event.agreement_id}
    if isinstance(event, OfferAttached):
        yield Put(AGREEMENTS, event.agreement_id, {**fields, path: event.need_id})
    else:
        yield Put(AGREEMENTS, event.agreement_id, fields, unset=(path,))


def project_need(event: NeedPublished, meta: EventMeta) -> Iterable[ViewWrite]:
    """Who proposed a need, and where it lies."""
    del meta
    yield Put(
        NEEDS,
        event.need_id,
        {
            "need_id": event.need_id,
            "proposer_id": event.proposer_id,
            "community_id": event.community_id,
        },
    )


PROJECTIONS = (
    Projection((AgreementTookEffect, AgreementEnded, PartySucceeded, PartyLeft), project_agreement),
    Projection((OfferAttached, OfferDetached), project_offer),
    Projection((NeedPublished,), project_need),
)


class AgreementsHeard:
    """Agreements over the projected view."""

    def __init__(self, reader: Reader) -> None:
        """One per process."""
        self._reader = reader

    async def get(self, agreement_id: AgreementId) -> AgreementView | None:
        """See Agreements.get."""
        found = await self._reader.get(self._reader.view(AGREEMENTS), agreement_id)
        return None if found is None else AgreementView.model_validate(found)


class NeedsHeard:
    """Needs over the projected view."""

    def __init__(self, reader: Reader) -> None:
        """One per process."""
        self._reader = reader

    async def get(self, need_id: NeedId) -> NeedView | None:
        """See Needs.get."""
        found = await self._reader.get(self._reader.view(NEEDS), need_id)
        return None if found is None else NeedView.model_validate(found)
