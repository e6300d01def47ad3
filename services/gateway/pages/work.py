"""What waits for the caller: counted queues, each only where the caller may act."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from libs.storage.documents import Rows
from services.gateway.pages import work_items
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.shapes import Document
from services.gateway.pages.work_shapes import Work, WorkItem, WorkQueue

router = APIRouter()
_SHOWN = 20


Build = Callable[[Asking, list[Document]], Awaitable[list[WorkItem]]]


class Desk:
    """The caller's roles, each over the organizations it holds it for."""

    def __init__(self, asking: Asking) -> None:
        """Reads the grants once."""
        self._asking = asking
        self._over: dict[str, set[str] | None] = {}
        for grant in asking.scope.stamp.grants:
            if grant.scope_id == "*" or self._over.get(grant.role, set()) is None:
                self._over[grant.role] = None
                continue
            known = self._over.setdefault(grant.role, set())
            if known is not None:
                known.update(asking.directory.below(grant.scope_id))

    def where(self, field: str, *roles: str) -> Document | None:
        """Rows whose ``field`` lies where one of ``roles`` is held; None if none is."""
        held = [self._over[role] for role in roles if role in self._over]
        if not held:
            return None
        if any(entry is None for entry in held):
            return {}
        ids = set().union(*(entry for entry in held if entry is not None))
        return {field: {"$in": sorted(ids)}}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What may wait for the caller; a query is None where it has no part in it."""

    kind: str
    view: str
    queries: list[Document | None]
    sort: str
    build: Build

    def rows(self, asking: Asking) -> Rows | None:
        """The first of them as they are asked for."""
        if any(query is None for query in self.queries):
            return None
        query = all_of([part for part in self.queries if part is not None])
        return Rows(asking.view(self.view), query, ((self.sort, 1),), _SHOWN)

    async def queue(self, asking: Asking, wanted: Rows, rows: list[Document]) -> WorkQueue:
        """What was found, and how many there are."""
        total = len(rows)
        if total == _SHOWN:
            total = await asking.reader.count(wanted.collection, wanted.query)
        return WorkQueue(kind=self.kind, count=total, items=await self.build(asking, rows))


async def _queues(asking: Asking, waiting: Sequence[Waiting]) -> list[WorkQueue]:
    """The queues in which the caller has a part."""
    asked = [(each, rows) for each in waiting if (rows := each.rows(asking)) is not None]
    found = await asking.reader.together(*(rows for _, rows in asked))
    return await asyncio.gather(
        *(
            each.queue(asking, wanted, rows)
            for (each, wanted), rows in zip(asked, found, strict=True)
        )
    )


async def _unconfirmed(asking: Asking) -> Document:
    """Sessions with attendances that wait for a confirmation."""
    found = await asking.reader.aggregate(
        asking.view("attendances"),
        [
            {"$match": {"status": "awaiting_confirmation"}},
            {"$group": {"_id": "$session_id"}},
        ],
    )
    return {"_id": {"$in": [entry["_id"] for entry in found]}}


async def _to_correct(asking: Asking) -> Document:
    """Sessions with corrections that another person asked for."""
    by_others = {"open": True, "requested_by": {"$ne": asking.asker.user.user_id}}
    asked = await asking.reader.find(
        asking.view("corrections"), by_others, limit=0, fields=("_id",)
    )
    if not asked:
        return {"_id": {"$in": []}}
    ids = [row["_id"] for row in asked]
    found = await asking.reader.aggregate(
        asking.view("attendances"),
        [{"$match": {"attendance_id": {"$in": ids}}}, {"$group": {"_id": "$session_id"}}],
    )
    return {"_id": {"$in": [entry["_id"] for entry in found]}}


def _pending(asking: Asking) -> Document | None:
    """Proposed organizations below the caller's own, looked up in memory; None without any."""
    ids = [
        org.org_id
        for org in asking.directory.pending()
        if asking.scope.roles_over(org.territory_id, org.affiliation_id) & {"department", "street"}
    ]
    return {"_id": {"$in": ids}} if ids else None


def _unsigned(desk: Desk) -> Document | None:
    """Agreements open for signing to which the caller's organization has not set its hand."""
    mine = desk.where("party_ids", "signatory")
    if mine is None:
        return None
    return {"status": "awaiting_signatures", **mine}


@router.get("/work", response_model_exclude_none=True)
async def work(asking: Asks) -> Work:
    desk = Desk(asking)
    waiting = {"status": {"$in": ["submitted", "verified"]}}
    parts = [
        Waiting(
            "to_accept",
            "registrations",
            [{"status": "verified"}, desk.where("community_id", "community")],
            "reported_at",
            work_items.registrations,
        ),
        Waiting(
            "to_vouch",
            "registrations",
            [{"status": "submitted"}, desk.where("org_ids", "unit", "branch")],
            "reported_at",
            work_items.registrations,
        ),
        Waiting(
            "to_release",
            "registrations",
            [{"status": "move_requested"}, desk.where("community_id", "community")],
            "changed_at",
            work_items.registrations,
        ),
        Waiting(
            "to_receive",
            "registrations",
            [{"status": "released"}, desk.where("to_id", "community")],
            "changed_at",
            work_items.registrations,
        ),
        Waiting(
            "to_approve",
            "organizations",
            [_pending(asking)],
            "_id",
            work_items.organizations,
        ),
        Waiting(
            "to_verify",
            "needs",
            [waiting, desk.where("community_id", "community", "street")],
            "entered_at",
            work_items.needs,
        ),
        Waiting(
            "to_answer",
            "offers",
            [{"status": "open"}, desk.where("unit_id", "unit")],
            "answer_by_on",
            work_items.offers,
        ),
        Waiting(
            "to_open",
            "agreements",
            [{"status": "draft"}, desk.where("party_ids", "unit", "community")],
            "drafted_at",
            work_items.agreements,
        ),
        Waiting(
            "to_sign",
            "agreements",
            [_unsigned(desk)],
            "sign_by_on",
            work_items.agreements,
        ),
        Waiting(
            "to_confirm",
            "sessions",
            [await _unconfirmed(asking), desk.where("org_ids", "community", "unit")],
            "window.end_at",
            work_items.sessions,
        ),
        Waiting(
            "to_correct",
            "sessions",
            [await _to_correct(asking), desk.where("community_id", "community", "street")],
            "window.end_at",
            work_items.corrections,
        ),
        Waiting(
            "to_evaluate",
            "projects",
            [{"status": "awaiting_evaluation"}, desk.where("evaluator_ids", "community", "unit")],
            "changed_at",
            work_items.projects,
        ),
    ]
    queues = await _queues(asking, parts)
    known = [_without_signed(asking, queue) for queue in queues]
    today = asking.today
    return Work(
        as_of=asking.now,
        total=sum(queue.count for queue in known),
        overdue_count=sum(
            item.due_on is not None and item.due_on < today
            for queue in known
            for item in queue.items
        ),
        queues=known,
    )


def _without_signed(asking: Asking, queue: WorkQueue) -> WorkQueue:
    """Leaves out agreements that every own party has signed."""
    if queue.kind != "to_sign":
        return queue
    kept = [
        item
        for item in queue.items
        if item.org is not None and "signatory" in asking.scope.roles_over(item.org.id)
    ]
    return WorkQueue(kind=queue.kind, count=queue.count - len(queue.items) + len(kept), items=kept)
