"""A TCP proxy before every process, with weather of our making between it and the others."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from deploy.embedded.ports import LOOPBACK

T = TypeVar("T")
_CHUNK, _SLOW_CHUNK = 65_536, 2_048
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Weather:
    """How the connections to one process fare.

    ``delay``: every piece comes ``amount`` seconds late; ``slow``: at most ``amount`` bytes a
    second; ``cut``: all connections are reset, new ones too; ``silent``: nothing comes through in
    either direction; ``deaf``: requests come through, answers do not. A connection that lost bytes
    to ``silent`` or ``deaf`` stays dead when the weather clears, as behind a gateway that forgot
    it: only who gives it up and connects anew is heard.
    """

    kind: str = "clear"
    amount: float = 0.0


CLEAR = Weather()


class Front:
    """What stands before one process; lives in the proxies' event loop."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.weather = CLEAR
        self._clear = asyncio.Event()
        self._clear.set()
        self._links: set[_Link] = set()
        self._server: asyncio.Server | None = None
        self.lost = 0

    async def open(self) -> int:
        """Listens; the port."""
        self._server = await asyncio.start_server(self._accept, LOOPBACK, 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def turn(self, weather: Weather) -> None:
        """From now on it is so."""
        self.weather = weather
        if weather == CLEAR:
            self._clear.set()
        else:
            self._clear.clear()
        if weather.kind == "cut":
            self.lost += len(self._links)
            for link in list(self._links):
                link.end(hard=True)

    async def close(self) -> None:
        """Resets what is left."""
        if self._server is not None:
            self._server.close()
        self._clear.set()
        for link in list(self._links):
            link.end(hard=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(writer)
        self._links.add(link)
        try:
            if self.weather.kind == "cut":
                self.lost += 1
                return
            upstream, answers = await asyncio.open_connection(LOOPBACK, self._port)
            link.writers.append(answers)
            both = (self._pump(link, reader, answers), self._pump(link, upstream, writer))
            tasks = [asyncio.create_task(each) for each in both]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if link.dead:
                await self._clear.wait()  # nobody hears of the end before the weather clears
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        except OSError:
            return
        finally:
            self._links.discard(link)
            link.end(hard=self.weather.kind == "cut")

    async def _pump(
        self, link: "_Link", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answering = writer is link.writers[0]
        with contextlib.suppress(OSError):
            while piece := await reader.read(
                _SLOW_CHUNK if self.weather.kind == "slow" else _CHUNK
            ):
                kind, amount = self.weather.kind, self.weather.amount
                if kind == "silent" or (kind == "deaf" and answering):
                    self.lost += not link.dead
                    link.dead = True
                if link.dead and (answering or kind != "deaf"):
                    continue
                if kind == "delay":
                    await asyncio.sleep(amount)
                elif kind == "slow":
                    await asyncio.sleep(len(piece) / amount)
                writer.write(piece)
                await writer.drain()


class _Link:
    """One connection through the proxy: first its client's end, then the process's."""

    def __init__(self, client: asyncio.StreamWriter) -> None:
        self.writers = [client]
        self.dead = False

    def end(self, *, hard: bool) -> None:
        """Closes both ends, after what is on its way; ``hard`` resets them."""
        for writer in self.writers:
            plug = writer.get_extra_info("socket")
            if not hard:
                writer.close()
                continue
            if plug is not None:
                with contextlib.suppress(OSError):
                    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()


class Proxies:
    """All fronts of one stack, in a thread of their own; a context manager."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._fronts: dict[str, Front] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for front in self._fronts.values():
            self._call(front.close())
        self._call(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def front(self, name: str, port: int) -> int:
        """The port by which others reach process ``name`` from now on (see Plan.front)."""
        front = self._fronts[name] = self._call(_made(port))
        return self._call(front.open())

    def turn(self, name: str, weather: Weather) -> None:
        """Changes the weather before one process; raises KeyError."""
        self._call(self._fronts[name].turn(weather))

    def clear(self) -> None:
        """Good weather everywhere."""
        for name in self._fronts:
            self.turn(name, CLEAR)

    def lost(self, name: str) -> int:
        """How many connections to ``name`` the weather has broken so far."""
        return self._fronts[name].lost

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _finish(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


async def _made(port: int) -> Front:
    return Front(port)
