"""A small town for agreements: its organizations, its store, and the steps up to signing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from contracts.directory import OrgView
from contracts.tree import OrgDirectory
from contracts.types import AgreementId, OfferId, OrgId, Term, Window
from libs.kernel import Event, Grant, Stamp
from libs.testing import AllowAll, FakeClock, InMemoryRepository, Keys
from services.pairings.commands import (
    DropParty,
    OpenSigning,
    ReviseDraft,
    SignAgreement,
    SucceedParty,
    TakeUpOffer,
    WantedCommitment,
)
from services.pairings.domain import Agreement, Clause, Liaison
from services.pairings.handlers import (
    drop_party,
    open_signing,
    revise_draft,
    sign_agreement,
    succeed_party,
    take_up_offer,
)

TERM = Term(from_on=date(2026, 11, 23), to_on=date(2027, 11, 22))
STREET = "street"


class Numbers:
    """Hands out numbers one after another."""

    def __init__(self) -> None:
        self.taken = 0

    async def take(self, district: str, on: date) -> str:
        self.taken += 1
        return f"{district}02{on.year % 100:02d}{self.taken:07d}0"


class Live:
    """LiveAgreements over the keys and documents of an in-memory repository."""

    def __init__(self, agreements: InMemoryRepository[Agreement]) -> None:
        self.agreements = agreements

    async def holder(self, parties_hash: str, scope_code: str) -> AgreementId | None:
        held = self.agreements.keys.get(f"parties:{parties_hash}:{scope_code}")
        flagged = [
            agreement.agreement_id
            for agreement in await self.all()
            if agreement.parties_hash == parties_hash and not agreement.final
        ]
        return AgreementId(held) if held else next(iter(flagged), None)

    async def of_offer(self, offer_id: OfferId) -> AgreementId | None:
        for agreement in await self.all():
            if any(offer.offer_id == offer_id for offer in agreement.offers):
                return agreement.agreement_id
        return None

    async def all(self) -> list[Agreement]:
        return [await self.agreements.get(id_) for id_ in self.agreements._stored]


class Projects:
    """OpenProjects that knows one number."""

    def __init__(self, open_count: int = 0) -> None:
        self.open_count = open_count

    async def count(self, agreement_id: AgreementId) -> int:
        return self.open_count


@dataclass
class Town:
    """Everything a handler asks for; organizations are named by single words."""

    directory: OrgDirectory = field(default_factory=OrgDirectory)
    clock: FakeClock = field(default_factory=FakeClock)
    agreements: InMemoryRepository[Agreement] = field(
        default_factory=lambda: InMemoryRepository(keys=Keys())
    )
    access: AllowAll = field(default_factory=AllowAll)
    numbers: Numbers = field(default_factory=Numbers)
    projects: Projects = field(default_factory=Projects)

    def __post_init__(self) -> None:
        self.live = Live(self.agreements)
        self.hear(
            OrgView(org_id=STREET, kind="street", name="东直门街道", division_code="110101004000")
        )

    def hear(self, view: OrgView) -> None:
        known = self.directory.get(view.org_id)
        seq = (known.seq if known else 0) + 1
        document = view.model_copy(update={"seq": seq}).model_dump(mode="json")
        self.directory.put({"_id": view.org_id, **document})

    def settle(self, *org_ids: str) -> None:
        """Registers active organizations below the street."""
        for org_id in org_ids:
            self.hear(OrgView(org_id=org_id, name=f"{org_id}组织", territory_id=STREET))

    def merge(self, org_id: str, heir_id: str) -> None:
        self._end(org_id, "merged", heir_id)

    def close(self, org_id: str) -> None:
        self._end(org_id, "closed", STREET)

    def _end(self, org_id: str, status: str, custodian_id: str) -> None:
        view = self.directory.get(org_id)
        assert view is not None
        self.hear(view.model_copy(update={"status": status, "custodian_id": custodian_id}))

    @property
    def events(self) -> list[Event]:
        return self.agreements.events

    def facts(self) -> list[str]:
        """Names of the facts so far."""
        return [type(event).__name__ for event in self.events]

    def timers(self) -> set[str]:
        """Kinds of the deadlines that are set."""
        return {timer.kind for timer in self.agreements.timers.values()}

    async def get(self, agreement_id: AgreementId) -> Agreement:
        return await self.agreements.get(agreement_id)

    async def take_up(self, unit_id: str, proposer_id: str, offer: str = "offer") -> AgreementId:
        command = TakeUpOffer(
            offer_id=OfferId(offer),
            need_id=f"need-{offer}",
            unit_id=OrgId(unit_id),
            proposer_id=OrgId(proposer_id),
            community_id=OrgId(proposer_id),
            window=Window(
                start_at=datetime(2026, 12, 1, 1, tzinfo=UTC),
                end_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
            ),
            cycle_key="2026",
        )
        return await take_up_offer(command, self.agreements, self.live, self.directory, self.clock)

    def revision(self, agreement_id: AgreementId, party_ids: Iterable[str]) -> ReviseDraft:
        parties = tuple(OrgId(id_) for id_ in party_ids)
        return ReviseDraft(
            agreement_id=agreement_id,
            title="医联体进社区共建协议",
            term=TERM,
            clauses=(Clause(heading="活动联办", text="每季度一次义诊。"),),
            commitments=(
                WantedCommitment(
                    kind="hours",
                    target_qty=Decimal(600),
                    unit_code="hour",
                    by_on=date(2027, 10, 31),
                ),
            ),
            liaisons=tuple(
                Liaison(party_id=id_, name="联络员", phone="13800001234") for id_ in parties
            ),
            party_ids=parties,
        )

    async def revise(self, command: ReviseDraft) -> None:
        await revise_draft(command, self.agreements, self.access, self.directory)

    async def open(self, agreement_id: AgreementId) -> None:
        await open_signing(
            OpenSigning(agreement_id=agreement_id),
            self.agreements,
            self.access,
            self.directory,
            self.numbers,
            self.clock,
        )

    async def sign(self, agreement_id: AgreementId, party_id: str) -> None:
        """Signs the text now open, by the party's own signatory."""
        agreement = await self.get(agreement_id)
        version = agreement.versions[-1]
        await self.sign_as(
            party_id,
            SignAgreement(
                agreement_id=agreement_id,
                party_id=OrgId(party_id),
                version_no=version.text.version_no,
                text_hash=version.text_hash,
            ),
        )

    async def sign_as(self, scope_id: str, command: SignAgreement) -> None:
        stamp = signatory_of(scope_id)
        await sign_agreement(
            command, self.agreements, self.access, stamp, self.directory, self.clock
        )

    async def drafted(self, *party_ids: str, offer: str = "offer") -> AgreementId:
        """A draft with complete text between the parties; the first two have the offer."""
        agreement_id = await self.take_up(party_ids[0], party_ids[1], offer)
        await self.revise(self.revision(agreement_id, party_ids))
        return agreement_id

    async def in_signing(self, *party_ids: str, offer: str = "offer") -> AgreementId:
        agreement_id = await self.drafted(*party_ids, offer=offer)
        await self.open(agreement_id)
        return agreement_id

    async def effective(self, *party_ids: str, offer: str = "offer") -> AgreementId:
        agreement_id = await self.in_signing(*party_ids, offer=offer)
        for party_id in party_ids:
            await self.sign(agreement_id, party_id)
        return agreement_id

    async def sweep_merger(self, agreement_id: AgreementId, party_id: str, heir_id: str) -> None:
        command = SucceedParty(
            agreement_id=agreement_id,
            party_id=OrgId(party_id),
            heir_id=OrgId(heir_id),
            effective_on=self.clock.today(),
        )
        await succeed_party(command, self.agreements, self.live, self.directory, self.clock)

    async def sweep_closing(
        self, agreement_id: AgreementId, party_id: str, on: date | None = None
    ) -> None:
        command = DropParty(
            agreement_id=agreement_id,
            party_id=OrgId(party_id),
            effective_on=on or self.clock.today(),
        )
        await drop_party(command, self.agreements, self.live, self.clock)


def signatory_of(scope_id: str) -> Stamp:
    """The stamp of a caller who signs for just this organization."""
    return Stamp(
        command_id="c",
        actor_id=f"secretary-of-{scope_id}",
        grants=(Grant(role="signatory", scope_id=scope_id),),
    )


def a_town(*org_ids: str) -> Town:
    """A town where these organizations are active."""
    town = Town()
    town.settle(*org_ids)
    return town
