"""Dual-report registrations, seen from the branch, the unit, and the communities of both ends."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.cutting import EVER, Cutting
from services.gateway.pages.figures import Opening
from services.gateway.pages.shapes import Document, OrgRef, Page, PersonRef, Shape, number

router = APIRouter()

Party = Literal["branch", "unit", "community", "next_community"]

PARTIES = ("org_ids", "to_id")
"""Who has to do with a registration: also the community that a member wants to move to."""


class RegistrationRow(Shape):
    """A registration in a list."""

    id: str
    number: str
    member: PersonRef
    unit: OrgRef | None = None
    kind: str
    community: OrgRef
    status: str
    reported_at: datetime
    accepted_on: date | None = None
    receipt_no: str | None = None
    to_community: OrgRef | None = None
    reason_code: str | None = None


class Stint(Shape):
    """One stay at a community, with its receipt."""

    community: OrgRef
    receipt_no: str
    from_on: date
    to_on: date | None = None


class RegistrationDetail(RegistrationRow):
    """A registration with its stints."""

    branch: OrgRef | None = None
    standing: list[Party]
    """For which of its parties the caller may act."""
    verified_at: datetime | None = None
    stints: list[Stint]
    as_of: datetime


async def registration_rows(asking: Asking, rows: list[Document]) -> list[RegistrationRow]:
    """Stored registrations as lists show them."""
    await asking.learn(row.get("member_id") for row in rows)
    return [RegistrationRow(**_registration(asking, row)) for row in rows]


def _registration(asking: Asking, row: Document) -> Document:
    return {
        "id": row["_id"],
        "number": number("BD", row["_id"]),
        "member": asking.person(row.get("member_id")),
        "unit": asking.maybe_org(row.get("unit_id")),
        "kind": row.get("kind", "residence"),
        "community": asking.org(row.get("community_id")),
        "status": row.get("status", "submitted"),
        "reported_at": row["reported_at"],
        "accepted_on": row.get("accepted_on"),
        "receipt_no": row.get("receipt_no"),
        "to_community": asking.maybe_org(row.get("to_id")),
        "reason_code": row.get("reason_code"),
    }


@router.get("/registrations", response_model_exclude_none=True)
async def list_registrations(
    asking: Asks,
    cut: Cutting,
    kind: Annotated[str, Query(max_length=40)] = "",
    member_id: Annotated[str, Query(max_length=64)] = "",
    *,
    opened: Opening,
) -> Page[RegistrationRow]:
    parts = [
        asking.filter(cut, "receipt_no", member_field="member_id", places=PARTIES),
        {"reported_at": {"$gt": EVER}},
        await opened.rows(asking, "registrations"),
        {"kind": {"$in": kind.split(",")}} if kind else {},
        {"member_id": member_id} if member_id else {},
    ]
    rows, total = await asking.rows(
        "registrations",
        all_of(parts),
        cut,
        "-reported_at",
        ("reported_at", "status", "accepted_on"),
    )
    return Page(
        items=await registration_rows(asking, rows),
        total=total,
        as_of=asking.now,
        stale=asking.stale,
    )


@router.get("/registrations/{registration_id}", response_model_exclude_none=True)
async def read_registration(registration_id: str, asking: Asks) -> RegistrationDetail:
    row = await asking.one("registrations", registration_id, "member_id", PARTIES)
    await asking.learn([row.get("member_id")])
    member = await asking.reader.get(asking.view("members"), str(row.get("member_id"))) or {}
    stints = sorted(row.get("stints", {}).values(), key=lambda stint: str(stint["from_on"]))
    ends = [*(stint["from_on"] for stint in stints[1:]), row.get("cancelled_on")][: len(stints)]
    return RegistrationDetail(
        **_registration(asking, row),
        branch=asking.maybe_org(member.get("branch_id")),
        standing=_standing(asking, row | {"branch_id": member.get("branch_id")}),
        verified_at=row.get("verified_at"),
        stints=[
            Stint(
                community=asking.org(stint["community_id"]),
                receipt_no=stint["receipt_no"],
                from_on=stint["from_on"],
                to_on=end,
            )
            for stint, end in zip(stints, ends, strict=True)
        ],
        as_of=asking.now,
    )


_BY: dict[Party, tuple[str, set[str]]] = {
    "branch": ("branch_id", {"branch", "unit"}),
    "unit": ("unit_id", {"unit", "branch"}),
    "community": ("community_id", {"community", "street"}),
    "next_community": ("to_id", {"community", "street"}),
}


def _standing(asking: Asking, row: Document) -> list[Party]:
    """Parties over which the caller holds a role that acts for them."""
    return [
        party
        for party, (field, roles) in _BY.items()
        if roles & asking.scope.roles_over(row.get(field))
    ]
