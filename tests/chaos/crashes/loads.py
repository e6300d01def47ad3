"""Small loads that lead a process past a point, and what must have come of them afterwards."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import httpx2
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from stdnum.cn import ric

from libs.kernel import new_id
from libs.storage.numbers import is_number
from libs.web import Caller
from tests.chaos.crashes.street import Street, Unheard

ORGANIZATIONS, REGISTRATIONS = "organizations", "registrations"
BAD = "不可写"
WINDOW = {"start_at": "2099-12-01T00:00:00Z", "end_at": "2099-12-31T00:00:00Z"}


class Load:
    """Nothing is prepared, a few organizations are entered, nothing more is to be seen."""

    def before(self, street: Street) -> None:
        """With every process running as usual."""

    def between(self, street: Street) -> None:
        """While the process that is to die is down."""

    def work(self, street: Street) -> None:
        """Leads the process past its point. Unheard ends it early."""
        for number in range(3):
            enter(street, f"单位{number}")

    def after(self, street: Street) -> None:
        """Once the process is back; commands that nobody answered have been repeated."""


def enter(street: Street, name: str, kind: str = "unit", under: str = "community") -> str:
    """A new organization, renamed at once: two facts of one history."""
    body = {
        "kind": kind,
        "name": name,
        "territory_id": street.ids[under],
        "effective_on": "2023-06-30",
    }
    made = street.ask(ORGANIZATIONS, "/organizations", body)["org_id"]
    rename(street, made, f"{name}（新）")
    return str(made)


def rename(street: Street, organization: str, name: str) -> None:
    """One more fact of its history."""
    street.ask(ORGANIZATIONS, f"/organizations/{organization}/name", {"name": name})


def found_town(street: Street) -> None:
    """A district with a street, two communities, a unit and a branch."""

    def register(kind: str, name: str, under: str | None, code: str | None = None) -> None:
        body = {
            "kind": kind,
            "name": name,
            "territory_id": under,
            "division_code": code,
            "effective_on": "2020-01-01",
        }
        street.ids[kind] = street.ask(ORGANIZATIONS, "/organizations", body)["org_id"]

    register("district", "演示区", None, "110101000000")
    register("street", "演示街道", street.ids["district"], "110101001000")
    register("community", "演示社区", street.ids["street"], "110101001001")
    register("unit", "演示单位", street.ids["community"])
    register("branch", "演示支部", street.ids["community"])


class Gap(Load):
    """A fact whose parcel is lost before it was sent: who hears the next one asks for it."""

    def before(self, street: Street) -> None:
        """An organization known to all; its next fact never reaches the log."""
        street.ids["gap"] = enter(street, "漏报单位")
        street.until(lambda: not _unsent(street))
        street.down(ORGANIZATIONS)
        street.up(ORGANIZATIONS, "relay.before_publish")
        # The answer may be lost with the process; what counts is the row.
        with contextlib.suppress(Unheard):
            rename(street, street.ids["gap"], "没说")
        assert street.ended(ORGANIZATIONS) is not None
        missed = street.database(ORGANIZATIONS)["parcels"].delete_many({})
        assert missed.deleted_count == 1
        street.up(ORGANIZATIONS)

    def work(self, street: Street) -> None:
        """The next fact shows the gap."""
        street.repeat_unheard()
        rename(street, street.ids["gap"], "说了")


def _unsent(street: Street) -> int:
    found: int = street.database(ORGANIZATIONS)["parcels"].count_documents({})
    return found


class LostTopic(Load):
    """The log loses the topic of the organizations."""

    def work(self, street: Street) -> None:
        """Deletes it, and states something more."""
        asyncio.run(_delete(street.servers.bootstrap, street.topic(ORGANIZATIONS)))
        super().work(street)


async def _delete(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic])
    finally:
        await admin.close()


class Garbage(Load):
    """Bytes that are no fact, between facts."""

    def work(self, street: Street) -> None:
        """They go to quarantine, once each."""
        asyncio.run(_send(street.servers.bootstrap, street.topic(ORGANIZATIONS), new_id()))
        super().work(street)

    def after(self, street: Street) -> None:
        """One row for each, whoever reads the topic."""
        places = street.database(REGISTRATIONS)["quarantine"]
        street.until(lambda: places.count_documents({"key": {"$exists": True}}) == 1)


async def _send(bootstrap: str, topic: str, key: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"\x00", key=key.encode())
    finally:
        await producer.stop()


class Poison(Load):
    """A fact that the database of registrations refuses for good, and one behind it."""

    def before(self, street: Street) -> None:
        """An organization known to all, and a rule that no view of it may be called so."""
        street.ids["bad"] = enter(street, "好单位")
        street.heard_of(street.ids["bad"], [REGISTRATIONS])
        _refuse(street, {"name": {"$ne": BAD}})

    def work(self, street: Street) -> None:
        """The fact fails, the next one waits behind it."""
        rename(street, street.ids["bad"], BAD)
        rename(street, street.ids["bad"], "又好了")

    def after(self, street: Street) -> None:
        """Both are put aside; mended, both follow."""
        self.wait_parked(street)
        _refuse(street, {})
        self.redrive(street)

    def wait_parked(self, street: Street) -> None:
        """The failing one and the one behind it."""
        rows = street.database(REGISTRATIONS)["parked"]
        ours = {"aggregate_id": street.ids["bad"], "state": {"$in": ["parked", "behind"]}}
        street.until(lambda: rows.count_documents(ours) == 2)

    def redrive(self, street: Street) -> None:
        """By an administrator."""
        body = {"by": "aggregate", "value": street.ids["bad"], "dry_run": False}
        self.post(street, "/parked-events/redrives", body)

    def post(self, street: Street, path: str, body: dict[str, object]) -> None:
        """Not in the book: it states no fact."""
        answer = street.http("POST", REGISTRATIONS, path, body, street.token(REGISTRATIONS))
        assert answer.status_code in {200, 204}, answer.text


class Redriven(Poison):
    """What was parked is tried again."""

    def before(self, street: Street) -> None:
        """Parked, and mended."""
        super().before(street)
        super().work(street)
        self.wait_parked(street)
        _refuse(street, {})

    def work(self, street: Street) -> None:
        """The process dies between the two."""
        self.redrive(street)

    def after(self, street: Street) -> None:
        """The second follows by itself, or with another redrive."""
        self.redrive(street)


class Discarded(Redriven):
    """What was parked is given up."""

    def work(self, street: Street) -> None:
        """The process dies before what waits behind it has followed."""
        rows = street.database(REGISTRATIONS)["parked"]
        first = rows.find_one({"aggregate_id": street.ids["bad"], "state": "parked"})
        self.post(street, f"/parked-events/{first['_id']}/discard", {"reason": "试验中放弃"})

    def after(self, street: Street) -> None:
        """It follows without anybody's help."""
        rows = street.database(REGISTRATIONS)["parked"]
        ours = {"aggregate_id": street.ids["bad"], "state": "behind"}
        street.until(lambda: not rows.count_documents(ours))


def _refuse(street: Street, rule: dict[str, object]) -> None:
    collection = street.view(REGISTRATIONS, "organizations")
    street.database(REGISTRATIONS).command("collMod", collection.name, validator=rule)


class Receipt(Load):
    """A member reports and is accepted: the receipt takes a number."""

    def work(self, street: Street) -> None:
        """Each step needs the one before; a repeated step answers as before."""
        number = f"11010119900101{len(street.book) % 900 + 100:03d}"
        body = {
            "kind": "party_member",
            "branch_id": street.ids["branch"],
            "name": "党员",
            "identity_no": number + ric.calc_check_digit(f"{number}0"),
        }
        member = street.ask(REGISTRATIONS, "/members", body)["member_id"]
        report = {
            "member_id": member,
            "kind": "residence",
            "community_id": street.ids["community"],
            "consent_no": 1,
        }
        person = Caller(actor_id=f"user-{member}", member_id=member)
        made = street.ask(REGISTRATIONS, "/registrations", report, person)["registration_id"]
        street.ask(REGISTRATIONS, f"/registrations/{made}/acceptance", {})

    def after(self, street: Street) -> None:
        """One more is accepted; no number was given twice."""
        self.work(street)
        rows = street.database(REGISTRATIONS)["registrations"].find()
        given = [stint["receipt_no"] for row in rows for stint in row["stints"]]
        assert len(given) == len(set(given)) >= 2
        assert all(map(is_number, given))


class Merged(Load):
    """A community is merged into another; what stands below it follows by a sweep."""

    def work(self, street: Street) -> None:
        """Three children follow."""
        old, heir = (enter(street, name, "community", "street") for name in ("旧社区", "新社区"))
        street.ids |= {"old": old, "heir": heir}
        children = [enter(street, f"随迁单位{n}", under="old") for n in range(3)]
        street.ids["children"] = " ".join(children)
        street.heard_of(children[-1], [ORGANIZATIONS])
        path = f"/organizations/{old}/merger"
        street.ask(ORGANIZATIONS, path, {"custodian_id": heir})

    def after(self, street: Street) -> None:
        """Each has moved, once."""
        rows = street.database(ORGANIZATIONS)["outbox"]
        moved = {"type": "organizations.organization-moved"}
        for child in street.ids["children"].split():
            street.until(lambda child=child: rows.count_documents({"agg": child, **moved}))
            assert rows.count_documents({"agg": child, **moved}) == 1


class Rebuilt(Load):
    """The stored view of organizations in registrations is of an older version."""

    def between(self, street: Street) -> None:
        """What is live now becomes the older version."""
        database = street.database(REGISTRATIONS)
        live, older = street.view(REGISTRATIONS, "organizations"), "view_organizations__0"
        if live.name != older:
            database.drop_collection(older)
            live.rename(older)
        alias = {"collection": older, "version": 0}
        database["views"].update_one({"_id": "organizations"}, {"$set": alias})

    def after(self, street: Street) -> None:
        """The wanted version is live."""
        street.until(lambda: "__1" in street.view(REGISTRATIONS, "organizations").name)


class SignedIn(Load):
    """The administrator's browser."""

    password = ""

    def sign_in(self, street: Street, password: str = "") -> httpx2.Response:
        """A new session; the plain answer."""
        word = password or self.word(street)
        return street.http("POST", "gateway", "/api/session", {"login": "admin", "password": word})

    def word(self, street: Street) -> str:
        """The administrator's present password."""
        return street.ids.get("password") or street.servers.keys.admin_password.read_text().strip()

    def headers(self, street: Street) -> dict[str, str]:
        """What a signed-in browser sends."""
        return session_of(self.sign_in(street))

    def work(self, street: Street) -> None:
        """Signs in."""
        self.sign_in(street)

    def after(self, street: Street) -> None:
        """The administrator can sign in, and is one."""
        answer = self.sign_in(street)
        assert answer.status_code == 200, answer.text
        assert answer.json()["roles"] == ["administrator"]


def session_of(answer: httpx2.Response) -> dict[str, str]:
    """The session's cookie and token as headers."""
    assert answer.status_code == 200, answer.text
    cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    return {"cookie": cookie, "x-csrf-token": answer.json()["csrf_token"]}


class NewPassword(SignedIn):
    """A password is changed while another browser is signed in."""

    def __init__(self) -> None:
        """The other browser's headers, once it is signed in."""
        self.other: dict[str, str] = {}

    def before(self, street: Street) -> None:
        """The other browser."""
        self.other = self.headers(street)

    def work(self, street: Street) -> None:
        """Its session must not outlive the password."""
        old, new = self.word(street), new_id()
        mine = self.headers(street)
        street.ids["password"] = new
        body = {"old_password": old, "new_password": new}
        street.http("POST", "gateway", "/api/session/password", body, mine)

    def after(self, street: Street) -> None:
        """Signed out, wherever the process died."""
        super().after(street)
        assert street.http("GET", "gateway", "/api/session", None, self.other).status_code == 401


class Forwarded(SignedIn):
    """A command on its way through the gateway."""

    def work(self, street: Street) -> None:
        """Repeated under its key it is obeyed once."""
        body = {
            "kind": "unit",
            "name": f"转{len(street.book)}",
            "territory_id": street.ids["community"],
            "effective_on": "2023-06-30",
        }
        street.through_gateway("organizations/organizations", body, self.headers(street))


class Locked(SignedIn):
    """An account is locked for a second; a timer opens it."""

    def work(self, street: Street) -> None:
        """A new account."""
        mine = self.headers(street)
        login = f"user{len(street.book)}"
        body = {
            "login": login,
            "password": new_id(),
            "name": login,
            "home_id": street.ids["district"],
        }
        user = street.through_gateway("gateway/users", body, mine)["user_id"]
        street.ids["user"] = user
        until = datetime.now(UTC) + timedelta(seconds=1)
        street.through_gateway(f"gateway/users/{user}/lock", {"until_at": until.isoformat()}, mine)

    def after(self, street: Street) -> None:
        """Opened again by the timer, once."""
        if "user" not in street.ids:
            self.work(street)
        rows = street.database("gateway")["outbox"]
        opened = {"agg": street.ids["user"], "type": "gateway.user-unlocked"}
        street.until(lambda: rows.count_documents(opened))
        assert rows.count_documents(opened) == 1
        assert not street.database("gateway")["timers"].count_documents({"kind": "unlock"})


class Planned(Load):
    """A plan is solved by a worker."""

    def work(self, street: Street) -> None:
        """A need, a resource, a plan."""
        community, unit = street.ids["community"], street.ids["unit"]
        need = {
            "community_id": community,
            "title": "法律讲座",
            "description": "一场",
            "category_code": "law",
            "qty": 2,
            "unit_code": "session",
            "window": WINDOW,
            "channel_code": "meeting",
        }
        need_id = street.ask("needs", "/needs", need)["need_id"]
        street.ask("needs", f"/needs/{need_id}/verification", {})
        street.ask("needs", f"/needs/{need_id}/publication", {})
        resource = {
            "unit_id": unit,
            "title": "法律咨询",
            "category_code": "law",
            "unit_code": "session",
            "windows": [{"window": WINDOW, "qty": 2}],
        }
        street.ask("needs", "/resources", resource)
        body = {"scope_id": street.ids["district"], "cycle_key": "2099H2"}
        street.ids["plan"] = street.ask("needs", "/plans", body)["plan_id"]

    def after(self, street: Street) -> None:
        """Proposed, once."""
        rows = street.database("needs")["outbox"]
        proposed = {"agg": street.ids["plan"], "type": "needs.plan-proposed"}
        street.until(lambda: rows.count_documents(proposed))
        assert rows.count_documents(proposed) == 1
