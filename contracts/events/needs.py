"""Facts about needs 需求, resources 资源 with their offers, matching plans 方案, adoptions 落地."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.types import (
    AdoptionId,
    CategoryCode,
    Code,
    Count,
    Key,
    LineStage,
    NeedId,
    NeedStatus,
    No,
    OfferId,
    OfferKind,
    OrgId,
    OrgIds,
    PlanId,
    PlanLine,
    ProjectId,
    Proof,
    Quantity,
    QuantityUnit,
    ResourceId,
    Supply,
    Title,
    Window,
)
from libs.kernel import Event


class _OfNeed(Event, abstract=True):
    aggregate: ClassVar[str] = "need"

    need_id: NeedId


class _DescribedNeed(_OfNeed, abstract=True):
    proposer_id: OrgId
    community_id: OrgId
    category_code: CategoryCode
    qty: Quantity
    unit_code: QuantityUnit
    window: Window
    cycle_key: Key


class NeedEntered(_DescribedNeed):
    """A need was entered and has yet to be verified (待核实)."""

    channel_code: Code


class NeedVerified(_OfNeed):
    """A community vouched for a need (已核实)."""

    cause_code: Code


class NeedDescribed(_OfNeed):
    """A need was described anew; the text is read from its owner (修改说明)."""


class NeedPublished(_DescribedNeed):
    """A need is open to offers under a title without personal data (已发布)."""

    title: Title


class NeedReturned(_OfNeed):
    """A need went back to its proposer (退回)."""

    reason_code: Code


class NeedWithdrawn(_OfNeed):
    """A need was withdrawn before it started (撤回)."""

    reason_code: Code


class NeedFulfilmentChanged(_OfNeed):
    """An accepted or released offer left this much promised and open (部分认领/已认领)."""

    offer_id: OfferId
    qty: Quantity
    promised_qty: Quantity
    open_qty: Quantity


class NeedProgressed(_OfNeed):
    """A project took a need further (实施中/完成待评/已评价)."""

    project_id: ProjectId
    stage_code: Code
    status_code: NeedStatus


class _OfResource(Event, abstract=True):
    aggregate: ClassVar[str] = "resource"

    resource_id: ResourceId


class _Offer(_OfResource, abstract=True):
    offer_id: OfferId
    need_id: NeedId
    proposer_id: OrgId
    unit_id: OrgId
    community_id: OrgId
    qty: Quantity
    window: Window
    plan_id: PlanId | None = None
    line_no: No | None = None


class ResourceListed(_OfResource):
    """A unit listed a resource with its windows; no ``community_ids`` means anywhere (挂出)."""

    unit_id: OrgId
    category_code: CategoryCode
    title: Title
    unit_code: QuantityUnit
    windows: Annotated[tuple[Supply, ...], Field(min_length=1, max_length=60)]
    community_ids: OrgIds = ()
    cycle_key: Key


class ResourceWithdrawn(_OfResource):
    """A resource is no longer offered; its open offers are released (撤回)."""

    reason_code: Code


class OfferMade(_Offer):
    """Capacity is held for a need until the unit answers (提交)."""

    answer_by_on: date
    kind: OfferKind


class OfferFailed(_Offer):
    """A line of a plan could not be offered, and why (未成)."""

    reason_code: Code


class OfferAccepted(_Offer):
    """A unit accepted an offer: both sides agree (双方确认)."""

    cycle_key: Key


class OfferDeclined(_Offer):
    """A unit declined an offer; its capacity is free again (谢绝)."""

    reason_code: Code


class OfferExpired(_Offer):
    """An offer found no answer in time; its capacity is free again (失效)."""


class OfferReleased(_Offer):
    """A held or accepted offer was given up; its capacity is free again (退出)."""

    cause_code: Code


class _OfPlan(Event, abstract=True):
    aggregate: ClassVar[str] = "plan"

    plan_id: PlanId


class PlanRequested(_OfPlan):
    """A matching plan was asked for over open needs and resources (求解)."""

    scope_id: OrgId
    cycle_key: Key
    weights_no: No
    need_count: Count
    resource_count: Count


class PlanProposed(_OfPlan):
    """A plan with its proof is ready to be adopted (提出)."""

    scope_id: OrgId
    cycle_key: Key
    proof: Proof
    line_count: Count
    unmatched_count: Count


class PlanLinesProposed(_OfPlan):
    """One page of a proposed plan's lines."""

    page_no: No
    lines: Annotated[tuple[PlanLine, ...], Field(max_length=100)]


class PlanFailed(_OfPlan):
    """A plan could not be found (失败)."""

    reason_code: Code


class PlanDiscarded(_OfPlan):
    """A proposed plan will not be adopted (弃用)."""

    reason_code: Code


class _OfAdoption(Event, abstract=True):
    aggregate: ClassVar[str] = "adoption"

    adoption_id: AdoptionId


class PlanAdopted(_OfAdoption):
    """A plan was decided: its lines become offers (落地)."""

    plan_id: PlanId
    scope_id: OrgId
    cycle_key: Key
    line_count: Count


class AdoptionAdvanced(_OfAdoption):
    """A line of an adopted plan reached a higher stage."""

    offer_id: OfferId
    line_no: No
    stage_code: LineStage


class AdoptionSettled(_OfAdoption):
    """Every line of an adopted plan is answered (已答复)."""

    accepted_count: Count
    declined_count: Count
    failed_count: Count
    expired_count: Count


class AdoptionFinished(_OfAdoption):
    """Every line of an adopted plan became a project or ended before (完成)."""

    project_count: Count
    released_count: Count
