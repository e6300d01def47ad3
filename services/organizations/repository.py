"""Where organizations are stored and how they are found."""

from libs.storage.documents import Index, Kept
from services.organizations.domain import Organization

ORGANIZATIONS = "organizations"

KEPT = (
    Kept(
        Organization,
        ORGANIZATIONS,
        indexes=(
            Index("territory_id", "status"),
            Index("affiliation_id", "status"),
            Index("division_code", "name"),
            Index("name"),
            Index("uscc", partial={"uscc": {"$gt": ""}}),
            Index("-structure_no", partial={"structure_no": {"$gt": 0}}),
        ),
    ),
)
