"""The eight service processes: how each is started and what its environment tells it."""

import http.client
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.keys import KeyFiles
from deploy.embedded.ports import LOOPBACK

GATEWAY = "gateway"
BUSINESS = (
    "organizations",
    "registrations",
    "needs",
    "pairings",
    "projects",
    "activities",
    "ledger",
)
SERVICES = (*BUSINESS, GATEWAY)
DEFAULT_PORTS: Mapping[str, int] = {
    GATEWAY: 8080,
    **{name: 8101 + index for index, name in enumerate(BUSINESS)},
    "mongod": 27117,
    "kafka": 9192,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all processes of one stack share; ``ports`` are by process."""

    mongo_uri: str
    kafka_bootstrap: str
    keys: KeyFiles
    ports: Mapping[str, int]
    web_root: Path
    fronts: Mapping[str, int] = field(default_factory=dict)
    replication: int = 1
    demo: bool = False
    clock_file: Path | None = None
    environment: str = "embedded"
    extra: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replicas: int = 1

    def url(self, process: str) -> str:
        return f"http://{LOOPBACK}:{self.fronts.get(process, self.ports[process])}"

    def urls(self, service: str) -> str:
        """The addresses of all replicas, by comma."""
        return ",".join(self.url(process) for process in processes_of(service, self.replicas))


ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "1048576"}
"""Large blocks go back to the system when they are freed: hashing a password takes 19 MB, and the C
library would keep as much for each thread that ever did."""


def processes_of(service: str, replicas: int) -> tuple[str, ...]:
    """The names of a service's processes: its own, or with a number when there are several."""
    if replicas == 1:
        return (service,)
    return tuple(f"{service}-{number}" for number in range(1, replicas + 1))


def service_of(process: str) -> str:
    """The service that a process belongs to; a name that is none of ours is given back."""
    service, _, number = process.rpartition("-")
    return service if number.isdigit() and service in SERVICES else process


def command_of(name: str) -> list[str]:
    """The same start command in every profile."""
    return [sys.executable, "-m", "libs.runtime", f"services.{name}.app"]


def environment_of(process: str, around: Surroundings) -> dict[str, str]:
    """Every variable that ``process`` is given; ``extra`` is by service, and by process."""
    name = service_of(process)
    told = {
        "MONGO_URI": around.mongo_uri,
        "KAFKA_BOOTSTRAP": around.kafka_bootstrap,
        "HOST": LOOPBACK,
        "PORT": str(around.ports[process]),
        "TOKEN_PUBLIC_KEY_FILE": str(around.keys.token_public),
        "ENVIRONMENT": around.environment,
        "REPLICATION": str(around.replication),
    }
    if around.clock_file is not None:
        told["CLOCK_FILE"] = str(around.clock_file)
    if name == GATEWAY:
        told |= {
            "TOKEN_PRIVATE_KEY_FILE": str(around.keys.token_private),
            "ADMIN_PASSWORD_FILE": str(around.keys.admin_password),
            "SERVICES": json.dumps({each: around.urls(each) for each in BUSINESS}),
            "WEB_ROOT": str(around.web_root),
            "DEMO": "true" if around.demo else "false",
        }
    if name == "registrations":
        told["FIELD_KEY_FILE"] = str(around.keys.field)
    prefixed = {f"{name.upper()}_{key}": value for key, value in told.items()}
    return {**ALLOCATOR, **prefixed, **around.extra.get(name, {}), **around.extra.get(process, {})}


def is_ready(port: int, path: str = "/health/ready", timeout: float = 2.0) -> bool:
    """The process on ``port`` says that it can take work."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
