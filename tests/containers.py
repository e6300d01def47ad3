"""MongoDB and Kafka in containers, for tests beside a Docker engine: the images of compose."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.embedded.places import PROJECT
from deploy.embedded.ports import LOOPBACK, any_free

ASKED = "GONGJIAN_TEST_CONTAINERS"
NO_ENGINE = f"no Docker engine answers; without {ASKED} the embedded backends are used"
_PATIENCE = 90.0


def asked() -> bool:
    """Whether the tests should use containers."""
    return os.environ.get(ASKED) == "1"


def engine_answers() -> bool:
    """Whether there is a Docker engine, not only its client."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        done = subprocess.run([docker, "info"], capture_output=True, timeout=10, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def need_engine() -> None:
    """Reports the test as skipped where there is none."""
    if not engine_answers():
        pytest.skip(NO_ENGINE)


@contextmanager
def mongo() -> Iterator[str]:
    """The address of a one-node replica set in a container."""
    port = any_free()
    uri = f"mongodb://{LOOPBACK}:{port}/?replicaSet=gongjian"
    member = {"_id": 0, "host": f"{LOOPBACK}:{port}"}
    with (
        _running(mongo_command(port)),
        MongoClient[Any](
            LOOPBACK, port, directConnection=True, serverSelectionTimeoutMS=1000
        ) as client,
    ):

        def primary() -> bool:
            try:
                hello = client.admin.command("hello")
                if "setName" not in hello:
                    config = {"_id": "gongjian", "members": [member]}
                    client.admin.command("replSetInitiate", config)
                return bool(hello["isWritablePrimary"] and "setName" in hello)
            except PyMongoError:
                return False

        _until(primary, "mongod in a container")
        yield uri


@contextmanager
def kafka() -> Iterator[str]:
    """The address of one broker in a container."""
    port = any_free()
    script = "/opt/kafka/bin/kafka-broker-api-versions.sh"
    with _running(kafka_command(port)) as container:
        asking = ["docker", "exec", container, script, "--bootstrap-server", f"localhost:{port}"]

        def up() -> bool:
            return subprocess.run(asking, capture_output=True, check=False).returncode == 0

        _until(up, "Kafka in a container")
        yield f"{LOOPBACK}:{port}"


def mongo_command(port: int) -> list[str]:
    """One port inside and outside, so that the member's address holds on both sides."""
    service = _compose()["mongo"]
    return [*_run(port), service["image"], *service["command"], f"--port={port}"]


def kafka_command(port: int) -> list[str]:
    """As compose starts it, but for its addresses and a folder that goes with the container."""
    service = _compose()["kafka"]
    told = {
        **service["environment"],
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{LOOPBACK}:{port}",
        "KAFKA_LOG_DIRS": "/tmp/kafka",
    }
    variables = [f"--env={name}={value}" for name, value in told.items()]
    return [*_run(port), *variables, service["image"]]


def _run(port: int) -> list[str]:
    return ["docker", "run", "--detach", "--rm", f"--publish={LOOPBACK}:{port}:{port}"]


def _compose() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    found: dict[str, Any] = services["services"]
    return found


@contextmanager
def _running(command: Sequence[str]) -> Iterator[str]:
    container = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    try:
        yield container
    finally:
        subprocess.run(["docker", "kill", container], capture_output=True, check=False)


def _until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not answer")
        time.sleep(0.3)
