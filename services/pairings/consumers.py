"""What agreements do when facts and deadlines arrive: reactions, timers, sweeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.events.needs import OfferAccepted, OfferReleased
from contracts.events.organizations import (
    OrganizationClosed,
    OrganizationMerged,
    OrganizationSplit,
)
from contracts.types import AgreementId
from libs.kernel import Command, EventMeta
from libs.runtime.wiring import Reaction, Sweep, TimerCommand
from libs.storage.documents import Reader
from services.pairings.commands import (
    DetachOffer,
    DropParty,
    ExpireAgreement,
    SendBack,
    SucceedParty,
    TakeUpOffer,
    VoidAgreement,
)
from services.pairings.domain import EXPIRE, SEND_BACK, VOID
from services.pairings.views import agreements_of


def take_up_offer(event: OfferAccepted, meta: EventMeta) -> Iterable[Command]:
    """Two sides that agreed on an offer get an agreement."""
    del meta
    yield TakeUpOffer(
        offer_id=event.offer_id,
        need_id=event.need_id,
        unit_id=event.unit_id,
        proposer_id=event.proposer_id,
        community_id=event.community_id,
        window=event.window,
        cycle_key=event.cycle_key,
    )


def detach_offer(event: OfferReleased, meta: EventMeta) -> Iterable[Command]:
    """A released offer leaves the agreement that serves it."""
    del meta
    yield DetachOffer(offer_id=event.offer_id, unit_id=event.unit_id, proposer_id=event.proposer_id)


REACTIONS = (Reaction((OfferAccepted,), take_up_offer), Reaction((OfferReleased,), detach_offer))


def void_unattended(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """A draft that nobody put up for signing in 90 days is given up."""
    del key
    return VoidAgreement(
        agreement_id=AgreementId(aggregate_id),
        cause_code="draft_expired",
        only_version=payload["version_no"],
    )


def send_back_unsigned(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """A version not signed by all in 30 days goes back to the draft."""
    del key
    return SendBack(
        agreement_id=AgreementId(aggregate_id),
        cause_code="signing_expired",
        only_version=payload["version_no"],
    )


def expire_agreement(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """The last day of the term is over."""
    del key, payload
    return ExpireAgreement(agreement_id=AgreementId(aggregate_id))


TIMERS: Mapping[str, TimerCommand] = {
    VOID: void_unattended,
    SEND_BACK: send_back_unsigned,
    EXPIRE: expire_agreement,
}


async def agreements_of_ended(
    event: OrganizationMerged | OrganizationSplit | OrganizationClosed,
    reader: Reader,
    after: str | None,
    limit: int,
) -> list[str]:
    """Live agreements of the organization that ended; a split may leave it as it is."""
    if isinstance(event, OrganizationSplit) and not event.ends:
        return []
    return await agreements_of(event.org_id, reader, after, limit)


def succeed_party(event: OrganizationMerged | OrganizationSplit, target: str) -> Command:
    """The heir takes over; a party split without one drops out."""
    if event.custodian_id is None:
        return DropParty(
            agreement_id=AgreementId(target),
            party_id=event.org_id,
            effective_on=event.effective_on,
        )
    return SucceedParty(
        agreement_id=AgreementId(target),
        party_id=event.org_id,
        heir_id=event.custodian_id,
        effective_on=event.effective_on,
    )


def drop_party(event: OrganizationClosed, target: str) -> Command:
    """A closed party drops out: its custodian takes over no agreement."""
    return DropParty(
        agreement_id=AgreementId(target), party_id=event.org_id, effective_on=event.effective_on
    )


SWEEPS = (
    Sweep(
        "succeed-parties",
        (OrganizationMerged, OrganizationSplit),
        agreements_of_ended,
        succeed_party,
    ),
    Sweep("drop-parties", (OrganizationClosed,), agreements_of_ended, drop_party),
)
