"""Members and projects as heard of, and what is read of sessions and attendance."""

from services.activities.views.members import (
    MEMBERS,
    MembersHeard,
    project_enrolment,
    project_place,
)
from services.activities.views.projects import (
    PROJECTS,
    ProjectsHeard,
    project_adoption,
    project_closing,
)
from services.activities.views.queries import (
    AttendanceDetail,
    AttendanceQueries,
    HeldHours,
    SessionQueries,
    SessionText,
)
from services.activities.views.wiring import PROJECTIONS, VIEWS

__all__ = [
    "MEMBERS",
    "PROJECTIONS",
    "PROJECTS",
    "VIEWS",
    "AttendanceDetail",
    "AttendanceQueries",
    "HeldHours",
    "MembersHeard",
    "ProjectsHeard",
    "SessionQueries",
    "SessionText",
    "project_adoption",
    "project_closing",
    "project_enrolment",
    "project_place",
]
