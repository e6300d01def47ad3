"""Where members and registrations are kept."""

from libs.storage.documents import Index, Kept
from services.registrations.domain import Member, Registration

MEMBERS = "members"
REGISTRATIONS = "registrations"

KEPT = (
    Kept(
        Member,
        MEMBERS,
        indexes=(Index("branch_id"), Index("unit_id"), Index("phone_index")),
    ),
    Kept(
        Registration,
        REGISTRATIONS,
        indexes=(Index("member_id"), Index("community_id", "status"), Index("to_id")),
    ),
)
