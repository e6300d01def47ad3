"""A load generator that costs little: prepared requests over keep-alive sockets."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """One answered request: status, seconds, and the answer's header block and body."""

    status: int
    seconds: float
    head: bytes
    body: bytes


def request(method: str, path: str, host: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Line:
    """One connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    async def ask(self, raw: bytes) -> Shot:
        """Sends one request and reads its answer."""
        begun = time.perf_counter()
        self._writer.write(raw)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        body = await self._reader.readexactly(length) if length else b""
        return Shot(int(head[9:12]), time.perf_counter() - begun, head, body)

    def close(self) -> None:
        self._writer.close()


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


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
