"""Where projects are stored and how they are found."""

from libs.storage.documents import Index, Kept
from services.projects.domain import Project

PROJECTS = "projects"

KEPT = (Kept(Project, PROJECTS, indexes=(Index("agreement_id"),)),)
