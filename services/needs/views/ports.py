"""What handlers ask of stored documents beyond the aggregate they change."""

from decimal import Decimal

from libs.storage.documents import Reader
from services.needs.domain import (
    Need,
    OfferOrigin,
    PlannedLine,
    PublishedNeed,
    Resource,
    ToMatch,
)
from services.needs.domain.need import OPEN
from services.needs.domain.plan import MOST_LINES, WEIGHTS
from services.needs.repository import NEEDS, PLANS, RESOURCES

_ALIKE = 100


class NeedsPublished:
    """Published needs by their wording."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def worded(self, category_code: str, wording: str) -> list[PublishedNeed]:
        """See PublishedNeeds.worded."""
        query = {
            "category_code": category_code,
            "wording": wording,
            "status": {"$in": [*OPEN, "claimed", "awaiting_evaluation"]},
        }
        found = await self._reader.find(NEEDS, query, limit=_ALIKE)
        return [PublishedNeed.model_validate(document) for document in found]


class OpenMatters:
    """Open needs and free resources of a set of organizations."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def to_match(self, org_ids: frozenset[str], cycle_key: str) -> ToMatch:
        """See Matchable.to_match."""
        needs = await self.needs(org_ids, cycle_key)
        resources = await self.resources(org_ids, cycle_key)
        return ToMatch(need_count=len(needs), resource_count=len(resources))

    async def weights_no(self, scope_id: str, weights: dict[str, int]) -> int:
        """See Matchable.weights_no: the standard weights are number 1."""
        if weights == WEIGHTS:
            return 1
        plans = await self._reader.find(
            PLANS, {"scope_id": scope_id}, limit=0, fields=["weights", "weights_no"]
        )
        for plan in plans:
            if plan["weights"] == weights:
                return int(plan["weights_no"])
        return 1 + max((int(plan["weights_no"]) for plan in plans), default=1)

    async def needs(self, org_ids: frozenset[str], cycle_key: str) -> list[tuple[Need, Decimal]]:
        """Needs of these communities with what nobody has promised or been asked for yet."""
        query = {
            "cycle_key": cycle_key,
            "status": {"$in": list(OPEN)},
            "community_id": {"$in": sorted(org_ids)},
        }
        found = await self._reader.find(NEEDS, query, sort=[("_id", 1)], limit=MOST_LINES)
        needs = [Need.model_validate(document) for document in found]
        asked = await self._asked([need.need_id for need in needs])
        pairs = [(need, need.open_qty - asked.get(need.need_id, Decimal())) for need in needs]
        return [(need, qty) for need, qty in pairs if qty > 0]

    async def resources(self, org_ids: frozenset[str], cycle_key: str) -> list[Resource]:
        """Listed resources of these units, with their offers."""
        query = {
            "cycle_key": cycle_key,
            "status": "listed",
            "unit_id": {"$in": sorted(org_ids)},
        }
        found = await self._reader.find(RESOURCES, query, sort=[("_id", 1)], limit=0)
        return [Resource.model_validate(document) for document in found]

    async def _asked(self, need_ids: list[str]) -> dict[str, Decimal]:
        """What open offers, of any plan, would already bring to these needs."""
        offered = {"$elemMatch": {"status": "open", "terms.need_id": {"$in": need_ids}}}
        found = await self._reader.find(RESOURCES, {"offers": offered}, limit=0, fields=["offers"])
        asked: dict[str, Decimal] = {}
        for document in found:
            for offer in document["offers"]:
                if offer["status"] == "open":
                    need_id, qty = offer["terms"]["need_id"], Decimal(offer["terms"]["qty"])
                    asked[need_id] = asked.get(need_id, Decimal()) + qty
        return asked


class LinesOfPlans:
    """Single lines of plans and the lines that offers came from."""

    def __init__(self, reader: Reader) -> None:
        """Reads own documents."""
        self._reader = reader

    async def line(self, plan_id: str, line_no: int) -> PlannedLine | None:
        """See PlanLines.line; the database cuts the line out of the plan."""
        cut = {"$slice": ["$proposal.lines", line_no - 1, 1]}
        found = await self._reader.aggregate(
            PLANS,
            [{"$match": {"_id": plan_id, "proposal": {"$ne": None}}}, {"$project": {"lines": cut}}],
        )
        lines = found[0]["lines"] if found else []
        return PlannedLine.model_validate(lines[0]) if lines else None

    async def line_of(self, offer_id: str) -> OfferOrigin | None:
        """See OfferOrigins.line_of."""
        found = await self._reader.find(
            RESOURCES, {"offers.terms.offer_id": offer_id}, limit=1, fields=["offers"]
        )
        for offer in found[0]["offers"] if found else []:
            terms = offer["terms"]
            if terms["offer_id"] == offer_id and terms.get("plan_id"):
                return OfferOrigin(plan_id=terms["plan_id"], line_no=terms["line_no"])
        return None
