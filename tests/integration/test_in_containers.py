"""The containers of compose's images serve the tests as the embedded backends do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.embedded.places import PROJECT
from libs.messaging.kafka_admin import KafkaAdmin
from libs.storage.database import Database
from tests import containers


@pytest.mark.docker
@pytest.mark.timeout(300)
async def test_database_and_broker_in_containers_are_fit_for_a_service() -> None:
    containers.need_engine()
    with containers.mongo() as uri, containers.kafka() as bootstrap:
        database, admin = Database.connect(uri, "gongjian_test"), KafkaAdmin(bootstrap, "test")
        try:
            await database.prepare({"things": ()})
            await admin.ensure_topics(["gongjian.test"], 4, 1)

            assert len(await admin.end_offsets(["gongjian.test"])) == 4
        finally:
            await admin.close()
            await database.close()


def test_the_containers_are_those_of_compose_reached_on_the_loopback_alone() -> None:
    services: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())

    for name, command in (
        ("mongo", containers.mongo_command(5000)),
        ("kafka", containers.kafka_command(5000)),
    ):
        assert services["services"][name]["image"] in command
        assert "--publish=127.0.0.1:5000:5000" in command
        assert not any("0.0.0.0" in word for word in command)
    assert "--env=KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:5000" in command


@pytest.mark.parametrize(("code", "answers"), [(0, True), (1, False)])
def test_a_client_without_an_engine_is_no_engine(
    code: int, answers: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not containers.engine_answers()

    client = tmp_path / "docker"
    client.write_text(f"#!/bin/sh\nexit {code}\n")
    client.chmod(0o755)
    assert containers.engine_answers() is answers
