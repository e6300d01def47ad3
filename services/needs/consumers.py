"""What this service does when facts and deadlines arrive: reactions, timers, sweeps, the solver."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from contracts.events.needs import (
    NeedReturned,
    NeedWithdrawn,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferFailed,
    OfferMade,
    OfferReleased,
    PlanAdopted,
)
from contracts.events.organizations import OrganizationClosed
from contracts.events.pairings import (
    AgreementDrafted,
    AgreementEnded,
    AgreementTookEffect,
    AgreementVoided,
    OfferAttached,
)
from contracts.events.projects import ProjectAdopted, ProjectClosed, ProjectDelivered
from libs.kernel import Command, Event, EventMeta
from libs.runtime.wiring import Reaction, Sweep, TimerCommand
from libs.storage.documents import Reader
from services.needs.commands import (
    ExpireOffer,
    FailPlan,
    MakeOffer,
    RecordFulfilment,
    ReleaseOffer,
    TrackAdoption,
    TrackNeed,
    WithdrawNeed,
    WithdrawResource,
)
from services.needs.domain.plan import FAIL
from services.needs.domain.resource import ANSWER_BY
from services.needs.repository import NEEDS, RESOURCES

OfferAnswer = OfferMade | OfferFailed | OfferAccepted | OfferDeclined | OfferExpired | OfferReleased

_NEED_STAGES: Final[Mapping[type[Event], str]] = {
    ProjectAdopted: "adopted",
    ProjectDelivered: "delivered",
    ProjectClosed: "closed",
}
_OFFER_STAGES: Final[Mapping[type[Event], str]] = {
    OfferMade: "offered",
    OfferFailed: "failed",
    OfferAccepted: "accepted",
    OfferDeclined: "declined",
    OfferExpired: "expired",
    OfferReleased: "released",
}
_LATER_STAGES: Final[Mapping[type[Event], str]] = {
    AgreementDrafted: "drafted",
    AgreementTookEffect: "effective",
    ProjectAdopted: "adopted",
}
_BEFORE_A_PROJECT = ["submitted", "verified", "published", "partly_claimed", "claimed"]


def record_fulfilment(event: OfferAccepted | OfferReleased, meta: EventMeta) -> Iterable[Command]:
    """The need counts what was promised, and no longer what was released."""
    del meta
    yield RecordFulfilment(
        need_id=event.need_id,
        offer_id=event.offer_id,
        qty=event.qty,
        released=isinstance(event, OfferReleased),
    )


def track_need(
    event: ProjectAdopted | ProjectDelivered | ProjectClosed, meta: EventMeta
) -> Iterable[Command]:
    """Needs follow the projects that work on them."""
    stage_code = _NEED_STAGES[type(event)]
    for need_id in event.need_ids:
        yield TrackNeed(need_id=need_id, project_id=meta.aggregate_id, stage_code=stage_code)


def track_offer(event: OfferAnswer, meta: EventMeta) -> Iterable[Command]:
    """A plan's line follows its offer."""
    del meta
    if event.plan_id is not None:
        yield TrackAdoption(
            offer_id=event.offer_id,
            stage_code=_OFFER_STAGES[type(event)],
            plan_id=event.plan_id,
            line_no=event.line_no,
        )


def track_agreement(
    event: AgreementDrafted | AgreementTookEffect | ProjectAdopted, meta: EventMeta
) -> Iterable[Command]:
    """Lines follow the agreements and projects that their offers led to."""
    del meta
    for offer_id in event.offer_ids:
        yield TrackAdoption(offer_id=offer_id, stage_code=_LATER_STAGES[type(event)])


def track_attached(event: OfferAttached, meta: EventMeta) -> Iterable[Command]:
    """An offer that joined an agreement is as far as that agreement."""
    del meta
    effective = event.status_code == "effective"
    stage_code = "effective" if effective else "drafted"
    yield TrackAdoption(offer_id=event.offer_id, stage_code=stage_code)


REACTIONS = (
    Reaction((OfferAccepted, OfferReleased), record_fulfilment),
    Reaction((ProjectAdopted, ProjectDelivered, ProjectClosed), track_need),
    Reaction(tuple(_OFFER_STAGES), track_offer),
    Reaction(tuple(_LATER_STAGES), track_agreement),
    Reaction((OfferAttached,), track_attached),
)


def expire_offer(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """The last day for an answer is over."""
    del payload
    return ExpireOffer(resource_id=aggregate_id, offer_id=key)


def give_up_plan(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """Nobody waits for a solver longer than half an hour."""
    del key, payload
    return FailPlan(plan_id=aggregate_id, reason_code="timed_out")


TIMERS: Mapping[str, TimerCommand] = {ANSWER_BY: expire_offer, FAIL: give_up_plan}


async def lines_to_offer(
    event: PlanAdopted, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Numbers of the plan's matched lines, padded so that their text sorts."""
    del reader
    first = int(after or 0) + 1
    return [f"{number:04}" for number in range(first, min(first + limit, event.line_count + 1))]


def make_offer(event: PlanAdopted, target: str) -> Command:
    """Every line of an adopted plan is offered to its unit."""
    return MakeOffer(plan_id=event.plan_id, line_no=int(target))


async def needs_of(
    event: OrganizationClosed, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Needs of a closed community or proposer that no project works on."""
    query = {
        "_id": {"$gt": after or ""},
        "status": {"$in": _BEFORE_A_PROJECT},
        "$or": [{"community_id": event.org_id}, {"proposer_id": event.org_id}],
    }
    return await _ids(reader, NEEDS, query, limit)


def withdraw_need(event: OrganizationClosed, target: str) -> Command:
    """A closed organization asks for nothing any more."""
    del event
    return WithdrawNeed(need_id=target, reason_code="organization_closed")


async def resources_of(
    event: OrganizationClosed, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Resources that a closed unit still lists."""
    query = {"_id": {"$gt": after or ""}, "status": "listed", "unit_id": event.org_id}
    return await _ids(reader, RESOURCES, query, limit)


def withdraw_resource(event: OrganizationClosed, target: str) -> Command:
    """A closed unit gives nothing any more."""
    del event
    return WithdrawResource(resource_id=target, reason_code="organization_closed")


async def offers_for_need(
    event: NeedWithdrawn | NeedReturned, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Offers that still hold something for a need that is over."""
    return await _holding(reader, "need_id", [event.need_id], after, limit)


async def offers_of_agreement(
    event: AgreementVoided | AgreementEnded, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Offers that an agreement served, as far as they still hold something."""
    return await _holding(reader, "offer_id", list(event.offer_ids), after, limit)


def release_offer(
    event: NeedWithdrawn | NeedReturned | AgreementVoided | AgreementEnded, target: str
) -> Command:
    """What an offer held is free again; ``target`` names resource and offer."""
    resource_id, _, offer_id = target.partition("/")
    cause_code = event.type.rsplit(".", 1)[-1].replace("-", "_")
    return ReleaseOffer(resource_id=resource_id, offer_id=offer_id, cause_code=cause_code)


async def _ids(reader: Reader, collection: str, query: dict[str, Any], limit: int) -> list[str]:
    found = await reader.find(collection, query, sort=[("_id", 1)], limit=limit, fields=["_id"])
    return [str(document["_id"]) for document in found]


async def _holding(
    reader: Reader, field: str, ids: list[str], after: str | None, limit: int
) -> list[str]:
    match = {f"terms.{field}": {"$in": ids}, "status": {"$in": ["open", "accepted"]}}
    query = {
        "_id": {"$gte": (after or "").partition("/")[0]},
        "offers": {"$elemMatch": match},
    }
    found = await reader.find(
        RESOURCES, query, sort=[("_id", 1)], limit=limit + 1, fields=["offers"]
    )
    targets = sorted(
        f"{document['_id']}/{offer['terms']['offer_id']}"
        for document in found
        for offer in document["offers"]
        if offer["terms"][field] in ids and offer["status"] in ("open", "accepted")
    )
    return [target for target in targets if after is None or target > after][:limit]


SWEEPS = (
    Sweep("make-offers", (PlanAdopted,), lines_to_offer, make_offer),
    Sweep("withdraw-needs", (OrganizationClosed,), needs_of, withdraw_need),
    Sweep("withdraw-resources", (OrganizationClosed,), resources_of, withdraw_resource),
    Sweep("release-for-need", (NeedWithdrawn, NeedReturned), offers_for_need, release_offer),
    Sweep(
        "release-of-agreement",
        (AgreementVoided, AgreementEnded),
        offers_of_agreement,
        release_offer,
    ),
)
