"""The shapes of the board on pages."""

from datetime import date, datetime
from typing import Literal

from services.gateway.pages.shapes import KindRef, OrgRef, Shape


class Period(Shape):
    """The span that flows are counted in."""

    kind: str
    from_on: date
    to_on: date


class Structure(Shape):
    """What the scope consists of."""

    street_count: int
    community_count: int
    organization_count: int


class Rate(Shape):
    """A share of a whole, and its change against the period before."""

    code: str
    value: float | None
    part_count: float
    whole_count: float
    change: float | None = None


class Stuck(Shape):
    """What waits at a station."""

    code: str
    value: int


class ChainFigure(Shape):
    """A station of the chain: a flow of the period or a present stock."""

    code: str
    kind: Literal["flow", "stock"]
    value: float
    added: int | None = None
    stuck: Stuck | None = None


class BoardRow(Shape):
    """One child of the scope."""

    org: KindRef
    enrolled_count: int
    reported_count: int
    report_rate: float | None
    need_count: int
    agreement_count: int
    expiring_count: int
    project_count: int
    at_risk_count: int
    session_count: int
    person_times: int
    minutes: int


class AttentionItem(Shape):
    """Something that needs somebody."""

    code: str
    subject_kind: str
    subject_id: str
    title: str
    org: OrgRef | None = None
    on: date | None = None
    days: int | None = None
    value: float | None = None


class Week(Shape):
    """Hours served in one week."""

    week_no: int
    from_on: date
    minutes: int


class Board(Shape):
    """The board of one scope."""

    scope: KindRef
    as_of: datetime
    is_present: bool
    period: Period
    structure: Structure
    rates: list[Rate]
    chain: list[ChainFigure]
    children: list[BoardRow]
    attention: list[AttentionItem]
    attention_total: int
    weekly: list[Week]
    weekly_former: list[Week]
