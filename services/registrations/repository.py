"""Where members and registrations are kept."""

from pymongo import UpdateOne

from libs.storage.database import Database
from libs.storage.documents import Index, Kept
from services.registrations.domain import Member, Registration, Sealer, folded_name, name_marks

MEMBERS = "members"
REGISTRATIONS = "registrations"

KEPT = (
    Kept(
        Member,
        MEMBERS,
        indexes=(
            Index("branch_id"),
            Index("unit_id"),
            Index("phone_index"),
            Index("name_marks"),
        ),
    ),
    Kept(
        Registration,
        REGISTRATIONS,
        indexes=(Index("member_id"), Index("community_id", "status"), Index("to_id")),
    ),
)
_AT_ONCE = 200


async def mark_names(database: Database, sealer: Sealer) -> int:
    """Gives members of versions without ``name_marks`` theirs; how many there were.

    No command changes a member, so nothing can be written over.
    """
    members = database.collection(MEMBERS)
    unmarked = {"name_marks": {"$exists": False}}
    count = 0
    while rows := await members.find(unmarked, {"name_sealed": 1}).to_list(_AT_ONCE):
        changes = []
        for row in rows:
            name = sealer.open(row["name_sealed"], member_id=row["_id"], field="name")
            marks = {"$set": {"name_marks": list(name_marks(folded_name(name), sealer))}}
            changes.append(UpdateOne({"_id": row["_id"], **unmarked}, marks))
        await members.bulk_write(changes, ordered=False)
        count += len(rows)
    return count
