"""A person at the gateway, played by a program: signs in, sends commands, waits out a restart."""

import asyncio
import time
import uuid
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from deploy.embedded.trouble import Trouble

_PATIENCE: Final = 120.0
_PAUSES: Final = (0.2, 0.5, 1.0, 2.0)


class Refused(Exception):
    """The gateway or a service refused; ``problem`` is its problem document."""

    def __init__(self, path: str, status: int, problem: dict[str, Any]) -> None:
        """``problem`` may lack members when something else than a service answered."""
        super().__init__(f"{path}: {status} {problem.get('detail') or problem.get('code', '')}")
        self.status, self.problem = status, problem


class GatewayClient:
    """One signed-in session. A call that meets a busy or restarting process is repeated with the

    same Idempotency-Key for two minutes, so it has one effect.
    """

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """``url`` of the gateway; ``transport`` instead of the network (tests)."""
        timeout = httpx2.Timeout(60.0, connect=5.0)
        self._client = httpx2.AsyncClient(base_url=url, timeout=timeout, transport=transport)
        self._credentials: dict[str, str] = {}
        self._csrf = ""

    async def __aenter__(self) -> Self:
        """Opens nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def sign_in(self, login: str, password: str) -> dict[str, Any]:
        """The session; raises Refused for a wrong password."""
        self._credentials = {"login": login, "password": password}
        answer: dict[str, Any] = await self._call("POST", "session", self._credentials, "")
        self._csrf = answer["csrf_token"]
        return answer

    async def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        """The answer of ``/api/<path>``; None for an empty one. Raises Refused or Trouble."""
        return await self._call("POST", path, body, key or str(uuid.uuid4()))

    async def get(self, path: str) -> Any:
        """The answer of ``/api/<path>``. Raises Refused or Trouble."""
        return await self._call("GET", path, None, "")

    async def _call(self, method: str, path: str, body: Any, key: str) -> Any:
        deadline = time.monotonic() + _PATIENCE
        tried = 0
        while True:
            try:
                answer = await self._request(method, path, body, key)
                if answer.status_code not in {429, 502, 503, 504}:
                    if answer.status_code == 401 and path != "session":
                        await self.sign_in(**self._credentials)
                        continue
                    return _read(path, answer)
                pause = float(answer.headers.get("retry-after", 1.0))
            except httpx2.TransportError:
                pause = _PAUSES[min(tried, len(_PAUSES) - 1)]
            if time.monotonic() + pause > deadline:
                raise Trouble(f"The gateway did not answer {path}.", "gongjian status")
            tried += 1
            await asyncio.sleep(pause)

    async def _request(self, method: str, path: str, body: Any, key: str) -> httpx2.Response:
        headers = {"X-CSRF-Token": self._csrf} | ({"Idempotency-Key": key} if key else {})
        return await self._client.request(method, f"/api/{path}", json=body, headers=headers)


def _read(path: str, answer: httpx2.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    raise Refused(path, answer.status_code, problem if isinstance(problem, dict) else {})
