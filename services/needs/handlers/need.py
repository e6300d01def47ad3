"""Needs: entered, vouched for, published, fulfilled."""

from contracts.tree import Directory, require_known
from libs.kernel import Access, Clock, FieldFault, Repository, new_id
from services.needs.commands import (
    DescribeNeed,
    EnterNeed,
    PublishNeed,
    RecordFulfilment,
    ReturnNeed,
    TrackNeed,
    VerifyNeed,
    WithdrawNeed,
)
from services.needs.domain import Need, PublishedNeeds
from services.needs.domain.errors import ForeignProposer, NotACommunity
from services.needs.domain.language import same_words
from services.needs.handlers.organizations import active_community, active_unit


async def enter_need(
    cmd: EnterNeed, needs: Repository[Need], access: Access, directory: Directory, clock: Clock
) -> str:
    proposer_id = cmd.proposer_id or cmd.community_id
    access.require(cmd, proposer_id, cmd.community_id)
    for org_id in (proposer_id, cmd.community_id):
        require_known(directory, access, org_id)
    if active_community(directory, cmd.community_id).kind != "community":
        fault = FieldFault(pointer="/community_id", code=NotACommunity.code)
        raise NotACommunity(errors=(fault,), name=directory.name(cmd.community_id))
    if proposer_id != cmd.community_id and (
        active_unit(directory, proposer_id).kind == "community"
    ):
        fault = FieldFault(pointer="/proposer_id", code=ForeignProposer.code)
        raise ForeignProposer(errors=(fault,), name=directory.name(proposer_id))
    fields = cmd.model_dump(exclude={"proposer_id", "window"})
    need = Need.enter(
        new_id(), proposer_id=proposer_id, window=cmd.window, now=clock.now(), **fields
    )
    await needs.save(need)
    return need.need_id


async def verify_need(cmd: VerifyNeed, needs: Repository[Need], access: Access) -> None:
    need = await needs.get(cmd.need_id)
    access.require(cmd, need.community_id)
    need.verify(cmd.cause_code)
    await needs.save(need)


async def describe_need(cmd: DescribeNeed, needs: Repository[Need], access: Access) -> None:
    need = await needs.get(cmd.need_id)
    access.require(cmd, need.proposer_id, need.community_id)
    need.describe(cmd.description)
    await needs.save(need)


async def publish_need(
    cmd: PublishNeed,
    needs: Repository[Need],
    access: Access,
    directory: Directory,
    published: PublishedNeeds,
) -> None:
    need = await needs.get(cmd.need_id)
    access.require(cmd, need.community_id)
    community_id = directory.resolve(need.community_id)
    worded = await published.worded(need.category_code, same_words(cmd.title or need.title))
    rivals = [one for one in worded if directory.resolve(one.community_id) == community_id]
    need.publish(cmd.title, rivals)
    await needs.save(need)


async def return_need(cmd: ReturnNeed, needs: Repository[Need], access: Access) -> None:
    need = await needs.get(cmd.need_id)
    access.require(cmd, need.community_id)
    need.send_back(cmd.reason_code)
    await needs.save(need)


async def withdraw_need(cmd: WithdrawNeed, needs: Repository[Need], access: Access) -> None:
    need = await needs.get(cmd.need_id)
    access.require(cmd, need.proposer_id, need.community_id)
    need.withdraw(cmd.reason_code)
    await needs.save(need)


async def record_fulfilment(cmd: RecordFulfilment, needs: Repository[Need]) -> None:
    need = await needs.get(cmd.need_id)
    if cmd.released:
        need.drop_promise(cmd.offer_id)
    else:
        need.count_promise(cmd.offer_id, cmd.qty)
    await needs.save(need)


async def track_need(cmd: TrackNeed, needs: Repository[Need]) -> None:
    need = await needs.get(cmd.need_id)
    need.track(cmd.project_id, cmd.stage_code)
    await needs.save(need)


HANDLERS = (
    enter_need,
    verify_need,
    describe_need,
    publish_need,
    return_need,
    withdraw_need,
    record_fulfilment,
    track_need,
)
