"""Bodies of the routes: commands without what the path says."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.types import CivilDate, Code, OrgId
from services.organizations.commands import Name, Sector, Superior, Units, Uscc


class Body(BaseModel):
    """Unknown members are refused, blanks around texts dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OrgAnswer(BaseModel):
    """The organization; ``unchanged`` if it had been registered just so before."""

    org_id: str
    outcome: Literal["registered", "unchanged", "proposed"]


class DecisionBody(Body):
    """Since when a proposed organization is in being; absent: today."""

    effective_on: CivilDate | None = None


class RejectionBody(Body):
    """Why a proposal is turned down."""

    reason_code: Code


class NameBody(Body):
    """The new name and its first day; absent: today."""

    name: Name
    effective_on: CivilDate | None = None


class AmendmentBody(Body):
    """What is named is set (null empties it), what is not named stays."""

    sector_code: Sector = None
    uscc: Uscc = None
    unit_ids: Units = ()


class MoveBody(Body):
    """The new superior in one of the two relations."""

    kind: Literal["affiliation", "territory"]
    superior_id: OrgId
    effective_on: CivilDate | None = None


class MergerBody(Body):
    """The organization that takes over."""

    custodian_id: OrgId
    effective_on: CivilDate | None = None


class SplitBody(Body):
    """The parts; if the organization ends, the one of them that takes over."""

    into_ids: Annotated[tuple[OrgId, ...], Field(min_length=1, max_length=100)]
    ends: bool
    custodian_id: Superior = None
    effective_on: CivilDate | None = None


class ClosingBody(Body):
    """Why it ends, and who clears up; absent: its superior."""

    custodian_id: Superior = None
    reason_code: Code
    effective_on: CivilDate | None = None


class DivisionCodeBody(Body):
    """The new division code and its first day; absent: today."""

    division_code: Annotated[str, Field(max_length=12)]
    effective_on: CivilDate | None = None


class BatchBody(Body):
    """Registrations, each judged alone."""

    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=500)]
