"""Whether an organization may stand where it is put."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from contracts.types import OrgId
from libs.kernel import FieldFault
from services.organizations.domain.errors import (
    BeforeLastChange,
    FutureDate,
    KindMisplaced,
    SuperiorEnded,
    SuperiorMissing,
    TooFewUnits,
    UnitsMisplaced,
    UnknownUnit,
)
from services.organizations.domain.kinds import LINES, Line, fits, is_party, is_unit, lacks_superior
from services.organizations.domain.numbers import check_division_code, checked_uscc
from services.organizations.domain.structure import Place


class Described(Protocol):
    """What is said of an organization when it is proposed or registered."""

    @property
    def kind(self) -> str:
        """Kind code."""
        ...

    @property
    def name(self) -> str:
        """Full name as on the seal."""
        ...

    @property
    def sector_code(self) -> str | None:
        """Sector code."""
        ...

    @property
    def uscc(self) -> str | None:
        """Social credit code."""
        ...

    @property
    def division_code(self) -> str | None:
        """Division code; divisions only."""
        ...

    @property
    def territory_id(self) -> OrgId | None:
        """Superior by area."""
        ...

    @property
    def affiliation_id(self) -> OrgId | None:
        """Superior by command."""
        ...

    @property
    def unit_ids(self) -> Sequence[OrgId]:
        """Units that a branch covers."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The organizations named by a description, as they stand."""

    territory: Place | None = None
    affiliation: Place | None = None
    units: tuple[Place | None, ...] = ()

    def superior(self, line: Line) -> Place | None:
        """The superior named for that relation."""
        return self.territory if line == "territory" else self.affiliation


def check_description(given: Described, around: Surroundings) -> str | None:
    """Raises unless numbers are right and the kind fits its superiors; the code as stored."""
    uscc = checked_uscc(given.uscc) if given.uscc else None
    if given.division_code:
        check_division_code(given.kind, given.division_code)
    check_units(given.kind, given.unit_ids, around.units)
    for line in LINES:
        superior = around.superior(line)
        if superior is not None:
            check_superior(line, given.kind, superior)
    if lacks_superior(
        given.kind,
        territory=around.territory is not None,
        affiliation=around.affiliation is not None,
    ):
        raise SuperiorMissing(errors=(_fault("/territory_id", SuperiorMissing.code),))
    return uscc


def check_superior(line: Line, kind: str, superior: Place, pointer: str | None = None) -> None:
    """Raises SuperiorEnded or KindMisplaced."""
    pointer = pointer or f"/{line}_id"
    if not superior.active:
        fault = _fault(pointer, SuperiorEnded.code, name=superior.name)
        raise SuperiorEnded(errors=(fault,), org_id=superior.org_id, name=superior.name)
    if not fits(line, kind, superior.kind):
        misplaced = {"kind": kind, "superior_kind": superior.kind, "name": superior.name}
        raise KindMisplaced(
            errors=(_fault(pointer, KindMisplaced.code, **misplaced),),
            kind=kind,
            superior_kind=superior.kind,
            name=superior.name,
        )


def check_units(kind: str, unit_ids: Sequence[str], units: Sequence[Place | None]) -> None:
    """Raises UnitsMisplaced, UnknownUnit or TooFewUnits."""
    if unit_ids and not is_party(kind):
        raise UnitsMisplaced(errors=(_fault("/unit_ids", UnitsMisplaced.code),))
    for index, unit in enumerate(units):
        if unit is None or not unit.active or not is_unit(unit.kind):
            name = unit.name if unit is not None else f"#{index + 1}"
            fault = _fault(f"/unit_ids/{index}", UnknownUnit.code, name=name)
            raise UnknownUnit(errors=(fault,), name=name)
    if kind == "joint_branch" and len(set(unit_ids)) < 2:
        raise TooFewUnits(errors=(_fault("/unit_ids", TooFewUnits.code),))


def check_date(on: date, today: date, since: date | None = None) -> None:
    """Raises FutureDate, or BeforeLastChange when ``on`` is before ``since``."""
    if on > today:
        raise FutureDate(
            errors=(_fault("/effective_on", FutureDate.code, today_on=today.isoformat()),),
            today_on=today.isoformat(),
        )
    if since is not None and on < since:
        raise BeforeLastChange(
            errors=(_fault("/effective_on", BeforeLastChange.code, since_on=since.isoformat()),),
            since_on=since.isoformat(),
        )


def _fault(pointer: str, code: str, **params: str) -> FieldFault:
    return FieldFault(pointer=pointer, code=code, params=dict(params))
