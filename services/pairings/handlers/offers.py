"""Offers find their agreement and leave it."""

from datetime import date, timedelta

from contracts.tree import Directory
from contracts.types import AgreementId, Code, OrgId, Term
from libs.kernel import BEIJING, Clock, Repository, derive_id
from services.pairings.commands import DetachOffer, TakeUpOffer
from services.pairings.domain import Agreement, Draft, LiveAgreements, Offer
from services.pairings.handlers.parties import SCOPE, heir, live_or_next


async def take_up_offer(
    cmd: TakeUpOffer,
    agreements: Repository[Agreement],
    live: LiveAgreements,
    directory: Directory,
    clock: Clock,
) -> AgreementId:
    parties, void_cause = _sides(directory, cmd)
    if void_cause is None:
        found, agreement_id = await live_or_next(agreements, live, parties)
    else:
        agreement_id = AgreementId(derive_id("agreement", cmd.offer_id))
        found = await agreements.find(agreement_id)
    offer = Offer(
        offer_id=cmd.offer_id,
        need_id=cmd.need_id,
        unit_id=parties[0],
        proposer_id=parties[1],
        community_id=cmd.community_id,
    )
    if found is not None:
        found.attach(offer)
        await agreements.save(found)
        return found.agreement_id
    agreement = Agreement.from_offer(
        agreement_id,
        offer,
        _first_draft(cmd, [directory.name(id_) for id_ in parties], clock.today()),
        scope_code=SCOPE,
        cycle_key=cmd.cycle_key,
        now=clock.now(),
        void_cause=void_cause,
    )
    await agreements.save(agreement)
    return agreement_id


async def detach_offer(
    cmd: DetachOffer,
    agreements: Repository[Agreement],
    live: LiveAgreements,
    directory: Directory,
) -> None:
    known = await live.of_offer(cmd.offer_id)
    agreement = None if known is None else await agreements.find(known)
    if agreement is None:
        # Accepted and released within one batch: the draft is staged, not yet committed.
        parties = (heir(directory, cmd.unit_id), heir(directory, cmd.proposer_id))
        sides = tuple(id_ for id_ in parties if id_ is not None)
        if len(set(sides)) < 2:
            return
        agreement, _ = await live_or_next(agreements, live, sides)
    if agreement is not None:
        agreement.detach(cmd.offer_id)
        await agreements.save(agreement)


def _sides(directory: Directory, cmd: TakeUpOffer) -> tuple[tuple[OrgId, OrgId], Code | None]:
    """Who stands for unit and proposer now; or the two as named, and why they cannot agree."""
    unit_id, proposer_id = heir(directory, cmd.unit_id), heir(directory, cmd.proposer_id)
    if unit_id is None or proposer_id is None:
        return (cmd.unit_id, cmd.proposer_id), "party_closed"
    if unit_id == proposer_id:
        return (cmd.unit_id, cmd.proposer_id), "parties_merged"
    return (unit_id, proposer_id), None


def _first_draft(cmd: TakeUpOffer, names: list[str], today: date) -> Draft:
    """One year from today, or as long as the offer's window asks for."""
    window_end = (cmd.window.end_at - timedelta(milliseconds=1)).astimezone(BEIJING).date()
    to_on = max(_a_year_from(today, 1), min(window_end, _a_year_from(today, 3)))
    title = f"{'与'.join(names)}结对共建协议"[:120]
    return Draft(title=title, term=Term(from_on=today, to_on=to_on))


def _a_year_from(day: date, years: int) -> date:
    """The last day of ``years`` years that begin on ``day``."""
    eve = day - timedelta(days=1)
    if (eve.month, eve.day) == (2, 29):
        eve = eve.replace(day=28)
    return eve.replace(year=eve.year + years)
