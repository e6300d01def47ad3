"""Commands to organizations over HTTP."""

from fastapi import APIRouter, Response

from contracts.types import OrgId
from libs.kernel import NotFound
from libs.web import Execute, problems
from services.organizations.api.bodies import (
    AmendmentBody,
    ClosingBody,
    DecisionBody,
    DivisionCodeBody,
    MergerBody,
    MoveBody,
    NameBody,
    OrgAnswer,
    RejectionBody,
    SplitBody,
)
from services.organizations.commands import (
    AmendOrganization,
    ApproveOrganization,
    ChangeDivisionCode,
    CloseOrganization,
    MergeOrganization,
    MoveOrganization,
    ProposeOrganization,
    RegisterOrganization,
    RejectOrganization,
    RenameOrganization,
    SplitOrganization,
)
from services.organizations.domain import (
    BeforeLastChange,
    DivisionTaken,
    Ended,
    FutureDate,
    HasSubordinates,
    HeirBelow,
    HeirEnded,
    HeirItself,
    HeirNamedWrongly,
    InvalidDivisionCode,
    InvalidUscc,
    KindMisplaced,
    NotPending,
    OtherClass,
    StillPending,
    StructureChanged,
    SuperiorEnded,
    SuperiorMissing,
    TooFewUnits,
    UnitsMisplaced,
    UnknownSuperior,
    UnknownUnit,
    UsccTaken,
    WouldCycle,
)

router = APIRouter(prefix="/organizations", tags=["organizations"])

_ENTERING = problems(
    InvalidUscc,
    UsccTaken,
    InvalidDivisionCode,
    DivisionTaken,
    UnknownSuperior,
    SuperiorEnded,
    KindMisplaced,
    SuperiorMissing,
    UnitsMisplaced,
    UnknownUnit,
    TooFewUnits,
    FutureDate,
)
_DATED = (NotFound, Ended, StillPending, FutureDate, BeforeLastChange)
_STRUCTURAL = (*_DATED, StructureChanged)
_HANDING_OVER = (*_STRUCTURAL, HeirEnded, HeirItself, HeirBelow)


@router.post("", status_code=201, responses=_ENTERING)
async def register(body: RegisterOrganization, execute: Execute, response: Response) -> OrgAnswer:
    answer = OrgAnswer(**await execute(body))
    if answer.outcome == "unchanged":
        response.status_code = 200
    return answer


@router.post("/proposals", status_code=201, responses=_ENTERING)
async def propose(body: ProposeOrganization, execute: Execute) -> OrgAnswer:
    return OrgAnswer(org_id=await execute(body), outcome="proposed")


@router.post(
    "/{org_id}/approval", status_code=204, responses=problems(NotFound, NotPending, SuperiorEnded)
)
async def approve(org_id: OrgId, execute: Execute, body: DecisionBody | None = None) -> None:
    on = body.effective_on if body is not None else None
    await execute(ApproveOrganization(org_id=org_id, effective_on=on))


@router.post("/{org_id}/rejection", status_code=204, responses=problems(NotFound, NotPending))
async def reject(org_id: OrgId, body: RejectionBody, execute: Execute) -> None:
    await execute(RejectOrganization(org_id=org_id, **body.model_dump()))


@router.post("/{org_id}/name", status_code=204, responses=problems(*_DATED))
async def rename(org_id: OrgId, body: NameBody, execute: Execute) -> None:
    await execute(RenameOrganization(org_id=org_id, **body.model_dump()))


@router.post(
    "/{org_id}/amendment",
    status_code=204,
    responses=problems(
        NotFound, Ended, StillPending, InvalidUscc, UsccTaken, UnitsMisplaced, UnknownUnit
    ),
)
async def amend(org_id: OrgId, body: AmendmentBody, execute: Execute) -> None:
    await execute(AmendOrganization(org_id=org_id, **body.model_dump(exclude_unset=True)))


@router.post(
    "/{org_id}/move",
    status_code=204,
    responses=problems(*_STRUCTURAL, WouldCycle, SuperiorEnded, KindMisplaced),
)
async def move(org_id: OrgId, body: MoveBody, execute: Execute) -> None:
    await execute(MoveOrganization(org_id=org_id, **body.model_dump()))


@router.post("/{org_id}/merger", status_code=204, responses=problems(*_HANDING_OVER, OtherClass))
async def merge(org_id: OrgId, body: MergerBody, execute: Execute) -> None:
    await execute(MergeOrganization(org_id=org_id, **body.model_dump()))


@router.post(
    "/{org_id}/split",
    status_code=204,
    responses=problems(*_HANDING_OVER, OtherClass, HeirNamedWrongly),
)
async def split(org_id: OrgId, body: SplitBody, execute: Execute) -> None:
    await execute(SplitOrganization(org_id=org_id, **body.model_dump()))


@router.post(
    "/{org_id}/closing",
    status_code=204,
    responses=problems(*_HANDING_OVER, HasSubordinates, HeirNamedWrongly),
)
async def close(org_id: OrgId, body: ClosingBody, execute: Execute) -> None:
    await execute(CloseOrganization(org_id=org_id, **body.model_dump()))


@router.post(
    "/{org_id}/division-code",
    status_code=204,
    responses=problems(*_DATED, InvalidDivisionCode, DivisionTaken),
)
async def change_division_code(org_id: OrgId, body: DivisionCodeBody, execute: Execute) -> None:
    await execute(ChangeDivisionCode(org_id=org_id, **body.model_dump()))
