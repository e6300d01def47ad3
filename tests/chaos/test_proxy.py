"""The proxy makes the weather it is told to make."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from deploy.embedded.ports import LOOPBACK
from tests.chaos.proxy import CLEAR, Proxies, Weather

PATIENCE = 10.0
SILENCE = 0.5
"""So long nothing is heard of a connection that hangs."""


class Echo:
    """Sends back what it hears, and keeps it."""

    def __init__(self) -> None:
        self.heard = b""
        self._server = socket.create_server((LOOPBACK, 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                plug, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(plug,), daemon=True).start()

    def _answer(self, plug: socket.socket) -> None:
        with plug:
            while piece := _read(plug, 65_536):
                self.heard += piece
                plug.sendall(piece)

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    served = Echo()
    yield served
    served.close()


@pytest.fixture
def proxies() -> Iterator[Proxies]:
    with Proxies() as made:
        yield made


def _read(plug: socket.socket, size: int = 100) -> bytes:
    try:
        return plug.recv(size)
    except TimeoutError:
        raise
    except OSError:
        return b""


def _client(port: int) -> socket.socket:
    return socket.create_connection((LOOPBACK, port), timeout=PATIENCE)


def _answers(plug: socket.socket, word: bytes = b"word") -> bool:
    plug.sendall(word)
    return _read(plug) == word


def _hangs(plug: socket.socket) -> bool:
    plug.settimeout(SILENCE)
    try:
        _answers(plug)
    except TimeoutError:
        return True
    return False


def _is_reset(port: int) -> bool:
    """A new connection comes to nothing: at once, or as soon as it is listened to."""
    try:
        with _client(port) as plug:
            return _read(plug) == b""
    except ConnectionResetError:
        return True


def test_in_clear_weather_everything_passes_both_ways(echo: Echo, proxies: Proxies) -> None:
    port = proxies.front("echo", echo.port)

    with _client(port) as plug:
        assert all(_answers(plug) for _ in range(3))


def test_a_cut_resets_old_and_new_connections_until_it_is_over(
    echo: Echo, proxies: Proxies
) -> None:
    port = proxies.front("echo", echo.port)
    with _client(port) as old:
        assert _answers(old)

        proxies.turn("echo", Weather("cut"))

        assert _read(old) == b""
    assert _is_reset(port)

    proxies.turn("echo", CLEAR)
    with _client(port) as after:
        assert _answers(after)
    assert proxies.lost("echo") == 2


def test_a_silent_connection_stays_dead_when_others_are_heard_again(
    echo: Echo, proxies: Proxies
) -> None:
    port = proxies.front("echo", echo.port)
    with _client(port) as old:
        assert _answers(old)
        proxies.turn("echo", Weather("silent"))

        assert _hangs(old)
        assert echo.heard == b"word"

        proxies.turn("echo", CLEAR)
        assert _hangs(old)
        with _client(port) as new:
            assert _answers(new)


def test_a_deaf_connection_loses_the_answer_only(echo: Echo, proxies: Proxies) -> None:
    port = proxies.front("echo", echo.port)
    proxies.turn("echo", Weather("deaf"))
    with _client(port) as plug:
        assert _hangs(plug)

    assert echo.heard == b"word"


def test_delay_and_narrowness_take_their_time(echo: Echo, proxies: Proxies) -> None:
    port = proxies.front("echo", echo.port)
    with _client(port) as plug:
        for weather in (Weather("delay", 0.1), Weather("slow", 40.0)):
            proxies.turn("echo", weather)
            begun = time.monotonic()

            assert _answers(plug)

            assert time.monotonic() - begun >= 0.2
