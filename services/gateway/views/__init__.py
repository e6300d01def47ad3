"""Composed views: their rows, and how facts of every service become them."""

from libs.messaging.gate import service_of
from libs.runtime.wiring import Projection, View
from libs.storage.records import ChangeSet
from services.gateway.views import (
    activities,
    adoptions,
    agreements,
    history,
    needs,
    projects,
    registrations,
)

PROJECTIONS: tuple[Projection, ...] = (
    *needs.PROJECTIONS,
    *adoptions.PROJECTIONS,
    *agreements.PROJECTIONS,
    *projects.PROJECTIONS,
    *registrations.PROJECTIONS,
    *activities.PROJECTIONS,
    *history.PROJECTIONS,
)
VIEWS: tuple[View, ...] = (
    *needs.VIEWS,
    *agreements.VIEWS,
    *projects.VIEWS,
    *registrations.VIEWS,
    *activities.VIEWS,
    *history.VIEWS,
)
TOPICS = {
    "organizations": ("organizations", "timeline"),
    "registrations": ("registrations", "members", "work", "board", "timeline"),
    "needs": ("needs", "resources", "offers", "plans", "work", "board", "timeline"),
    "pairings": ("agreements", "offers", "work", "board", "timeline"),
    "projects": ("projects", "work", "board", "timeline"),
    "activities": ("sessions", "hours", "work", "board", "timeline"),
    "ledger": ("hours", "members", "board", "timeline"),
    "gateway": ("session", "users"),
}
"""Which pages change with the facts of a service."""


def topics_of(changes: ChangeSet) -> set[str]:
    """The pages that a commit has changed, by the services whose facts it applied."""
    services = {service_of(row.consumer) for row in changes.inbox}
    return {topic for service in services for topic in TOPICS.get(service, ())}
