"""mongod and Kafka alone: what integration tests and the stack stand on."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from deploy.embedded import kafka_jars, traces
from deploy.embedded.children import Child, Tell, trim_log
from deploy.embedded.kafka import BrokerPorts, Kafka, broker_name
from deploy.embedded.limits import allow_files
from deploy.embedded.mongod import Mongod
from deploy.embedded.places import Places
from deploy.embedded.ports import Front, PortChoice, itself
from deploy.embedded.trouble import Trouble


def silent(_line: str) -> None:
    """Tell nobody."""


class Step(Protocol):
    """Shows a step that takes a while; ``size`` gives the bytes done so far."""

    def __call__(
        self, title: str, size: Callable[[], int] | None = None
    ) -> AbstractContextManager[None]: ...


@contextmanager
def no_step(title: str, size: Callable[[], int] | None = None) -> Iterator[None]:  # noqa: ARG001
    """Show nothing."""
    yield


class Backends:
    """A replica set and a Kafka cluster below ``root``, kept running from start to stop.

    Blocking and safe to call from any thread; from a coroutine call it by ``asyncio.to_thread``.
    ``mongods`` and ``brokers`` are 0 (none), 1 or 3. ``front`` says by which port others reach a
    process. Also a context manager.

        with Backends(tmp_path) as backends:
            backends.mongo.uri, backends.kafka.bootstrap
    """

    def __init__(
        self,
        root: Path,
        *,
        mongods: int = 1,
        brokers: int = 1,
        mongo_port: int | None = None,
        kafka_port: int | None = None,
        front: Front = itself,
        tell: Tell = silent,
    ) -> None:
        self.places = Places(root)
        choice = self._choice = PortChoice(tell)
        self.mongo = Mongod(
            self.places, [choice.port("mongod", mongo_port) for _ in range(mongods)], front=front
        )
        self.kafka = Kafka(
            self.places,
            [
                self._broker(broker_name(node, brokers), kafka_port, front)
                for node in range(1, brokers + 1)
            ],
        )
        self.children = {
            program.name: Child(program, self.places.run, self.places.log(program.name), tell)
            for program in (*self.mongo.programs(), *self.kafka.programs())
        }

    def _broker(self, name: str, wished: int | None, front: Front) -> BrokerPorts:
        clients = self._choice.port("Kafka", wished)
        controller = self._choice.port("Kafka's controller", wished and wished + 1)
        return BrokerPorts(clients, controller, front(name, clients))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, step: Step = no_step, timeout: float = 60.0) -> None:
        """Return when both really serve. On trouble everything is stopped again."""
        allow_files()
        traces.stop_left_over(self.places.run)
        if self.kafka.ports and not kafka_jars.present():
            with step("Fetch Apache Kafka", kafka_jars.bytes_fetched):
                kafka_jars.ensure()
        for child in self.children.values():
            trim_log(child.log)
            child.start()
        try:
            with step(f"Start {', '.join(self.children) or 'no backend'}"):
                self.wait_ready(timeout)
        except BaseException:
            self.stop()
            raise

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Writes are accepted by the database and the whole cluster is seen."""
        for child in self.children.values():
            child.wait_ready(timeout)
        if self.mongo.ports:
            self.mongo.form_set()
            _until(self.mongo.is_whole, "The replica set elects no primary.", timeout)
        if self.kafka.ports:
            _until(self.kafka.all_brokers_answer, "The brokers do not find each other.", timeout)

    def stop(self) -> None:
        """Stop all, clients' data kept; returns when no process is left."""
        for child in self.children.values():
            child.ask_to_stop()
        for child in self.children.values():
            child.stop()
        self._choice.release()

    def wipe_kafka(self) -> None:
        """The broker loses its log: stopped, folder deleted, started again with a new identity."""
        brokers = [self.children[program.name] for program in self.kafka.programs()]
        for child in brokers:
            child.stop()
        self.kafka.wipe()
        for child in brokers:
            child.start()
        self.wait_ready()


def _until(holds: Callable[[], bool], sentence: str, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not holds():
        if time.monotonic() > deadline:
            raise Trouble(sentence)
        time.sleep(0.1)
