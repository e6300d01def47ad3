"""Composed views: their rows, and how facts of every service become them."""

from libs.runtime.wiring import Projection, View
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
