"""A need: what a community or unit asks for, and what has been promised and done about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Protocol, Self

from pydantic import BaseModel

from contracts.events.needs import (
    NeedDescribed,
    NeedEntered,
    NeedFulfilmentChanged,
    NeedProgressed,
    NeedPublished,
    NeedReturned,
    NeedVerified,
    NeedWithdrawn,
)
from contracts.types import Window
from libs.kernel import Aggregate, FieldFault
from services.needs.domain import language
from services.needs.domain.errors import (
    AlreadyClaimed,
    AlreadyStarted,
    BadWindow,
    DuplicateNeed,
    NeedClosed,
    NotEntered,
    NotVerified,
)

LIKE_WITHIN = timedelta(days=30)
"""Two needs of one wording count as the same when their windows lie this close."""
STAGES = {"adopted": "in_progress", "delivered": "awaiting_evaluation", "closed": "evaluated"}
"""Stages of a project, rising, and what each makes of the need."""
_RANK = {stage: rank for rank, stage in enumerate(STAGES)}
OPEN = ("published", "partly_claimed", "in_progress")
"""States in which a need may take further offers, if anything is open."""
FINAL = ("returned", "withdrawn", "evaluated")


class PublishedNeed(BaseModel):
    """What the duplicate check reads of a need."""

    need_id: str
    community_id: str
    title: str
    window: Window


class PublishedNeeds(Protocol):
    """Needs that are published and not over."""

    async def worded(self, category_code: str, wording: str) -> list[PublishedNeed]:
        """Those of the category whose titles reduce to ``wording``."""
        ...


class Promise(BaseModel):
    """An accepted offer; released ones stay, so that a late repeat is not counted again."""

    qty: Decimal
    released: bool = False


class Need(Aggregate):
    """A need of a community or unit: it closes only by the evaluation of what was done."""

    id_field: ClassVar[str] = "need_id"

    need_id: str
    proposer_id: str
    community_id: str
    category_code: str
    title: str
    wording: str
    description: str = ""
    qty: Decimal
    unit_code: str
    window: Window
    cycle_key: str
    channel_code: str
    status: str = "submitted"
    reason_code: str | None = None
    promises: dict[str, Promise] = {}
    projects: dict[str, str] = {}

    @classmethod
    def enter(  # noqa: PLR0913 - keywords, one per field
        cls,
        need_id: str,
        *,
        proposer_id: str,
        community_id: str,
        category_code: str,
        title: str,
        description: str,
        qty: Decimal,
        unit_code: str,
        window: Window,
        cycle_key: str | None,
        channel_code: str,
        now: datetime,
    ) -> Self:
        """A need that waits for its community to verify it."""
        language.check_category(category_code)
        language.check_unit(unit_code)
        language.check_quantity(qty, "/qty")
        check_window(window, now, "/window")
        need = cls(
            need_id=need_id,
            proposer_id=proposer_id,
            community_id=community_id,
            category_code=category_code,
            title=title,
            wording=language.same_words(title),
            description=description,
            qty=qty,
            unit_code=unit_code,
            window=window,
            cycle_key=cycle_key or language.cycle_of(window.start_at),
            channel_code=channel_code,
        )
        need.record(NeedEntered(**need._group(), channel_code=channel_code))
        return need

    def verify(self, cause_code: str) -> None:
        """The community vouches that the need is real."""
        if self.status == "verified":
            return
        if self.status != "submitted":
            raise NotEntered(status=self.status)
        self.status = "verified"
        self.record(NeedVerified(need_id=self.need_id, cause_code=cause_code))

    def describe(self, description: str) -> None:
        """Puts another description in the place of the present one; the same changes nothing."""
        if self.closed:
            raise NeedClosed(status=self.status)
        if description == self.description:
            return
        self.description = description
        self.record(NeedDescribed(need_id=self.need_id))

    def publish(self, title: str | None, rivals: Sequence[PublishedNeed]) -> None:
        """Shows it to units, under a title without personal data.

        ``rivals``: published needs of its community and category worded alike.
        """
        if self.published:
            return
        if self.status != "verified":
            raise NotVerified(status=self.status)
        shown = title or self.title
        language.check_masked(shown)
        for rival in rivals:
            if self._close_to(rival):
                raise DuplicateNeed(need_id=rival.need_id, title=rival.title)
        self.title, self.wording = shown, language.same_words(shown)
        self.status = "published"
        self.record(NeedPublished(**self._group(), title=shown))

    def send_back(self, reason_code: str) -> None:
        """Returns it to the proposer, as long as nobody has promised anything."""
        if self.status == "returned":
            return
        if self.status in FINAL:
            raise NeedClosed(status=self.status)
        if self.promised_qty > 0 or self.projects:
            raise AlreadyClaimed(promised_qty=float(self.promised_qty))
        self.status, self.reason_code = "returned", reason_code
        self.record(NeedReturned(need_id=self.need_id, reason_code=reason_code))

    def withdraw(self, reason_code: str) -> None:
        """Takes it back, as long as no project works on it."""
        if self.status in ("withdrawn", "returned"):
            return
        if self.projects:
            raise AlreadyStarted(project_count=len(self.projects))
        self.status, self.reason_code = "withdrawn", reason_code
        self.record(NeedWithdrawn(need_id=self.need_id, reason_code=reason_code))

    def count_promise(self, offer_id: str, qty: Decimal) -> None:
        """An offer was accepted; counted once, nothing is counted once the need is over."""
        if self.status in FINAL or offer_id in self.promises:
            return
        self.promises[offer_id] = Promise(qty=qty)
        self._fulfilment_changed(offer_id, qty)

    def drop_promise(self, offer_id: str) -> None:
        """An offer was released; one that was never accepted changes nothing."""
        promise = self.promises.get(offer_id)
        if self.status in FINAL or promise is None or promise.released:
            return
        promise.released = True
        self._fulfilment_changed(offer_id, promise.qty)

    def track(self, project_id: str, stage_code: str) -> None:
        """A project for it began, delivered or was closed; a project's stage only rises."""
        if self.status in ("returned", "withdrawn"):
            return
        known = self.projects.get(project_id)
        if known is not None and _RANK[known] >= _RANK[stage_code]:
            return
        self.projects[project_id] = stage_code
        self._settle()
        self.record(
            NeedProgressed(
                need_id=self.need_id,
                project_id=project_id,
                stage_code=stage_code,
                status_code=self.status,
            )
        )

    @property
    def promised_qty(self) -> Decimal:
        """The sum of accepted offers that were not released."""
        kept = (promise.qty for promise in self.promises.values() if not promise.released)
        return sum(kept, Decimal())

    @property
    def open_qty(self) -> Decimal:
        """What nobody has promised yet."""
        return max(Decimal(), self.qty - self.promised_qty)

    @property
    def takes_offers(self) -> bool:
        """Whether a unit may still promise something."""
        return self.status in OPEN and self.open_qty > 0

    @property
    def published(self) -> bool:
        """Whether units see it and it is not over."""
        return self.status not in ("submitted", "verified", *FINAL)

    @property
    def closed(self) -> bool:
        """Whether nothing more can be promised or taken back."""
        return self.status in FINAL

    def _close_to(self, rival: PublishedNeed) -> bool:
        """Whether both want the same at about the same time."""
        return (
            rival.need_id != self.need_id
            and rival.window.start_at < self.window.end_at + LIKE_WITHIN
            and self.window.start_at < rival.window.end_at + LIKE_WITHIN
        )

    def _fulfilment_changed(self, offer_id: str, qty: Decimal) -> None:
        self._settle()
        self.record(
            NeedFulfilmentChanged(
                need_id=self.need_id,
                offer_id=offer_id,
                qty=qty,
                promised_qty=self.promised_qty,
                open_qty=self.open_qty,
            )
        )

    def _settle(self) -> None:
        """The state that promises and projects add up to; the least advanced project decides."""
        if self.projects:
            self.status = STAGES[min(self.projects.values(), key=_RANK.__getitem__)]
        elif self.promised_qty == 0:
            self.status = "published"
        else:
            self.status = "partly_claimed" if self.open_qty > 0 else "claimed"

    def _group(self) -> dict[str, object]:
        names = ("need_id", "proposer_id", "community_id", "category_code", "qty", "unit_code")
        return {name: getattr(self, name) for name in (*names, "window", "cycle_key")}


def check_window(window: Window, now: datetime, pointer: str) -> None:
    """Raises BadWindow unless it ends after it begins and is not over."""
    if window.end_at <= window.start_at:
        raise BadWindow(errors=(_fault(pointer, "order"),))
    if window.end_at <= now:
        raise BadWindow(errors=(_fault(pointer, "over"),))


def _fault(pointer: str, why: str) -> FieldFault:
    return FieldFault(pointer=f"{pointer}/end_at", code=f"{BadWindow.code}.{why}")
