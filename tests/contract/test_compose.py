import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.embedded.kafka import SMALL_MACHINE, replicated
from deploy.embedded.keys import key_files
from deploy.embedded.mongod import TRANSACTION_SECONDS
from deploy.embedded.places import PROJECT
from deploy.embedded.services import (
    ALLOCATOR,
    BUSINESS,
    GATEWAY,
    SERVICES,
    Surroundings,
    environment_of,
)

COMPOSE = PROJECT / "docker-compose.yml"
WATCHING = PROJECT / "deploy" / "observability" / "docker-compose.yml"
DOCKERFILE = PROJECT / "deploy" / "docker" / "Dockerfile"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


@pytest.fixture
def around() -> Surroundings:
    return Surroundings(
        mongo_uri="mongodb://127.0.0.1:1/?replicaSet=gongjian",
        kafka_bootstrap="127.0.0.1:2",
        keys=key_files(Path("secrets")),
        ports=dict.fromkeys(SERVICES, 3),
        web_root=Path("dist"),
    )


def complaints(path: Path) -> str:
    """What the compose specification has against the file."""
    tool = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [str(tool), "--builtin-schema", "vendor.compose-spec", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("path", [COMPOSE, WATCHING], ids=["product", "watching"])
def test_a_compose_file_holds_against_the_compose_specification(path: Path) -> None:
    assert complaints(path) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    restart: unless-stopped\n", "    restarts: unless-stopped\n"),
        ('    ports: ["${GONGJIAN_PORT:-8080}:8000"]', "    ports: {8080: 8000}"),
        ("{condition: service_healthy}", "{condition: service_hale}"),
    ],
)
def test_a_mistake_in_the_compose_file_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    text = COMPOSE.read_text()
    assert right in text
    spoilt = tmp_path / "docker-compose.yml"
    spoilt.write_text(text.replace(right, wrong, 1))

    assert complaints(spoilt)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_told_exactly_what_an_embedded_process_is_told(
    name: str, compose: dict[str, Any], around: Surroundings
) -> None:
    told = set(environment_of(name, around)) - ALLOCATOR.keys()  # of which the image tells
    assert set(compose["services"][name]["environment"]) == told


def test_every_service_stands_in_the_compose_file(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"mongo", "kafka", *SERVICES}


def test_containers_start_in_the_order_of_health(compose: dict[str, Any]) -> None:
    healthy = {"condition": "service_healthy"}
    backends = {"mongo": healthy, "kafka": healthy}
    for name in BUSINESS:
        assert compose["services"][name]["depends_on"] == backends
    assert compose["services"][GATEWAY]["depends_on"] == backends | dict.fromkeys(BUSINESS, healthy)
    assert all("healthcheck" in compose["services"][name] for name in backends)
    assert "HEALTHCHECK" in DOCKERFILE.read_text()


def test_every_secret_that_a_process_reads_is_mounted_from_a_file(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        read = {
            Path(value).name
            for key, value in service["environment"].items()
            if key.endswith("_FILE") and value.startswith("/run/secrets/")
        }
        assert read == set(service["secrets"])
        assert all("file" in compose["secrets"][secret] for secret in read)


def test_the_gateway_alone_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    open_ones = [name for name, service in compose["services"].items() if "ports" in service]
    assert open_ones == [GATEWAY]
    assert compose["networks"]["inside"]["internal"] is True
    known = json.loads(compose["services"][GATEWAY]["environment"]["GATEWAY_SERVICES"])
    assert known == {name: f"http://{name}:8000" for name in BUSINESS}


def test_kafka_has_the_same_settings_in_a_container(compose: dict[str, Any]) -> None:
    told = compose["services"]["kafka"]["environment"]
    for key, value in {**SMALL_MACHINE, **replicated(1)}.items():
        assert told[f"KAFKA_{key.upper().replace('.', '_')}"] == str(value)


def test_mongod_gives_up_a_dead_clients_transaction_as_early_everywhere(
    compose: dict[str, Any],
) -> None:
    limit = f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"
    assert f"--setParameter={limit}" in compose["services"]["mongo"]["command"]
    cluster = yaml.safe_load((PROJECT / "deploy/kubernetes/base/mongodb.yaml").read_text())
    config = cluster["spec"]["additionalMongodConfig"]
    assert config["setParameter.transactionLifetimeLimitSeconds"] == TRANSACTION_SECONDS


def test_a_container_has_the_start_command_of_the_embedded_stack_and_one_service_only() -> None:
    lines = DOCKERFILE.read_text().splitlines()
    assert 'CMD ["sh", "-c", "exec python -m libs.runtime services.$SERVICE.app"]' in lines
    copied = [line for line in lines if line.startswith("COPY ") and "./services" in line]
    assert copied == [
        "COPY services/__init__.py ./services/__init__.py",
        "COPY services/${SERVICE} ./services/${SERVICE}",
    ]
    assert any(line.startswith("USER 10001") for line in lines)
