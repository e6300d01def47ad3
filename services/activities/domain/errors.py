"""What activities refuse."""

from libs.kernel import Invalid, RuleBroken


class BadWindow(Invalid):
    """A session begins and ends on quarter hours, lasts up to a day, and ends in the future."""

    code = "activities.bad-window"


class ProjectNotOpen(RuleBroken):
    """The project that the session cites is closed."""

    code = "activities.project-not-open"


class CommunityEnded(RuleBroken):
    """The community has ended; its heir opens sessions."""

    code = "activities.community-ended"


class Full(RuleBroken):
    """All seats are taken."""

    code = "activities.full"


class Overlap(RuleBroken):
    """The member is bound elsewhere at that time."""

    code = "activities.overlap"


class NotRegistered(RuleBroken):
    """The member has no accepted registration that opens this session to it."""

    code = "activities.not-registered"


class NotACommunity(Invalid):
    """Sessions are held at a community."""

    code = "activities.not-a-community"


class ForeignAgreement(Invalid):
    """A session serves an agreement through a project under it."""

    code = "activities.foreign-agreement"


class SignUpClosed(RuleBroken):
    """Signing up and off ends when the session begins, or is called off."""

    code = "activities.sign-up-closed"


class SessionClosed(RuleBroken):
    """The session is closed."""

    code = "activities.session-closed"


class SessionCancelled(RuleBroken):
    """The session was called off."""

    code = "activities.session-cancelled"


class NotOver(RuleBroken):
    """A session is closed after its end."""

    code = "activities.not-over"


class NotSignedUp(RuleBroken):
    """Only a member who signed up checks in."""

    code = "activities.not-signed-up"


class OutsideWindow(RuleBroken):
    """Marks are made from 30 minutes before a session to its end, check-outs to 2 hours after."""

    code = "activities.outside-window"


class TooManyMarks(RuleBroken):
    """An attendance keeps 50 marks."""

    code = "activities.too-many-marks"


class Incomplete(RuleBroken):
    """Check-in or check-out is missing, or no minute of the session lies between them."""

    code = "activities.incomplete"


class OwnAttendance(RuleBroken):
    """Nobody vouches for, or marks as a worker, what is their own."""

    code = "activities.own-attendance"


class NotConfirmed(RuleBroken):
    """Only a confirmed attendance is corrected."""

    code = "activities.not-confirmed"


class CorrectionPending(RuleBroken):
    """A correction waits for its answer."""

    code = "activities.correction-pending"


class NoCorrection(RuleBroken):
    """No correction waits for an answer."""

    code = "activities.no-correction"


class BadMinutes(Invalid):
    """A correction gives at most the length of the session."""

    code = "activities.bad-minutes"


class SamePerson(RuleBroken):
    """Who asked for a correction does not approve it."""

    code = "activities.same-person"
