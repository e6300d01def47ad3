"""Organizations from a sheet: a trial run first, then every good row as its own command."""

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel, ValidationError

from contracts.types import CivilDate
from libs.kernel import FieldFault, Scope
from libs.web import CallerScope, ReaderOf, problems
from libs.web.problems import field_faults
from services.organizations.api.batches import Registers, Registrar
from services.organizations.api.queries import ServiceClock
from services.organizations.api.sheet_format import (
    MAX_BYTES,
    Sheet,
    SheetColumnMissing,
    SheetTooLarge,
    SheetUnreadable,
    annotated,
    template,
)
from services.organizations.commands import ImportOrganization
from services.organizations.domain import FutureDate, check_date
from services.organizations.views import Match, Matches, SheetLine

router = APIRouter(prefix="/imports", tags=["imports"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMN_OF = {"territory_id": "territory", "affiliation_id": "affiliation"}


class CellFault(BaseModel):
    """What is wrong with a row: the cell, and the rule it breaks."""

    cell: str
    column: str
    code: str
    params: dict[str, str | int | float | bool | None]
    detail: str


class ImportRow(BaseModel):
    """What became of one row; ``valid`` in a trial run."""

    row_no: int
    name: str
    outcome: Literal["valid", "registered", "unchanged", "refused"]
    org_id: str | None = None
    errors: list[CellFault] = []


class ImportAnswer(BaseModel):
    """One answer per row of the sheet that is not empty, and how many there are of each kind."""

    dry_run: bool
    counts: dict[str, int]
    rows: list[ImportRow]


@router.get("/template", response_class=Response, responses={200: {"content": {_XLSX: {}}}})
async def download_template(scope: CallerScope) -> Response:
    del scope  # the template is the same for everybody who is signed in
    headers = {"Content-Disposition": 'attachment; filename="organizations.xlsx"'}
    return Response(await asyncio.to_thread(template), media_type=_XLSX, headers=headers)


@router.post("", responses=problems(SheetUnreadable, SheetTooLarge, SheetColumnMissing, FutureDate))
async def import_sheet(
    file: Annotated[UploadFile, File()],
    registrar: Registers,
    reader: ReaderOf,
    scope: CallerScope,
    clock: ServiceClock,
    dry_run: Annotated[bool, Form()] = False,
    effective_on: Annotated[CivilDate | None, Form()] = None,
) -> ImportAnswer:
    if effective_on is not None:
        check_date(effective_on, clock.today())
    run = _Run(await _sheet(file), Matches(reader), registrar, effective_on)
    found = await run.judge(scope)
    rows = list(await asyncio.gather(*(run.row(match, dry_run=dry_run) for match in found)))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    return ImportAnswer(dry_run=dry_run, counts=counts, rows=rows)


@router.post(
    "/annotated",
    response_class=Response,
    responses={
        200: {"content": {_XLSX: {}}},
        **problems(SheetUnreadable, SheetTooLarge, SheetColumnMissing),
    },
)
async def annotate_sheet(
    file: Annotated[UploadFile, File()],
    registrar: Registers,
    reader: ReaderOf,
    scope: CallerScope,
    effective_on: Annotated[CivilDate | None, Form()] = None,
) -> Response:
    sheet = await _sheet(file)
    run = _Run(sheet, Matches(reader), registrar, effective_on)
    remarks: dict[int, list[tuple[int | None, str]]] = {}
    for match in await run.judge(scope):
        row = await run.row(match, dry_run=True)
        told = [(sheet.place(fault.column), fault.detail) for fault in row.errors]
        if told:
            remarks[row.row_no] = told
    headers = {"Content-Disposition": 'attachment; filename="organizations-checked.xlsx"'}
    book = await asyncio.to_thread(annotated, sheet, remarks)
    return Response(book, media_type=_XLSX, headers=headers)


async def _sheet(file: UploadFile) -> Sheet:
    data = await file.read(MAX_BYTES + 1)
    return await asyncio.to_thread(Sheet, data, file.filename or "")


class _Run:
    """One import: rows judged, then obeyed unless it is a trial."""

    def __init__(
        self, sheet: Sheet, matches: Matches, registrar: Registrar, effective_on: date | None
    ) -> None:
        self._sheet, self._matches, self._registrar = sheet, matches, registrar
        self._effective_on = effective_on
        self._commands: dict[int, ImportOrganization] = {}

    async def judge(self, scope: Scope) -> list[Match]:
        """Every row with its faults, among them what an earlier row says already."""
        found = await self._matches.match(self._sheet.lines, scope)
        first: dict[str, SheetLine] = {}
        for match in found:
            if match.known_id is not None or match.faults:
                continue
            try:
                command = ImportOrganization(**match.fields, effective_on=self._effective_on)
            except ValidationError as error:
                match.faults += field_faults(error)
                continue
            await self._matches.judge(match, command)
            for word in {command.target, command.uscc} - {None}:
                earlier = first.setdefault(str(word), match.line)
                if earlier is not match.line:
                    pointer = "/uscc" if word == command.uscc else "/name"
                    params = {"row_no": earlier.row_no}
                    code = "organizations.sheet-repeated"
                    match.faults.append(FieldFault(pointer=pointer, code=code, params=params))
                    break
            self._commands[match.line.row_no] = command
        return found

    async def row(self, match: Match, *, dry_run: bool) -> ImportRow:
        """The row's answer."""
        line = match.line
        answer = ImportRow(row_no=line.row_no, name=line.name, outcome="valid")
        if match.known_id is not None:
            return answer.model_copy(update={"outcome": "unchanged", "org_id": match.known_id})
        if match.faults:
            return self._refused(answer, match.faults)
        if dry_run:
            return answer
        done = await self._registrar.register(line.row_no, self._commands[line.row_no])
        if done.problem is None:
            return answer.model_copy(update={"outcome": done.outcome, "org_id": done.org_id})
        problem = done.problem
        faults = [FieldFault(**fault.model_dump(exclude={"detail"})) for fault in problem.errors]
        whole = FieldFault(pointer="", code=problem.code, params=problem.params)
        return self._refused(answer, faults or [whole])

    def _refused(self, answer: ImportRow, faults: list[FieldFault]) -> ImportRow:
        cells = []
        for fault in faults:
            member = fault.pointer.strip("/").split("/")[0]
            column = _COLUMN_OF.get(member, member)
            told = self._registrar.fault(fault)
            cells.append(
                CellFault(
                    cell=self._sheet.cell(column, answer.row_no),
                    column=column,
                    code=fault.code,
                    params=fault.params,
                    detail=told.detail,
                )
            )
        return answer.model_copy(update={"outcome": "refused", "errors": cells})
