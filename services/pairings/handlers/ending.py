"""Agreements end, and parties hand over or drop out."""

from contracts.tree import Directory
from contracts.types import AgreementId, OrgId
from libs.kernel import Access, Clock, Repository
from services.pairings.commands import (
    DropParty,
    EndAgreement,
    ExpireAgreement,
    SucceedParty,
    VoidAgreement,
)
from services.pairings.domain import Agreement, LiveAgreements, OpenProjects, parties_hash
from services.pairings.handlers.parties import heir


async def void_agreement(
    cmd: VoidAgreement, agreements: Repository[Agreement], access: Access
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    agreement.void(cmd.cause_code, only_version=cmd.only_version)
    await agreements.save(agreement)


async def end_agreement(
    cmd: EndAgreement,
    agreements: Repository[Agreement],
    access: Access,
    projects: OpenProjects,
    clock: Clock,
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    today = clock.today()
    open_projects = await projects.count(cmd.agreement_id)
    agreement.end(cmd.cause_code, cmd.ended_on or today, today, open_projects)
    await agreements.save(agreement)


async def expire_agreement(
    cmd: ExpireAgreement, agreements: Repository[Agreement], clock: Clock
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    agreement.expire(clock.today())
    await agreements.save(agreement)


async def succeed_party(
    cmd: SucceedParty,
    agreements: Repository[Agreement],
    live: LiveAgreements,
    directory: Directory,
    clock: Clock,
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    heir_id = heir(directory, cmd.heir_id)
    kept = [id_ for id_ in agreement.party_ids if id_ != cmd.party_id]
    parties = kept if heir_id is None else [*kept, heir_id]
    blocking_id = await _blocking(live, agreement, parties)
    agreement.succeed_party(cmd.party_id, heir_id, blocking_id, cmd.effective_on, clock.now())
    await agreements.save(agreement)


async def drop_party(
    cmd: DropParty, agreements: Repository[Agreement], live: LiveAgreements, clock: Clock
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    kept = [id_ for id_ in agreement.party_ids if id_ != cmd.party_id]
    blocking_id = await _blocking(live, agreement, kept)
    agreement.drop_party(cmd.party_id, "party_closed", blocking_id, cmd.effective_on, clock.now())
    await agreements.save(agreement)


async def _blocking(
    live: LiveAgreements, agreement: Agreement, parties: list[OrgId]
) -> AgreementId | None:
    if agreement.final or len(set(parties)) < 2:
        return None
    holder = await live.holder(parties_hash(parties), agreement.scope_code)
    return None if holder == agreement.agreement_id else holder
