"""Where accounts are stored."""

from libs.storage.documents import Index, Kept
from services.gateway.domain import User

KEPT = (Kept(User, "users", (Index("login", unique=True), Index("member_id"))),)
