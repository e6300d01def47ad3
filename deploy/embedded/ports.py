"""Loopback ports: the wished one when it is free, else the next free one."""

import socket
from collections.abc import Collection

import psutil

from deploy.embedded.trouble import Trouble

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Nobody listens on ``port`` of the loopback and we may."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that the system hands out now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def choose(wished: int, taken: Collection[int] = ()) -> int:
    """``wished`` or the first free port of the 200 above it that is not in ``taken``."""
    for port in range(wished, min(wished + 200, 65536)):
        if port not in taken and is_free(port):
            return port
    raise Trouble(f"No port from {wished} to {wished + 199} is free on {LOOPBACK}.", "ss -ltnp")


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
