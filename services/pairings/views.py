"""What agreements need to know of others, and what pages ask of agreements."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel

from contracts.events.projects import ProjectAdopted, ProjectClosed
from contracts.types import AgreementId, Code, Commitment, Instant, OfferId, OrgId, Term
from libs.kernel import EventMeta, NotFound, Put, Scope, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Document
from libs.storage.documents import Index, Reader
from services.pairings.commands import ReviseDraft
from services.pairings.domain import Agreement, Clause, Liaison, Offer, Party, Status, Version
from services.pairings.repository import AGREEMENTS

OPEN_PROJECTS = "open_projects"
FINAL = [Status.ENDED.value, Status.VOIDED.value]

VIEWS = (View(OPEN_PROJECTS, 1, (Index("agreement_id", "open"),)),)


def project_open_project(
    event: ProjectAdopted | ProjectClosed, meta: EventMeta
) -> Iterable[ViewWrite]:
    """Whether a project under an agreement is open."""
    opened = isinstance(event, ProjectAdopted)
    yield Put(
        OPEN_PROJECTS,
        meta.aggregate_id,
        {"agreement_id": event.agreement_id, "open": opened},
    )


PROJECTIONS = (Projection((ProjectAdopted, ProjectClosed), project_open_project),)


class OpenProjectsSeen:
    """OpenProjects over the projected view."""

    def __init__(self, reader: Reader) -> None:
        """One per process."""
        self._reader = reader

    async def count(self, agreement_id: AgreementId) -> int:
        """See OpenProjects.count."""
        view = self._reader.view(OPEN_PROJECTS)
        return await self._reader.count(view, {"agreement_id": agreement_id, "open": True})


class LiveAgreementsKept:
    """LiveAgreements over the stored agreements."""

    def __init__(self, reader: Reader) -> None:
        """One per process."""
        self._reader = reader

    async def holder(self, parties_hash: str, scope_code: str) -> AgreementId | None:
        """See LiveAgreements.holder."""
        found = await self._reader.find(
            AGREEMENTS,
            {
                "parties_hash": parties_hash,
                "scope_code": scope_code,
                "status": {"$nin": FINAL},
            },
            sort=[("blocking_id", 1)],  # null first: the holder of the key
            limit=1,
            fields=["_id"],
        )
        return AgreementId(found[0]["_id"]) if found else None

    async def of_offer(self, offer_id: OfferId) -> AgreementId | None:
        """See LiveAgreements.of_offer."""
        found = await self._reader.find(
            AGREEMENTS, {"offers.offer_id": offer_id}, limit=1, fields=["_id"]
        )
        return AgreementId(found[0]["_id"]) if found else None


async def agreements_of(
    party_id: OrgId, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Ids of live agreements of a party, ascending, greater than ``after``."""
    query: Document = {"party_ids": party_id, "status": {"$nin": FINAL}}
    if after is not None:
        query["_id"] = {"$gt": after}
    found = await reader.find(AGREEMENTS, query, sort=[("_id", 1)], limit=limit, fields=["_id"])
    return [str(document["_id"]) for document in found]


class LiaisonLine(BaseModel):
    """A party's contact; the full number only for those who may work on the draft."""

    party_id: OrgId
    name: str
    phone_masked: str
    phone: str | None = None


class SignatureLine(BaseModel):
    """Who signed for a party, and when."""

    party_id: OrgId
    actor_id: str
    signed_at: Instant


class VersionText(BaseModel):
    """One version's text: frozen with its hash, or the draft in work without."""

    agreement_id: AgreementId
    version_no: int
    agreement_no: str | None
    parties: list[Party]
    title: str
    term: Term
    clauses: list[Clause]
    commitments: list[Commitment]
    liaisons: list[LiaisonLine]
    text_hash: str | None = None
    signatures: list[SignatureLine] = []
    opened_at: Instant | None = None
    sign_by_on: date | None = None
    sent_back_at: Instant | None = None
    cause_code: Code | None = None


class VersionLine(BaseModel):
    """A version in the list of all."""

    version_no: int
    text_hash: str
    opened_at: Instant
    sign_by_on: date
    signatures: list[SignatureLine]
    sent_back_at: Instant | None
    cause_code: Code | None


class AgreementDetail(VersionText):
    """The agreement with its present text, all versions put up for signing, and its offers."""

    status: Status
    scope_code: Code
    cycle_key: str | None
    drafted_at: Instant
    effective_on: date | None
    ended_on: date | None
    end_code: Code | None
    blocking_id: AgreementId | None
    offers: list[Offer]
    versions: list[VersionLine]


class AgreementQueries:
    """Reads of the service's own agreements, in the caller's scope."""

    def __init__(self, reader: Reader) -> None:
        """One per request."""
        self._reader = reader

    async def detail(self, agreement_id: AgreementId, scope: Scope) -> AgreementDetail:
        """The agreement; raises NotFound when absent or unseen."""
        agreement = await self._seen(agreement_id, scope)
        text = self._present(agreement, scope)
        return AgreementDetail(
            **text.model_dump(),
            status=agreement.status,
            scope_code=agreement.scope_code,
            cycle_key=agreement.cycle_key,
            drafted_at=agreement.drafted_at,
            effective_on=agreement.effective_on,
            ended_on=agreement.ended_on,
            end_code=agreement.cause_code,
            blocking_id=agreement.blocking_id,
            offers=agreement.offers,
            versions=[_line(version) for version in agreement.versions],
        )

    async def version(
        self, agreement_id: AgreementId, version_no: int, scope: Scope
    ) -> VersionText:
        """One version's text; raises NotFound."""
        agreement = await self._seen(agreement_id, scope)
        for version in agreement.versions:
            if version.text.version_no == version_no:
                return _frozen(agreement, version, may_call=_may_call(agreement, scope))
        if version_no == agreement.version_no:
            return self._present(agreement, scope)
        raise NotFound(agreement_id=agreement_id, version_no=version_no)

    async def _seen(self, agreement_id: AgreementId, scope: Scope) -> Agreement:
        document = await self._reader.get(AGREEMENTS, agreement_id)
        if document is None:
            raise NotFound(agreement_id=agreement_id)
        agreement = Agreement.restore(document, document["_v"])
        if not scope.sees(*agreement.party_ids):
            raise NotFound(agreement_id=agreement_id)
        return agreement

    def _present(self, agreement: Agreement, scope: Scope) -> VersionText:
        may_call = _may_call(agreement, scope)
        if agreement.versions and agreement.versions[-1].text.version_no == agreement.version_no:
            return _frozen(agreement, agreement.versions[-1], may_call=may_call)
        draft = agreement.draft
        return VersionText(
            agreement_id=agreement.agreement_id,
            version_no=agreement.version_no,
            agreement_no=agreement.agreement_no,
            parties=[Party(party_id=party_id, name="") for party_id in agreement.party_ids],
            title=draft.title,
            term=draft.term,
            clauses=list(draft.clauses),
            commitments=list(draft.commitments),
            liaisons=_liaisons(draft.liaisons, may_call),
        )


def _frozen(agreement: Agreement, version: Version, *, may_call: bool) -> VersionText:
    text = version.text
    return VersionText(
        agreement_id=agreement.agreement_id,
        version_no=text.version_no,
        agreement_no=text.agreement_no,
        parties=list(text.parties),
        title=text.title,
        term=text.term,
        clauses=list(text.clauses),
        commitments=list(text.commitments),
        liaisons=_liaisons(text.liaisons, may_call),
        **_line(version).model_dump(exclude={"version_no"}),
    )


def _line(version: Version) -> VersionLine:
    return VersionLine(
        version_no=version.text.version_no,
        text_hash=version.text_hash,
        opened_at=version.opened_at,
        sign_by_on=version.sign_by_on,
        signatures=[SignatureLine(**signed.model_dump()) for signed in version.signatures],
        sent_back_at=version.sent_back_at,
        cause_code=version.cause_code,
    )


def _liaisons(liaisons: Iterable[Liaison], may_call: bool) -> list[LiaisonLine]:
    return [
        LiaisonLine(
            party_id=liaison.party_id,
            name=liaison.name,
            phone_masked=masked(liaison.phone),
            phone=liaison.phone if may_call else None,
        )
        for liaison in liaisons
    ]


def masked(phone: str) -> str:
    """A telephone number with its middle hidden; a short one wholly."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def _may_call(agreement: Agreement, scope: Scope) -> bool:
    roles = scope.roles_over(*agreement.party_ids)
    return scope.everywhere or bool(roles & set(ReviseDraft.requires))
