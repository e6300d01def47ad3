"""Which facts feed which view."""

from contracts.events.projects import ProjectAdopted, ProjectClosed
from contracts.events.registrations import (
    MemberEnrolled,
    RegistrationAccepted,
    RegistrationCancelled,
    RegistrationMoved,
)
from libs.runtime.wiring import Projection, View
from services.activities.views.members import MEMBERS, project_enrolment, project_place
from services.activities.views.projects import PROJECTS, project_adoption, project_closing

VIEWS = (View(MEMBERS), View(PROJECTS, 2))

PROJECTIONS = (
    Projection((MemberEnrolled,), project_enrolment),
    Projection((RegistrationAccepted, RegistrationMoved, RegistrationCancelled), project_place),
    Projection((ProjectAdopted,), project_adoption),
    Projection((ProjectClosed,), project_closing),
)
