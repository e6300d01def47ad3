"""Where needs, resources, plans and adoptions are kept."""

from libs.storage.documents import Index, Kept
from services.needs.domain import Adoption, Need, Plan, Resource

NEEDS = "needs"
RESOURCES = "resources"
PLANS = "plans"
ADOPTIONS = "adoptions"

KEPT = (
    Kept(
        Need,
        NEEDS,
        indexes=(
            Index("community_id", "status"),
            Index("proposer_id", "status"),
            Index("category_code", "wording"),
            Index("cycle_key", "status"),
        ),
    ),
    Kept(
        Resource,
        RESOURCES,
        indexes=(
            Index("unit_id", "status"),
            Index("cycle_key", "status"),
            Index("offers.terms.offer_id"),
            Index("offers.terms.need_id"),
        ),
    ),
    Kept(
        Plan,
        PLANS,
        indexes=(Index("scope_id", "requested_at"), Index("proposal.proof.input_hash")),
    ),
    Kept(Adoption, ADOPTIONS),
)
