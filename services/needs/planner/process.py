"""The solver's process: started with the first plan, kept for the next ones, gone after a while."""

import asyncio
import pickle
import sys
from typing import Any, Final

from services.needs.planner.problem import Problem, Solution

KEPT_SECONDS: Final = 60.0
"""Starting it takes longer than most plans; at rest the service stays small."""


class SolverFailed(Exception):
    """The solver's process ended without an answer."""


class SolverProcess:
    """Solves one problem at a time in a process of its own.

    It ends with its service, however that ends: it reads until there is nothing to come.
    """

    def __init__(self, kept_seconds: float = KEPT_SECONDS) -> None:
        """Nothing is started before it is needed; an idle process lives for ``kept_seconds``."""
        self._kept_seconds = kept_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._turn = asyncio.Lock()
        self._end: asyncio.TimerHandle | None = None

    def warm_up(self) -> None:
        """Has it started meanwhile, while the problem is being put together."""
        if self._turn.locked() or self._starting is not None or self._alive():
            return
        self._starting = asyncio.create_task(_started(), name="solver start")

    async def solve(self, problem: Problem) -> Solution:
        """The answer. Raises SolverFailed; when this task is cancelled, the process is killed."""
        async with self._turn:
            process = await self._ready()
            try:
                answer = await _asked(process, problem)
            except (OSError, EOFError, asyncio.IncompleteReadError) as error:
                await self._kill()
                raise SolverFailed from error
            except BaseException:
                await self._kill()
                raise
            self._keep()
        if not isinstance(answer, Solution):
            raise SolverFailed
        return answer

    async def retire(self) -> None:
        """Ends an idle process; from now on none is kept."""
        self._kept_seconds = 0.0
        if not self._turn.locked():
            async with self._turn:
                if self._starting is not None:
                    self._process, self._starting = await self._starting, None
                await self._kill()

    def _alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._end is not None:
            self._end.cancel()
        starting, self._starting = self._starting, None
        if starting is not None:
            self._process = await starting
        if self._process is None or self._process.returncode is not None:
            self._process = await _started()
        return self._process

    def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        self._end = loop.call_later(self._kept_seconds, self._let_go)

    def _let_go(self) -> None:
        """It ends by itself when nothing more can come."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if self._end is not None:
            self._end.cancel()
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _started() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.needs.planner",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def _asked(process: asyncio.subprocess.Process, problem: Problem) -> Any:
    writer, reader = process.stdin, process.stdout
    if writer is None or reader is None:
        raise EOFError
    raw = pickle.dumps(problem)
    writer.write(len(raw).to_bytes(8) + raw)
    await writer.drain()
    size = int.from_bytes(await reader.readexactly(8))
    return pickle.loads(await reader.readexactly(size))  # noqa: S301 - from our own process
