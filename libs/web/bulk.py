"""Many commands in one request: each is obeyed or refused alone, and answered in its row."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from libs.kernel import Command, DomainError
from libs.web.caller import CallerStamp, Obey, numbered
from libs.web.problems import language_of, shown_params, status_of, text_of


class RowProblem(BaseModel):
    """Why one row was refused, in the members of a problem document."""

    status: int
    code: str
    title: str
    detail: str
    params: dict[str, Any]


class BulkRow(BaseModel):
    """What became of one row."""

    id: str
    outcome: Literal["done", "refused"]
    problem: RowProblem | None = None


class BulkAnswer(BaseModel):
    """One row per thing asked for, in the order asked."""

    results: list[BulkRow]


ExecutesEach = Callable[[Mapping[str, Command]], Awaitable[BulkAnswer]]


async def executes_each(request: Request, response: Response, stamp: CallerStamp) -> ExecutesEach:
    """Obeys one command per id; a refusal concerns its row only. Repeats answer as before."""
    obey: Obey = request.app.state.obey

    async def one(index: int, id_: str, command: Command) -> tuple[BulkRow, dict[str, int]]:
        try:
            answer = await obey(command, numbered(stamp, index))
        except DomainError as error:
            return BulkRow(id=id_, outcome="refused", problem=_problem(request, error)), {}
        return BulkRow(id=id_, outcome="done"), dict(answer.tokens)

    async def execute_each(commands: Mapping[str, Command]) -> BulkAnswer:
        rows = await asyncio.gather(
            *(one(index, id_, command) for index, (id_, command) in enumerate(commands.items()))
        )
        tokens = {place: seq for _, tokens in rows for place, seq in tokens.items()}
        if tokens:
            response.headers["Consistency-Token"] = ",".join(
                f"{place}@{seq}" for place, seq in tokens.items()
            )
        return BulkAnswer(results=[row for row, _ in rows])

    return execute_each


ExecuteEach = Annotated[ExecutesEach, Depends(executes_each)]


def _problem(request: Request, error: DomainError) -> RowProblem:
    title = (type(error).__doc__ or error.code).strip().splitlines()[0]
    return RowProblem(
        status=status_of(error),
        code=error.code,
        title=title,
        detail=text_of(error.code, error.params, language_of(request), title),
        params=shown_params(error),
    )
