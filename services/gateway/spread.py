"""Requests spread over the replicas of a service, past one that refuses connections."""

import time
from collections.abc import Iterator

_PASSED_OVER_SECONDS = 1.0


class Spread:
    """The addresses of one service, in turn; one that refused comes last for a second."""

    def __init__(self, urls: str) -> None:
        """``urls``: base URLs by comma."""
        self._urls = [url.strip() for url in urls.split(",") if url.strip()]
        self._next = 0
        self._refused: dict[str, float] = {}

    def __len__(self) -> int:
        """How many replicas are known."""
        return len(self._urls)

    def turn(self) -> Iterator[str]:
        """Every address once, the one whose turn it is first."""
        count = len(self._urls)
        begin, self._next = self._next, (self._next + 1) % count
        urls = [self._urls[(begin + step) % count] for step in range(count)]
        now = time.monotonic()
        yield from sorted(urls, key=lambda url: self._refused.get(url, 0.0) > now)

    def refused(self, url: str) -> None:
        """Nobody listens at ``url``: others are asked first for a while."""
        self._refused[url] = time.monotonic() + _PASSED_OVER_SECONDS
