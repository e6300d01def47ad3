"""Needs, resources with their offers, plans and adoptions."""

from services.needs.domain.adoption import Adoption, OfferOrigin, OfferOrigins
from services.needs.domain.need import Need, PublishedNeed, PublishedNeeds
from services.needs.domain.plan import Matchable, Plan, PlanLines, PlannedLine, ToMatch
from services.needs.domain.resource import Offer, OfferTerms, Resource

__all__ = [
    "Adoption",
    "Matchable",
    "Need",
    "Offer",
    "OfferOrigin",
    "OfferOrigins",
    "OfferTerms",
    "Plan",
    "PlanLines",
    "PlannedLine",
    "PublishedNeed",
    "PublishedNeeds",
    "Resource",
    "ToMatch",
]
