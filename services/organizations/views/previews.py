"""What a structural act would do, judged by the very rules that will judge the act."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from libs.kernel import DomainError, Scope
from libs.storage.documents import Reader
from services.organizations.domain import (
    Act,
    HeirNamedWrongly,
    Line,
    Organization,
    Place,
    above,
    heir,
)
from services.organizations.views.dated import ORGANIZATIONS, OrgRef, every, refs, seen, visible
from services.organizations.views.lists import Lists, Wanted
from services.organizations.views.structure import StructureRead

ChangeKind = Literal["move", "merge", "split", "close"]
_SHOWN = 200


class Asked(BaseModel):
    """The act in question; what is missing is not judged."""

    change: ChangeKind
    kind: Line = "territory"
    superior_id: str | None = None
    custodian_id: str | None = None
    into_ids: tuple[str, ...] = ()
    ends: bool = False
    effective_on: date | None = None


class Affected(OrgRef):
    """An organization that goes along, or changes its superior."""

    kind: str
    former: OrgRef | None = None
    next: OrgRef | None = None


class Blocking(BaseModel):
    """A rule that would refuse the act."""

    code: str
    params: dict[str, Any]


class ChangePreview(BaseModel):
    """``organization_count`` organizations are affected; ``organizations`` shows the first 200."""

    change: ChangeKind
    organization_count: int
    organizations: list[Affected]
    blocking: list[Blocking]


class Previews:
    """Query: the effect of a change, before it is made."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader
        self._structure = StructureRead(reader)

    async def preview(self, org_id: str, asked: Asked, today: date, scope: Scope) -> ChangePreview:
        """Raises NotFound when the organization, or one named, is out of the caller's sight."""
        document = await seen(self._reader, org_id, scope)
        for named in (asked.superior_id, asked.custodian_id, *asked.into_ids):
            if named is not None:
                await seen(self._reader, named, scope, ("kind",))
        organization = Organization.restore(
            {key: value for key, value in document.items() if key[0] != "_"}, document["_v"]
        )
        query = every(visible(scope), await self._affected(organization, asked, scope))
        count = await self._reader.count(ORGANIZATIONS, query) if query else 0
        after = await self._after(organization, asked)
        shown = await self._shown(organization, asked, query, after) if query else []
        itself = await self._itself(organization, asked, after)
        return ChangePreview(
            change=asked.change,
            organization_count=count + 1,
            organizations=[itself, *shown],
            blocking=await self._judge(organization, asked, today),
        )

    async def _affected(
        self, organization: Organization, asked: Asked, scope: Scope
    ) -> dict[str, Any]:
        """A move takes all below along; an end hands its direct subordinates over."""
        under = Wanted(under=organization.org_id, status=("active",))
        if asked.change == "move":
            under = under.model_copy(update={"deep": True, "line": asked.kind})
        elif asked.change == "split" and not asked.ends:
            return {"_id": {"$in": list(asked.into_ids)}}
        return await Lists(self._reader).query(under, scope)

    async def _shown(
        self, organization: Organization, asked: Asked, query: dict[str, Any], after: str | None
    ) -> list[Affected]:
        rows = await self._reader.find(
            ORGANIZATIONS, query, sort=[("division_code", 1), ("name", 1)], limit=_SHOWN
        )
        names = await refs(self._reader, (*(row["_id"] for row in rows), after), None)
        former = OrgRef(id=organization.org_id, name=organization.name)
        successor = names.get(str(after))
        hands_over = asked.change in {"merge", "close"} or asked.ends
        return [
            Affected(
                **names[row["_id"]].model_dump(),
                kind=row["kind"],
                former=former if hands_over else None,
                next=successor if hands_over else None,
            )
            for row in rows
        ]

    async def _after(self, organization: Organization, asked: Asked) -> str | None:
        """The new superior, or whoever will stand for it."""
        if asked.change == "move":
            return asked.superior_id
        if asked.change == "close" and asked.custodian_id is None and organization.superior_id:
            found = await heir(self._structure, organization.superior_id)
            return found.org_id if found is not None else None
        return asked.custodian_id

    async def _itself(
        self, organization: Organization, asked: Asked, after: str | None
    ) -> Affected:
        former = organization.place.superior(asked.kind) if asked.change == "move" else None
        names = await refs(self._reader, (organization.org_id, former, after), None)
        return Affected(
            **names[organization.org_id].model_dump(),
            kind=organization.kind,
            former=names.get(str(former)),
            next=names.get(str(after)),
        )

    async def _judge(self, organization: Organization, asked: Asked, today: date) -> list[Blocking]:
        act = Act(asked.effective_on or today, today, 1)
        try:
            await self._try(organization, asked, act)
        except DomainError as refusal:
            return [Blocking(code=refusal.code, params=dict(refusal.params))]
        return []

    async def _try(self, organization: Organization, asked: Asked, act: Act) -> None:
        if asked.change == "move" and asked.superior_id:
            superior = await self._place(asked.superior_id)
            over = await above(self._structure, superior, asked.kind)
            organization.move(asked.kind, superior, over, act)
        elif asked.change == "merge" and asked.custodian_id:
            successor = await self._place(asked.custodian_id)
            organization.merge(successor, await above(self._structure, successor), act)
        elif asked.change == "split" and asked.into_ids:
            parts = [await self._place(id_) for id_ in asked.into_ids]
            over = frozenset[str]().union(
                *[await above(self._structure, part) for part in parts if asked.ends]
            )
            heir_id = next((p.org_id for p in parts if p.org_id == asked.custodian_id), None)
            organization.split(parts, heir_id if asked.ends else None, over, act)
        elif asked.change == "close":
            custodian = await self._place(await self._after(organization, asked))
            count = await self._structure.subordinate_count(organization.org_id)
            over = await above(self._structure, custodian)
            organization.close(custodian, over, count, "preview", act)

    async def _place(self, org_id: str | None) -> Place:
        place = await self._structure.place(org_id) if org_id else None
        if place is None:
            raise HeirNamedWrongly
        return place
