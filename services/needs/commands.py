"""Everything that can be asked of needs, resources, plans and adoptions."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.types import (
    CategoryCode,
    Code,
    Key,
    NeedId,
    No,
    OfferId,
    OrgId,
    OrgIds,
    PlanId,
    ProjectId,
    Quantity,
    QuantityUnit,
    ResourceId,
    Role,
    Supply,
    Title,
    Window,
)
from libs.kernel import Command
from services.needs.domain.adoption import adoption_id_of
from services.needs.domain.plan import Limits, Proposal

FreeText = Annotated[str, Field(max_length=4000)]
Share = Annotated[int, Field(ge=1, le=1000)]


class EnterNeed(Command):
    """Note down what a community asks for; without ``proposer_id`` the community itself asks."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT, Role.STREET)

    community_id: OrgId
    proposer_id: OrgId | None = None
    title: Title
    description: FreeText = ""
    category_code: CategoryCode
    qty: Quantity
    unit_code: QuantityUnit
    window: Window
    cycle_key: Key | None = None
    channel_code: Code = "community"


class _OfNeed(Command):
    need_id: NeedId

    @property
    def target(self) -> str:
        return self.need_id


class VerifyNeed(_OfNeed):
    """Vouch that the need is real."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)

    cause_code: Code = "checked"


class DescribeNeed(_OfNeed):
    """Say anew what exactly is asked for, until the need is over."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.UNIT, Role.STREET)

    description: FreeText


class PublishNeed(_OfNeed):
    """Show it to units, under its own or a new title without personal data."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)

    title: Title | None = None


class ReturnNeed(_OfNeed):
    """Send it back to whoever proposed it."""

    requires: ClassVar[tuple[str, ...]] = (Role.COMMUNITY, Role.STREET)

    reason_code: Code


class WithdrawNeed(_OfNeed):
    """Take it back before any project works on it."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.COMMUNITY)

    reason_code: Code


class RecordFulfilment(_OfNeed):
    """Count an accepted offer, or no longer count a released one."""

    offer_id: OfferId
    qty: Quantity
    released: bool = False


class TrackNeed(_OfNeed):
    """Note that a project for it was adopted, delivered or closed."""

    project_id: ProjectId
    stage_code: Code


class ListResource(Command):
    """Offer something for windows of time, to named communities or to any."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.STREET)

    unit_id: OrgId
    title: Title
    description: FreeText = ""
    category_code: CategoryCode
    unit_code: QuantityUnit
    windows: Annotated[tuple[Supply, ...], Field(min_length=1, max_length=60)]
    community_ids: OrgIds = ()
    cycle_key: Key | None = None


class _OfResource(Command):
    resource_id: ResourceId

    @property
    def target(self) -> str:
        return self.resource_id


class WithdrawResource(_OfResource):
    """Take it off the list; unanswered offers are released with it."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT, Role.STREET)

    reason_code: Code


class MakeOffer(Command):
    """Make the offer of a plan's line, or state why it cannot be made."""

    plan_id: PlanId
    line_no: No


class _OfOffer(_OfResource):
    offer_id: OfferId


class AcceptOffer(_OfOffer):
    """Say yes for the unit."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT,)


class DeclineOffer(_OfOffer):
    """Say no for the unit."""

    requires: ClassVar[tuple[str, ...]] = (Role.UNIT,)

    reason_code: Code


class ExpireOffer(_OfOffer):
    """End an offer nobody answered in time."""


class ReleaseOffer(_OfOffer):
    """Give back what an unanswered or accepted offer holds."""

    requires: ClassVar[tuple[str, ...]] = (Role.STREET,)

    cause_code: Code


class RequestPlan(Command):
    """Have the open needs and free resources of a scope and cycle matched."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    scope_id: OrgId
    cycle_key: Key
    weights: dict[Code, int] | None = None
    communities_per_unit: Share | None = None
    units_per_need: Share | None = None

    @property
    def limits(self) -> Limits:
        """The optional limits of the matching."""
        return Limits(
            communities_per_unit=self.communities_per_unit, units_per_need=self.units_per_need
        )


class _OfPlan(Command):
    plan_id: PlanId

    @property
    def target(self) -> str:
        return self.plan_id


class ProposePlan(_OfPlan):
    """State what the solver found."""

    proposal: Proposal


class FailPlan(_OfPlan):
    """Give up on a plan that is still being solved."""

    reason_code: Code


class DiscardPlan(_OfPlan):
    """Set a proposed plan aside for good."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)

    reason_code: Code


class AdoptPlan(_OfPlan):
    """Carry the plan out: every line becomes an offer to its unit."""

    requires: ClassVar[tuple[str, ...]] = (Role.DEPARTMENT, Role.STREET)


class TrackAdoption(Command):
    """Note how far a line has come; found by its plan, or by its offer."""

    offer_id: OfferId
    stage_code: Code
    plan_id: PlanId | None = None
    line_no: No | None = None

    @property
    def target(self) -> str | None:
        return adoption_id_of(self.plan_id) if self.plan_id else None
