"""The organization: what may be done to it, and which facts that states."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from contracts.events.organizations import (
    DivisionCodeChanged,
    OrganizationAmended,
    OrganizationClosed,
    OrganizationMerged,
    OrganizationMoved,
    OrganizationProposed,
    OrganizationRejected,
    OrganizationRenamed,
    OrganizationSplit,
)
from contracts.types import OrgId
from libs.kernel import DomainError, FieldFault
from services.organizations.domain.errors import (
    HasSubordinates,
    HeirBelow,
    HeirEnded,
    HeirItself,
    HeirNamedWrongly,
    NotPending,
    OtherClass,
    WouldCycle,
)
from services.organizations.domain.kinds import LINES, Line, same_class
from services.organizations.domain.numbers import check_division_code, checked_uscc
from services.organizations.domain.placing import (
    Described,
    Surroundings,
    check_date,
    check_description,
    check_superior,
    check_units,
)
from services.organizations.domain.record import Act, Record, origin_of
from services.organizations.domain.structure import Place


class Organization(Record):
    """A unit, party organization, community, street, district or city.

    It has one name, one status and at most one superior in each of its two relations at a time.
    What has ended is kept as it was; its custodian answers for it.
    """

    @classmethod
    def register(
        cls, org_id: OrgId, given: Described, around: Surroundings, effective_on: date, today: date
    ) -> "Organization":
        """A new organization, in being since ``effective_on``."""
        uscc = check_description(given, around)
        check_date(effective_on, today)
        organization = cls._described(org_id, given, uscc, "active", effective_on)
        organization._claim_numbers()
        organization._record_registered(effective_on)
        return organization

    @classmethod
    def propose(
        cls, org_id: OrgId, given: Described, around: Surroundings, today: date
    ) -> "Organization":
        """An organization that its superior or street still has to approve."""
        uscc = check_description(given, around)
        organization = cls._described(org_id, given, uscc, "pending", today)
        if uscc:
            organization._claim_uscc(uscc)
        organization.record(OrganizationProposed(**organization._particulars()))
        return organization

    def approve(self, around: Surroundings, effective_on: date, today: date) -> None:
        """Takes a proposed organization into the registry, in being since ``effective_on``."""
        if self.status != "pending":
            raise NotPending(org_id=self.org_id, name=self.name)
        for line in LINES:
            superior = around.superior(line)
            if superior is not None:
                check_superior(line, self.kind, superior)
        check_date(effective_on, today)
        self._begin(effective_on, "active")
        self._claim_numbers()
        self._record_registered(effective_on)

    def reject(self, reason_code: str) -> None:
        """Turns a proposal down; its social credit code becomes free."""
        if self.status != "pending":
            raise NotPending(org_id=self.org_id, name=self.name)
        self._begin(self.since_on, "rejected")
        self.reason_code = reason_code
        if self.uscc:
            self.release("uscc", self.uscc)
        self.record(OrganizationRejected(org_id=self.org_id, reason_code=reason_code))

    def registered_as(self, given: Described) -> bool:
        """Whether it was first registered with just this description."""
        return self.origin == origin_of(given)

    def rename(self, name: str, effective_on: date, today: date) -> None:
        """Gives it another name; the same name again states nothing."""
        self._require_active()
        check_date(effective_on, today, self.since("name"))
        if name == self.name:
            return
        self._set("name", name, effective_on)
        self.record(OrganizationRenamed(org_id=self.org_id, name=name, effective_on=effective_on))

    def amend(
        self,
        sector_code: str | None,
        uscc: str | None,
        unit_ids: Sequence[OrgId],
        units: Sequence[Place | None],
        today: date,
    ) -> None:
        """Corrects sector, social credit code and covered units, each as it is to be from today."""
        self._require_active()
        uscc = checked_uscc(uscc) if uscc else None
        check_units(self.kind, unit_ids, units)
        if (sector_code, uscc, tuple(unit_ids)) == (self.sector_code, self.uscc, self.unit_ids):
            return
        if uscc != self.uscc:
            if self.uscc:
                self.release("uscc", self.uscc)
            if uscc:
                self._claim_uscc(uscc)
        self._set("sector_code", sector_code, today)
        self._set("uscc", uscc, today)
        self._set("unit_ids", tuple(unit_ids), today)
        self.record(
            OrganizationAmended(
                org_id=self.org_id,
                sector_code=sector_code,
                uscc=uscc,
                unit_ids=self.unit_ids,
            )
        )

    def change_division_code(self, division_code: str, effective_on: date, today: date) -> None:
        """Gives a division another code; the former one becomes free."""
        self._require_active()
        check_division_code(self.kind, division_code)
        check_date(effective_on, today, self.since("division_code"))
        former = self.division_code
        if division_code == former:
            return
        if former:
            self.release("division", former)
        self._claim_division(division_code)
        self._set("division_code", division_code, effective_on)
        self.record(
            DivisionCodeChanged(
                org_id=self.org_id,
                division_code=division_code,
                former_code=former,
                effective_on=effective_on,
            )
        )

    def move(self, line: Line, superior: Place, above: Collection[str], act: Act) -> None:
        """Puts it under ``superior``; ``above`` are the superior and all above it in that line."""
        self._require_active()
        check_superior(line, self.kind, superior, "/superior_id")
        if self.org_id in above:
            fault = FieldFault(pointer="/superior_id", code=WouldCycle.code)
            raise WouldCycle(errors=(fault,), name=self.name, superior=superior.name)
        check_date(act.effective_on, act.today, self.since(f"{line}_id"))
        if superior.org_id != self.place.superior(line):
            self._move(line, superior.org_id, act)

    def follow_custodian(
        self, line: Line, ended_id: str, heir: Place, above: Collection[str], act: Act
    ) -> bool:
        """Puts it under ``heir``, who took over from its ended superior; False if it stood apart.

        A relation that began after that day keeps its beginning.
        """
        if self.status != "active" or self.place.superior(line) != ended_id:
            return False
        if self.org_id in above:
            raise WouldCycle(name=self.name, superior=heir.name)
        since = self.since(f"{line}_id")
        self._move(line, heir.org_id, replace(act, effective_on=max(act.effective_on, since)))
        return True

    def _move(self, line: Line, superior_id: OrgId, act: Act) -> None:
        former_id = self.place.superior(line)
        self._order(act.structure_no)
        self._set(f"{line}_id", superior_id, act.effective_on)
        self.record(
            OrganizationMoved(
                org_id=self.org_id,
                kind=line,
                superior_id=superior_id,
                former_id=former_id,
                effective_on=act.effective_on,
                structure_no=act.structure_no,
            )
        )

    def merge(self, heir: Place, above: Collection[str], act: Act) -> None:
        """Ends it in favour of ``heir``, who takes over rights and duties.

        ``above`` are the heir and all above it, in both lines.
        """
        self._check_successor(heir, above, "/custodian_id")
        self._check_class(heir, "/custodian_id")
        check_date(act.effective_on, act.today, self.since("status"))
        self._end("merged", heir.org_id, act)
        self.record(
            OrganizationMerged(
                org_id=self.org_id,
                custodian_id=heir.org_id,
                effective_on=act.effective_on,
                structure_no=act.structure_no,
            )
        )

    def split(
        self, parts: Sequence[Place], heir_id: OrgId | None, above: Collection[str], act: Act
    ) -> None:
        """Notes the parts split off; it ends if one of them is named to take over.

        ``above`` are the parts' superiors in both lines, if it ends.
        """
        self._require_active()
        if heir_id is not None and heir_id not in {part.org_id for part in parts}:
            fault = FieldFault(pointer="/custodian_id", code=HeirNamedWrongly.code)
            raise HeirNamedWrongly(errors=(fault,))
        for index, part in enumerate(parts):
            self._check_successor(part, above, f"/into_ids/{index}")
            self._check_class(part, f"/into_ids/{index}")
        check_date(act.effective_on, act.today, self.since("status"))
        self.into_ids = tuple(dict.fromkeys((*self.into_ids, *(part.org_id for part in parts))))
        if heir_id is not None:
            self._end("split", heir_id, act)
        else:
            self._order(act.structure_no)
        self.record(
            OrganizationSplit(
                org_id=self.org_id,
                into_ids=tuple(part.org_id for part in parts),
                ends=heir_id is not None,
                custodian_id=heir_id,
                effective_on=act.effective_on,
                structure_no=act.structure_no,
            )
        )

    def close(
        self,
        custodian: Place,
        above: Collection[str],
        subordinate_count: int,
        reason_code: str,
        act: Act,
    ) -> None:
        """Ends it without an heir; ``custodian`` clears up what is open."""
        self._require_active()
        if subordinate_count:
            raise HasSubordinates(name=self.name, count=subordinate_count)
        self._check_successor(custodian, above, "/custodian_id")
        check_date(act.effective_on, act.today, self.since("status"))
        self.reason_code = reason_code
        self._end("closed", custodian.org_id, act)
        self.record(
            OrganizationClosed(
                org_id=self.org_id,
                custodian_id=custodian.org_id,
                reason_code=reason_code,
                effective_on=act.effective_on,
                structure_no=act.structure_no,
            )
        )

    def _check_successor(self, successor: Place, above: Collection[str], pointer: str) -> None:
        self._require_active()
        if successor.org_id == self.org_id:
            raise HeirItself(errors=_named(pointer, HeirItself), name=self.name)
        if not successor.active:
            raise HeirEnded(
                errors=_named(pointer, HeirEnded), org_id=successor.org_id, name=successor.name
            )
        if self.org_id in above:
            raise HeirBelow(errors=_named(pointer, HeirBelow), name=self.name, heir=successor.name)

    def _check_class(self, successor: Place, pointer: str) -> None:
        if not same_class(self.kind, successor.kind):
            raise OtherClass(
                errors=_named(pointer, OtherClass), name=self.name, other=successor.name
            )


def _named(pointer: str, rule: type[DomainError]) -> tuple[FieldFault, ...]:
    return (FieldFault(pointer=pointer, code=rule.code),)
