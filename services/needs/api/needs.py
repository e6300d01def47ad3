"""Needs over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from contracts.types import Code, NeedId, Title
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web import CallerScope, Execute, ReaderOf, problems
from services.needs.api.bodies import ReasonBody
from services.needs.commands import (
    DescribeNeed,
    EnterNeed,
    FreeText,
    PublishNeed,
    ReturnNeed,
    VerifyNeed,
    WithdrawNeed,
)
from services.needs.domain.errors import (
    AlreadyClaimed,
    AlreadyStarted,
    BadQuantity,
    BadWindow,
    CommunityEnded,
    DuplicateNeed,
    ForeignProposer,
    NeedClosed,
    NotACommunity,
    NotEntered,
    NotVerified,
    TextUnmasked,
    UnitEnded,
    UnknownCategory,
    UnknownUnit,
)
from services.needs.views.details import NeedQueries
from services.needs.views.shapes import NeedText, NeedTitle

router = APIRouter(prefix="/needs", tags=["needs"])


class NeedRef(BaseModel):
    """The need just entered."""

    need_id: NeedId


class TitlesBody(BaseModel):
    """Whose titles are wanted."""

    need_ids: Annotated[list[NeedId], Field(max_length=1000)]


class TitlesAnswer(BaseModel):
    """Titles of those that the caller may see."""

    items: list[NeedTitle]


class VerificationBody(BaseModel):
    """On what ground the community vouches."""

    cause_code: Code = "checked"


class DescriptionBody(BaseModel):
    """What exactly is asked for."""

    description: FreeText


class PublicationBody(BaseModel):
    """Under which title units read it; its own when absent."""

    title: Title | None = None


async def _queries(reader: ReaderOf) -> NeedQueries:
    return NeedQueries(reader)


@router.post(
    "",
    status_code=201,
    responses=problems(
        UnknownCategory,
        UnknownUnit,
        BadQuantity,
        BadWindow,
        NotACommunity,
        ForeignProposer,
        CommunityEnded,
        UnitEnded,
        NotFound,
        Forbidden,
        NotSeenYet,
    ),
)
async def enter_need(body: EnterNeed, execute: Execute) -> NeedRef:
    return NeedRef(need_id=await execute(body))


@router.post("/titles")
async def read_titles(
    body: TitlesBody, scope: CallerScope, views: Annotated[NeedQueries, Depends(_queries)]
) -> TitlesAnswer:
    return TitlesAnswer(items=await views.titles(body.need_ids, scope))


@router.post(
    "/{need_id}/verification", status_code=204, responses=problems(NotEntered, NotFound, Forbidden)
)
async def verify_need(need_id: NeedId, body: VerificationBody, execute: Execute) -> None:
    await execute(VerifyNeed(need_id=need_id, cause_code=body.cause_code))


@router.post(
    "/{need_id}/description", status_code=204, responses=problems(NeedClosed, NotFound, Forbidden)
)
async def describe_need(need_id: NeedId, body: DescriptionBody, execute: Execute) -> None:
    await execute(DescribeNeed(need_id=need_id, description=body.description))


@router.post(
    "/{need_id}/publication",
    status_code=204,
    responses=problems(NotVerified, DuplicateNeed, TextUnmasked, NotFound, Forbidden),
)
async def publish_need(need_id: NeedId, body: PublicationBody, execute: Execute) -> None:
    await execute(PublishNeed(need_id=need_id, title=body.title))


@router.post(
    "/{need_id}/return",
    status_code=204,
    responses=problems(AlreadyClaimed, NeedClosed, NotFound, Forbidden),
)
async def return_need(need_id: NeedId, body: ReasonBody, execute: Execute) -> None:
    await execute(ReturnNeed(need_id=need_id, reason_code=body.reason_code))


@router.post(
    "/{need_id}/withdrawal",
    status_code=204,
    responses=problems(AlreadyStarted, NotFound, Forbidden),
)
async def withdraw_need(need_id: NeedId, body: ReasonBody, execute: Execute) -> None:
    await execute(WithdrawNeed(need_id=need_id, reason_code=body.reason_code))


@router.get("/{need_id}", responses=problems(NotFound))
async def read_need(
    need_id: NeedId, scope: CallerScope, views: Annotated[NeedQueries, Depends(_queries)]
) -> NeedText:
    return await views.text(need_id, scope)
