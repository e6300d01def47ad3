"""Many registrations in one request, committed together and answered one by one."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ValidationError

from libs.kernel import Command, DomainError, FieldFault, Invalid
from libs.web import CallerStamp, Obey, numbered
from libs.web.bulk import RowProblem
from libs.web.problems import (
    field_faults,
    language_of,
    shown_params,
    status_of,
    text_of,
    text_of_fault,
)
from services.organizations.api.bodies import BatchBody
from services.organizations.commands import RegisterOrganization

router = APIRouter(tags=["batches"])

_AT_ONCE = 256


class InvalidRow(Invalid):
    """The row is not a registration."""

    code = "invalid"


class Fault(BaseModel):
    """One faulty field of a row."""

    pointer: str
    code: str
    params: dict[str, Any]
    detail: str


class Refusal(RowProblem):
    """Why a row was refused, field by field where it is known."""

    errors: list[Fault] = []


class RowAnswer(BaseModel):
    """What became of one row."""

    org_id: str | None = None
    outcome: Literal["registered", "unchanged", "refused"]
    problem: Refusal | None = None


class BatchAnswer(BaseModel):
    """One answer per row, in the order asked."""

    results: list[RowAnswer]


class Registrar:
    """Obeys one command per row, so many at a time; repeats answer as before."""

    def __init__(self, request: Request, stamp: CallerStamp) -> None:
        """Bound to one request."""
        self._request, self._stamp = request, stamp
        self._obey: Obey = request.app.state.obey
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def register(self, index: int, command: Command) -> RowAnswer:
        """The answer to the ``index``-th command of the request."""
        async with self._gate:
            try:
                answer = await self._obey(command, numbered(self._stamp, index))
            except DomainError as refused:
                return RowAnswer(outcome="refused", problem=self.refusal(refused))
        return RowAnswer(**answer.value)

    def refusal(self, error: DomainError) -> Refusal:
        """The refusal in the caller's language."""
        language = language_of(self._request)
        title = (type(error).__doc__ or error.code).strip().splitlines()[0]
        return Refusal(
            status=status_of(error),
            code=error.code,
            title=title,
            detail=text_of(error.code, error.params, language, title),
            params=shown_params(error),
            errors=[self.fault(fault, dict(error.params)) for fault in error.errors],
        )

    def fault(self, fault: FieldFault, params: dict[str, Any] | None = None) -> Fault:
        """The fault in the caller's language; ``params`` are those of the whole refusal."""
        detail = text_of_fault(fault, params or {}, language_of(self._request))
        return Fault(**fault.model_dump(), detail=detail)


async def registrar(request: Request, stamp: CallerStamp) -> Registrar:
    """The registrar of one request."""
    return Registrar(request, stamp)


Registers = Annotated[Registrar, Depends(registrar)]


@router.post("/batch", response_model=BatchAnswer, response_model_exclude_none=True)
async def register_batch(body: BatchBody, by: Registers) -> Response:
    answers = await asyncio.gather(
        *(_row(by, index, item) for index, item in enumerate(body.items))
    )
    text = BatchAnswer(results=answers).model_dump_json(exclude_none=True)
    return Response(text, media_type="application/json")


async def _row(registrar: Registrar, index: int, item: dict[str, Any]) -> RowAnswer:
    try:
        command = RegisterOrganization.model_validate(item)
    except ValidationError as error:
        faults = field_faults(error)
        refused = InvalidRow(errors=faults, count=len(faults))
        return RowAnswer(outcome="refused", problem=registrar.refusal(refused))
    return await registrar.register(index, command)
