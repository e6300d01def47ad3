"""What organizations refuse."""

from libs.kernel import Conflict, Invalid, RuleBroken


class InvalidUscc(Invalid):
    """The social credit code is not one."""

    code = "organizations.invalid-uscc"


class UsccTaken(RuleBroken):
    """Another organization has this social credit code."""

    code = "organizations.uscc-taken"


class InvalidDivisionCode(Invalid):
    """The division code has not 12 digits, or is not of this level."""

    code = "organizations.invalid-division-code"


class DivisionTaken(RuleBroken):
    """Another organization has this division code."""

    code = "organizations.division-taken"


class UnknownSuperior(Invalid):
    """There is no such superior organization."""

    code = "organizations.unknown-superior"


class SuperiorEnded(RuleBroken):
    """The superior organization has ended or is not approved."""

    code = "organizations.superior-ended"


class KindMisplaced(Invalid):
    """An organization of this kind cannot stand there."""

    code = "organizations.kind-misplaced"


class SuperiorMissing(Invalid):
    """An organization of this kind stands under a superior."""

    code = "organizations.superior-missing"


class UnitsMisplaced(Invalid):
    """Only party organizations cover units."""

    code = "organizations.units-misplaced"


class UnknownUnit(Invalid):
    """A unit named for a branch does not exist, has ended or is no unit."""

    code = "organizations.unknown-unit"


class TooFewUnits(Invalid):
    """A joint branch covers at least two units."""

    code = "organizations.too-few-units"


class FutureDate(Invalid):
    """The date of effect lies in the future."""

    code = "organizations.future-date"


class BeforeLastChange(Invalid):
    """The date of effect lies before the change made last."""

    code = "organizations.before-last-change"


class NotPending(RuleBroken):
    """Only a proposed organization is approved or rejected."""

    code = "organizations.not-pending"


class StillPending(RuleBroken):
    """A proposed organization is not changed before it is approved."""

    code = "organizations.still-pending"


class Ended(RuleBroken):
    """The organization has ended; its records stay as they are."""

    code = "organizations.ended"


class WouldCycle(RuleBroken):
    """An organization cannot stand below itself."""

    code = "organizations.would-cycle"


class HeirEnded(RuleBroken):
    """The organization that should take over has ended or is not approved."""

    code = "organizations.heir-ended"


class HeirBelow(RuleBroken):
    """The organization that should take over stands below the one that ends."""

    code = "organizations.heir-below"


class HeirNamedWrongly(Invalid):
    """A split that ends the organization names one of its parts to take over, any other none."""

    code = "organizations.heir-named-wrongly"


class HeirItself(RuleBroken):
    """What ends cannot take over from itself."""

    code = "organizations.heir-itself"


class OtherClass(RuleBroken):
    """Only organizations of the same class are merged or split into one another."""

    code = "organizations.other-class"


class HasSubordinates(RuleBroken):
    """An organization with subordinates cannot be closed."""

    code = "organizations.has-subordinates"


class StructureChanged(Conflict):
    """Another change of the structure came first; this one is judged again."""

    code = "organizations.structure-changed"
