"""What registrations refuse."""

from libs.kernel import Invalid, RuleBroken


class InvalidIdentity(Invalid):
    """The identity number is not one: length, birth date or check character is wrong."""

    code = "registrations.invalid-identity"


class AlreadyEnrolled(RuleBroken):
    """A person with this identity number is enrolled already."""

    code = "registrations.already-enrolled"


class BranchEnded(RuleBroken):
    """The branch has ended and enrols nobody."""

    code = "registrations.branch-ended"


class NotABranch(Invalid):
    """Members are on the roll of a branch."""

    code = "registrations.not-a-branch"


class NotAUnit(Invalid):
    """A member works at a unit that is in being."""

    code = "registrations.not-a-unit"


class AlreadyReported(RuleBroken):
    """The member has a live registration of this kind."""

    code = "registrations.already-reported"


class ConsentMissing(RuleBroken):
    """The member has not agreed to the version of the consent that is in force."""

    code = "registrations.consent-missing"


class CommunityEnded(RuleBroken):
    """The community has ended; its heir takes new reports."""

    code = "registrations.community-ended"


class NotACommunity(Invalid):
    """Members report to communities only."""

    code = "registrations.not-a-community"


class NotOfThisUnit(RuleBroken):
    """The member has left the unit that the registration names."""

    code = "registrations.not-of-this-unit"


class NotVerified(RuleBroken):
    """The unit has not verified the report, or it has been answered differently."""

    code = "registrations.not-verified"


class AlreadyAccepted(RuleBroken):
    """The community has accepted the report."""

    code = "registrations.already-accepted"


class NotAccepted(RuleBroken):
    """This needs a registration that is accepted and not on the move."""

    code = "registrations.not-accepted"


class SameCommunity(RuleBroken):
    """The member is registered at that community."""

    code = "registrations.same-community"


class MoveNotAsked(RuleBroken):
    """Nobody has asked for a move."""

    code = "registrations.move-not-asked"


class NotReleased(RuleBroken):
    """The former community has not released the member."""

    code = "registrations.not-released"


class TooManyMoves(RuleBroken):
    """A registration keeps 40 stints; a new report begins a new one."""

    code = "registrations.too-many-moves"


class ReasonNotAllowed(RuleBroken):
    """A registration is cancelled for one of the allowed reasons, by whom may say it."""

    code = "registrations.reason-not-allowed"
