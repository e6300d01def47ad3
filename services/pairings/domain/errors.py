"""Why an agreement refuses."""

from libs.kernel import Forbidden, Invalid, RuleBroken


class NotDraft(RuleBroken):
    """Only a draft can be changed or opened for signing."""

    code = "pairings.not-draft"


class PartyEnded(RuleBroken):
    """A party that has ended cannot enter an agreement."""

    code = "pairings.party-ended"


class AlreadyAgreed(RuleBroken):
    """The same parties already have a live agreement of this scope."""

    code = "pairings.already-agreed"


class TooFewParties(Invalid):
    """An agreement needs at least two different parties."""

    code = "pairings.too-few-parties"


class PartyHasOffers(RuleBroken):
    """A party whose offers or needs the agreement serves cannot be taken out of it."""

    code = "pairings.party-has-offers"


class TermTooLong(Invalid):
    """A term runs forward and for three years at most."""

    code = "pairings.term-too-long"


class CommitmentBeyondTerm(Invalid):
    """A commitment is due within the term."""

    code = "pairings.commitment-beyond-term"


class LiaisonMissing(Invalid):
    """Every party names a liaison, and only parties do."""

    code = "pairings.liaison-missing"


class TextTooLong(Invalid):
    """The text of one version holds 64 KB at most."""

    code = "pairings.text-too-long"


class IncompleteText(RuleBroken):
    """Signing opens once clauses, term and every party's liaison are filled in."""

    code = "pairings.incomplete-text"


class TooManyVersions(RuleBroken):
    """An agreement is put up for signing ten times at most."""

    code = "pairings.too-many-versions"


class NotInSigning(RuleBroken):
    """The agreement is not open for signing."""

    code = "pairings.not-in-signing"


class NotAParty(RuleBroken):
    """Only a party of the agreement can do this."""

    code = "pairings.not-a-party"


class NotOwnSignatory(Forbidden):
    """A party is signed for by its own signatory, not by a superior's."""

    code = "pairings.not-own-signatory"


class WrongText(RuleBroken):
    """The text shown to the signatory is not the one put up for signing."""

    code = "pairings.wrong-text"


class AlreadyEffective(RuleBroken):
    """What has taken effect is ended, not voided."""

    code = "pairings.already-effective"


class NotEffective(RuleBroken):
    """Only an effective agreement can be ended."""

    code = "pairings.not-effective"


class BadEndDate(Invalid):
    """An agreement ends on a day between its taking effect and today."""

    code = "pairings.bad-end-date"


class OpenProjectsLeft(RuleBroken):
    """Projects under the agreement are still open."""

    code = "pairings.open-projects"
