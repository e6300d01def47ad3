"""How parties stand: who takes over from one that ended, and under which agreement they meet."""

from collections.abc import Iterable
from itertools import count

from contracts.tree import ENDED, Directory
from contracts.types import AgreementId, Code, OrgId
from libs.kernel import NotSeenYet, Repository, derive_id
from services.pairings.domain import Agreement, LiveAgreements, parties_hash

SCOPE: Code = "general"
_INHERITED = frozenset({"merged", "split"})


def heir(directory: Directory, org_id: OrgId) -> OrgId | None:
    """Who takes over rights and duties: itself while active, its heir after merge or split;

    None once it was closed (a custodian only clears up). Raises NotSeenYet when unheard of.
    """
    seen: set[str] = set()
    while org_id not in seen:
        seen.add(org_id)
        view = directory.get(org_id)
        if view is None:
            raise NotSeenYet(org_id=org_id)
        if view.status not in ENDED:
            return org_id
        if view.status not in _INHERITED or view.custodian_id is None:
            return None
        org_id = OrgId(view.custodian_id)
    return None


def ended_among(directory: Directory, party_ids: Iterable[OrgId]) -> dict[OrgId, str]:
    """Those parties that have ended, with their names; NotSeenYet for one unheard of."""
    ended: dict[OrgId, str] = {}
    for party_id in party_ids:
        view = directory.get(party_id)
        if view is None:
            raise NotSeenYet(org_id=party_id)
        if view.status in ENDED:
            ended[party_id] = view.name
    return ended


async def live_or_next(
    agreements: Repository[Agreement], live: LiveAgreements, parties: tuple[OrgId, ...]
) -> tuple[Agreement | None, AgreementId]:
    """The live agreement of just ``parties``, else the id of the next one between them.

    Ids follow from the parties, so one drafted earlier in the same batch is met by its id.
    """
    hash_ = parties_hash(parties)
    known = await live.holder(hash_, SCOPE)
    if known is not None:
        agreement = await agreements.find(known)
        if agreement is not None and agreement.serves(parties):
            return agreement, known
    for number in count(1):
        id_ = AgreementId(derive_id("agreement", hash_, SCOPE, number))
        agreement = await agreements.find(id_)
        if agreement is None:
            return None, id_
        if agreement.serves(parties):
            return agreement, id_
    raise AssertionError
