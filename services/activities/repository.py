"""Where sessions and attendances are kept."""

from libs.storage.documents import Index, Kept
from services.activities.domain import Attendance, Session

SESSIONS = "sessions"
ATTENDANCES = "attendances"

KEPT = (
    Kept(
        Session,
        SESSIONS,
        indexes=(
            Index("seats", "status"),
            Index("plan.community_id", "status"),
            Index("plan.owner_id", "status"),
        ),
    ),
    Kept(Attendance, ATTENDANCES, indexes=(Index("session_id", "member_id"), Index("member_id"))),
)
