"""Work over the whole chain that goes on while things break; the book keeps every word."""

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.chaos.cooperating import Cooperating
from tests.chaos.ground import Clockwork, prepare
from tests.chaos.hand import Book, Hand, Told
from tests.chaos.serving import Serving

__all__ = ["EARLY_KINDS", "KINDS", "Book", "Hand", "Told", "Workload"]

EARLY_KINDS = (
    "organizations/organizations",
    "registrations/members",
    "registrations/registrations",
    "registrations/registrations/*/acceptance",
    "needs/needs",
    "needs/needs/*/publication",
    "needs/resources",
    "activities/sessions",
    "activities/sessions/*/sign-ups",
)
"""Kinds of command that every run comes to, however short it is."""

KINDS = (
    *EARLY_KINDS,
    "registrations/registrations/*/arrival",
    "needs/plans",
    "needs/plans/*/adoption",
    "needs/resources/*/offers/*/acceptance",
    "pairings/agreements/*/revisions",
    "pairings/agreements/*/signatures",
    "projects/projects",
    "projects/projects/*/milestones",
    "projects/projects/*/reports",
    "projects/projects/*/closing",
    "activities/sessions/*/attendances/*/check-in",
    "activities/sessions/*/attendances/*/check-out",
    "activities/sessions/*/attendances/*/confirmation",
    "activities/sessions/*/attendances/*/correction-approval",
)
"""The whole chain."""


class Workload:
    """Some hands, each at work on its own street, until told to stop.

    ``clock`` is the clock file of the stack; without it nobody is checked in, for no session ever
    begins.
    """

    def __init__(
        self,
        url: str,
        admin_password: str,
        file: Path,
        seed: int,
        hands: int = 3,
        *,
        clock: Path | None = None,
    ) -> None:
        self._url, self._seed = url, seed
        self._stop = threading.Event()
        self._grounds = prepare(url, admin_password, hands)
        self.book, self.clock = Book(file), Clockwork(clock)
        self._hands: list[Hand] = []
        self._serving: list[Serving] = []
        self._threads = [self._hired(number) for number in range(hands)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Returns when every hand has its last answer; again does nothing."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(180)
        for serving in self._serving:
            serving.close()
        for hand in self._hands:
            hand.close()
        self.book.close()

    @property
    def actors(self) -> list[str]:
        """The accounts behind the hands."""
        return self.book.actors

    def _hired(self, number: int) -> threading.Thread:
        draw = Random(self._seed * 1000 + number)
        names = (f"chaos{number}", f"second{number}")
        pair = [Hand(self._url, name, self.book, draw, self._stop) for name in names]
        for hand in pair:
            if not hand.sign_in():
                raise AssertionError(f"{hand.login} cannot sign in")
        self._hands += pair
        ground = self._grounds[number]
        cooperating = Cooperating(pair[0], ground, self.clock, draw)
        serving = Serving(self._url, *pair, ground, self.clock, self.book, draw, self._stop)
        self._serving.append(serving)
        errands: list[tuple[Callable[[], None], int]] = [
            (cooperating.register, 1),
            (cooperating.rename, 2),
            (cooperating.match, 4),
            (serving.enrol, 3),
            (serving.move, 1),
            (serving.serve, 4),
        ]
        return threading.Thread(target=self._work, args=(draw, errands), daemon=True)

    def _work(self, draw: Random, errands: list[tuple[Callable[[], None], int]]) -> None:
        deeds = [deed for deed, _ in errands]
        weights = [weight for _, weight in errands]
        while not self._stop.is_set():
            draw.choices(deeds, weights)[0]()
