"""Resources and their offers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from contracts.types import OfferId, ResourceId
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web import CallerScope, Execute, ReaderOf, problems
from services.needs.api.bodies import CauseBody, ReasonBody
from services.needs.commands import (
    AcceptOffer,
    DeclineOffer,
    ListResource,
    ReleaseOffer,
    WithdrawResource,
)
from services.needs.domain.errors import (
    BadQuantity,
    BadWindow,
    CommunityEnded,
    NeedClosed,
    NotACommunity,
    OfferClosed,
    TextUnmasked,
    UnitEnded,
    UnknownCategory,
    UnknownUnit,
)
from services.needs.views.details import ResourceQueries
from services.needs.views.shapes import ResourceText

router = APIRouter(prefix="/resources", tags=["resources"])


class ResourceRef(BaseModel):
    """The resource just listed."""

    resource_id: ResourceId


async def _queries(reader: ReaderOf) -> ResourceQueries:
    return ResourceQueries(reader)


@router.post(
    "",
    status_code=201,
    responses=problems(
        UnknownCategory,
        UnknownUnit,
        BadQuantity,
        BadWindow,
        TextUnmasked,
        UnitEnded,
        NotACommunity,
        CommunityEnded,
        NotFound,
        Forbidden,
        NotSeenYet,
    ),
)
async def list_resource(body: ListResource, execute: Execute) -> ResourceRef:
    return ResourceRef(resource_id=await execute(body))


@router.post("/{resource_id}/withdrawal", status_code=204, responses=problems(NotFound, Forbidden))
async def withdraw_resource(resource_id: ResourceId, body: ReasonBody, execute: Execute) -> None:
    await execute(WithdrawResource(resource_id=resource_id, reason_code=body.reason_code))


@router.post(
    "/{resource_id}/offers/{offer_id}/acceptance",
    status_code=204,
    responses=problems(OfferClosed, NeedClosed, NotFound, Forbidden),
)
async def accept_offer(resource_id: ResourceId, offer_id: OfferId, execute: Execute) -> None:
    await execute(AcceptOffer(resource_id=resource_id, offer_id=offer_id))


@router.post(
    "/{resource_id}/offers/{offer_id}/refusal",
    status_code=204,
    responses=problems(OfferClosed, NotFound, Forbidden),
)
async def decline_offer(
    resource_id: ResourceId, offer_id: OfferId, body: ReasonBody, execute: Execute
) -> None:
    await execute(
        DeclineOffer(resource_id=resource_id, offer_id=offer_id, reason_code=body.reason_code)
    )


@router.post(
    "/{resource_id}/offers/{offer_id}/release",
    status_code=204,
    responses=problems(NotFound, Forbidden),
)
async def release_offer(
    resource_id: ResourceId, offer_id: OfferId, body: CauseBody, execute: Execute
) -> None:
    await execute(
        ReleaseOffer(resource_id=resource_id, offer_id=offer_id, cause_code=body.cause_code)
    )


@router.get("/{resource_id}", responses=problems(NotFound))
async def read_resource(
    resource_id: ResourceId,
    scope: CallerScope,
    views: Annotated[ResourceQueries, Depends(_queries)],
) -> ResourceText:
    return await views.text(resource_id, scope)
