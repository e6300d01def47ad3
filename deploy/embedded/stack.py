"""The whole stack as one object: backends, services, their supervision."""

import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from deploy.embedded import traces, web_build
from deploy.embedded.backends import Backends, no_step, silent
from deploy.embedded.board import Board, ProcessEntry, Turn
from deploy.embedded.children import Child, Program, trim_log
from deploy.embedded.keys import ensure_keys
from deploy.embedded.places import LITTLE_ROOM, Places, require_room
from deploy.embedded.ports import Front, PortChoice, itself
from deploy.embedded.services import (
    GATEWAY,
    SERVICES,
    Surroundings,
    command_of,
    environment_of,
    is_ready,
    processes_of,
    service_of,
)
from deploy.embedded.trouble import Trouble


class Console(Protocol):
    """Where a stack says what it does."""

    def tell(self, line: str) -> None:
        """One line that stays."""

    def step(
        self, title: str, size: Callable[[], int] | None = None
    ) -> AbstractContextManager[None]:
        """A step that takes a while; ``size`` gives the bytes done so far."""


class SilentConsole:
    """Says nothing."""

    tell = staticmethod(silent)
    step = staticmethod(no_step)


@dataclass(frozen=True)
class Plan:
    """What a stack consists of.

    ``ports`` are wishes by process name (``DEFAULT_PORTS``); what is not named gets any free one.
    ``commands`` replaces the start command of a service, ``extra`` adds to its environment; both
    are by service or by process. ``mongods`` and ``brokers`` are 0, 1 or 3. With ``replicas`` of
    two or more the processes of a service are ``needs-1``, ``needs-2`` and so on. ``front`` says
    by which port others reach a process.
    """

    services: Sequence[str] = SERVICES
    ports: Mapping[str, int] | None = None
    mongods: int = 1
    brokers: int = 1
    web: bool = False
    demo: bool = False
    environment: str = "embedded"
    commands: Mapping[str, Sequence[str]] | None = None
    extra: Mapping[str, Mapping[str, str]] | None = None
    front: Front = itself
    replicas: int = 1

    @property
    def processes(self) -> tuple[str, ...]:
        """The service processes, in the order of start."""
        return tuple(
            process for name in self.services for process in processes_of(name, self.replicas)
        )


class Stack:
    """Everything below ``root`` kept running from ``start`` to ``stop``; a context manager too.

    Blocking, usable from any thread; from a coroutine call it by ``asyncio.to_thread``. A process
    that dies is restarted with back-off and named on the console. ``address`` is the (first)
    gateway's, ``urls`` has that of every process, and under a service's name its first one.
    """

    def __init__(
        self, root: Path, plan: Plan | None = None, console: Console | None = None
    ) -> None:
        self.places = Places(root.resolve())
        self.plan = plan or Plan()
        self.console: Console = console or SilentConsole()
        self.children: dict[str, Child] = {}
        self.urls: dict[str, str] = {}
        self._backends: Backends | None = None
        self._turn = Turn(self.places.run)
        self._choice = PortChoice(self.console.tell)
        self._writing = threading.Lock()

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

    @property
    def address(self) -> str:
        return self.urls.get(GATEWAY, "")

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every gateway process."""
        names = processes_of(GATEWAY, self.plan.replicas)
        return tuple(self.urls[name] for name in names if name in self.urls)

    @property
    def backends(self) -> Backends:
        """Mongod and Kafka; only between start and stop."""
        if self._backends is None:
            raise RuntimeError("the stack was not started")
        return self._backends

    def start(self, timeout: float = 120.0) -> None:
        """Return when every process is ready. Raises Trouble, and then nothing is left running."""
        self._turn.take()
        try:
            self._clear_the_ground()
            self._start_backends(timeout)
            self._start_services(timeout)
        except BaseException:
            self.stop()
            raise
        self._write_board()

    def stop(self) -> None:
        """Services first, then the backends; returns when no process is left."""
        backends = self._backends.children if self._backends else {}
        services = [child for name, child in self.children.items() if name not in backends]
        for child in services:
            child.ask_to_stop()
        for child in services:
            child.stop()
        if self._backends is not None:
            self._backends.stop()
        self._choice.release()
        self._turn.give_back()

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Return when every process is ready again, but for those that were stopped."""
        self.backends.wait_ready(timeout)
        for child in self.children.values():
            if child.wanted:
                child.wait_ready(timeout)

    def process(self, name: str) -> Child:
        """The supervised process ``name``; raises KeyError."""
        return self.children[name]

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal; the process is restarted when it dies of it."""
        self.children[name].kill(number)

    def stop_one(self, name: str) -> None:
        """Stop one process and leave it stopped."""
        self.children[name].stop()

    def start_one(self, name: str, timeout: float = 60.0) -> None:
        """Start a process that was stopped and wait until it is ready."""
        self.children[name].start()
        self.children[name].wait_ready(timeout)

    def restart(self, name: str, timeout: float = 60.0) -> None:
        """Stop and start one process, in order."""
        self.stop_one(name)
        self.start_one(name, timeout)

    def wipe_kafka(self) -> None:
        """The broker loses its log and comes back with another identity."""
        self.backends.wipe_kafka()

    def tend(self) -> None:
        """What a long run needs now and then: short logs, and a word before the disk is full."""
        for child in self.children.values():
            trim_log(child.log)
        try:
            require_room(self.places.root, LITTLE_ROOM)
        except Trouble as trouble:
            self.console.tell(str(trouble))

    def _clear_the_ground(self) -> None:
        left = traces.stop_left_over(self.places.run)
        if left:
            names = ", ".join(trace.name for trace in left)
            self.console.tell(f"Stopped what an earlier run left behind: {names}.")
        require_room(self.places.root)
        if self.plan.web:
            web_build.ensure_web(self.console.step, self.console.tell)

    def _start_backends(self, timeout: float) -> None:
        wished = self.plan.ports or {}
        self._backends = Backends(
            self.places.root,
            mongods=self.plan.mongods,
            brokers=self.plan.brokers,
            mongo_port=wished.get("mongod"),
            kafka_port=wished.get("kafka"),
            front=self.plan.front,
            tell=self._hear,
        )
        self.children.update(self._backends.children)
        self._write_board()
        self._backends.start(self.console.step, timeout)

    def _start_services(self, timeout: float) -> None:
        around = self._surroundings()
        for name in self.plan.processes:
            child = self._child(name, around)
            self.children[name] = child
            self.urls[name] = around.url(name)
            self.urls.setdefault(service_of(name), around.url(name))
            trim_log(child.log)
            child.start()
        self._write_board()
        for name in self.plan.processes:
            with self.console.step(f"{name} on port {around.ports[name]}"):
                self.children[name].wait_ready(timeout)

    def _surroundings(self) -> Surroundings:
        backends, ports = self.backends, self._choose_ports()
        return Surroundings(
            mongo_uri=backends.mongo.uri,
            kafka_bootstrap=backends.kafka.bootstrap,
            keys=ensure_keys(self.places.folder("secrets")),
            ports=ports,
            fronts={name: self.plan.front(name, port) for name, port in ports.items()},
            web_root=web_build.DIST,
            replication=min(3, max(1, self.plan.brokers)),
            demo=self.plan.demo,
            clock_file=self.places.folder("run") / "clock" if self.plan.demo else None,
            environment=self.plan.environment,
            extra=self.plan.extra or {},
            replicas=self.plan.replicas,
        )

    def _choose_ports(self) -> dict[str, int]:
        """The first replica gets the service's wished port, each further one 100 above it."""
        wished = self.plan.ports or {}
        chosen: dict[str, int] = {}
        for service in SERVICES:
            for index, name in enumerate(processes_of(service, self.plan.replicas)):
                wish = wished.get(service)
                wish = wished.get(name, wish + 100 * index if wish else None)
                chosen[name] = self._choice.port(name, wish)
        return chosen

    def _child(self, name: str, around: Surroundings) -> Child:
        port, service = around.ports[name], service_of(name)
        commands = self.plan.commands or {}
        program = Program(
            name=name,
            command=commands.get(name) or commands.get(service) or command_of(service),
            environment=environment_of(name, around),
            ready=lambda: is_ready(port),
            port=port,
        )
        return Child(program, self.places.run, self.places.log(name), self._hear)

    def _hear(self, line: str) -> None:
        self.console.tell(line)
        if self._backends is not None:
            self._write_board()

    def _write_board(self) -> None:
        processes = tuple(
            ProcessEntry(name, child.program.port, str(child.log), child.restarts, child.state)
            for name, child in self.children.items()
        )
        with self._writing:
            Board(
                pid=os.getpid(),
                address=self.address,
                mongo_uri=self.backends.mongo.uri,
                kafka_bootstrap=self.backends.kafka.bootstrap,
                processes=processes,
            ).write(self.places.run)
