"""The chain of anything: what led to it, what came of it, and every fact of its own."""

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter

from libs.kernel import NotFound
from services.gateway.pages.asking import Asking, Asks
from services.gateway.pages.figures import REPORTS
from services.gateway.pages.shapes import Document, figure
from services.gateway.pages.timeline_events import events, limits
from services.gateway.pages.timeline_shapes import ChainNode, Timeline

router = APIRouter()

_KINDS = {
    "needs": "need",
    "resources": "resource",
    "plans": "plan",
    "offers": "offer",
    "agreements": "agreement",
    "projects": "project",
    "sessions": "session",
    "attendances": "check_in",
    "entries": "hours",
    "registrations": "registration",
    "members": "member",
}
_ORDER = (
    "need",
    "resource",
    "plan",
    "offer",
    "agreement",
    "project",
    "session",
    "check_in",
    "hours",
)
_STOPPED = frozenset(
    {"withdrawn", "returned", "declined", "expired", "failed", "released", "voided", "cancelled"}
)
_FOLD = 3


class Chain:
    """Walks references in both directions, from one row."""

    def __init__(self, asking: Asking) -> None:
        """Empty."""
        self._asking = asking
        self.rows: dict[str, dict[str, Document]] = {view: {} for view in _KINDS}

    async def walk(self, view: str, row: Document) -> None:
        """Collects everything connected with ``row`` along the chain."""
        self.rows[view][row["_id"]] = row
        needs, offers, agreements, projects, sessions = await self._upwards(view, row)
        if view in {"needs", "resources", "plans"}:
            field = {"needs": "need_id", "resources": "resource_id", "plans": "plan_id"}[view]
            offers |= await self._find("offers", {field: row["_id"]})
        agreements |= {
            str(o["agreement_id"]) for o in self._all("offers", offers) if o.get("agreement_id")
        }
        await self._load("agreements", agreements)
        if view in {"needs", "offers", "agreements"}:
            wanted: Document = (
                {"need_ids": {"$in": sorted(needs)}}
                if view == "needs"
                else {"agreement_id": {"$in": sorted(agreements)}}
            )
            projects |= await self._find("projects", wanted)
        await self._load("projects", projects)
        if view not in {"sessions", "attendances", "entries", "resources", "plans"}:
            sessions |= await self._find("sessions", {"project_id": {"$in": sorted(projects)}})
        await self._load("sessions", sessions)
        if view not in {"attendances", "entries", "resources", "plans"}:
            await self._find("attendances", {"session_id": {"$in": sorted(sessions)}})
            await self._find("entries", {"session_id": {"$in": sorted(sessions)}})

    async def _upwards(
        self, view: str, row: Document
    ) -> tuple[set[str], set[str], set[str], set[str], set[str]]:
        """What ``row`` refers to, up to the need."""
        sessions = _ids(row.get("session_id"), row["_id"] if view == "sessions" else None)
        if view == "attendances":
            await self._find("entries", {"attendance_id": row.get("attendance_id") or "-"})
        if view == "entries":
            await self._find("attendances", {"attendance_id": row.get("attendance_id") or "-"})
        await self._load("sessions", sessions)
        projects = _ids(row.get("project_id"), row["_id"] if view == "projects" else None)
        projects |= _ids(*(s.get("project_id") for s in self._all("sessions", sessions)))
        await self._load("projects", projects)
        agreements = _ids(row.get("agreement_id"), row["_id"] if view == "agreements" else None)
        agreements |= _ids(*(p.get("agreement_id") for p in self._all("projects", projects)))
        agreements |= _ids(*(s.get("agreement_id") for s in self._all("sessions", sessions)))
        await self._load("agreements", agreements)
        offers = _ids(row["_id"] if view == "offers" else None)
        for project in self._all("projects", projects):
            offers |= _ids(*project.get("offer_ids", []))
        if not projects:
            for agreement in self._all("agreements", agreements):
                offers |= _ids(*agreement.get("offers", {}))
        await self._load("offers", offers)
        needs = _ids(row.get("need_id"), row["_id"] if view == "needs" else None)
        needs |= _ids(*(o.get("need_id") for o in self._all("offers", offers)))
        await self._load("needs", needs)
        await self._load(
            "resources", _ids(*(o.get("resource_id") for o in self._all("offers", offers)))
        )
        await self._load("plans", _ids(*(o.get("plan_id") for o in self._all("offers", offers))))
        return needs, offers, agreements, projects, sessions

    def _all(self, view: str, ids: Iterable[str]) -> list[Document]:
        return [self.rows[view][id_] for id_ in ids if id_ in self.rows[view]]

    async def _load(self, view: str, ids: Iterable[str]) -> None:
        missing = [id_ for id_ in ids if id_ not in self.rows[view]]
        self.rows[view] |= await self._asking.many(view, missing)

    async def _find(self, view: str, query: Document) -> set[str]:
        found = await self._asking.reader.find(self._asking.view(view), query, limit=500)
        self.rows[view] |= {row["_id"]: row for row in found}
        return {row["_id"] for row in found}

    def nodes(self, self_view: str, self_id: str) -> list[ChainNode]:
        """The stations in their order; those not reached yet are grey."""
        found: list[ChainNode] = []
        for view, kind in _KINDS.items():
            if kind not in _ORDER:
                continue
            rows = list(self.rows[view].values())
            if not rows:
                if kind in {"agreement", "project", "session", "check_in", "hours"}:
                    found.append(ChainNode(kind=kind, state="next"))
            elif len(rows) > _FOLD or kind in {"check_in", "hours"}:
                found.append(self._folded(kind, view, rows, self_view))
            else:
                found += [self._node(kind, row, own=row["_id"] == self_id) for row in rows]
        return sorted(found, key=lambda node: _ORDER.index(node.kind))

    def _folded(self, kind: str, view: str, rows: list[Document], self_view: str) -> ChainNode:
        minutes = None
        if kind == "hours":
            minutes = sum(
                -row["minutes"] if row.get("status") == "reversal" else row.get("minutes", 0)
                for row in rows
            )
        return ChainNode(
            kind=kind,
            state="now" if view == self_view else "past",
            count=len(rows),
            minutes=minutes,
            id=rows[0]["_id"] if len(rows) == 1 else None,
            status=rows[0].get("status") if len(rows) == 1 else None,
            at=_at(rows[-1]),
            self=True if view == self_view else None,
        )

    def _node(self, kind: str, row: Document, *, own: bool) -> ChainNode:
        status = str(row.get("status") or "")
        state = "stopped" if status in _STOPPED else ("now" if own else "past")
        place = row.get("community_id") or row.get("unit_id") or row.get("scope_id")
        if kind in {"resource", "offer"}:
            place = row.get("unit_id")
        score = None
        if kind == "offer":
            score = self._score(row)
        return ChainNode(
            kind=kind,
            state=state,
            id=row["_id"],
            title=row.get("title"),
            org=self._asking.maybe_org(place),
            status=status or None,
            at=_at(row),
            score=score,
            reason_code=(row.get("reason_code") or row.get("cause_code"))
            if state == "stopped"
            else None,
            self=own or None,
        )

    def _score(self, offer: Document) -> float | None:
        plan = self.rows["plans"].get(offer.get("plan_id") or "", {})
        for lines in plan.get("pages", {}).values():
            for line in lines:
                if line["line_no"] == offer.get("line_no"):
                    return figure(line.get("score"))
        return None


def _ids(*values: object) -> set[str]:
    return {str(value) for value in values if value}


def _at(row: Document) -> datetime | None:
    for name in (
        "entered_at",
        "listed_at",
        "requested_at",
        "answered_at",
        "made_at",
        "effective_at",
        "drafted_at",
        "adopted_at",
        "opened_at",
        "confirmed_at",
        "posted_at",
        "changed_at",
    ):
        value = row.get(name)
        if isinstance(value, datetime):
            return value
    return None


@router.get("/timeline/{subject_id}", response_model_exclude_none=True)
async def read_timeline(subject_id: str, asking: Asks) -> Timeline:
    view, row = await _subject(asking, subject_id)
    chain = Chain(asking)
    if view in _KINDS and _KINDS[view] in _ORDER:
        await chain.walk(view, row)
    return Timeline(
        subject_id=subject_id,
        as_of=asking.now,
        nodes=chain.nodes(view, subject_id),
        events=await events(asking, subject_id, await limits(asking, view, row)),
    )


async def _subject(asking: Asking, subject_id: str) -> tuple[str, Document]:
    """The row behind an id, if the caller sees it; organizations by the directory."""
    for view in _KINDS:
        row = await asking.reader.get(asking.view(view), subject_id)
        if row is not None:
            places = [*row.get("org_ids", ()), *map(row.get, (*REPORTS, "to_id"))]
            member = row.get("member_id") or (subject_id if view == "members" else None)
            if asking.scope.sees(*places, member_id=member):
                return view, row
            raise NotFound(id=subject_id)
    if asking.directory.get(subject_id) is not None and asking.scope.sees(subject_id):
        return "organizations", {"_id": subject_id}
    raise NotFound(id=subject_id)
