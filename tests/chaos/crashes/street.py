"""Real service processes on one topic prefix and one set of databases, told where to die."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx2
from pymongo import MongoClient

from contracts.codes import Role
from deploy.embedded.keys import KeyFiles
from deploy.embedded.ports import PortChoice
from deploy.embedded.services import (
    GATEWAY,
    SERVICES,
    Surroundings,
    command_of,
    environment_of,
    is_ready,
)
from libs.kernel import EVERYWHERE, Grant, new_id
from libs.web import Caller, TokenSigner

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
DIED = 137
LATER = frozenset({425, 429, 503})
START_SECONDS, END_SECONDS = 180.0, 120.0
ROLES_HELD = (
    Role.ADMINISTRATOR,
    Role.DEPARTMENT,
    Role.STREET,
    Role.COMMUNITY,
    Role.UNIT,
    Role.BRANCH,
)
HAND = Caller(
    actor_id="hand",
    grants=tuple(Grant(role=role, scope_id=EVERYWHERE) for role in ROLES_HELD),
)


class Unheard(Exception):
    """The process went away before it answered: what became of the command is unknown."""


@dataclass(slots=True)
class Asked:
    """One command under its key, and whether an answer was heard."""

    service: str
    path: str
    body: dict[str, Any]
    caller: Caller
    key: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Servers:
    """What all streets share: one mongod, one broker, one set of keys."""

    mongo_uri: str
    bootstrap: str
    keys: KeyFiles


class Street:
    """The services of one lane of tests; every command that is asked goes into the book."""

    def __init__(self, name: str, folder: Path, servers: Servers) -> None:
        """Nothing runs yet; ``name`` leads the names of databases and topics."""
        self.prefix, self.servers, self._folder = name, servers, folder
        self.book: list[Asked] = []
        self.ids: dict[str, str] = {}
        self.mongo = MongoClient[dict[str, Any]](servers.mongo_uri, tz_aware=True)
        self._choice = PortChoice(lambda _line: None)
        extra = {
            each: {
                f"{each.upper()}_DATABASE": f"{name}_{each}",
                f"{each.upper()}_TOPIC_PREFIX": f"{name}.",
                f"{each.upper()}_PARTITIONS": "2",
                f"{each.upper()}_SWEEP_AGAIN_SECONDS": "1",
                f"{each.upper()}_LOG_LEVEL": "warning",
            }
            for each in SERVICES
        }
        self._around = Surroundings(
            servers.mongo_uri,
            servers.bootstrap,
            servers.keys,
            {each: self._choice.port(each, None) for each in SERVICES},
            folder,
            extra=extra,
        )
        self._signer = TokenSigner(servers.keys.token_private)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Services are started one by one."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends what still runs."""
        for process in self._running.values():
            process.terminate()
        for name in list(self._running):
            self.down(name)
        self.mongo.close()
        self._choice.release()

    def up(self, name: str, crash_at: str = "") -> None:
        """Starts the process and waits until it is ready, or dead before it ever was."""
        log = (self._folder / f"{self.prefix}-{name}.log").open("ab")
        told = {**os.environ, **environment_of(name, self._around), "GONGJIAN_CRASH_AT": crash_at}
        process = subprocess.Popen(command_of(name), cwd=ROOT, env=told, stdout=log, stderr=log)
        log.close()
        self._running[name] = process
        port = self._around.ports[name]
        self.until(lambda: process.poll() is not None or is_ready(port), START_SECONDS)

    def down(self, name: str) -> None:
        """Ends the process in good order."""
        process = self._running.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def runs(self, name: str) -> bool:
        """Whether the process is there."""
        return name in self._running and self._running[name].poll() is None

    def ended(self, name: str, within: float = END_SECONDS) -> int | None:
        """With which status the process ended by itself; None when it did not."""
        process = self._running[name]
        try:
            code = process.wait(within)
        except subprocess.TimeoutExpired:
            return None
        del self._running[name]
        return code

    def database(self, service: str) -> Any:
        """What the service keeps."""
        return self.mongo[f"{self.prefix}_{service}"]

    def topic(self, service: str) -> str:
        """The service's topic."""
        return f"{self.prefix}.{service}"

    def url(self, service: str) -> str:
        """Where the service listens."""
        return self._around.url(service)

    def ask(
        self, service: str, path: str, body: dict[str, Any], caller: Caller = HAND
    ) -> dict[str, Any]:
        """A command under a key of its own, noted in the book; its answer. Raises Unheard."""
        asked = Asked(service, path, body, caller, new_id())
        self.book.append(asked)
        return self.send(asked)

    def through_gateway(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """The same as a signed-in browser; ``headers`` carry its session."""
        asked = Asked(GATEWAY, f"/api/{path}", body, HAND, new_id(), headers=headers)
        self.book.append(asked)
        return self.send(asked)

    def repeat_unheard(self) -> None:
        """Asks once more, under the same keys, for whatever was not answered."""
        for asked in self.book:
            if not asked.status:
                self.send(asked)

    def send(self, asked: Asked) -> dict[str, Any]:
        """Asks, or asks again."""
        headers = asked.headers or self.token(asked.service, asked.caller)
        named = {**headers, "idempotency-key": asked.key}
        deadline = time.monotonic() + END_SECONDS
        while True:
            answer = self.http("POST", asked.service, asked.path, asked.body, named)
            if answer.status_code not in LATER or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        assert answer.status_code in {200, 201, 204}, f"{asked.path}: {answer.text}"
        asked.status = answer.status_code
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def token(self, service: str, caller: Caller = HAND) -> dict[str, str]:
        """What shows the service who asks."""
        return {"authorization": f"Bearer {self._signer.sign(caller, service)}"}

    def http(
        self,
        method: str,
        service: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """The plain answer. Raises Unheard."""
        url = self._around.url(service) + path
        try:
            return httpx2.request(method, url, json=body, headers=headers, timeout=30.0)
        except httpx2.HTTPError as error:
            raise Unheard(f"{service} {path}") from error

    def until(self, probe: Callable[[], T], seconds: float = 120.0) -> T:
        """What ``probe`` tells once it is true."""
        deadline = time.monotonic() + seconds
        while not (found := probe()):
            assert time.monotonic() < deadline, f"{self.prefix}: not within {seconds} s"
            time.sleep(0.05)
        return found

    def view(self, service: str, name: str) -> Any:
        """The live collection of a view."""
        database = self.database(service)
        return database[database["views"].find_one({"_id": name})["collection"]]

    def heard_of(self, organization: str, services: Sequence[str]) -> None:
        """Waits until the services keep the organization."""
        for service in services:
            rows = self.view(service, "organizations")
            self.until(lambda rows=rows: rows.find_one({"_id": organization}))
