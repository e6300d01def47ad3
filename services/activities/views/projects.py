"""ProjectView: whether a project is open, and under which agreement."""

from collections.abc import Iterable

from contracts.events.projects import ProjectAdopted, ProjectClosed
from contracts.types import ProjectId
from libs.kernel import EventMeta, NotSeenYet, Put, ViewWrite
from libs.storage.documents import Reader
from services.activities.domain import ProjectSeen

PROJECTS = "projects"


def project_adoption(event: ProjectAdopted, meta: EventMeta) -> Iterable[ViewWrite]:
    """An open project, and whose it is."""
    del meta
    parties = [event.lead_id, *event.co_ids, event.community_id]
    fields = {"agreement_id": event.agreement_id, "party_ids": parties, "open": True}
    yield Put(PROJECTS, event.project_id, fields)


def project_closing(event: ProjectClosed, meta: EventMeta) -> Iterable[ViewWrite]:
    """A project that takes no more sessions."""
    del meta
    yield Put(PROJECTS, event.project_id, {"open": False})


class ProjectsHeard:
    """The ProjectsSeen of this process."""

    def __init__(self, reader: Reader) -> None:
        """Reads the live version of the view."""
        self._reader = reader

    async def get(self, project_id: str) -> ProjectSeen:
        """See ProjectsSeen.get."""
        row = await self._reader.get(self._reader.view(PROJECTS), project_id)
        if row is None:
            raise NotSeenYet(project_id=project_id)
        return ProjectSeen(
            project_id=ProjectId(project_id),
            agreement_id=row["agreement_id"],
            party_ids=tuple(row.get("party_ids", ())),
            open=row["open"],
        )
