"""Registrations, activities and ledger on one log, with a clock that the test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from libs.kernel import BEIJING, FakeClock, SystemClock
from services.activities import app as activities_app
from services.activities import settings as activities_settings
from services.ledger import app as ledger_app
from services.ledger import settings as ledger_settings
from services.registrations import app as registrations_app
from services.registrations import settings as registrations_settings
from tests.integration.registrations.harness import (
    BRANCH,
    NORTH,
    SOUTH,
    Door,
    eventually,
    open_services,
    settled,
    the_member,
)
from tests.integration.registrations.test_registering_over_http import enrol, report


@dataclass
class Chain:
    """Three services, and the day on which the test's sessions take place."""

    registrations: Door
    activities: Door
    ledger: Door
    clock: FakeClock
    enrolled: int = 600

    def tomorrow(self, hour: int, minute: int = 0) -> datetime:
        """A time on the day after the clock's, in Beijing."""
        day = self.clock.today() + timedelta(days=1)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)

    async def member(self, community_id: str = "north") -> str:
        """A member accepted at the community, of which activities has heard."""
        self.enrolled += 1
        door = self.registrations
        member_id = await enrol(door, self.enrolled)
        registration_id = await report(door, member_id, community_id)
        worker = NORTH if community_id == "north" else SOUTH
        await door.post(f"/registrations/{registration_id}/acceptance", worker)
        await eventually(lambda: self._heard(member_id, community_id))
        return member_id

    async def _heard(self, member_id: str, community_id: str) -> bool:
        reader = self.activities.running.reader
        row = await reader.get(reader.view("members"), member_id) or {}
        return "branch_id" in row and community_id in (row.get("places") or {}).values()

    async def session(self, start: datetime, hours: float = 3, **given: Any) -> str:
        """A session of the north community."""
        body = {
            "owner_id": "north",
            "community_id": "north",
            "theme_code": "health",
            "title": "社区义诊",
            "window": {
                "start_at": start.isoformat(),
                "end_at": (start + timedelta(hours=hours)).isoformat(),
            },
            "capacity_count": 30,
            "place": "党群服务中心一层",
            **given,
        }
        return str((await self.activities.post("/sessions", NORTH, **body))["session_id"])

    async def sign_up(self, session_id: str, member_id: str) -> None:
        """The member takes a seat."""
        path = f"/sessions/{session_id}/sign-ups"
        await self.activities.post(path, the_member(member_id), member_id=member_id)

    async def mark(self, session_id: str, member_id: str, kind: str, at: datetime) -> None:
        """The member checks in or out, at a time noted without a network."""
        path = f"/sessions/{session_id}/attendances/{member_id}/{kind}"
        body = {"method_code": "qr", "marked_at": at.isoformat()}
        await self.activities.post(path, the_member(member_id), **body)

    async def jump(self, at: datetime) -> None:
        """Moves the clock once every fact is on the log."""
        await settled(self.registrations, self.activities, self.ledger)
        self.clock.set(at)

    async def seats(self, session_id: str) -> list[str]:
        """Who has a seat, as stored."""
        row = await self.activities.running.reader.get("sessions", session_id)
        return list(row["seats"]) if row else []

    async def served(self) -> tuple[str, str]:
        """A member's 178 confirmed minutes; the clock stands after the session."""
        start = self.tomorrow(9)
        session_id, member_id = await self.session(start), await self.member()
        await self.sign_up(session_id, member_id)
        await self.jump(start + timedelta(hours=4))
        await self.mark(session_id, member_id, "check-in", start)
        await self.mark(session_id, member_id, "check-out", start + timedelta(minutes=178))
        path = f"/sessions/{session_id}/attendances/{member_id}/confirmation"
        await self.activities.post(path, NORTH)
        return session_id, member_id

    async def statement(self, member_id: str) -> Any:
        """The member's own statement."""
        return await self.ledger.get(f"/accounts/{member_id}/statement", the_member(member_id))


@pytest.fixture(scope="module")
async def chain(
    tmp_path_factory: pytest.TempPathFactory, mongo_uri: str, kafka_bootstrap: str
) -> AsyncIterator[Chain]:
    clock = FakeClock(SystemClock().now())
    parts = (
        (registrations_app.service, registrations_settings.Settings, {"consent_no": 2}),
        (activities_app.service, activities_settings.Settings, {}),
        (ledger_app.service, ledger_settings.Settings, {}),
    )
    folder = tmp_path_factory.mktemp("keys")
    async with open_services(folder, mongo_uri, kafka_bootstrap, *parts, clock=clock) as doors:
        yield Chain(doors["registrations"], doors["activities"], doors["ledger"], clock)


__all__ = ["BRANCH", "Chain"]
