"""What is asked of accounts: by facts only, never by people."""

from contracts.events.activities import AttendanceConfirmed, AttendanceCorrected
from libs.kernel import Command


class PostHours(Command):
    """Enter the hours of a first confirmation."""

    confirmed: AttendanceConfirmed

    @property
    def target(self) -> str:
        """The member's account."""
        return self.confirmed.member_id


class CorrectHours(Command):
    """Take back the former confirmation's hours and enter those that stand now."""

    corrected: AttendanceCorrected

    @property
    def target(self) -> str:
        """The member's account."""
        return self.corrected.member_id
