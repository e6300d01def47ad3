"""Why a project refuses."""

from libs.kernel import Invalid, RuleBroken


class AgreementNotEffective(RuleBroken):
    """A project is adopted under an effective agreement only."""

    code = "projects.agreement-not-effective"


class NotAParty(RuleBroken):
    """Only a party of the project's agreement can lead it or report."""

    code = "projects.not-a-party"


class ForeignNeed(RuleBroken):
    """A project serves needs of its agreement only."""

    code = "projects.foreign-need"


class BeyondTerm(Invalid):
    """A project runs within the term of its agreement."""

    code = "projects.beyond-term"


class BadMilestones(Invalid):
    """Milestones have numbers of their own and fall due within the project; reached ones stay."""

    code = "projects.bad-milestones"


class UnknownMilestone(RuleBroken):
    """The project has no milestone of this number."""

    code = "projects.unknown-milestone"


class FutureDate(Invalid):
    """What is reported as done lies in the past or is today."""

    code = "projects.future-date"


class FutureReport(Invalid):
    """Progress is reported as of today or an earlier day."""

    code = "projects.future-report"


class TooManyReports(RuleBroken):
    """A project keeps 120 reports at most."""

    code = "projects.too-many-reports"


class NotRunning(RuleBroken):
    """The project has been delivered or closed."""

    code = "projects.not-running"


class NothingReported(RuleBroken):
    """A project is delivered after at least one progress report."""

    code = "projects.nothing-reported"


class NotDelivered(RuleBroken):
    """Evaluation begins when the project has been delivered."""

    code = "projects.not-delivered"


class NotTheProposer(RuleBroken):
    """A need's fulfilment is evaluated by the organization that proposed it."""

    code = "projects.not-the-proposer"


class AlreadyEvaluated(RuleBroken):
    """The proposer has scored this need already."""

    code = "projects.already-evaluated"


class NotEvaluated(RuleBroken):
    """A project is closed after every proposer has scored it."""

    code = "projects.not-evaluated"


class NotUncovered(RuleBroken):
    """The project is covered by its agreement."""

    code = "projects.not-uncovered"
