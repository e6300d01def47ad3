"""Agreements and needs as heard, and what pages ask of projects."""

from services.projects.views.heard import PROJECTIONS, VIEWS, AgreementsHeard, NeedsHeard
from services.projects.views.own import ProjectDetail, ProjectQueries

__all__ = [
    "PROJECTIONS",
    "VIEWS",
    "AgreementsHeard",
    "NeedsHeard",
    "ProjectDetail",
    "ProjectQueries",
]
