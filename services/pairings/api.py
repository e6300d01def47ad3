"""Agreements over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from contracts.types import AgreementId, CivilDate, Code, Hash, No, OrgId, Term, Title
from libs.kernel import Forbidden, NotFound, NotSeenYet
from libs.web import CallerScope, Execute, ReaderOf, problems
from services.pairings.commands import (
    EndAgreement,
    OpenSigning,
    ReviseDraft,
    SendBack,
    SignAgreement,
    VoidAgreement,
    WantedCommitment,
)
from services.pairings.domain import (
    AlreadyAgreed,
    AlreadyEffective,
    BadEndDate,
    Clause,
    CommitmentBeyondTerm,
    IncompleteText,
    Liaison,
    LiaisonMissing,
    NotAParty,
    NotDraft,
    NotEffective,
    NotInSigning,
    NotOwnSignatory,
    OpenProjectsLeft,
    PartyEnded,
    PartyHasOffers,
    TermTooLong,
    TextTooLong,
    TooFewParties,
    TooManyVersions,
    WrongText,
)
from services.pairings.views import AgreementDetail, AgreementQueries, VersionText

router = APIRouter(prefix="/agreements", tags=["agreements"])
ROUTERS = (router,)


class RevisionBody(BaseModel):
    """The draft as it shall read; ``party_ids`` only when parties join or leave."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    term: Term
    clauses: Annotated[tuple[Clause, ...], Field(max_length=60)]
    commitments: Annotated[tuple[WantedCommitment, ...], Field(max_length=40)] = ()
    liaisons: Annotated[tuple[Liaison, ...], Field(max_length=120)]
    party_ids: Annotated[tuple[OrgId, ...], Field(max_length=60)] | None = None


class SignatureBody(BaseModel):
    """For which party which text is signed."""

    model_config = ConfigDict(extra="forbid")

    party_id: OrgId
    version_no: No
    text_hash: Hash


class EndBody(BaseModel):
    """Why, and on which day: today when absent."""

    model_config = ConfigDict(extra="forbid")

    cause_code: Code
    ended_on: CivilDate | None = None
    party_id: OrgId | None = None


class CauseBody(BaseModel):
    """Why, and on which party's side it was decided."""

    model_config = ConfigDict(extra="forbid")

    cause_code: Code
    party_id: OrgId | None = None


async def _queries(reader: ReaderOf) -> AgreementQueries:
    return AgreementQueries(reader)


Queries = Annotated[AgreementQueries, Depends(_queries)]


@router.get("/{agreement_id}", responses=problems(NotFound))
async def read_agreement(
    agreement_id: AgreementId, scope: CallerScope, views: Queries
) -> AgreementDetail:
    return await views.detail(agreement_id, scope)


@router.get("/{agreement_id}/versions/{version_no}", responses=problems(NotFound))
async def read_version(
    agreement_id: AgreementId, version_no: int, scope: CallerScope, views: Queries
) -> VersionText:
    return await views.version(agreement_id, version_no, scope)


@router.post(
    "/{agreement_id}/revisions",
    status_code=204,
    responses=problems(
        NotFound,
        Forbidden,
        NotSeenYet,
        NotDraft,
        PartyEnded,
        AlreadyAgreed,
        PartyHasOffers,
        TooFewParties,
        TermTooLong,
        TextTooLong,
        CommitmentBeyondTerm,
        LiaisonMissing,
    ),
)
async def revise_draft(agreement_id: AgreementId, body: RevisionBody, execute: Execute) -> None:
    await execute(ReviseDraft(agreement_id=agreement_id, **dict(body)))


@router.post(
    "/{agreement_id}/signing",
    status_code=204,
    responses=problems(
        NotFound, Forbidden, NotSeenYet, NotDraft, PartyEnded, IncompleteText, TooManyVersions
    ),
)
async def open_signing(agreement_id: AgreementId, execute: Execute) -> None:
    await execute(OpenSigning(agreement_id=agreement_id))


@router.post(
    "/{agreement_id}/signatures",
    status_code=204,
    responses=problems(
        NotFound,
        Forbidden,
        NotOwnSignatory,
        NotSeenYet,
        NotInSigning,
        NotAParty,
        WrongText,
        PartyEnded,
    ),
)
async def sign_agreement(agreement_id: AgreementId, body: SignatureBody, execute: Execute) -> None:
    await execute(SignAgreement(agreement_id=agreement_id, **dict(body)))


@router.post(
    "/{agreement_id}/send-backs",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotOwnSignatory, NotAParty, NotInSigning),
)
async def send_back(agreement_id: AgreementId, body: CauseBody, execute: Execute) -> None:
    await execute(SendBack(agreement_id=agreement_id, **dict(body)))


@router.post(
    "/{agreement_id}/voiding",
    status_code=204,
    responses=problems(NotFound, Forbidden, AlreadyEffective),
)
async def void_agreement(agreement_id: AgreementId, body: CauseBody, execute: Execute) -> None:
    await execute(VoidAgreement(agreement_id=agreement_id, cause_code=body.cause_code))


@router.post(
    "/{agreement_id}/end",
    status_code=204,
    responses=problems(NotFound, Forbidden, NotEffective, OpenProjectsLeft, BadEndDate),
)
async def end_agreement(agreement_id: AgreementId, body: EndBody, execute: Execute) -> None:
    await execute(
        EndAgreement(agreement_id=agreement_id, cause_code=body.cause_code, ended_on=body.ended_on)
    )
