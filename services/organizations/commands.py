"""What may be asked of organizations."""

from datetime import date
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from contracts.codes import ORGANIZATION_KINDS, SECTORS
from contracts.types import CivilDate, Code, OrgId, Role
from contracts.vocabulary import Known
from libs.kernel import Command, derive_id

Name = Annotated[str, Field(min_length=2, max_length=120)]
Blankable = BeforeValidator(lambda value: value or None)
Kind = Annotated[Code, Known(ORGANIZATION_KINDS)]
Sector = Annotated[Annotated[Code, Known(SECTORS)] | None, Blankable]
Uscc = Annotated[Annotated[str, Field(max_length=32)] | None, Blankable]
DivisionCode = Annotated[Annotated[str, Field(max_length=12)] | None, Blankable]
Superior = Annotated[OrgId | None, Blankable]
Units = Annotated[tuple[OrgId, ...], Field(max_length=100)]


@lru_cache(maxsize=16_384)
def division_org_id(division_code: str) -> OrgId:
    """The id of the division that is registered first under this code, the same for everybody."""
    return OrgId(derive_id("organizations", "division", division_code))


class Described(Command):
    """What is said of an organization when it enters the registry."""

    kind: Kind
    name: Name
    sector_code: Sector = None
    uscc: Uscc = None
    division_code: DivisionCode = None
    affiliation_id: Superior = None
    territory_id: Superior = None
    unit_ids: Units = ()

    @property
    def reads(self) -> tuple[OrgId, ...]:
        """Organizations it is judged by."""
        superiors = (self.territory_id, self.affiliation_id)
        return (*(id_ for id_ in superiors if id_), *self.unit_ids)


class RegisterOrganization(Described):
    """Enter an organization into the registry, in being since ``effective_on`` (absent: today).

    A division of a code has one id; registered again just so, nothing changes.
    """

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET, Role.ADMINISTRATOR)

    effective_on: CivilDate | None = None

    @property
    def target(self) -> OrgId | None:
        """Id of the division with this code."""
        return division_org_id(self.division_code) if self.division_code else None


class ImportOrganization(RegisterOrganization):
    """Enter an organization from a sheet; the same row again is the same organization."""

    @property
    def target(self) -> OrgId:
        """The id follows from what the row says."""
        if self.division_code:
            return division_org_id(self.division_code)
        said = (self.kind, self.name, self.uscc, self.territory_id, self.affiliation_id)
        return OrgId(derive_id("organizations", "sheet", *said))


class ProposeOrganization(Described):
    """Propose an organization of one's own; its superior or street approves it."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT,)


class OfOrganization(Command):
    """Addresses an organization."""

    org_id: OrgId

    @property
    def target(self) -> str:
        """The organization."""
        return self.org_id


class ApproveOrganization(OfOrganization):
    """Take a proposed organization into the registry."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    effective_on: CivilDate | None = None


class RejectOrganization(OfOrganization):
    """Turn a proposal down."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    reason_code: Code


class RenameOrganization(OfOrganization):
    """Give an organization another name from a day on."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET, Role.UNIT)

    name: Name
    effective_on: CivilDate | None = None


class AmendOrganization(OfOrganization):
    """Correct sector, social credit code or covered units; what is not named stays."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET, Role.UNIT)

    sector_code: Sector = None
    uscc: Uscc = None
    unit_ids: Units = ()

    @property
    def reads(self) -> tuple[OrgId, ...]:
        """The units named."""
        return self.unit_ids


class MoveOrganization(OfOrganization):
    """Put an organization under another superior, in one of its two relations."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    kind: Literal["affiliation", "territory"]
    superior_id: OrgId
    effective_on: CivilDate | None = None


class MoveToCustodian(OfOrganization):
    """Put an organization under whoever took over from its ended superior, in both relations."""

    ended_id: OrgId
    effective_on: date


class MergeOrganization(OfOrganization):
    """End an organization in favour of another, which takes over its rights and duties."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT,)

    custodian_id: OrgId
    effective_on: CivilDate | None = None


class SplitOrganization(OfOrganization):
    """Note the organizations split off; with ``ends``, one of them takes over and it ends."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT,)

    into_ids: Annotated[tuple[OrgId, ...], Field(min_length=1, max_length=100)]
    ends: bool
    custodian_id: Superior = None
    effective_on: CivilDate | None = None


class CloseOrganization(OfOrganization):
    """End an organization without subordinates; its superior (or whom you name) clears up."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    custodian_id: Superior = None
    reason_code: Code
    effective_on: CivilDate | None = None


class ChangeDivisionCode(OfOrganization):
    """Give a division another code from a day on."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT,)

    division_code: Annotated[str, Field(max_length=12)]
    effective_on: CivilDate | None = None
