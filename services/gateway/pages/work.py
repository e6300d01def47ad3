"""What waits for the caller: counted queues, each only where the caller may act."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from libs.storage.documents import Figure, Rows
from services.gateway.pages.asking import Asking, Asks, all_of
from services.gateway.pages.shapes import Document, figure
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


async def _registrations(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    await asking.learn(row.get("member_id") for row in rows)
    persons = [asking.person(row.get("member_id")) for row in rows]
    return [
        WorkItem(
            subject_kind="registration",
            subject_id=row["_id"],
            title=person.name,
            person=person,
            org=asking.org(row["community_id"]),
            since_at=row.get("verified_at") or row["reported_at"],
        )
        for row, person in zip(rows, persons, strict=True)
    ]


async def _offers(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    needs = await asking.many("needs", (row["need_id"] for row in rows))
    return [
        WorkItem(
            subject_kind="resource",
            subject_id=row["resource_id"],
            item_id=row["_id"],
            title=needs.get(row["need_id"], {}).get("title") or "",
            org=asking.org(row["community_id"]),
            qty=figure(row.get("qty")),
            unit_code=needs.get(row["need_id"], {}).get("unit_code"),
            since_at=row.get("made_at") or row["changed_at"],
            due_on=row.get("answer_by_on"),
        )
        for row in rows
    ]


async def _agreements(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    found = []
    for row in rows:
        signed = row.get("signatures", {})
        others = [str(id_) for id_ in row.get("party_ids", []) if str(id_) not in signed]
        found.append(
            WorkItem(
                subject_kind="agreement",
                subject_id=row["_id"],
                title=row.get("title") or "共建协议",
                org=asking.org(others[0]) if others else None,
                since_at=row.get("signing_opened_at") or row["changed_at"],
                due_on=row.get("sign_by_on"),
            )
        )
    return found


async def _sessions(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    attendances = asking.view("attendances")
    waiting = await asking.reader.figures(
        {
            row["_id"]: Figure.count(
                attendances, {"session_id": row["_id"], "status": "awaiting_confirmation"}
            )
            for row in rows
        }
    )
    return [
        WorkItem(
            subject_kind="session",
            subject_id=row["_id"],
            title=row.get("title", ""),
            org=asking.org(row["community_id"]),
            count=waiting[row["_id"]],
            since_at=row["window"]["end_at"],
        )
        for row in rows
    ]


async def _projects(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    return [
        WorkItem(
            subject_kind="project",
            subject_id=row["_id"],
            title=row.get("title", ""),
            org=asking.org(row.get("lead_id")),
            since_at=row["changed_at"],
        )
        for row in rows
    ]


async def _needs(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    return [
        WorkItem(
            subject_kind="need",
            subject_id=row["_id"],
            title=row.get("title") or "",
            category_code=row.get("category_code"),
            org=asking.org(row["community_id"]),
            since_at=row["entered_at"],
        )
        for row in await asking.titled(rows)
    ]


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
            _registrations,
        ),
        Waiting(
            "to_verify",
            "needs",
            [waiting, desk.where("community_id", "community", "street")],
            "entered_at",
            _needs,
        ),
        Waiting(
            "to_answer",
            "offers",
            [{"status": "open"}, desk.where("unit_id", "unit")],
            "answer_by_on",
            _offers,
        ),
        Waiting(
            "to_sign",
            "agreements",
            [_unsigned(desk)],
            "sign_by_on",
            _agreements,
        ),
        Waiting(
            "to_confirm",
            "sessions",
            [await _unconfirmed(asking), desk.where("org_ids", "community", "unit")],
            "window.end_at",
            _sessions,
        ),
        Waiting(
            "to_evaluate",
            "projects",
            [{"status": "awaiting_evaluation"}, desk.where("evaluator_ids", "community", "unit")],
            "changed_at",
            _projects,
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
