"""Agreements as pages show them: versions, signatures, offers."""

from collections.abc import Iterable
from typing import Any

from contracts.events import pairings as f
from libs.kernel import EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from services.gateway.views.rows import facts_of, orgs, put

VIEWS = (View("agreements", 1, (Index("org_ids", "status"), Index("drafted_at", "_id"))),)


def drafted(event: f.AgreementDrafted, meta: EventMeta) -> Iterable[ViewWrite]:
    row = facts_of(event, "agreement_id")
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        **row,
        status="draft",
        drafted_at=meta.at,
        signed_count=0,
        party_count=len(event.party_ids),
        org_ids=orgs(event.party_ids),
        **{f"versions.{event.version_no}.revised_at": meta.at},
        **{f"offers.{offer_id}": True for offer_id in event.offer_ids},
    )
    for offer_id in event.offer_ids:
        yield Put("offers", offer_id, {"agreement_id": event.agreement_id})


def revised(event: f.AgreementRevised, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        **facts_of(event, "agreement_id"),
        status="draft",
        signed_count=0,
        party_count=len(event.party_ids),
        org_ids=orgs(event.party_ids),
        signatures={},
        **{f"versions.{event.version_no}.revised_at": meta.at},
    )


def offer_attached(event: f.OfferAttached, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put("agreements", event.agreement_id, meta, **{f"offers.{event.offer_id}": True})
    yield Put("offers", event.offer_id, {"agreement_id": event.agreement_id})


def offer_detached(event: f.OfferDetached, meta: EventMeta) -> Iterable[ViewWrite]:
    yield Put(
        "agreements",
        event.agreement_id,
        {"changed_at": meta.at},
        unset=(f"offers.{event.offer_id}",),
    )


def signing_opened(event: f.SigningOpened, meta: EventMeta) -> Iterable[ViewWrite]:
    version = event.version_no
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        **facts_of(event, "agreement_id"),
        status="awaiting_signatures",
        signing_opened_at=meta.at,
        signed_count=0,
        party_count=len(event.party_ids),
        org_ids=orgs(event.party_ids),
        signatures={},
        **{
            f"versions.{version}.opened_at": meta.at,
            f"versions.{version}.text_hash": str(event.text_hash),
        },
    )


def signed(event: f.AgreementSigned, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        signed_count=event.signed_count,
        party_count=event.party_count,
        **{
            f"signatures.{event.party_id}": {"at": meta.at, "by": meta.actor_id},
            f"versions.{event.version_no}.signed_count": event.signed_count,
        },
    )


def took_effect(event: f.AgreementTookEffect, meta: EventMeta) -> Iterable[ViewWrite]:
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        **facts_of(event, "agreement_id"),
        status="effective",
        effective_at=meta.at,
    )


def sent_back(event: f.AgreementSentBack, meta: EventMeta) -> Iterable[ViewWrite]:
    cause = str(event.cause_code)
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        status="draft",
        signed_count=0,
        signatures={},
        **{
            f"versions.{event.version_no}.sent_back_at": meta.at,
            f"versions.{event.version_no}.cause_code": cause,
        },
    )


def ended(event: f.AgreementEnded | f.AgreementVoided, meta: EventMeta) -> Iterable[ViewWrite]:
    fields: dict[str, Any] = {"cause_code": str(event.cause_code), "ended_at": meta.at}
    if isinstance(event, f.AgreementEnded):
        expired = str(event.cause_code) == "expired"
        fields |= {"status": "expired" if expired else "ended", "ended_on": str(event.ended_on)}
    else:
        fields |= {"status": "voided"}
    yield put("agreements", event.agreement_id, meta, **fields)


def party_changed(event: f.PartySucceeded | f.PartyLeft, meta: EventMeta) -> Iterable[ViewWrite]:
    row = facts_of(event, "agreement_id", "party_id", "successor_id", "cause_code")
    yield put(
        "agreements",
        event.agreement_id,
        meta,
        **row,
        party_count=len(event.party_ids),
        org_ids=orgs(event.party_ids, event.party_id),
    )


PROJECTIONS = (
    Projection((f.AgreementDrafted,), drafted),
    Projection((f.AgreementRevised,), revised),
    Projection((f.OfferAttached,), offer_attached),
    Projection((f.OfferDetached,), offer_detached),
    Projection((f.SigningOpened,), signing_opened),
    Projection((f.AgreementSigned,), signed),
    Projection((f.AgreementTookEffect,), took_effect),
    Projection((f.AgreementSentBack,), sent_back),
    Projection((f.AgreementEnded, f.AgreementVoided), ended),
    Projection((f.PartySucceeded, f.PartyLeft), party_changed),
)
