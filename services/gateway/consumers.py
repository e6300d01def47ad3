"""Deadlines of accounts."""

from typing import Any

from contracts.types import UserId
from libs.kernel import Command
from services.gateway.commands import EndGrant, UnlockUser

REACTIONS = ()
SWEEPS = ()


def unlock(aggregate_id: str, _key: str, _payload: dict[str, Any]) -> Command:
    return UnlockUser(user_id=UserId(aggregate_id), cause_code="time")


def grant_ends(aggregate_id: str, key: str, _payload: dict[str, Any]) -> Command:
    return EndGrant(user_id=UserId(aggregate_id), grant_id=key, cause_code="term")


TIMERS = {"unlock": unlock, "grant-ends": grant_ends}
