"""The search over everything that has a name."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from libs.kernel import SeenText
from services.gateway.pages.asking import LEAST_OF_A_NAME, Asking, Asks, all_of
from services.gateway.pages.cutting import Cut
from services.gateway.pages.members import ON_THE_BOOKS, seen_members
from services.gateway.pages.shapes import Items, OrgRef, Shape

router = APIRouter()
_ORGANIZATIONS, _EACH, _MOST = 8, 5, 20
_TITLED = (
    ("need", "needs", "community_id"),
    ("resource", "resources", "unit_id"),
    ("agreement", "agreements", None),
    ("project", "projects", "community_id"),
    ("session", "sessions", "community_id"),
)


class SearchHit(Shape):
    """Something found."""

    kind: str
    id: str
    title: str
    org: OrgRef | None = None
    status: str | None = None


@router.get("/search", response_model_exclude_none=True)
async def search(
    asking: Asks, q: Annotated[SeenText, Query(min_length=1, max_length=60)]
) -> Items[SearchHit]:
    words = q.strip()
    members, titled = await asyncio.gather(_members(asking, words), _titled(asking, words))
    return Items(items=[*_organizations(asking, words), *members, *titled][:_MOST])


def _organizations(asking: Asking, words: str) -> list[SearchHit]:
    hits: list[SearchHit] = []
    for org in asking.directory.organizations(name=words):
        if asking.scope.sees(org.org_id):
            place = asking.maybe_org(org.territory_id)
            status = str(org.status)
            hits.append(
                SearchHit(
                    kind="organization", id=org.org_id, title=org.name, org=place, status=status
                )
            )
            if len(hits) >= _ORGANIZATIONS:
                break
    return hits


async def _members(asking: Asking, words: str) -> list[SearchHit]:
    """By a part of the name; none while their owner is away, like any name on a page."""
    ids = await asking.ids_called(words) if len(words) >= LEAST_OF_A_NAME else None
    if not ids:
        return []
    query = all_of([seen_members(asking), ON_THE_BOOKS, {"_id": {"$in": ids}}])
    rows = await asking.reader.find(asking.view("members"), query, limit=_EACH)
    await asking.learn(row["_id"] for row in rows)
    return [
        SearchHit(
            kind="member",
            id=row["_id"],
            title=asking.person(row["_id"]).name,
            org=asking.maybe_org(row.get("branch_id")),
            status=row.get("status"),
        )
        for row in rows
    ]


async def _titled(asking: Asking, words: str) -> list[SearchHit]:
    cut = Cut(q=words, size=_EACH)
    found = await asyncio.gather(
        *(asking.rows(view, asking.filter(cut), cut, "_id") for _, view, _ in _TITLED)
    )
    return [
        SearchHit(
            kind=kind,
            id=row["_id"],
            title=row.get("title") or "",
            org=asking.maybe_org(row.get(place)) if place else None,
            status=row.get("status"),
        )
        for (kind, _, place), (rows, _) in zip(_TITLED, found, strict=True)
        for row in rows
    ]
