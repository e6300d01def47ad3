"""What projects do when their agreement ends or its parties leave: sweeps."""

from contracts.events.pairings import AgreementEnded, PartyLeft
from contracts.types import ProjectId
from libs.kernel import Command
from libs.runtime.wiring import Sweep
from libs.storage.documents import Reader
from services.projects.commands import MarkUncovered
from services.projects.views.own import open_projects_of


async def uncovered_by_end(
    event: AgreementEnded, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Open projects of the ended agreement."""
    return await open_projects_of(reader, {"agreement_id": event.agreement_id}, after, limit)


async def uncovered_by_leaving(
    event: PartyLeft, reader: Reader, after: str | None, limit: int
) -> list[str]:
    """Open projects of the agreement that the leaving party leads."""
    query = {"agreement_id": event.agreement_id, "lead_id": event.party_id}
    return await open_projects_of(reader, query, after, limit)


def mark_ended(event: AgreementEnded, target: str) -> Command:
    """No agreement covers the project any more."""
    return MarkUncovered(
        project_id=ProjectId(target), agreement_id=event.agreement_id, cause="agreement_ended"
    )


def mark_left(event: PartyLeft, target: str) -> Command:
    """The project's lead is no party any more."""
    return MarkUncovered(
        project_id=ProjectId(target),
        agreement_id=event.agreement_id,
        cause=f"party_left:{event.party_id}",
    )


SWEEPS = (
    Sweep("uncover-ended", (AgreementEnded,), uncovered_by_end, mark_ended),
    Sweep("uncover-left", (PartyLeft,), uncovered_by_leaving, mark_left),
)
