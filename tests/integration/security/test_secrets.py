"""What must never be written down: passwords, numbers, tokens, cookies, phones, names."""

import base64
import io
import logging
from typing import Any, Self

import pytest
import structlog

from libs.observability.logging import set_up_logging
from libs.web import Caller
from tests.integration.registrations.harness import BRANCH, Door, eventually, settled, the_member
from tests.integration.security.conftest import PASSWORD, House

IDENTITY = "110101199003073853"
PHONE = "13987654321"
NAME = "欧阳静姝"


class Heard:
    """Everything logged while it listens: every line of the services, warnings of libraries.

    Libraries are never heard below that, whatever a process is told (``set_up_logging``).
    """

    def __init__(self) -> None:
        self.text = io.StringIO()
        self._handler = logging.StreamHandler(self.text)

    def __enter__(self) -> Self:
        set_up_logging("test", "test", "debug")
        processors = structlog.get_config()["processors"]
        factory = structlog.PrintLoggerFactory(self.text)  # type: ignore[arg-type]
        wrapper = structlog.make_filtering_bound_logger(logging.DEBUG)
        structlog.configure(
            processors=processors,
            logger_factory=factory,
            wrapper_class=wrapper,
            cache_logger_on_first_use=False,
        )
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.WARNING)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self._handler)
        set_up_logging("test", "test", "error")


@pytest.fixture
def secrets_of() -> dict[str, str]:
    """By what they are; more are added as they come into being."""
    return {"identity number": IDENTITY, "phone": PHONE, "name": NAME, "password": PASSWORD}


async def test_no_secret_is_in_a_log_a_fact_or_a_row(
    house: House, secrets_of: dict[str, str]
) -> None:
    """The whole way of a member, with mistakes, refusals and a failure that nobody expected."""
    wrong = "a wrong password typed by me"
    secrets_of["wrong password"] = wrong
    with Heard() as heard:
        member_id = await enrol(house.registrations)
        await report(house.registrations, member_id)
        login = await house.person(("branch", "branch"), member_id=member_id)
        async with house.browser(login) as person:
            secrets_of |= {"cookie": person.cookie, "csrf": person.csrf}
            names = await person.post("registrations/members/names", {"member_ids": [member_id]})
            assert NAME in names.text, "or nothing has been shown that could have been logged"
            await person.post("session/password", {"old_password": wrong, "new_password": "short"})
            await person.post(
                "session/password", {"old_password": wrong, "new_password": "long enough 2026"}
            )
            await person.post("registrations/members", {"identity_no": IDENTITY, "phone": PHONE})
            await person.post("registrations/members/search", {"phone": PHONE})
            await broken(house, person, wrong)
        token = house.registrations.signer.sign(BRANCH, "registrations")
        secrets_of["token"] = token
        bad = {"authorization": f"Bearer {token}x"}
        await house.registrations.client.get("/members/x", headers=bad)
        await settled(house.registrations, house.gateway)
        await logged(heard)

    assert "request.failed" in heard.text.getvalue(), "the unexpected failure was logged"
    assert found(secrets_of, heard.text.getvalue()) == []
    for door in (house.registrations, house.gateway):
        assert await kept(door, secrets_of) == []


async def enrol(door: Door) -> str:
    body = {"name": NAME, "identity_no": IDENTITY, "phone": PHONE, "kind": "party_member"}
    answer = await door.post("/members", BRANCH, branch_id="branch", **body)
    again = await door.ask("POST", "/members", BRANCH, json={**body, "branch_id": "branch"})
    assert again.status_code == 409, again.text
    assert found({"identity number": IDENTITY, "name": NAME}, again.text) == []
    return str(answer["member_id"])


async def report(door: Door, member_id: str) -> None:
    me = the_member(member_id)
    await door.post(
        "/registrations",
        me,
        member_id=member_id,
        kind="residence",
        community_id="north",
        consent_no=2,
    )


async def broken(house: House, person: Any, wrong: str) -> None:
    """A defect in the middle of a sign-in: what was typed is near, and stays out of the log."""
    passwords = house.app.state.sessions._passwords
    house.app.state.sessions._passwords = None
    try:
        answer = await person.sign_in("li", wrong)
        assert answer.status_code == 500
    finally:
        house.app.state.sessions._passwords = passwords


async def logged(heard: Heard) -> None:
    async def something() -> bool:
        return len(heard.text.getvalue()) > 0

    await eventually(something)


def found(secrets: dict[str, str], text: str) -> list[str]:
    """Which secrets stand in a text, as they are or in base64."""
    return [
        what
        for what, secret in secrets.items()
        if secret in text
        or ascii(secret)[1:-1] in text
        or base64.b64encode(secret.encode()).decode().rstrip("=") in text
    ]


async def kept(door: Door, secrets: dict[str, str]) -> list[str]:
    """Collections of a service in which a secret stands open, outbox and answers included."""
    database = door.running.database.raw
    wrong = []
    for name in await database.list_collection_names():
        for row in await database[name].find({}).to_list():
            text = str({key: _open(value) for key, value in row.items()})
            wrong += [f"{door.name}.{name}: {what}" for what in found(secrets, text)]
    return sorted(set(wrong))


def _open(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


async def test_the_search_for_secrets_finds_planted_ones(house: House) -> None:
    """Or the test above would prove nothing."""
    with Heard() as heard:
        structlog.get_logger().warning("planted", identity_no=IDENTITY)
        logging.getLogger("planted").warning("cookie %s", "abcdefgh-cookie")
        try:
            Caller.model_validate({"actor_id": [PASSWORD]})
        except ValueError:
            structlog.get_logger().exception("planted")

    secrets = {"identity number": IDENTITY, "cookie": "abcdefgh-cookie", "password": PASSWORD}
    assert found(secrets, heard.text.getvalue()) == list(secrets)
    row = {"_id": "planted", "body": f'{{"name": "{NAME}"}}'.encode()}
    rows = house.registrations.running.database.raw["planted"]
    await rows.insert_one(row)
    assert await kept(house.registrations, {"name": NAME}) == ["registrations.planted: name"]
    await rows.drop()
