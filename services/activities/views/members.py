"""MemberView: whom this service has heard of, and at which communities it is accepted."""

from collections.abc import Iterable

from contracts.events.registrations import (
    MemberEnrolled,
    RegistrationAccepted,
    RegistrationCancelled,
    RegistrationMoved,
)
from contracts.types import MemberId
from libs.kernel import EventMeta, NotSeenYet, Put, ViewWrite
from libs.storage.documents import Reader
from services.activities.domain import MemberSeen

MEMBERS = "members"


def project_enrolment(event: MemberEnrolled, meta: EventMeta) -> Iterable[ViewWrite]:
    """A member of a branch, and of a unit if there is one."""
    del meta
    fields = {"branch_id": event.branch_id, "unit_id": event.unit_id, "kind": event.kind}
    yield Put(MEMBERS, event.member_id, fields)


def project_place(
    event: RegistrationAccepted | RegistrationMoved | RegistrationCancelled, meta: EventMeta
) -> Iterable[ViewWrite]:
    """The community of each registration; a placeholder while the enrolment is on its way."""
    del meta
    if event.member_id is None:
        return
    path = f"places.{event.registration_id}"
    if isinstance(event, RegistrationCancelled):
        yield Put(MEMBERS, event.member_id, unset=(path,))
    else:
        yield Put(MEMBERS, event.member_id, {path: event.community_id})


class MembersHeard:
    """The MembersSeen of this process."""

    def __init__(self, reader: Reader) -> None:
        """Reads the live version of the view."""
        self._reader = reader

    async def get(self, member_id: str) -> MemberSeen:
        """See MembersSeen.get."""
        row = await self._reader.get(self._reader.view(MEMBERS), member_id)
        if row is None or "branch_id" not in row:
            raise NotSeenYet(member_id=member_id)
        return MemberSeen(
            member_id=MemberId(member_id),
            branch_id=row["branch_id"],
            unit_id=row["unit_id"],
            places=frozenset((row.get("places") or {}).values()),
        )
