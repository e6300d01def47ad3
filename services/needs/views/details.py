"""What facts may not carry: free text, and the reasons behind a plan, in the caller's scope."""

from collections.abc import Sequence

from contracts.tree import Directory
from libs.kernel import NotFound, Scope
from libs.storage.documents import Reader
from services.needs.domain import Need, Plan, PlannedLine, Resource
from services.needs.repository import NEEDS, PLANS, RESOURCES
from services.needs.views.shapes import (
    IdleText,
    LineReasons,
    LineText,
    NeedText,
    NeedTitle,
    OrgName,
    OtherText,
    PartText,
    PlanText,
    ProofText,
    QuickText,
    ResourceText,
    WeightText,
)


class NeedQueries:
    """Needs as their community, their proposer and the units asked may see them."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def text(self, need_id: str, scope: Scope) -> NeedText:
        """The need's own words; raises NotFound out of scope."""
        document = await self._reader.get(NEEDS, need_id)
        if document is None or not await self._seen(document, scope):
            raise NotFound
        need = Need.model_validate(document)
        return NeedText(
            need_id=need.need_id,
            title=need.title,
            description=need.description,
            status=need.status,
            proposer_id=need.proposer_id,
            community_id=need.community_id,
        )

    async def titles(self, need_ids: Sequence[str], scope: Scope) -> list[NeedTitle]:
        """The titles of those needs whose community or proposer the scope shows."""
        found = await self._reader.find(
            NEEDS,
            {"_id": {"$in": sorted(set(need_ids))}},
            limit=0,
            fields=["title", "community_id", "proposer_id"],
        )
        return [
            NeedTitle(need_id=row["_id"], title=row["title"])
            for row in found
            if scope.sees(row["community_id"], row["proposer_id"])
        ]

    async def _seen(self, document: dict[str, object], scope: Scope) -> bool:
        if scope.sees(str(document["community_id"]), str(document["proposer_id"])):
            return True
        asked = await self._reader.find(
            RESOURCES,
            {"offers.terms.need_id": document["need_id"]},
            limit=0,
            fields=["unit_id"],
        )
        return any(scope.sees(str(resource["unit_id"])) for resource in asked)


class ResourceQueries:
    """Resources as their unit and the communities they were offered to may see them."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def text(self, resource_id: str, scope: Scope) -> ResourceText:
        """The resource's own words; raises NotFound out of scope."""
        document = await self._reader.get(RESOURCES, resource_id)
        if document is None:
            raise NotFound
        resource = Resource.model_validate(document)
        offered = {offer.terms.community_id for offer in resource.offers}
        if not scope.sees(resource.unit_id, *offered):
            raise NotFound
        return ResourceText(
            resource_id=resource.resource_id,
            title=resource.title,
            description=resource.description,
            status=resource.status,
            unit_id=resource.unit_id,
        )


class PlanQueries:
    """Plans as those over their scope may see them, with titles and names."""

    def __init__(self, reader: Reader, directory: Directory) -> None:
        """``directory`` gives the names."""
        self._reader, self._directory = reader, directory

    async def text(self, plan_id: str, scope: Scope) -> PlanText:
        """Who is matched with whom and why, what stays open and why."""
        plan = await self._plan(plan_id, scope)
        lines = plan.proposal.lines if plan.proposal else []
        titles = await self._titles(lines, plan)
        proposal = plan.proposal
        return PlanText(
            plan_id=plan.plan_id,
            scope=self._org(plan.scope_id),
            cycle_key=plan.cycle_key,
            status=plan.status,
            reason_code=plan.reason_code,
            weights_no=plan.weights_no,
            weights=[WeightText(code=code, weight=w) for code, w in plan.weights.items()],
            proof=ProofText.of(proposal.proof) if proposal else None,
            quick=QuickText.model_validate(proposal.quick.model_dump()) if proposal else None,
            lines=[self._line(one, titles) for one in lines if one.line.resource_id],
            unmatched=[self._line(one, titles) for one in lines if not one.line.resource_id],
            idle=[
                IdleText(
                    resource_id=idle.resource_id,
                    title=titles.get(idle.resource_id, ""),
                    unit=self._org(idle.unit_id),
                    qty=float(idle.qty),
                    cause_code=idle.cause_code,
                )
                for idle in (proposal.idle if proposal else [])
            ],
        )

    async def reasons(self, plan_id: str, line_no: int, scope: Scope) -> LineReasons:
        """Why this line, and what else its resource could have done."""
        plan = await self._plan(plan_id, scope)
        lines = plan.proposal.lines if plan.proposal else []
        if not 1 <= line_no <= len(lines):
            raise NotFound
        planned = lines[line_no - 1]
        return LineReasons(
            line_no=line_no,
            cause_code=planned.line.cause_code,
            parts=_parts(planned),
            others=await self._others(planned),
        )

    async def _plan(self, plan_id: str, scope: Scope) -> Plan:
        document = await self._reader.get(PLANS, plan_id)
        if document is None or not scope.sees(str(document["scope_id"])):
            raise NotFound
        return Plan.model_validate(document)

    async def _others(self, planned: PlannedLine) -> list[OtherText]:
        query = {"_id": {"$in": [other.need_id for other in planned.others]}}
        found = await self._reader.find(NEEDS, query, fields=["title", "community_id"])
        needs = {str(document["_id"]): document for document in found}
        return [
            OtherText(
                need_id=other.need_id,
                need_title=str(needs.get(other.need_id, {}).get("title", "")),
                community=self._org(str(needs.get(other.need_id, {}).get("community_id", ""))),
                score=float(other.score),
                cause_code=other.cause_code,
                cost=max(0.0, round(float(planned.line.score - other.score), 2)),
            )
            for other in planned.others
        ]

    async def _titles(self, lines: list[PlannedLine], plan: Plan) -> dict[str, str]:
        need_ids = {planned.line.need_id for planned in lines}
        resource_ids = {str(planned.line.resource_id) for planned in lines}
        resource_ids |= {idle.resource_id for idle in (plan.proposal.idle if plan.proposal else [])}
        titles: dict[str, str] = {}
        for collection, ids in ((NEEDS, need_ids), (RESOURCES, resource_ids)):
            found = await self._reader.find(
                collection, {"_id": {"$in": sorted(ids)}}, limit=0, fields=["title"]
            )
            titles |= {str(document["_id"]): str(document["title"]) for document in found}
        return titles

    def _line(self, planned: PlannedLine, titles: dict[str, str]) -> LineText:
        line = planned.line
        return LineText(
            line_no=line.line_no,
            need_id=line.need_id,
            need_title=titles.get(line.need_id, ""),
            resource_id=line.resource_id,
            resource_title=titles.get(line.resource_id, "") if line.resource_id else None,
            unit=self._org(line.unit_id) if line.unit_id else None,
            community=self._org(line.community_id),
            qty=float(line.qty),
            window=line.window,
            score=float(line.score),
            parts=_parts(planned),
            cause_code=line.cause_code,
        )

    def _org(self, org_id: str) -> OrgName:
        return OrgName(id=org_id, name=self._directory.name(org_id))


def _parts(planned: PlannedLine) -> list[PartText]:
    return [
        PartText(
            code=reason.code,
            score=float(reason.score),
            weight=float(reason.weight),
            evidence_code=reason.evidence_code,
        )
        for reason in planned.reasons
    ]
