"""Who has worked with whom and how it was judged: read from agreements and projects for scores."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel

from contracts.events.pairings import (
    AgreementEnded,
    AgreementTookEffect,
    PartyLeft,
    PartySucceeded,
)
from contracts.events.projects import ProjectAdopted, ProjectClosed
from libs.kernel import EventMeta, Put, ViewWrite
from libs.runtime.wiring import Projection, View
from libs.storage.database import Index
from libs.storage.documents import Reader

PARTNERSHIPS = "partnerships"
JUDGED = "judged_projects"


def project_partnership(
    event: AgreementTookEffect | AgreementEnded | PartySucceeded | PartyLeft, meta: EventMeta
) -> Iterable[ViewWrite]:
    """An agreement's parties, and whether it holds."""
    fields: dict[str, object] = {"party_ids": list(event.party_ids)}
    if isinstance(event, AgreementTookEffect):
        fields["status"] = "effective"
    if isinstance(event, AgreementEnded):
        fields["status"] = "ended"
    yield Put(PARTNERSHIPS, meta.aggregate_id, fields)


def project_judgement(
    event: ProjectAdopted | ProjectClosed, meta: EventMeta
) -> Iterable[ViewWrite]:
    """Who carried a project, and the score it was closed with."""
    if isinstance(event, ProjectAdopted):
        unit_ids = sorted({event.lead_id, *event.co_ids})
        yield Put(JUDGED, meta.aggregate_id, {"unit_ids": unit_ids})
    else:
        yield Put(JUDGED, meta.aggregate_id, {"score": str(event.score)})


PROJECTIONS = (
    Projection(
        (AgreementTookEffect, AgreementEnded, PartySucceeded, PartyLeft), project_partnership
    ),
    Projection((ProjectAdopted, ProjectClosed), project_judgement),
)
VIEWS = (
    View(PARTNERSHIPS, indexes=(Index("party_ids"),)),
    View(JUDGED, indexes=(Index("unit_ids"),)),
)


class Record(BaseModel):
    """What a unit's past says: mean score, partners now and before."""

    rating_pct: Decimal | None = None
    partner_ids: set[str] = set()
    former_ids: set[str] = set()


async def records_of(unit_ids: set[str], reader: Reader) -> dict[str, Record]:
    """The record of each unit that has one."""
    records: dict[str, Record] = {}
    among = {"$in": sorted(unit_ids)}
    scores: dict[str, list[Decimal]] = {}
    for row in await reader.find(
        reader.view(JUDGED), {"unit_ids": among, "score": {"$exists": True}}, limit=0
    ):
        for unit_id in unit_ids.intersection(row["unit_ids"]):
            scores.setdefault(unit_id, []).append(Decimal(row["score"]))
    for unit_id, given in scores.items():
        mean = sum(given, Decimal()) / len(given)
        records[unit_id] = Record(rating_pct=mean.quantize(Decimal("0.01")))
    known = {"party_ids": among, "status": {"$exists": True}}
    for row in await reader.find(reader.view(PARTNERSHIPS), known, limit=0):
        parties = set(row["party_ids"])
        for unit_id in unit_ids & parties:
            record = records.setdefault(unit_id, Record())
            ids = record.partner_ids if row["status"] == "effective" else record.former_ids
            ids.update(parties - {unit_id})
    return records
