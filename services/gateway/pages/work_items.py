"""What waits, told so that it is recognized: one row of a work list each."""

from libs.storage.documents import Figure
from services.gateway.pages.asking import Asking
from services.gateway.pages.shapes import Document, figure
from services.gateway.pages.work_shapes import WorkItem

_MOVING = frozenset({"move_requested", "released"})


async def registrations(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Persons who reported, or who move."""
    await asking.learn(row.get("member_id") for row in rows)
    persons = [asking.person(row.get("member_id")) for row in rows]
    return [
        WorkItem(
            subject_kind="registration",
            subject_id=row["_id"],
            title=person.name,
            person=person,
            org=asking.org(row["community_id"]),
            since_at=row["changed_at"]
            if row["status"] in _MOVING
            else row.get("verified_at") or row["reported_at"],
        )
        for row, person in zip(rows, persons, strict=True)
    ]


async def offers(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Offers that a unit has to answer."""
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


async def agreements(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Agreements that wait for a hand."""
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


async def sessions(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Sessions with hours to confirm."""
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


async def projects(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Projects to evaluate."""
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


async def needs(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Needs to verify, by their titles."""
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


async def organizations(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Proposals to enter an organization; since when is told by their first fact."""
    ids = [row["_id"] for row in rows]
    first = {"subject_id": {"$in": ids}, "subject_ids": {"$in": ids}, "seq": 1}
    told = await asking.reader.find(asking.view("history"), first, limit=0, fields=_PROPOSED)
    since = {entry["subject_id"]: entry["at"] for entry in told}
    return [
        WorkItem(
            subject_kind="organization",
            subject_id=row["_id"],
            title=row["name"],
            org=asking.maybe_org(row.get("territory_id") or row.get("affiliation_id")),
            since_at=since[row["_id"]],
        )
        for row in rows
        if row["_id"] in since
    ]


_PROPOSED = ("subject_id", "at")


async def corrections(asking: Asking, rows: list[Document]) -> list[WorkItem]:
    """Sessions with confirmed hours that somebody asked to correct."""
    return [
        WorkItem(
            subject_kind="session",
            subject_id=row["_id"],
            title=row.get("title", ""),
            org=asking.org(row["community_id"]),
            since_at=row["window"]["end_at"],
        )
        for row in rows
    ]
