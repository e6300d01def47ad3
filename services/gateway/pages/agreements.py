"""Co-construction agreements and projects."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from libs.storage.documents import Rows
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import Cutting
from services.gateway.pages.figures import Opening
from services.gateway.pages.needs import offer_rows
from services.gateway.pages.needs_shapes import OfferRow
from services.gateway.pages.shapes import (
    Document,
    KindRef,
    OrgRef,
    Page,
    Shape,
    Term,
    figure,
    number,
)

router = APIRouter()


class AgreementRow(Shape):
    """An agreement in a list."""

    id: str
    number: str
    agreement_no: str | None = None
    title: str
    scope_code: str
    status: str
    parties: list[OrgRef]
    community: OrgRef | None = None
    version_no: int
    signed_count: int
    party_count: int
    term: Term | None = None
    drafted_at: datetime
    project_count: int
    minutes: int


class SignatureShape(Shape):
    """A party's signature of the present version, or its absence."""

    party: KindRef
    signed_at: datetime | None = None
    signed_by: str | None = None
    may_sign: bool


class CommitmentShape(Shape):
    """A measurable commitment."""

    commitment_id: str
    kind: str
    target_qty: float
    unit_code: str
    by_on: date
    done_qty: float | None = None


class VersionShape(Shape):
    """A version of the text."""

    version_no: int
    revised_at: datetime | None = None
    opened_at: datetime | None = None
    text_hash: str | None = None
    signed_count: int
    sent_back_at: datetime | None = None
    cause_code: str | None = None


class ProjectOfAgreement(Shape):
    """A project that cites the agreement."""

    id: str
    title: str
    status: str
    health: str | None = None
    due_on: date | None = None


class AgreementDetail(AgreementRow):
    """An agreement with its signatures, versions and what grew from it."""

    signatures: list[SignatureShape]
    signing_opened_at: datetime | None = None
    sign_by_on: date | None = None
    effective_at: datetime | None = None
    ended_on: date | None = None
    cause_code: str | None = None
    text_hash: str | None = None
    may_revise: bool
    commitments: list[CommitmentShape]
    versions: list[VersionShape]
    offers: list[OfferRow]
    projects: list[ProjectOfAgreement]
    session_count: int
    person_times: int
    as_of: datetime


async def agreement_rows(asking: Asking, rows: list[Document]) -> list[AgreementRow]:
    """Stored agreements as lists show them, with projects and minutes counted."""
    ids = [row["_id"] for row in rows]
    projects = await asking.reader.aggregate(
        asking.view("projects"),
        [
            {"$match": {"agreement_id": {"$in": ids}}},
            {"$group": {"_id": "$agreement_id", "count": {"$sum": 1}}},
        ],
    )
    minutes = await asking.reader.aggregate(
        asking.view("entries"),
        [
            {"$match": {"agreement_id": {"$in": ids}}},
            {"$group": {"_id": "$agreement_id", "minutes": {"$sum": signed_minutes()}}},
        ],
    )
    counted = {entry["_id"]: entry["count"] for entry in projects}
    served = {entry["_id"]: entry["minutes"] for entry in minutes}
    return [
        AgreementRow(
            **agreement(asking, row, counted.get(row["_id"], 0), served.get(row["_id"], 0))
        )
        for row in rows
    ]


def signed_minutes() -> Document:
    """A ledger entry's minutes with their sign: a reversal takes away."""
    return {
        "$cond": [{"$eq": ["$status", "reversal"]}, {"$multiply": ["$minutes", -1]}, "$minutes"]
    }


def agreement(asking: Asking, row: Document, projects: int, minutes: int) -> Document:
    """The members of an AgreementRow."""
    parties = [asking.org(id_) for id_ in row.get("party_ids", [])]
    kinds = {ref.id: asking.kind_ref(ref.id).kind for ref in parties}
    return {
        "id": row["_id"],
        "number": number("XY", row["_id"]),
        "agreement_no": row.get("agreement_no"),
        "title": row.get("title") or "共建协议",
        "scope_code": row.get("scope_code", ""),
        "status": row.get("status", "draft"),
        "parties": parties,
        "community": next((ref for ref in parties if kinds[ref.id] == "community"), None),
        "version_no": row.get("version_no", 1),
        "signed_count": row.get("signed_count", 0),
        "party_count": row.get("party_count", len(parties)),
        "term": row.get("term"),
        "drafted_at": row["drafted_at"],
        "project_count": projects,
        "minutes": minutes,
    }


@router.get("/agreements", response_model_exclude_none=True)
async def list_agreements(
    asking: Asks, cut: Cutting, opened: Opening, party_id: Annotated[str, Query(max_length=64)] = ""
) -> Page[AgreementRow]:
    parts = [
        asking.filter(cut, "title", "agreement_no"),
        {"party_ids": party_id} if party_id else {},
        await opened.rows(asking, "agreements"),
    ]
    rows, total = await asking.rows(
        "agreements", all_of(parts), cut, "-drafted_at", ("drafted_at", "title", "status")
    )
    return Page(
        items=await agreement_rows(asking, rows),
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


@router.get("/agreements/{agreement_id}", response_model_exclude_none=True)
async def read_agreement(agreement_id: str, asking: Asks) -> AgreementDetail:
    row = await asking.one("agreements", agreement_id)
    base = (await agreement_rows(asking, [row]))[0]
    offers, projects, entries = await asking.reader.together(
        Rows(asking.view("offers"), {"_id": {"$in": sorted(row.get("offers", {}))}}),
        Rows(asking.view("projects"), {"agreement_id": agreement_id}, (("adopted_at", 1),), 50),
        Rows(
            asking.view("entries"),
            {"agreement_id": agreement_id, "status": "posted"},
            fields=("session_id", "attendance_id"),
        ),
    )
    signers = await asking.actors(
        str(entry.get("by")) for entry in row.get("signatures", {}).values()
    )
    session_count = len({entry.get("session_id") for entry in entries})
    person_times = len({entry.get("attendance_id") for entry in entries})
    done: dict[str, float] = {}
    if row.get("effective_at"):
        done = {
            "hours": base.minutes / 60,
            "sessions": session_count,
            "person_times": person_times,
            "projects": sum(found.get("status") == "closed" for found in projects),
        }
    drafting = row.get("status") == "draft"
    roles = asking.scope.roles_over(*row.get("party_ids", []))
    return AgreementDetail(
        **base.model_dump(),
        signatures=[_signature(asking, row, str(id_), signers) for id_ in row.get("party_ids", [])],
        **{
            name: row.get(name)
            for name in (
                "signing_opened_at",
                "sign_by_on",
                "effective_at",
                "ended_on",
                "cause_code",
                "text_hash",
            )
        },
        may_revise=drafting and bool(roles & {"community", "unit", "street"}),
        commitments=[_commitment(entry, done) for entry in row.get("commitments", [])],
        versions=_versions(row),
        offers=await offer_rows(asking, offers),
        projects=[
            ProjectOfAgreement(
                id=found["_id"],
                title=found.get("title", ""),
                status=found.get("status", "running"),
                health=found.get("health"),
                due_on=found.get("due_on"),
            )
            for found in projects
        ],
        session_count=session_count,
        person_times=person_times,
        as_of=asking.now,
    )


def _signature(
    asking: Asking, row: Document, party_id: str, signers: dict[str, str]
) -> SignatureShape:
    found = row.get("signatures", {}).get(party_id, {})
    open_ = row.get("status") == "awaiting_signatures" and not found
    return SignatureShape(
        party=asking.kind_ref(party_id),
        signed_at=found.get("at"),
        signed_by=signers.get(str(found.get("by"))),
        may_sign=open_ and asking.holds("signatory", party_id),
    )


def _commitment(entry: Document, done: Mapping[str, float]) -> CommitmentShape:
    """``done``: what facts tell of each kind; nothing is told of opened venues."""
    return CommitmentShape(
        commitment_id=entry["commitment_id"],
        kind=entry["kind"],
        target_qty=figure(entry["target_qty"]),
        unit_code=entry["unit_code"],
        by_on=entry["by_on"],
        done_qty=done.get(entry["kind"]),
    )


def _versions(row: Document) -> list[VersionShape]:
    versions = row.get("versions", {})
    return [
        VersionShape(version_no=int(no), **{"signed_count": 0, **versions[no]})
        for no in sorted(versions, key=int)
    ]
