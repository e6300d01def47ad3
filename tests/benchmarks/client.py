"""A load generator that costs little: prepared requests over keep-alive sockets.

It runs in the benchmark's process, apart from every service; both sides of a comparison over HTTP
are shot at by it in the same way.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

Place = tuple[str, int]
"""(host, port)."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One answered request: status, seconds, the answer's header block and body, what was asked."""

    status: int
    seconds: float
    head: bytes
    body: bytes
    asked: bytes

    def header(self, name: bytes) -> str:
        """The value of a header; raises RuntimeError without it."""
        for line in self.head.split(b"\r\n"):
            key, _, value = line.partition(b":")
            if key.lower() == name:
                return value.strip().decode()
        raise RuntimeError(f"no {name.decode()} in {self.status} {self.body[:200]!r}")


def request(method: str, path: str, host: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Line:
    """One connection."""

    def __init__(self, host: str, port: int) -> None:
        """Connects by ``open``."""
        self._host, self._port = host, port
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connects, again after a fault."""
        self.close()
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def ask(self, raw: bytes) -> Shot:
        """Sends one request and reads its answer."""
        if self._writer is None:
            await self.open()
        assert self._writer is not None
        begun = time.perf_counter()
        self._writer.write(raw)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        body = await self._reader.readexactly(length) if length else b""
        return Shot(int(head[9:12]), time.perf_counter() - begun, head, body, raw)

    def close(self) -> None:
        """Hangs up."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


async def fire(
    host: str, port: int, shots: Sequence[bytes], lines: int
) -> tuple[float, list[Shot]]:
    """(wall seconds, answers) of all ``shots`` over ``lines`` connections."""
    waiting: Iterator[bytes] = iter(shots)
    answers: list[Shot] = []
    opened = [Line(host, port) for _ in range(lines)]
    for line in opened:
        await line.open()

    async def work(line: Line) -> None:
        for raw in waiting:
            answers.append(await line.ask(raw))  # noqa: PERF401 - one after the other

    begun = time.perf_counter()
    await asyncio.gather(*(work(line) for line in opened))
    seconds = time.perf_counter() - begun
    for line in opened:
        line.close()
    return seconds, answers


async def paced(
    count: int,
    per_second: float,
    places: tuple[Place, Place],
    one: Callable[[int, Line, Line], Awaitable[float]],
) -> list[float]:
    """``one`` begins each 1/``per_second`` s, however long the earlier ones take.

    It is given its number and a free connection to each place.
    """
    idle: list[tuple[Line, Line]] = []
    found: list[float] = []

    async def begin(number: int) -> None:
        pair = idle.pop() if idle else (Line(*places[0]), Line(*places[1]))
        found.append(await one(number, *pair))
        idle.append(pair)

    clock = asyncio.get_running_loop().time
    begun, tasks = clock(), []
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / per_second - clock()))
        tasks.append(asyncio.create_task(begin(number)))
    await asyncio.gather(*tasks)
    for pair in idle:
        for line in pair:
            line.close()
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
