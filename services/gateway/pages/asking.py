"""One request's view of everything: who asks, how lists are cut, and names for ids."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from contracts.tree import OrgDirectory
from libs.kernel import Clock, FieldFault, Invalid, NotFound, NotSeenYet, Scope
from libs.storage.documents import Reader, Rows
from libs.web.problems import language_of
from services.gateway.forwarding import ServiceAway
from services.gateway.freshness import Freshness
from services.gateway.names import NeedTitles, PersonNames, street_of
from services.gateway.pages.cutting import Cut
from services.gateway.pages.shapes import Document, KindRef, OrgRef, PersonRef
from services.gateway.signed_in import Asker, SignedIn

_WAIT_SECONDS = 2.0
LEAST_OF_A_NAME = 2
_UNNAMED = {"zh": "（姓名暂时读不到）", "en": "(name not at hand)"}


class Asking:
    """Everything a page needs, bound to one request."""

    def __init__(self, request: Request, asker: SignedIn, *, stale: bool) -> None:
        """``stale``: the caller's own last change has not arrived in time."""
        state = request.app.state
        self.asker, self.stale = asker, stale
        self.scope: Scope = asker.scope
        self.directory: OrgDirectory = state.tree
        self.reader: Reader = state.reader
        self.clock: Clock = state.clock
        self._names: PersonNames = state.names
        self._need_titles: NeedTitles = state.need_titles
        self._persons: dict[str, str] = {}
        self._unnamed = _UNNAMED[language_of(request)]

    @property
    def now(self) -> datetime:
        """When the answer is made."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The civil date in Beijing."""
        return self.clock.today()

    def view(self, name: str) -> str:
        """The collection of a view."""
        return self.reader.view(name)

    def org(self, id_: object) -> OrgRef:
        """An organization by name."""
        key = str(id_ or "")
        return OrgRef(id=key, name=self.directory.name(key), street=street_of(self.directory, key))

    def holds(self, role: str, org_id: str) -> bool:
        """Whether the caller holds the role for just this organization: nobody signs for below."""
        return any(
            grant.role == role and grant.scope_id == org_id for grant in self.scope.stamp.grants
        )

    def maybe_org(self, id_: object) -> OrgRef | None:
        """The same, or None for no id."""
        return self.org(id_) if id_ else None

    def kind_ref(self, id_: object) -> KindRef:
        """An organization with its kind."""
        key = str(id_ or "")
        found = self.directory.get(key)
        return KindRef(
            id=key,
            name=self.directory.name(key),
            street=street_of(self.directory, key),
            kind=str(found.kind) if found else "unit",
            division_code=found.division_code if found else None,
        )

    async def learn(self, member_ids: Iterable[object]) -> None:
        """Fetches names of persons, for ``person``."""
        ids = [str(id_) for id_ in member_ids if id_]
        self._persons |= await self._names.of(ids, self.asker.caller)

    async def called(self, text: str) -> Document:
        """A condition on members: the name holds ``text``. Raises Invalid for one character.

        Raises ServiceAway while their owner does not tell.
        """
        if len(text) < LEAST_OF_A_NAME:
            least = {"min_length": LEAST_OF_A_NAME}
            fault = FieldFault(pointer="/query/q", code="field.string_too_short", params=least)
            raise Invalid(errors=(fault,))
        ids = await self.ids_called(text)
        if ids is None:
            raise ServiceAway(service="registrations", retry_after=2.0)
        return {"_id": {"$in": ids}}

    async def ids_called(self, text: str) -> list[str] | None:
        """Members in the caller's scope whose name holds ``text``; None where nobody tells."""
        return await self._names.called(text, self.asker.caller)

    async def titled(self, needs: Iterable[Document]) -> list[Document]:
        """Rows of needs with their titles, also of those that nobody has published yet."""
        rows = list(needs)
        without = [row["_id"] for row in rows if not row.get("title")]
        titles = await self._need_titles.of(without, self.asker.caller)
        return [row | {"title": row.get("title") or titles.get(row["_id"])} for row in rows]

    async def actors(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Names of accounts, by user id: who did what is no secret inside the scope."""
        wanted = sorted({id_ for id_ in user_ids if id_ and not id_.startswith("system")})
        if not wanted:
            return {}
        found = await self.reader.find("users", {"_id": {"$in": wanted}}, limit=0, fields=("name",))
        return {row["_id"]: str(row["name"]) for row in found}

    def person(self, id_: object) -> PersonRef:
        """A person by name, in words when nobody tells it just now."""
        key = str(id_ or "")
        return PersonRef(id=key, name=self._persons.get(key, self._unnamed))

    def filter(
        self,
        cut: Cut,
        *text: str,
        member_field: str | None = None,
        places: Sequence[str] = ("org_ids",),
    ) -> Document:
        """The query of a list: the caller's scope, the chosen part of it, status and words.

        ``places``: the fields that name the organizations which have to do with a row.
        """
        parts: list[Document] = [self.scope.filter(*places, member_field=member_field)]
        if cut.scope:
            parts.append({"org_ids": {"$in": sorted(self.directory.below(cut.scope))}})
        if cut.status:
            parts.append({"status": {"$in": list(cut.status)}})
        if cut.q:
            parts.append({"$or": [{name: words_in(cut.q)} for name in text or ("title",)]})
        return all_of(parts)

    async def rows(
        self,
        view: str,
        query: Document,
        cut: Cut,
        sort: str,
        sortable: Sequence[str] = (),
        *,
        counted: Document | None = None,
    ) -> tuple[list[Document], int]:
        """One page of documents and the count of all. Raises Invalid for an unknown sort column.

        ``counted``: the same query, put as it is counted best.
        """
        order = cut.order(sort, sortable)
        name = self.view(view)
        found = await self.reader.find(
            name,
            query,
            sort=order,
            skip=cut.skip,
            limit=cut.size,
        )
        total = (
            len(found) + cut.skip
            if len(found) < cut.size and (found or cut.page == 1)
            else await self.reader.count(name, query if counted is None else counted)
        )
        return found, total

    async def one(
        self,
        view: str,
        id_: str,
        member_field: str | None = None,
        places: Sequence[str] = ("org_ids",),
    ) -> Document:
        """A row of the caller's scope; raises NotFound, the same for absent and unseen."""
        return self._seen(await self.reader.get(self.view(view), id_), id_, member_field, places)

    async def one_with(
        self, view: str, id_: str, *others: Rows
    ) -> tuple[Document, list[list[Document]]]:
        """The same, and rows that belong to it, in one question."""
        found, *belonging = await self.reader.together(
            Rows(self.view(view), {"_id": id_}, limit=1), *others
        )
        return self._seen(found[0] if found else None, id_), belonging

    def _seen(
        self,
        row: Document | None,
        id_: str,
        member_field: str | None = None,
        places: Sequence[str] = ("org_ids",),
    ) -> Document:
        if row is None:
            raise NotFound(id=id_)
        member = row.get(member_field) if member_field else None
        named = [row.get(place) or () for place in places]
        ids = [one for some in named for one in ([some] if isinstance(some, str) else some)]
        if not self.scope.sees(*ids, member_id=member):
            raise NotFound(id=id_)
        return row

    def owns_member(self, row: Document) -> bool:
        """Whether the caller is the member, or above its branch or unit.

        A community sees a member while it is registered there, and of it what happens there.
        """
        return self.scope.sees(*row.get("org_ids", ()), member_id=row["_id"])

    async def many(self, view: str, ids: Iterable[object]) -> dict[str, Document]:
        """Rows by id, without a scope: for titles of what the asked-for row refers to."""
        return (await self.many_of({view: ids}))[view]

    async def many_of(
        self, wanted: Mapping[str, Iterable[object]]
    ) -> dict[str, dict[str, Document]]:
        """The same of several views by their names, in one question."""
        ids = {view: sorted({str(id_) for id_ in wanted[view] if id_}) for view in wanted}
        asked = [view for view in wanted if ids[view]]
        found: dict[str, dict[str, Document]] = {view: {} for view in wanted}
        if asked:
            rows = [Rows(self.view(view), {"_id": {"$in": ids[view]}}) for view in asked]
            for view, known in zip(asked, await self.reader.together(*rows), strict=True):
                found[view] = {row["_id"]: row for row in known}
        return found


async def asking(request: Request, response: Response, asker: Asker) -> Asking:
    """Waits (at most 2 s) until the views hold what the caller itself has changed.

    Where they do not, the answer says so: ``Consistency: behind``.
    """
    freshness: Freshness = request.app.state.freshness
    fresh = await freshness.reached(request.headers.get("min-version", ""), _WAIT_SECONDS)
    if not fresh:
        response.headers["Consistency"] = "behind"
    return Asking(request, asker, stale=not fresh)


async def patiently(asks: Annotated[Asking, Depends(asking)]) -> AsyncIterator[Asking]:
    """What views do not hold that are behind may only be late: then the answer is to come back."""
    try:
        yield asks
    except NotFound as missing:
        if asks.stale:
            raise NotSeenYet from missing
        raise


Asks = Annotated[Asking, Depends(patiently)]


def all_of(parts: Sequence[Document]) -> Document:
    """A query that matches where all of ``parts`` do."""
    kept = [part for part in parts if part]
    if not kept:
        return {}
    return kept[0] if len(kept) == 1 else {"$and": kept}


def words_in(words: str) -> Document:
    """A condition on a text: it holds these words, in any case."""
    return {"$regex": re.escape(words), "$options": "i"}


def plain(document: Document, *names: str) -> dict[str, Any]:
    """The named fields of a stored row that are there."""
    return {name: document[name] for name in names if document.get(name) is not None}
