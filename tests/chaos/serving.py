"""Errands of registrations and service: enrol, report, move; sessions, marks, hours."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from deploy.seed.people import identity_number
from tests.chaos.ground import Clockwork, Ground
from tests.chaos.hand import PASSWORD, Book, Hand

_MOST_MEMBERS = 25


@dataclass(slots=True)
class Member:
    """Somebody who has been enrolled; ``hand`` is their own account."""

    member_id: str
    hand: Hand
    registration_id: str
    community: str


class Serving:
    """The errands of one hand with its members, on its street."""

    def __init__(
        self,
        url: str,
        hand: Hand,
        second: Hand,
        ground: Ground,
        clock: Clockwork,
        book: Book,
        draw: Random,
        stop: threading.Event,
    ) -> None:
        self._url, self._hand, self._second = url, hand, second
        self._ground, self._clock, self._book = ground, clock, book
        self._draw, self._stop = draw, stop
        self.members: list[Member] = []
        self._accounts: list[Hand] = []

    def enrol(self) -> None:
        """A member is enrolled, gets an account, reports and is accepted."""
        if len(self.members) >= _MOST_MEMBERS:
            return self.move()
        seed = self._draw.randrange(10**9)
        body = {
            "kind": "party_member",
            "branch_id": self._ground.branch,
            "unit_id": self._ground.unit,
            "name": "演示党员",
            "identity_no": identity_number(seed),
        }
        told = self._hand.patiently("registrations/members", body)
        own = self._account(told.answer["member_id"], seed) if told.ok else None
        if own is not None:
            self._report(told.answer["member_id"], own)
        return None

    def _account(self, member_id: str, seed: int) -> Hand | None:
        login = f"m{seed}"
        body = {
            "login": login,
            "password": PASSWORD,
            "name": login,
            "home_id": self._ground.unit,
            "member_id": member_id,
        }
        if not self._hand.patiently("gateway/users", body).ok:
            return None
        own = Hand(self._url, login, self._book, self._draw, self._stop)
        self._accounts.append(own)
        return own if own.sign_in(10.0) else None

    def _report(self, member_id: str, own: Hand) -> None:
        community = self._draw.choice(self._ground.communities)
        body = {
            "member_id": member_id,
            "kind": "residence",
            "community_id": community,
            "consent_no": 1,
        }
        reported = own.patiently("registrations/registrations", body)
        if not reported.ok:
            return
        registration = reported.answer["registration_id"]
        place = f"registrations/registrations/{registration}"
        accepted = self._hand.ask(f"{place}/acceptance")
        if accepted.ok:
            self.members.append(Member(member_id, own, registration, community))
            self._hand.look(
                f"views/registrations/{registration}", accepted, "accepted", lambda b: b["status"]
            )

    def move(self) -> None:
        """A member asks to move, is let go and taken in by the other community."""
        if not self.members:
            return
        member = self._draw.choice(self.members)
        to = next(place for place in self._ground.communities if place != member.community)
        place = f"registrations/registrations/{member.registration_id}"
        if not member.hand.ask(f"{place}/move", {"to_id": to}).ok:
            return
        if self._hand.ask(f"{place}/release").ok and self._hand.ask(f"{place}/arrival").ok:
            member.community = to

    def serve(self) -> None:
        """A session: some sign up, come, go, are confirmed; one record is corrected."""
        community = self._draw.choice(self._ground.communities)
        serving = [member for member in self.members if member.community == community][-4:]
        if not serving:
            return self.enrol()
        start = self._clock.next_quarter(timedelta(minutes=5))
        session = self._open(community, start)
        if session is None:
            return None
        place = f"activities/sessions/{session}"
        seated = [m for m in serving if self._sign_up(place, m)]
        if not self._clock.movable:
            return None
        marks = [f"{place}/attendances/{member.member_id}" for member in seated]
        here = [mark for mark in marks if self._hand.ask(f"{mark}/check-in", _BY_WORKER).ok]
        self._clock.reach(start + timedelta(minutes=self._draw.randrange(3, 14)))
        gone = [mark for mark in here if self._hand.patiently(f"{mark}/check-out", _BY_WORKER).ok]
        done = [mark for mark in gone if self._hand.ask(f"{mark}/confirmation").ok]
        for mark in done[:1]:
            self._correct(mark)
        return None

    def _open(self, community: str, start: datetime) -> str | None:
        body = {
            "owner_id": community,
            "community_id": community,
            "theme_code": "health",
            "title": "演示活动",
            "window": {
                "start_at": start.isoformat(),
                "end_at": (start + timedelta(minutes=60)).isoformat(),
            },
            "capacity_count": 10,
        }
        told = self._hand.ask("activities/sessions", body)
        return str(told.answer["session_id"]) if told.ok else None

    def _sign_up(self, place: str, member: Member) -> bool:
        body = {"member_id": member.member_id}
        codes = ("activities.not-registered",)
        told = member.hand.patiently(f"{place}/sign-ups", body, *codes, seconds=5.0)
        if told.ok and self._draw.random() < 0.1:
            path = f"{place}/sign-ups/{member.member_id}/cancellation"
            self._hand.ask(path, {"cause_code": "other"})
            return False
        return told.ok

    def _correct(self, mark: str) -> None:
        wanted = {"minutes": self._draw.randrange(1, 60), "reason_code": "other"}
        if self._hand.ask(f"{mark}/corrections", wanted).ok:
            self._second.ask(f"{mark}/correction-approval")

    def close(self) -> None:
        for account in self._accounts:
            account.close()


_BY_WORKER = {"method_code": "worker"}
