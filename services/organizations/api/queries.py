"""What is read of organizations over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.types import CivilDate, OrgId
from libs.kernel import Clock, NotFound, SeenText
from libs.kernel.access import EVERYWHERE
from libs.web import CallerScope, ReaderOf, problems
from services.organizations.domain import Line
from services.organizations.views import (
    Asked,
    ChangeKind,
    ChangePreview,
    Details,
    History,
    Lists,
    OrganizationDetail,
    OrganizationPage,
    Previews,
    TreeLevel,
    Trees,
    Wanted,
)
from services.organizations.views.lists import SORTS

router = APIRouter(prefix="/organizations", tags=["organizations"])

Words = Annotated[str, Field(max_length=400)]


async def clock_of(request: Request) -> Clock:
    """The service's clock."""
    clock: Clock = request.app.state.running.service.clock
    return clock


ServiceClock = Annotated[Clock, Depends(clock_of)]


_SORT = rf"^(-?({'|'.join(SORTS)}))?$"


class AsOf(BaseModel):
    """A query as of a date; absent, today or later: now."""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = None

    def on(self, clock: Clock) -> date | None:
        """The past date asked for; None for now."""
        return self.as_of if self.as_of is not None and self.as_of < clock.today() else None


class ListQuery(AsOf):
    """The list's parameters; several kinds or statuses are separated by commas.

    ``scope`` and ``below`` say ``under`` and ``deep`` in the words of every other list.
    """

    q: Annotated[SeenText, Field(max_length=120)] = ""
    kind: Words = ""
    status: Words = ""
    sector_code: Words = ""
    under: OrgId | None = None
    scope: OrgId | None = None
    line: Line | None = None
    deep: bool = False
    below: bool = False
    sort: Annotated[str, Field(pattern=_SORT)] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    size: Annotated[int, Field(ge=1, le=500)] = 50

    def wanted(self, on: date | None) -> Wanted:
        """The same as the view takes it."""
        under = self.under or self.scope
        wanted = Wanted(
            on=on,
            q=self.q.strip(),
            kind=_words(self.kind),
            sector_code=_words(self.sector_code),
            under=under if under != EVERYWHERE else None,
            line=self.line,
            deep=self.deep or self.below,
            sort=self.sort,
            page=self.page,
            size=self.size,
        )
        statuses = _words(self.status)
        return wanted.model_copy(update={"status": statuses}) if statuses else wanted


class TreeQuery(AsOf):
    """Whose subordinates, in which relation; no parent: the top of what the caller sees."""

    parent: OrgId | None = None
    line: Line = "territory"


class PreviewQuery(BaseModel):
    """The change in question; several parts of a split are separated by commas."""

    model_config = ConfigDict(extra="forbid")

    change: ChangeKind
    kind: Line = "territory"
    superior_id: OrgId | None = None
    custodian_id: OrgId | None = None
    into_ids: Annotated[str, Field(max_length=8_000)] = ""
    ends: bool = False
    effective_on: CivilDate | None = None

    def asked(self) -> Asked:
        """The same as the view takes it."""
        return Asked(**self.model_dump(exclude={"into_ids"}), into_ids=_words(self.into_ids))


@router.get("", response_model_exclude_none=True)
async def list_organizations(
    query: Annotated[ListQuery, Query()], clock: ServiceClock, reader: ReaderOf, scope: CallerScope
) -> OrganizationPage:
    on = query.on(clock)
    rows, total = await Lists(reader).page(query.wanted(on), scope)
    return OrganizationPage(items=rows, total=total, as_of=on or clock.today())


@router.get("/tree", response_model_exclude_none=True)
async def read_tree(
    query: Annotated[TreeQuery, Query()], clock: ServiceClock, reader: ReaderOf, scope: CallerScope
) -> TreeLevel:
    on = query.on(clock)
    nodes = await Trees(reader).level(query.parent, query.line, on, scope)
    return TreeLevel(items=nodes, as_of=on or clock.today())


@router.get("/{org_id}", response_model_exclude_none=True, responses=problems(NotFound))
async def read_organization(
    org_id: OrgId,
    query: Annotated[AsOf, Query()],
    clock: ServiceClock,
    reader: ReaderOf,
    scope: CallerScope,
) -> OrganizationDetail:
    return await Details(reader).detail(org_id, query.on(clock), clock.today(), scope)


@router.get("/{org_id}/history", response_model_exclude_none=True, responses=problems(NotFound))
async def read_history(
    org_id: OrgId, clock: ServiceClock, reader: ReaderOf, scope: CallerScope
) -> History:
    return await Details(reader).history(org_id, scope, clock.now())


@router.get(
    "/{org_id}/change-preview", response_model_exclude_none=True, responses=problems(NotFound)
)
async def preview_change(
    org_id: OrgId,
    query: Annotated[PreviewQuery, Query()],
    clock: ServiceClock,
    reader: ReaderOf,
    scope: CallerScope,
) -> ChangePreview:
    return await Previews(reader).preview(org_id, query.asked(), clock.today(), scope)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(",") if word)
