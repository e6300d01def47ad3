"""The rules of this service, each named by what it refuses."""

from libs.kernel import Invalid, RuleBroken


class UnknownCategory(Invalid):
    """The category is not in the list."""

    code = "needs.unknown-category"


class UnknownUnit(Invalid):
    """The unit of measure is not in the list."""

    code = "needs.unknown-unit"


class BadWindow(Invalid):
    """A window ends after it begins, is not over, and overlaps no other of the same resource."""

    code = "needs.bad-window"


class BadQuantity(Invalid):
    """A quantity is above zero."""

    code = "needs.bad-quantity"


class TextUnmasked(Invalid):
    """A title that others read must not carry a phone or identity number."""

    code = "needs.text-unmasked"


class BadWeights(Invalid):
    """Weights are given for known parts of the score, and at least one is above zero."""

    code = "needs.bad-weights"


class ForeignProposer(Invalid):
    """A community proposes its own needs; for another community only units propose."""

    code = "needs.foreign-proposer"


class NotACommunity(Invalid):
    """Needs belong to a community."""

    code = "needs.not-a-community"


class CommunityEnded(RuleBroken):
    """The community has ended and takes on no new needs."""

    code = "needs.community-ended"


class UnitEnded(RuleBroken):
    """The unit has ended and offers nothing new."""

    code = "needs.unit-ended"


class NotEntered(RuleBroken):
    """Only a need that waits for verification can be verified."""

    code = "needs.not-entered"


class NotVerified(RuleBroken):
    """Only a verified need can be published."""

    code = "needs.not-verified"


class DuplicateNeed(RuleBroken):
    """The community has published the same need for about the same time."""

    code = "needs.duplicate-need"


class AlreadyClaimed(RuleBroken):
    """A need that units have promised to serve cannot be returned."""

    code = "needs.already-claimed"


class AlreadyStarted(RuleBroken):
    """A need with a project cannot be withdrawn."""

    code = "needs.already-started"


class NeedClosed(RuleBroken):
    """The need has been returned, withdrawn or evaluated."""

    code = "needs.need-closed"


class OfferClosed(RuleBroken):
    """The offer has been answered, has expired or was released."""

    code = "needs.offer-closed"


class NothingToMatch(RuleBroken):
    """There is no open need or no free resource in this scope and cycle."""

    code = "needs.nothing-to-match"


class TooMuchToMatch(RuleBroken):
    """A plan covers at most 1,000 needs; choose a smaller scope."""

    code = "needs.too-much-to-match"


class PlanNotProposed(RuleBroken):
    """The plan is still being solved."""

    code = "needs.plan-not-proposed"


class PlanDecided(RuleBroken):
    """The plan has been adopted or discarded, or has failed."""

    code = "needs.plan-decided"


class EmptyPlan(RuleBroken):
    """A plan without a single match cannot be adopted."""

    code = "needs.empty-plan"


class AdoptionRunning(RuleBroken):
    """Another plan of this scope and cycle still waits for answers."""

    code = "needs.adoption-running"
