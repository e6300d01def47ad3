"""Loopback ports: the wished one when it is free, else the next free one."""

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psutil

from deploy.embedded.trouble import Trouble

LOOPBACK = "127.0.0.1"
LOWEST_PORT = 12_000
_DICE = random.SystemRandom()  # two runs of tests with one seed are not to choose alike
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")

Front = Callable[[str, int], int]
"""(process, its port) to the port by which all others reach it: a test may stand in between."""


def itself(_name: str, port: int) -> int:
    """Nobody stands in between."""
    return port


def is_free(port: int) -> bool:
    """Nobody listens on ``port`` of the loopback and we may."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def listens(port: int) -> bool:
    """Somebody takes connections on ``port``."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def any_free() -> int:
    """A free port that the system itself gives to nobody.

    What it hands out for the asking (port 0, or the near end of a connection) it may hand out
    again before the program that is to listen there has started.
    """
    while not is_free(port := _DICE.randrange(LOWEST_PORT, handed_out_from())):
        pass
    return port


def handed_out_from() -> int:
    """The first port that is not ours to choose: the system gives away by itself from there on.

    Where it leaves no room above LOWEST_PORT, all ports are.
    """
    try:
        lowest = int(_RANGE.read_text().split()[0])
    except FileNotFoundError:  # not a Linux
        return 49152  # RFC 6335 section 6
    return lowest if lowest > 2 * LOWEST_PORT else 65_536


class PortChoice:
    """Ports for one stack: no two alike, and a word when a wish cannot be met.

    A chosen port stays reserved among all stacks of this user until ``release``: a broker that is
    down for a moment must not find the broker of another stack in its place when it comes back.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._reserved: dict[int, IO[str]] = {}

    def port(self, name: str, wished: int | None) -> int:
        """``wished`` or the first free port of the 200 above it; without a wish any free one."""
        mine = wished in self._reserved
        port = self._near(wished) if wished else self._anywhere()
        if wished and port != wished and not mine:
            by = holder(wished)
            self._tell(
                f"Port {wished} is taken{' by ' + by if by else ''}: "
                f"{name} uses {port} in its place."
            )
        return port

    def release(self) -> None:
        """Other stacks may choose these ports again."""
        for file in self._reserved.values():
            file.close()
        self._reserved.clear()

    def _near(self, wished: int) -> int:
        for port in range(wished, min(wished + 200, 65536)):
            if is_free(port) and self._reserve(port):
                return port
        raise Trouble(f"No port from {wished} to {wished + 199} is free on {LOOPBACK}.", "ss -ltnp")

    def _anywhere(self) -> int:
        port = any_free()
        while not self._reserve(port):
            port = any_free()
        return port

    def _reserve(self, port: int) -> bool:
        folder = Path(tempfile.gettempdir()) / f"gongjian-ports-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        file = (folder / str(port)).open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._reserved[port] = file
        return True


def holder(port: int) -> str:
    """Who listens on ``port``, as far as this user may know: ``name (pid 12)`` or ``""``."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return ""
    for connection in connections:
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,)
        if listens and connection.pid:
            try:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
            except psutil.Error:
                return f"pid {connection.pid}"
    return ""
