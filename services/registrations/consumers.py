"""Deadlines of registrations, as commands."""

from typing import Any

from contracts.types import RegistrationId
from libs.kernel import Command
from services.registrations.commands import ReleaseMove


def release_after_a_week(aggregate_id: str, key: str, payload: dict[str, Any]) -> Command:
    """A community that does not answer lets go."""
    del key, payload
    return ReleaseMove(registration_id=RegistrationId(aggregate_id))


TIMERS = {"release-move": release_after_a_week}
