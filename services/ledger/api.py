"""The door: statements, and the proof that they are whole."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts.types import CivilDate, MemberId
from libs.kernel import NotFound
from libs.web import CallerScope, KnownQuery, ReaderOf, problems
from services.ledger.views import Statement, StatementQueries, Verification

router = APIRouter(prefix="/accounts", tags=["accounts"])


async def _statements(reader: ReaderOf) -> StatementQueries:
    return StatementQueries(reader)


Statements = Annotated[StatementQueries, Depends(_statements)]


@router.get("/{member_id}/statement", responses=problems(NotFound), dependencies=[KnownQuery])
async def read_statement(
    member_id: MemberId,
    scope: CallerScope,
    views: Statements,
    from_on: Annotated[CivilDate | None, Query(alias="from")] = None,
    to_on: Annotated[CivilDate | None, Query(alias="to")] = None,
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Statement:
    return await views.statement(
        member_id, scope, from_on=from_on, to_on=to_on, page=page, size=size
    )


@router.get("/{member_id}/verification", responses=problems(NotFound))
async def verify_account(
    member_id: MemberId, scope: CallerScope, views: Statements
) -> Verification:
    return await views.verification(member_id, scope)


ROUTERS = (router,)
