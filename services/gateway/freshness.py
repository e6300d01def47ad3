"""Reads that wait for one's own changes."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from libs.kernel import Invalid

_MOST = 20
_NUMBER = re.compile("[0-9]{1,18}")
Reached = Callable[[str, str, int, float], Awaitable[bool]]
"""(service, aggregate id, seq, seconds): whether the views hold that fact in time."""


class BadToken(Invalid):
    """A consistency token reads service:aggregate@number."""

    code = "gateway.bad-token"


class Freshness:
    """Understands consistency tokens; ``reached`` is the consumer's own knowledge."""

    def __init__(self, reached: Reached) -> None:
        """See Reached."""
        self._reached = reached

    async def reached(self, tokens: str, seconds: float) -> bool:
        """Whether all of ``tokens`` are in the views within ``seconds``; none: yes, unasked."""
        if not tokens:
            return True
        wanted = _parse(tokens)
        answers = await asyncio.gather(
            *(self._reached(service, id_, seq, seconds) for (service, id_), seq in wanted.items())
        )
        return all(answers)


def _parse(tokens: str) -> dict[tuple[str, str], int]:
    wanted: dict[tuple[str, str], int] = {}
    for token in tokens.split(",")[:_MOST]:
        place, mark, seq = token.strip().rpartition("@")
        service, colon, id_ = place.partition(":")
        if not (mark and colon and id_ and _NUMBER.fullmatch(seq)):
            raise BadToken(token=token[:100])
        wanted[service, id_] = max(wanted.get((service, id_), 0), int(seq))
    return wanted
