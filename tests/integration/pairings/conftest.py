"""Pairings and projects on one log; the test speaks for the services they listen to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from contracts.events.needs import NeedPublished, OfferAccepted, OfferReleased
from contracts.events.organizations import (
    OrganizationClosed,
    OrganizationMerged,
    OrganizationRegistered,
)
from contracts.types import NeedId, OfferId, OrgId, ResourceId, Window
from libs.kernel import Event, FakeClock, SystemClock, new_id
from libs.messaging.codec import message
from libs.storage.records import OutboxRow
from services.pairings import app as pairings_app
from services.pairings import settings as pairings_settings
from services.projects import app as projects_app
from services.projects import settings as projects_settings
from tests.integration.registrations.harness import (
    Door,
    a_caller,
    eventually,
    open_services,
    settled,
)

STREET = a_caller("street", "street")


@dataclass
class Town:
    """Two services, the facts they are told, and the steps of an agreement over HTTP."""

    pairings: Door
    projects: Door
    clock: FakeClock
    told: dict[str, int] = field(default_factory=dict)
    names: Any = field(default_factory=lambda: count(1))

    def name(self, stem: str) -> str:
        """An id that no other test uses."""
        return f"{stem}-{next(self.names)}"

    async def tell(self, aggregate_id: str, *events: Event) -> None:
        """Puts facts of another service on the log, in order after those told before."""
        streams = self.pairings.running.streams
        prefix = self.pairings.running.service.settings.topic_prefix
        sent = []
        for event in events:
            seq = self.told[aggregate_id] = self.told.get(aggregate_id, 0) + 1
            body = event.model_dump_json().encode()
            headers = {"ce_dataschema": f"{type(event).__name__}.v{event.version}"}
            at = self.clock.now()
            row = OutboxRow(new_id(), aggregate_id, seq, event.type, at, body, headers)
            sent.append(message(row, f"{prefix}{event.service}"))
        assert await streams.publisher.publish_batch(sent) == frozenset(range(len(sent)))

    async def settle(self, *stems: str) -> tuple[str, ...]:
        """New active units in the street, heard of by both services."""
        ids = tuple(self.name(stem) for stem in stems)
        for id_ in ids:
            fact = OrganizationRegistered(
                org_id=OrgId(id_),
                kind="unit",
                name=f"{id_}单位",
                territory_id=OrgId("street"),
                effective_on=date(2026, 1, 1),
            )
            await self.tell(id_, fact)
        await self.heard(lambda view: view is not None, *ids)
        return ids

    async def close(self, org_id: str) -> None:
        """The registry closes an organization."""
        fact = OrganizationClosed(
            org_id=OrgId(org_id),
            custodian_id=OrgId("street"),
            reason_code="dissolved",
            effective_on=self.clock.today(),
            structure_no=1,
        )
        await self.tell(org_id, fact)

    async def merge(self, org_id: str, heir_id: str) -> None:
        """The registry merges an organization into another."""
        fact = OrganizationMerged(
            org_id=OrgId(org_id),
            custodian_id=OrgId(heir_id),
            effective_on=self.clock.today(),
            structure_no=1,
        )
        await self.tell(org_id, fact)

    async def heard(self, wanted: Any, *org_ids: str) -> None:
        """Waits until both directories know the organizations as ``wanted``."""

        async def known() -> bool:
            doors = (self.pairings, self.projects)
            return all(
                wanted(door.running.service.directory.get(org_id))
                for door in doors
                for org_id in org_ids
            )

        await eventually(known)

    def _offer(self, offer_id: str, unit_id: str, proposer_id: str) -> dict[str, Any]:
        return {
            "resource_id": ResourceId(f"resource-{offer_id}"),
            "offer_id": OfferId(offer_id),
            "need_id": NeedId(f"need-{offer_id}"),
            "proposer_id": OrgId(proposer_id),
            "unit_id": OrgId(unit_id),
            "community_id": OrgId("north"),
            "qty": Decimal(1),
            "window": Window(
                start_at=datetime(2026, 12, 1, 1, tzinfo=UTC),
                end_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
            ),
        }

    def accepted(self, offer_id: str, unit_id: str, proposer_id: str) -> OfferAccepted:
        """The fact that a unit accepted an offer."""
        return OfferAccepted(**self._offer(offer_id, unit_id, proposer_id), cycle_key="2026H2")

    def released(self, offer_id: str, unit_id: str, proposer_id: str) -> OfferReleased:
        """The fact that an offer was given up."""
        return OfferReleased(**self._offer(offer_id, unit_id, proposer_id), cause_code="withdrawn")

    async def publish_need(self, offer_id: str, proposer_id: str) -> None:
        """The need of an offer is published."""
        offer = self._offer(offer_id, "", proposer_id)
        fact = NeedPublished(
            **{
                key: offer[key]
                for key in ("need_id", "proposer_id", "community_id", "qty", "window")
            },
            category_code="health",
            unit_code="session",
            cycle_key="2026H2",
            title="社区义诊",
        )
        await self.tell(f"need-{offer_id}", fact)

    async def agreements_of(self, party_id: str) -> list[dict[str, Any]]:
        """The stored agreements of a party."""
        return await self.pairings.running.reader.find("agreements", {"party_ids": party_id})

    async def drafted(self, unit_id: str, proposer_id: str, offer_id: str = "") -> str:
        """The agreement that an accepted offer begins."""
        offer_id = offer_id or self.name("offer")
        await self.publish_need(offer_id, proposer_id)
        await self.tell(f"resource-{offer_id}", self.accepted(offer_id, unit_id, proposer_id))

        async def found() -> str | None:
            for row in await self.agreements_of(unit_id):
                if any(offer["offer_id"] == offer_id for offer in row["offers"]):
                    return str(row["_id"])
            return None

        return str(await eventually(found))

    def revision(self, *party_ids: str) -> dict[str, Any]:
        """A complete text."""
        today = self.clock.today()
        return {
            "title": "医联体进社区共建协议",
            "term": {
                "from_on": today.isoformat(),
                "to_on": (today + timedelta(days=364)).isoformat(),
            },
            "clauses": [{"heading": "活动联办", "text": "每季度一次义诊。"}],
            "commitments": [
                {
                    "kind": "hours",
                    "target_qty": 600,
                    "unit_code": "hour",
                    "by_on": (today + timedelta(days=300)).isoformat(),
                }
            ],
            "liaisons": [
                {"party_id": party_id, "name": "联络员甲", "phone": "13800001234"}
                for party_id in party_ids
            ],
            "party_ids": list(party_ids),
        }

    async def in_signing(self, *party_ids: str) -> str:
        """An agreement put up for signing between the parties."""
        agreement_id = await self.drafted(party_ids[0], party_ids[1])
        path = f"/agreements/{agreement_id}"
        await self.pairings.post(f"{path}/revisions", STREET, **self.revision(*party_ids))
        await self.pairings.post(f"{path}/signing", STREET)
        return agreement_id

    async def sign(self, agreement_id: str, party_id: str) -> None:
        """The party's own signatory signs the text that is open."""
        caller = a_caller("signatory", party_id)
        text = await self.pairings.get(f"/agreements/{agreement_id}", caller)
        body = {key: text[key] for key in ("version_no", "text_hash")}
        path = f"/agreements/{agreement_id}/signatures"
        await self.pairings.post(path, caller, party_id=party_id, **body)

    async def effective(self, *party_ids: str) -> str:
        """An agreement signed by all."""
        agreement_id = await self.in_signing(*party_ids)
        for party_id in party_ids:
            await self.sign(agreement_id, party_id)
        return agreement_id

    async def adopted(self, agreement_id: str, lead_id: str) -> str:
        """A project under the agreement for all its needs."""
        row = await self.pairings.running.reader.get("agreements", agreement_id)
        assert row is not None
        reader = self.projects.running.reader

        async def heard() -> bool:
            known = await reader.get(reader.view("agreements_heard"), agreement_id) or {}
            needs = await reader.count(
                reader.view("needs_heard"),
                {"_id": {"$in": [offer["need_id"] for offer in row["offers"]]}},
            )
            return bool(known.get("effective")) and needs > 0

        await eventually(heard)
        today = self.clock.today()
        answer = await self.projects.post(
            "/projects",
            STREET,
            agreement_id=agreement_id,
            need_ids=[offer["need_id"] for offer in row["offers"]],
            lead_id=lead_id,
            title="社区义诊进北里",
            category_code="health",
            start_on=today.isoformat(),
            due_on=(today + timedelta(days=90)).isoformat(),
        )
        return str(answer["project_id"])

    async def facts(self, door: Door, aggregate_id: str) -> list[str]:
        """Kinds of an aggregate's facts, in order, without the service's name."""
        rows = door.running.database.raw["outbox"].find({"agg": aggregate_id}).sort("seq")
        return [row["type"].split(".")[1] async for row in rows]

    async def until(self, door: Door, aggregate_id: str, last: str) -> list[str]:
        """The facts once ``last`` is the latest of them."""

        async def reached() -> list[str] | None:
            found = await self.facts(door, aggregate_id)
            return found if found and found[-1] == last else None

        return list(await eventually(reached))

    async def jump(self, by: timedelta) -> None:
        """Moves the clock once every fact is on the log."""
        await settled(self.pairings, self.projects)
        self.clock.advance(by)

    async def first_pass(self) -> None:
        """Waits until no sweep is due."""
        await eventually(self._swept)

    async def second_pass(self) -> None:
        """Lets every sweep run again."""
        await self.jump(timedelta(seconds=2))
        await eventually(self._swept)

    async def _swept(self) -> bool:
        due = {"kind": "sweep", "due_at": {"$lte": self.clock.now()}}
        doors = (self.pairings, self.projects)
        rows = [await door.running.database.raw["timers"].count_documents(due) for door in doors]
        return not any(rows)


@pytest.fixture(scope="module")
async def town(
    tmp_path_factory: pytest.TempPathFactory, mongo_uri: str, kafka_bootstrap: str
) -> AsyncIterator[Town]:
    clock = FakeClock(SystemClock().now())
    parts = (
        (pairings_app.service, pairings_settings.Settings, {}),
        (projects_app.service, projects_settings.Settings, {}),
    )
    folder = tmp_path_factory.mktemp("keys")
    async with open_services(folder, mongo_uri, kafka_bootstrap, *parts, clock=clock) as doors:
        yield Town(doors["pairings"], doors["projects"], clock)
