"""Who asks, from where, and what that lets them do."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from libs.kernel.commands import Command


class Grant(BaseModel):
    """A role held over an organization and all below it."""

    model_config = ConfigDict(frozen=True)

    role: str
    scope_id: str
    function: str = ""


class Stamp(BaseModel):
    """What every command carries besides its own words: its id, its asker, its cause.

    ``command_id`` is the Idempotency-Key of HTTP, or derived from the causing event or timer.
    ``system`` is true for reactions, sweeps and timers, which act without grants.
    """

    model_config = ConfigDict(frozen=True)

    command_id: str
    actor_id: str
    acting_org_id: str = ""
    member_id: str | None = None
    grants: tuple[Grant, ...] = ()
    system: bool = False
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""
    at: datetime | None = None


class Access(Protocol):
    """The caller's rights, bound to one command or query."""

    def require(self, command: Command, *org_ids: str | None, member_id: str | None = None) -> None:
        """Passes when the caller holds one of ``command.requires`` over any of ``org_ids``,

        or is ``member_id`` where the command lists the role ``member``. Raises NotFound when the
        caller sees none of these organizations, Forbidden when it sees but may not act.
        """
        ...

    def sees(self, *org_ids: str | None, member_id: str | None = None) -> bool:
        """Whether any of the caller's grants covers any of ``org_ids`` (custodians included)."""
        ...
