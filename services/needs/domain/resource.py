"""A resource: what a unit lends out, and the offers that hold parts of it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Literal, Self

from pydantic import BaseModel

from contracts.events.needs import (
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferFailed,
    OfferMade,
    OfferReleased,
    ResourceListed,
    ResourceWithdrawn,
)
from contracts.types import Supply, Window
from libs.kernel import BEIJING, Aggregate, FieldFault, NotFound
from services.needs.domain import language
from services.needs.domain.errors import BadWindow, NeedClosed, OfferClosed
from services.needs.domain.need import check_window

ANSWER_DAYS = 14
KEPT_DAYS = 90
OPEN_OFFERS = 500
ANSWER_BY = "answer-by"
"""Kind of the timer that ends an unanswered offer."""


class OfferTerms(BaseModel):
    """What is offered to whom; the same in every fact about the offer."""

    offer_id: str
    need_id: str
    proposer_id: str
    unit_id: str
    community_id: str
    qty: Decimal
    window: Window
    plan_id: str | None = None
    line_no: int | None = None


class Offer(BaseModel):
    """A part of a resource meant for one need; open and accepted ones hold capacity."""

    terms: OfferTerms
    kind: str
    status: Literal["open", "accepted", "declined", "expired", "released", "failed"]
    made_on: date
    answer_by_on: date | None = None
    closed_on: date | None = None
    reason_code: str | None = None

    @property
    def holds(self) -> bool:
        """Whether its quantity is taken from the resource."""
        return self.status in ("open", "accepted")


class Resource(Aggregate):
    """A resource of a unit with its offers: what is held never exceeds what a window offers."""

    id_field: ClassVar[str] = "resource_id"

    resource_id: str
    unit_id: str
    category_code: str
    title: str
    description: str = ""
    unit_code: str
    windows: list[Supply]
    community_ids: list[str] = []
    cycle_key: str
    status: Literal["listed", "withdrawn"] = "listed"
    reason_code: str | None = None
    offers: list[Offer] = []

    @classmethod
    def list_(  # noqa: PLR0913 - keywords, one per field
        cls,
        resource_id: str,
        *,
        unit_id: str,
        category_code: str,
        title: str,
        description: str,
        unit_code: str,
        windows: list[Supply],
        community_ids: list[str],
        cycle_key: str | None,
        now: datetime,
    ) -> Self:
        """A resource that plans may draw on; no ``community_ids`` means it goes anywhere."""
        language.check_category(category_code)
        language.check_unit(unit_code)
        language.check_masked(title)
        _check_windows(windows, now)
        resource = cls(
            resource_id=resource_id,
            unit_id=unit_id,
            category_code=category_code,
            title=title,
            description=description,
            unit_code=unit_code,
            windows=windows,
            community_ids=sorted(set(community_ids)),
            cycle_key=cycle_key or language.cycle_of(windows[0].window.start_at),
        )
        fields = resource.model_dump(include=set(ResourceListed.model_fields))
        resource.record(ResourceListed.model_validate(fields))
        return resource

    def withdraw(self, reason_code: str, today: date) -> None:
        """Takes it off the list; unanswered offers end with it, accepted ones stand."""
        if self.status == "withdrawn":
            return
        self.status, self.reason_code = "withdrawn", reason_code
        self.record(ResourceWithdrawn(resource_id=self.resource_id, reason_code=reason_code))
        for offer in self.offers:
            if offer.status == "open":
                self._release(offer, "resource_withdrawn", today)

    def make_offer(self, terms: OfferTerms, kind: str, refusal: str | None, today: date) -> None:
        """Holds the quantity until the unit answers, or states why it could not; once per offer.

        ``refusal`` is what the rest of the world has against it (unit ended, need closed).
        """
        if self._find(terms.offer_id) is not None:
            return
        self._forget(today)
        refusal = refusal or self._why_not(terms)
        if refusal is not None:
            failed = Offer(
                terms=terms,
                kind=kind,
                status="failed",
                made_on=today,
                closed_on=today,
                reason_code=refusal,
            )
            self.offers.append(failed)
            self.record(OfferFailed(**self._facts(failed), reason_code=refusal))
            return
        by = today + timedelta(days=ANSWER_DAYS)
        offer = Offer(terms=terms, kind=kind, status="open", made_on=today, answer_by_on=by)
        self.offers.append(offer)
        self.schedule(ANSWER_BY, end_of(by), key=terms.offer_id)
        self.record(OfferMade(**self._facts(offer), answer_by_on=by, kind=kind))

    def accept_offer(self, offer_id: str, *, need_open: bool, today: date) -> None:
        """The unit says yes; capacity was held when the offer was made."""
        offer = self.offer(offer_id)
        if offer.status == "accepted":
            return
        self._check_open(offer, today)
        if not need_open:
            raise NeedClosed(need_id=offer.terms.need_id)
        offer.status = "accepted"
        self.unschedule(ANSWER_BY, key=offer_id)
        self.record(OfferAccepted(**self._facts(offer), cycle_key=self.cycle_key))

    def decline_offer(self, offer_id: str, reason_code: str, today: date) -> None:
        """The unit says no; what was held is free again."""
        offer = self.offer(offer_id)
        if offer.status == "declined":
            return
        self._check_open(offer, today)
        self._close(offer, "declined", reason_code, today)
        self.record(OfferDeclined(**self._facts(offer), reason_code=reason_code))

    def expire_offer(self, offer_id: str, today: date) -> None:
        """Ends an offer whose last day has passed unanswered; otherwise nothing happens."""
        offer = self._find(offer_id)
        if offer is None or offer.status != "open" or not _overdue(offer, today):
            return
        self._close(offer, "expired", None, today)
        self.record(OfferExpired(**self._facts(offer)))

    def release_offer(self, offer_id: str, cause_code: str, today: date) -> None:
        """Gives back what an unanswered or accepted offer holds."""
        offer = self._find(offer_id)
        if offer is not None and offer.holds:
            self._release(offer, cause_code, today)

    def offer(self, offer_id: str) -> Offer:
        """The offer; raises NotFound."""
        found = self._find(offer_id)
        if found is None:
            raise NotFound(offer_id=offer_id)
        return found

    def left(self, window: Window) -> Decimal:
        """What is free in one of its windows; nothing in any other."""
        whole = sum((one.qty for one in self.windows if one.window == window), Decimal())
        held = (one.terms.qty for one in self.offers if one.holds and one.terms.window == window)
        return whole - sum(held, Decimal())

    def _why_not(self, terms: OfferTerms) -> str | None:
        if self.status != "listed":
            return "resource_withdrawn"
        if self.left(terms.window) < terms.qty:
            return "no_capacity"
        if sum(offer.holds for offer in self.offers) >= OPEN_OFFERS:
            return "too_many_offers"
        return None

    def _find(self, offer_id: str) -> Offer | None:
        return next((one for one in self.offers if one.terms.offer_id == offer_id), None)

    def _check_open(self, offer: Offer, today: date) -> None:
        if offer.status != "open" or _overdue(offer, today):
            status = offer.status if offer.status != "open" else "expired"
            raise OfferClosed(offer_id=offer.terms.offer_id, status=status)

    def _close(
        self,
        offer: Offer,
        status: Literal["declined", "expired", "released"],
        reason_code: str | None,
        today: date,
    ) -> None:
        offer.status, offer.reason_code, offer.closed_on = status, reason_code, today
        self.unschedule(ANSWER_BY, key=offer.terms.offer_id)

    def _release(self, offer: Offer, cause_code: str, today: date) -> None:
        self._close(offer, "released", cause_code, today)
        self.record(OfferReleased(**self._facts(offer), cause_code=cause_code))

    def _forget(self, today: date) -> None:
        """Closed offers leave after 90 days: the journal keeps them."""
        oldest = today - timedelta(days=KEPT_DAYS)
        self.offers = [
            one for one in self.offers if one.closed_on is None or one.closed_on > oldest
        ]

    def _facts(self, offer: Offer) -> dict[str, object]:
        fields = {name: getattr(offer.terms, name) for name in OfferTerms.model_fields}
        return {"resource_id": self.resource_id, **fields}


def end_of(day: date) -> datetime:
    """24:00 in Beijing of ``day``."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=BEIJING)


def _overdue(offer: Offer, today: date) -> bool:
    return offer.answer_by_on is not None and today > offer.answer_by_on


def _check_windows(windows: list[Supply], now: datetime) -> None:
    for number, one in enumerate(windows):
        language.check_quantity(one.qty, f"/windows/{number}/qty")
        check_window(one.window, now, f"/windows/{number}/window")
    ordered = sorted(enumerate(windows), key=lambda one: one[1].window.start_at)
    for (_, first), (number, second) in pairwise(ordered):
        if second.window.start_at < first.window.end_at:
            pointer = f"/windows/{number}/window/start_at"
            fault = FieldFault(pointer=pointer, code=f"{BadWindow.code}.overlaps")
            raise BadWindow(errors=(fault,))
