"""Drafts are worked on, put up for signing and signed."""

from collections.abc import Iterable

from contracts.tree import Directory
from contracts.types import AgreementId, Commitment, OrgId
from libs.kernel import Access, Clock, NotFound, Repository, Stamp, derive_id
from services.pairings.commands import (
    OpenSigning,
    ReviseDraft,
    SendBack,
    SignAgreement,
    WantedCommitment,
)
from services.pairings.domain import (
    Agreement,
    AgreementNumbers,
    Draft,
    Liaison,
    NotAParty,
    NotOwnSignatory,
    Signature,
)
from services.pairings.handlers.parties import ended_among


async def revise_draft(
    cmd: ReviseDraft, agreements: Repository[Agreement], access: Access, directory: Directory
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    party_ids = agreement.party_ids if cmd.party_ids is None else list(cmd.party_ids)
    for party_id in party_ids:
        if party_id not in agreement.party_ids and not access.sees(party_id):
            raise NotFound(org_id=party_id)
    draft = Draft(
        title=cmd.title,
        term=cmd.term,
        clauses=cmd.clauses,
        commitments=tuple(_numbered(cmd.agreement_id, cmd.commitments)),
        liaisons=tuple(_with_known_phones(cmd.liaisons, agreement.draft.liaisons)),
    )
    agreement.revise(draft, party_ids, ended_among(directory, party_ids))
    await agreements.save(agreement)


async def open_signing(
    cmd: OpenSigning,
    agreements: Repository[Agreement],
    access: Access,
    directory: Directory,
    numbers: AgreementNumbers,
    clock: Clock,
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    number = agreement.agreement_no or await numbers.take(
        _district(directory, agreement), clock.today()
    )
    names = {party_id: directory.name(party_id) for party_id in agreement.party_ids}
    ended = ended_among(directory, agreement.party_ids)
    agreement.open_signing(number, names, ended, clock.now())
    await agreements.save(agreement)


async def sign_agreement(
    cmd: SignAgreement,
    agreements: Repository[Agreement],
    access: Access,
    stamp: Stamp,
    directory: Directory,
    clock: Clock,
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    _require_own(cmd, stamp, cmd.party_id)
    signature = Signature(party_id=cmd.party_id, actor_id=stamp.actor_id, signed_at=clock.now())
    ended = ended_among(directory, agreement.party_ids)
    agreement.sign(signature, cmd.version_no, cmd.text_hash, ended)
    await agreements.save(agreement)


async def send_back(
    cmd: SendBack, agreements: Repository[Agreement], access: Access, stamp: Stamp, clock: Clock
) -> None:
    agreement = await agreements.get(cmd.agreement_id)
    access.require(cmd, *agreement.party_ids)
    if cmd.party_id is not None and cmd.party_id not in agreement.party_ids:
        raise NotAParty(party_id=cmd.party_id)
    _require_own(cmd, stamp, *([cmd.party_id] if cmd.party_id else agreement.party_ids))
    agreement.send_back(cmd.cause_code, clock.now(), only_version=cmd.only_version)
    await agreements.save(agreement)


def _require_own(cmd: SignAgreement | SendBack, stamp: Stamp, *party_ids: OrgId) -> None:
    own = any(g.role in cmd.requires and g.scope_id in party_ids for g in stamp.grants)
    if not own and not stamp.system:
        raise NotOwnSignatory(party_id=party_ids[0])


def _with_known_phones(given: Iterable[Liaison], known: Iterable[Liaison]) -> Iterable[Liaison]:
    """Numbers are shown masked: a liaison given without one keeps that of the same person."""
    phones = {(liaison.party_id, liaison.name): liaison.phone for liaison in known}
    for liaison in given:
        phone = liaison.phone or phones.get((liaison.party_id, liaison.name), "")
        yield liaison.model_copy(update={"phone": phone})


def _numbered(
    agreement_id: AgreementId, wanted: Iterable[WantedCommitment]
) -> Iterable[Commitment]:
    """Commitments keep their id from one revision to the next by kind, measure and rank."""
    seen: dict[tuple[str, str], int] = {}
    for entry in wanted:
        measure = (entry.kind, entry.unit_code)
        rank = seen[measure] = seen.get(measure, 0) + 1
        id_ = derive_id("commitment", agreement_id, *measure, rank)
        yield Commitment(commitment_id=id_, **entry.model_dump())


def _district(directory: Directory, agreement: Agreement) -> str:
    """First six digits of the division the need side lies in."""
    place = agreement.offers[0].community_id if agreement.offers else agreement.party_ids[-1]
    for org_id in (place, *directory.above(place)):
        view = directory.get(org_id)
        if view is not None and view.division_code:
            return view.division_code[:6]
    return "000000"
