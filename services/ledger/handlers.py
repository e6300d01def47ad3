"""One function per command: load, ask, save."""

from libs.kernel import Access, Clock, Repository
from services.ledger.commands import CorrectHours, PostHours
from services.ledger.domain import Account, AlreadyPosted, Postings


async def post_hours(
    cmd: PostHours, accounts: Repository[Account], access: Access, clock: Clock
) -> None:
    access.require(cmd)
    member_id = cmd.confirmed.member_id
    account = await accounts.find(member_id) or Account.of(member_id)
    account.post(cmd.confirmed, clock.today())
    await accounts.save(account)


async def correct_hours(
    cmd: CorrectHours,
    accounts: Repository[Account],
    access: Access,
    postings: Postings,
    clock: Clock,
) -> None:
    access.require(cmd)
    if await postings.stands(cmd.corrected.attendance_id, cmd.corrected.confirmation_no):
        raise AlreadyPosted
    member_id = cmd.corrected.member_id
    account = await accounts.find(member_id) or Account.of(member_id)
    account.correct(cmd.corrected, clock.today())
    await accounts.save(account)


HANDLERS = (post_hours, correct_hours)
