"""Who was signed in a moment ago, so that a page's many reads need not ask the database each."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from libs.storage.records import ChangeSet
from services.gateway.domain import User

SECONDS: Final = 1.0
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A session and its account as they were read."""

    user: User
    expires_at: datetime
    until: float


class Remembered:
    """Sessions read within the last second, as long as this is the only gateway.

    Whatever ends or changes one goes through this process then, and is forgotten with the commit
    itself; beside another gateway nothing is remembered.
    """

    def __init__(self, alone: Callable[[], bool]) -> None:
        """``alone``: whether no other gateway serves the same database."""
        self._alone = alone
        self._known: OrderedDict[str, Known] = OrderedDict()
        self.turn = 0

    def get(self, session_id: str) -> Known | None:
        """None when it has to be read."""
        found = self._known.get(session_id)
        if found is None or found.until < time.monotonic() or not self._alone():
            return None
        return found

    def keep(self, session_id: str, user: User, expires_at: datetime, turn: int) -> None:
        """What was read; ``turn`` is that of before the read: what changed since spoils it."""
        if turn != self.turn:
            return
        self._known.pop(session_id, None)
        self._known[session_id] = Known(user, expires_at, time.monotonic() + SECONDS)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def forget(self) -> None:
        """A session has ended, or an account has changed: rare enough to forget them all."""
        self.turn += 1
        self._known.clear()

    def committed(self, changes: ChangeSet) -> None:
        """Hears of every commit of this process."""
        if any(collection == "users" for collection, _ in changes.aggregates):
            self.forget()
