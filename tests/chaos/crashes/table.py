"""Every crash point of the product: which process dies there, among whom, and under what load."""

from dataclasses import dataclass, field
from typing import Final

from tests.chaos.crashes.loads import (
    Discarded,
    Forwarded,
    Gap,
    Garbage,
    Load,
    Locked,
    LostTopic,
    Merged,
    NewPassword,
    Planned,
    Poison,
    Rebuilt,
    Receipt,
    Redriven,
    SignedIn,
)

ALONE: Final = ("organizations",)
PAIR: Final = ("organizations", "registrations")
DOOR: Final = ("organizations", "needs", "gateway")


@dataclass(frozen=True, slots=True)
class Point:
    """``victim`` ends at its ``nth`` passage of ``name``."""

    name: str
    victim: str
    load: Load = field(default_factory=Load)
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Lane:
    """Points tried one after the other on the same processes."""

    name: str
    services: tuple[str, ...]
    points: tuple[Point, ...]


LANES: Final = (
    Lane(
        "one",
        ALONE,
        (
            Point("store.before_commit", "organizations", nth=2),
            Point("store.after_commit", "organizations", nth=2),
            Point("service.before_answer", "organizations", nth=3),
            Point("relay.before_publish", "organizations"),
            Point("relay.after_publish", "organizations"),
            Point("relay.after_mark", "organizations", nth=2),
            Point("slots.after_acquire", "organizations", nth=3),
            Point("resend.after_ask", "organizations", Gap()),
            Point("resend.after_reset", "organizations", Gap()),
            Point("resend.before_offsets", "organizations", Gap()),
            Point("sweep.after_page", "organizations", Merged()),
        ),
    ),
    Lane(
        "two",
        PAIR,
        (
            Point("consumer.before_commit", "registrations", nth=2),
            Point("consumer.after_commit", "registrations"),
            Point("consumer.before_offsets", "registrations"),
            Point("consumer.after_offsets", "registrations"),
            Point("consumer.after_quarantine", "registrations", Garbage()),
            Point("consumer.after_park", "registrations", Poison()),
            Point("parking.after_redrive", "registrations", Redriven()),
            Point("parking.after_discard", "registrations", Discarded()),
        ),
    ),
    Lane(
        "three",
        PAIR,
        (
            Point("numbers.after_lease", "registrations", Receipt()),
            Point("rebuild.before_indexes", "registrations", Rebuilt()),
            Point("rebuild.after_page", "registrations", Rebuilt()),
            Point("rebuild.before_swap", "registrations", Rebuilt()),
            Point("rebuild.after_swap", "registrations", Rebuilt()),
            # The first passage is the start; the second follows the loss.
            Point("watch.after_topics", "organizations", LostTopic(), nth=2),
            Point("watch.after_refill", "organizations", LostTopic()),
            Point("watch.after_note", "organizations", LostTopic()),
        ),
    ),
    Lane(
        "four",
        DOOR,
        (
            # The first start of this gateway: it opens the first account.
            Point("accounts.after_opening", "gateway", SignedIn()),
            Point("sessions.after_begin", "gateway", SignedIn()),
            Point("sessions.after_password", "gateway", NewPassword()),
            Point("forwarding.before_send", "gateway", Forwarded()),
            Point("forwarding.after_answer", "gateway", Forwarded()),
            Point("timers.after_claim", "gateway", Locked()),
            Point("timers.before_settle", "gateway", Locked()),
            Point("timers.after_settle", "gateway", Locked()),
            Point("worker.after_work", "needs", Planned()),
        ),
    ),
)
POINTS: Final = {point.name: point for lane in LANES for point in lane.points}
