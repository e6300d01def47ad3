"""Aggregates, commands, events, errors, clock and ids: the vocabulary without I/O."""

from libs.kernel.access import EVERYWHERE, Access, Grant, GrantedAccess, Scope, Stamp, Tree
from libs.kernel.aggregate import Aggregate, Claim, Release, Timer
from libs.kernel.clock import BEIJING, Clock, FakeClock, ShiftedClock, SystemClock
from libs.kernel.commands import Command
from libs.kernel.errors import (
    Conflict,
    DomainError,
    FieldFault,
    Forbidden,
    Invalid,
    NotFound,
    NotSeenYet,
    RuleBroken,
)
from libs.kernel.events import Event, EventMeta, event_class, event_classes
from libs.kernel.ids import derive_id, new_id
from libs.kernel.repository import Repository
from libs.kernel.texts import SeenText
from libs.kernel.views import Append, Put, Remove, ViewWrite

__all__ = [
    "BEIJING",
    "EVERYWHERE",
    "Access",
    "Aggregate",
    "Append",
    "Claim",
    "Clock",
    "Command",
    "Conflict",
    "DomainError",
    "Event",
    "EventMeta",
    "FakeClock",
    "FieldFault",
    "Forbidden",
    "Grant",
    "GrantedAccess",
    "Invalid",
    "NotFound",
    "NotSeenYet",
    "Put",
    "Release",
    "Remove",
    "Repository",
    "RuleBroken",
    "Scope",
    "SeenText",
    "ShiftedClock",
    "Stamp",
    "SystemClock",
    "Timer",
    "Tree",
    "ViewWrite",
    "derive_id",
    "event_class",
    "event_classes",
    "new_id",
]
