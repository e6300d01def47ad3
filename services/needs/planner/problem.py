"""What is to be matched and what came out, as plain data that travels between processes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

FORMULATION = 1
"""Raised when scores, limits or the order of goals change: equal inputs then hash differently."""


@dataclass(frozen=True)
class OpenNeed:
    """A published need with the quantity nobody has promised or been asked for yet.

    ``path`` is the community now in charge followed by all that lies above, nearest first;
    everything is compared by it, ``community_id`` is only passed on.
    """

    need_id: str
    proposer_id: str
    community_id: str
    title: str
    category_code: str
    unit_code: str
    qty: Decimal
    start_at: datetime
    end_at: datetime
    path: tuple[str, ...]

    @property
    def place_id(self) -> str:
        """The community now in charge."""
        return self.path[0]


@dataclass(frozen=True)
class FreeWindow:
    """What is left of a resource in one of its windows."""

    window_no: int
    start_at: datetime
    end_at: datetime
    qty: Decimal


@dataclass(frozen=True)
class OpenResource:
    """A listed resource; no ``community_ids`` means it goes anywhere.

    ``path``: the unit and all above it. ``rating_pct``: mean of its projects' scores, if any.
    ``partner_ids`` are communities it has an agreement with, ``former_ids`` those it once had.
    """

    resource_id: str
    unit_id: str
    title: str
    category_code: str
    unit_code: str
    windows: tuple[FreeWindow, ...]
    community_ids: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    rating_pct: Decimal | None = None
    partner_ids: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One matching problem. The limits count communities of a unit and units of a need."""

    weights: Mapping[str, int]
    needs: tuple[OpenNeed, ...]
    resources: tuple[OpenResource, ...]
    communities_per_unit: int | None = None
    units_per_need: int | None = None

    @cached_property
    def step(self) -> Decimal:
        """The smallest quantity handed out: 1, or 0.01 if any quantity has decimals."""
        amounts = [need.qty for need in self.needs]
        amounts += [window.qty for one in self.resources for window in one.windows]
        whole = all(amount == amount.to_integral_value() for amount in amounts)
        return Decimal(1) if whole else Decimal("0.01")

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of everything the answer depends on; the order of the input does not matter."""
        plain: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["formulation"] = FORMULATION
        plain["needs"] = sorted(self.needs, key=lambda need: need.need_id)
        plain["resources"] = sorted(self.resources, key=lambda one: one.resource_id)
        text = json.dumps(plain, sort_keys=True, default=_plain, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Reason:
    """One part of a score: ``points`` of at most ``weight``; ``evidence_code`` says why."""

    code: str
    points: Decimal
    weight: Decimal
    evidence_code: str

    @property
    def hundredths(self) -> int:
        """The points as a whole number."""
        return int(self.points.scaleb(2))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource's window that could serve a need; each named by its place in the problem."""

    need: int
    resource: int
    window: int
    hundredths: int
    """The score as a whole number: 100 points are 10,000."""


@dataclass(frozen=True)
class Alternative:
    """Another need that the matched resource could have served, and why it does not."""

    need_id: str
    score_pct: Decimal
    cause_code: str


@dataclass(frozen=True)
class Match:
    """A quantity of one resource's window for one need."""

    need_id: str
    resource_id: str
    window_no: int
    qty: Decimal
    score_pct: Decimal
    reasons: tuple[Reason, ...]
    others: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Unmatched:
    """A need's rest that stays open, or a resource that is not used, and why."""

    id: str
    qty: Decimal
    cause_code: str


@dataclass(frozen=True)
class Evidence:
    """How good the answer is: ``objective`` in points times quantity, ``bound`` what none beats."""

    input_hash: str
    solver: str
    version: str
    objective: Decimal
    bound: Decimal
    gap: Decimal
    seconds: Decimal
    seed: int
    greedy_objective: Decimal
    greedy_seconds: Decimal


@dataclass(frozen=True)
class Solution:
    """The answer to a problem."""

    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    idle: tuple[Unmatched, ...]
    evidence: Evidence


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, OpenNeed | OpenResource | FreeWindow):
        return vars(value)
    raise TypeError(type(value).__name__)
