"""Rows of a sheet met with what is registered: which organizations their words mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.codes import ORGANIZATION_KINDS
from libs.kernel import DomainError, FieldFault, Scope
from libs.storage.documents import Reader
from services.organizations.domain import (
    Described,
    Place,
    Surroundings,
    UsccTaken,
    check_description,
    is_division,
)
from services.organizations.views.dated import ORGANIZATIONS, visible

_PATH = re.compile(r"[/／>＞|]+|\s{1,}")
_FIELDS = (
    "kind",
    "name",
    "status",
    "uscc",
    "division_code",
    "territory_id",
    "affiliation_id",
    "custodian_id",
)
_KINDS = {ORGANIZATION_KINDS.zh(code): code for code in ORGANIZATION_KINDS}
# People write 支部 and 总支 for short.
_KINDS |= {zh.replace("党支部", "支部").replace("党总支", "总支"): _KINDS[zh] for zh in _KINDS}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row as written, all text."""

    row_no: int
    name: str
    kind: str
    uscc: str
    territory: str
    affiliation: str


@dataclass(slots=True)
class Match:
    """What a row means: ``fields`` of the registration, or ``faults`` by column."""

    line: SheetLine
    fields: dict[str, Any] = field(default_factory=dict)
    around: Surroundings = field(default_factory=Surroundings)
    faults: list[FieldFault] = field(default_factory=list)
    known_id: str | None = None


class Matches:
    """Query: the meaning of a sheet's rows, in a handful of reads however long it is."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def match(self, lines: Sequence[SheetLine], scope: Scope) -> list[Match]:
        """One match per row; superiors are looked for in what the caller sees, or above it."""
        rows = await self._named(lines, scope)
        above = await self._superiors(rows)
        index = _Index(rows, {row["_id"]: row for row in (*rows, *above)})
        known = await self._registered(lines, scope)
        matches = [_matched(line, index) for line in lines]
        for match in matches:
            match.known_id = known.same(match)
        return matches

    async def judge(self, match: Match, described: Described) -> None:
        """Adds the faults that registering ``described`` would be refused for."""
        try:
            uscc = check_description(described, match.around)
            if uscc and await self._reader.count("keys", {"_id": f"uscc:{uscc}"}):
                fault = FieldFault(pointer="/uscc", code=UsccTaken.code, params={"uscc": uscc})
                match.faults.append(fault)
        except DomainError as refusal:
            match.faults += refusal.errors or (
                FieldFault(pointer="", code=refusal.code, params=dict(refusal.params)),
            )

    async def _named(self, lines: Sequence[SheetLine], scope: Scope) -> list[dict[str, Any]]:
        texts = {text for line in lines for text in (line.territory, line.affiliation) if text}
        names = {*(_last(text) for text in texts), *texts}
        words = [{"name": {"$in": sorted(names)}}, {"division_code": {"$in": sorted(texts)}}]
        reach = visible(scope)
        if reach:
            granted = await self._rows({"_id": {"$in": [g.scope_id for g in scope.stamp.grants]}})
            over = await self._superiors(granted)
            reach = {"$or": [reach, {"_id": {"$in": [row["_id"] for row in over]}}]}
        return await self._rows({"$and": [{"status": "active"}, {"$or": words}, reach]})

    async def _registered(self, lines: Sequence[SheetLine], scope: Scope) -> "_Known":
        names = sorted({line.name for line in lines})
        query = {"$and": [{"name": {"$in": names}, "status": "active"}, visible(scope)]}
        return _Known(await self._rows(query))

    async def _superiors(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """All above ``rows``, level by level."""
        found: dict[str, dict[str, Any]] = {}
        wanted = _superior_ids(rows)
        while wanted := wanted - found.keys():
            level = await self._rows({"_id": {"$in": sorted(wanted)}})
            found |= {row["_id"]: row for row in level}
            wanted = _superior_ids(level)
        return list(found.values())

    async def _rows(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        return await self._reader.find(ORGANIZATIONS, query, limit=0, fields=_FIELDS)


class _Index:
    """Candidates by name and code, with the names above them."""

    def __init__(self, rows: Iterable[dict[str, Any]], every: Mapping[str, dict[str, Any]]) -> None:
        self._every = every
        self._by_word: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            for word in {row["name"], row["division_code"]} - {None}:
                self._by_word.setdefault(word, []).append(row)

    def place(self, text: str, column: str, *, divisions: bool) -> Place | FieldFault:
        """The one organization that ``text`` means: a code, a name, or a path of names."""
        found = self._by_word.get(text) or [
            row for row in self._by_word.get(_last(text), ()) if self._lies_in(row, text)
        ]
        if divisions:
            found = [row for row in found if is_division(row["kind"])]
        if len(found) == 1:
            row = found[0]
            named = {name: row[name] for name in _FIELDS if name in Place.__dataclass_fields__}
            return Place(org_id=row["_id"], **named)
        code = "sheet-ambiguous" if found else "sheet-unknown-organization"
        params = {"text": text, "count": len(found)}
        return FieldFault(pointer=f"/{column}", code=f"organizations.{code}", params=dict(params))

    def _lies_in(self, row: dict[str, Any], text: str) -> bool:
        names = [name for name in _PATH.split(text) if name][:-1]
        here: dict[str, Any] | None = row
        while names and here is not None:
            here = self._every.get(str(here["territory_id"]))
            if here is not None and here["name"] == names[-1]:
                names.pop()
        return not names


class _Known:
    """Organizations registered already, by name."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._by_name: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            self._by_name.setdefault(row["name"], []).append(row)

    def same(self, match: Match) -> str | None:
        """The organization of the same name and kind that stands in the same place."""
        said = match.fields
        for row in self._by_name.get(match.line.name, ()):
            same_place = all(
                row[name] == said.get(name) for name in ("territory_id", "affiliation_id")
            )
            if row["kind"] == said.get("kind") and same_place:
                return str(row["_id"])
        return None


def _matched(line: SheetLine, index: _Index) -> Match:
    match = Match(line, {"name": line.name, "uscc": line.uscc or None})
    match.fields["kind"] = _KINDS.get(line.kind, line.kind)
    if match.fields["kind"] not in ORGANIZATION_KINDS:
        code = "organizations.sheet-unknown-kind"
        match.faults.append(FieldFault(pointer="/kind", code=code, params={"text": line.kind}))
    places: dict[str, Place] = {}
    for column, text in (("territory", line.territory), ("affiliation", line.affiliation)):
        if not text:
            continue
        found = index.place(text, column, divisions=column == "territory")
        if isinstance(found, FieldFault):
            match.faults.append(found)
        else:
            places[column] = found
            match.fields[f"{column}_id"] = found.org_id
    match.around = Surroundings(places.get("territory"), places.get("affiliation"))
    return match


def _last(text: str) -> str:
    return next((name for name in reversed(_PATH.split(text)) if name), text)


def _superior_ids(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(row["territory_id"]) for row in rows if row["territory_id"]}
