"""The project, its records, and what it asks of the outside."""

from services.projects.domain.errors import (
    AgreementNotEffective,
    AlreadyEvaluated,
    BadMilestones,
    BeyondTerm,
    ForeignNeed,
    FutureDate,
    FutureReport,
    NotAParty,
    NotDelivered,
    NotEvaluated,
    NothingReported,
    NotRunning,
    NotTheProposer,
    NotUncovered,
    TooManyReports,
    UnknownMilestone,
)
from services.projects.domain.ports import (
    Agreements,
    AgreementView,
    Needs,
    NeedView,
    ProjectNumbers,
)
from services.projects.domain.project import Project
from services.projects.domain.records import Evaluation, Health, Report, Status, Wish

__all__ = [
    "AgreementNotEffective",
    "AgreementView",
    "Agreements",
    "AlreadyEvaluated",
    "BadMilestones",
    "BeyondTerm",
    "Evaluation",
    "ForeignNeed",
    "FutureDate",
    "FutureReport",
    "Health",
    "NeedView",
    "Needs",
    "NotAParty",
    "NotDelivered",
    "NotEvaluated",
    "NotRunning",
    "NotTheProposer",
    "NotUncovered",
    "NothingReported",
    "Project",
    "ProjectNumbers",
    "Report",
    "Status",
    "TooManyReports",
    "UnknownMilestone",
    "Wish",
]
