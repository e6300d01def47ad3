"""Rules that a project checks before it changes."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.types import Milestone
from libs.kernel import FieldFault
from services.projects.domain.errors import (
    AgreementNotEffective,
    BadMilestones,
    BeyondTerm,
    ForeignNeed,
    FutureDate,
    FutureReport,
    NotAParty,
)
from services.projects.domain.ports import AgreementView
from services.projects.domain.records import Wish


def refuse_adoption(wish: Wish, agreement: AgreementView) -> None:
    """Raises the rule that keeps a project from being adopted under ``agreement``."""
    term = agreement.term
    if not agreement.effective or term is None:
        raise AgreementNotEffective
    if wish.lead_id not in agreement.party_ids:
        raise NotAParty(party_id=wish.lead_id)
    served = set(agreement.offers.values())
    for need_id in wish.need_ids:
        if need_id not in served:
            raise ForeignNeed(need_id=need_id)
    if not term.from_on <= wish.start_on <= wish.due_on <= term.to_on:
        pointer = "/start_on" if wish.start_on < term.from_on else "/due_on"
        from_on, to_on = term.from_on.isoformat(), term.to_on.isoformat()
        fault = FieldFault(
            pointer=pointer, code=BeyondTerm.code, params={"from_on": from_on, "to_on": to_on}
        )
        raise BeyondTerm(errors=(fault,), from_on=from_on, to_on=to_on)


def refuse_milestones(
    milestones: Sequence[Milestone], start_on: date, due_on: date, reached: Iterable[int]
) -> None:
    """Raises BadMilestones with all faults: due outside the project, twice, or reached and lost."""
    numbers = [milestone.milestone_no for milestone in milestones]
    faults = [
        FieldFault(pointer=f"/milestones/{index}/due_on", code="projects.milestone-due")
        for index, milestone in enumerate(milestones)
        if not start_on <= milestone.due_on <= due_on
    ]
    faults += [
        FieldFault(pointer=f"/milestones/{index}/milestone_no", code="projects.milestone-twice")
        for index, number in enumerate(numbers)
        if number in numbers[:index]
    ]
    faults += [
        FieldFault(
            pointer="/milestones",
            code="projects.milestone-reached",
            params={"milestone_no": number},
        )
        for number in sorted(set(reached) - set(numbers))
    ]
    if faults:
        raise BadMilestones(errors=tuple(faults))


def refuse_future(
    day: date, today: date, error: type[FutureDate] | type[FutureReport], pointer: str
) -> None:
    """Raises ``error`` for a day that has not come yet."""
    if day > today:
        raise error(errors=(FieldFault(pointer=pointer, code=error.code),))
