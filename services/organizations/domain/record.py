"""What is kept of an organization: its present values and the dated ones they are the last of."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, Self

from contracts.events.organizations import OrganizationRegistered
from contracts.types import OrgId
from libs.kernel import Aggregate, FieldFault
from services.organizations.domain.errors import (
    DivisionTaken,
    Ended,
    StillPending,
    StructureChanged,
    UsccTaken,
)
from services.organizations.domain.kinds import is_party
from services.organizations.domain.placing import Described
from services.organizations.domain.spans import Span, begun, changed
from services.organizations.domain.structure import Place


@dataclass(frozen=True, slots=True)
class Act:
    """When a structural act takes effect, and its place in the order of all such acts."""

    effective_on: date
    today: date
    structure_no: int


TIMELINES: Final = {
    "name": "names",
    "status": "statuses",
    "division_code": "division_codes",
    "territory_id": "territories",
    "affiliation_id": "affiliations",
    "sector_code": "sectors",
    "uscc": "usccs",
    "unit_ids": "unit_lists",
}
"""Present value of an organization, and the list of dated values it is the last of."""


def origin_of(given: Described) -> str:
    """The same for the same description, whatever became of the organization since."""
    said = (
        given.kind,
        given.name,
        given.division_code,
        given.territory_id,
        given.affiliation_id,
    )
    return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


class Record(Aggregate):
    """At every date since ``since_on`` it has one value of each kind, and no date has two."""

    id_field: ClassVar[str] = "org_id"

    org_id: OrgId
    kind: str
    since_on: date
    name: str
    status: str
    sector_code: str | None = None
    uscc: str | None = None
    division_code: str | None = None
    territory_id: OrgId | None = None
    affiliation_id: OrgId | None = None
    unit_ids: tuple[OrgId, ...] = ()

    names: list[Span[str]]
    statuses: list[Span[str]]
    sectors: list[Span[str | None]]
    usccs: list[Span[str | None]]
    division_codes: list[Span[str | None]]
    territories: list[Span[OrgId | None]]
    affiliations: list[Span[OrgId | None]]
    unit_lists: list[Span[tuple[OrgId, ...]]]

    custodian_id: OrgId | None = None
    into_ids: tuple[OrgId, ...] = ()
    reason_code: str | None = None
    structure_no: int = 0
    origin: str = ""

    @property
    def place(self) -> Place:
        """Where it stands now."""
        return Place(
            org_id=self.org_id,
            kind=self.kind,
            name=self.name,
            status=self.status,
            territory_id=self.territory_id,
            affiliation_id=self.affiliation_id,
            custodian_id=self.custodian_id,
        )

    @property
    def reach(self) -> tuple[OrgId | None, ...]:
        """Whose roles count for its particulars: its line's, and those of the units it covers."""
        return (*self.place.line, *self.unit_ids)

    @property
    def superior_id(self) -> OrgId | None:
        """Who clears up when it closes: by command for party organizations, else by area."""
        if is_party(self.kind):
            return self.affiliation_id or self.territory_id
        return self.territory_id or self.affiliation_id

    def holds_division_code(self, code: str) -> bool:
        """Whether the code is its own today."""
        return self.status == "active" and self.division_code == code

    def timeline(self, field: str) -> list[Span[Any]]:
        """The dated values of a present one."""
        spans: list[Span[Any]] = getattr(self, TIMELINES[field])
        return spans

    def since(self, field: str) -> date:
        """The day from which a present value holds."""
        spans = self.timeline(field)
        return spans[-1].from_on if spans else self.since_on

    def _set(self, field: str, value: Any, on: date) -> None:
        setattr(self, field, value)
        setattr(self, TIMELINES[field], changed(self.timeline(field), value, on))

    @classmethod
    def _described(
        cls, org_id: OrgId, given: Described, uscc: str | None, status: str, since_on: date
    ) -> Self:
        """All values as given, since the first day."""
        values: dict[str, Any] = {
            "name": given.name,
            "status": status,
            "sector_code": given.sector_code,
            "uscc": uscc,
            "division_code": given.division_code,
            "territory_id": given.territory_id,
            "affiliation_id": given.affiliation_id,
            "unit_ids": tuple(given.unit_ids),
        }
        spans: dict[str, list[Span[Any]]] = {
            TIMELINES[field]: begun(value, since_on) for field, value in values.items()
        }
        return cls(
            org_id=org_id,
            kind=given.kind,
            since_on=since_on,
            origin=origin_of(given),
            **values,
            **spans,
        )

    def _begin(self, on: date, status: str) -> None:
        """Decides a proposal: nothing held before ``on``, the day it came into being."""
        self.since_on, self.status = on, status
        for field, name in TIMELINES.items():
            setattr(self, name, begun(getattr(self, field), on))

    def _end(self, status: str, custodian_id: OrgId, act: Act) -> None:
        self._order(act.structure_no)
        self._set("status", status, act.effective_on)
        self.custodian_id = custodian_id
        if self.division_code:
            self.release("division", self.division_code)

    def _order(self, structure_no: int) -> None:
        """Takes the next place in the order of structural acts; whoever is later is judged anew."""
        self.structure_no = structure_no
        self.claim("structure", str(structure_no), StructureChanged())

    def _require_active(self) -> None:
        if self.status == "pending":
            raise StillPending(org_id=self.org_id, name=self.name)
        if self.status != "active":
            raise Ended(org_id=self.org_id, name=self.name)

    def _claim_uscc(self, uscc: str) -> None:
        fault = FieldFault(pointer="/uscc", code=UsccTaken.code, params={"uscc": uscc})
        self.claim("uscc", uscc, UsccTaken(errors=(fault,), uscc=uscc))

    def _claim_division(self, code: str) -> None:
        params: dict[str, Any] = {"division_code": code}
        fault = FieldFault(pointer="/division_code", code=DivisionTaken.code, params=params)
        self.claim("division", code, DivisionTaken(errors=(fault,), **params))

    def _claim_numbers(self) -> None:
        if self.uscc:
            self._claim_uscc(self.uscc)
        if self.division_code:
            self._claim_division(self.division_code)

    def _particulars(self) -> dict[str, Any]:
        return {
            "org_id": self.org_id,
            "kind": self.kind,
            "name": self.name,
            "sector_code": self.sector_code,
            "uscc": self.uscc,
            "division_code": self.division_code,
            "affiliation_id": self.affiliation_id,
            "territory_id": self.territory_id,
            "unit_ids": self.unit_ids,
        }

    def _record_registered(self, effective_on: date) -> None:
        self.record(OrganizationRegistered(**self._particulars(), effective_on=effective_on))
