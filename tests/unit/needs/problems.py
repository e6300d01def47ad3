"""Small matching problems for the planner's tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from services.needs.planner.problem import FreeWindow, OpenNeed, OpenResource, Problem

WEIGHTS = {"need_fit": 35, "nearness": 25, "ability": 20, "rating": 10, "stability": 10}
START = datetime(2026, 12, 1, tzinfo=UTC)
PLACES = (
    ("jiaodong", "jiaodaokou", "dongcheng", "beijing"),
    ("guozijian", "andingmen", "dongcheng", "beijing"),
    ("xisi", "xichangan", "xicheng", "beijing"),
)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def need(
    need_id: str,
    qty: int | str = 1,
    *,
    category: str = "law",
    title: str = "法律讲座",
    path: tuple[str, ...] = ("jiaodong", "jiaodaokou", "dongcheng", "beijing"),
    unit_code: str = "session",
    proposer_id: str = "",
    days: tuple[int, int] = (0, 30),
) -> OpenNeed:
    return OpenNeed(
        need_id=need_id,
        proposer_id=proposer_id or path[0],
        community_id=path[0],
        title=title,
        category_code=category,
        unit_code=unit_code,
        qty=Decimal(qty),
        start_at=day(days[0]),
        end_at=day(days[1]),
        path=path,
    )


def resource(
    resource_id: str,
    *qtys: int | str,
    category: str = "law",
    title: str = "法律咨询",
    path: tuple[str, ...] = ("court", "jiaodaokou", "dongcheng", "beijing"),
    unit_code: str = "session",
    days: tuple[int, int] = (0, 30),
    communities: tuple[str, ...] = (),
    rating: Decimal | None = None,
    partners: tuple[str, ...] = (),
) -> OpenResource:
    return OpenResource(
        resource_id=resource_id,
        unit_id=path[0],
        title=title,
        category_code=category,
        unit_code=unit_code,
        windows=tuple(
            FreeWindow(number, day(days[0]), day(days[1]), Decimal(qty))
            for number, qty in enumerate(qtys or (1,), start=1)
        ),
        community_ids=communities,
        path=path,
        rating_pct=rating,
        partner_ids=partners,
    )


def problem(needs: list[OpenNeed], resources: list[OpenResource], **limits: int | None) -> Problem:
    return Problem(WEIGHTS, tuple(needs), tuple(resources), **limits)


@st.composite
def problems(draw: st.DrawFn, *, limited: bool = False) -> Problem:
    needs = [
        need(
            f"n{number}",
            draw(st.integers(1, 2)),
            category=draw(st.sampled_from(["law", "health", "other"])),
            path=draw(st.sampled_from(PLACES)),
            days=draw(st.sampled_from([(0, 10), (5, 20), (20, 30)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    resources = [
        resource(
            f"r{number}",
            draw(st.integers(0, 2)),
            category=draw(st.sampled_from(["law", "health"])),
            path=(f"unit{number % 2}", *draw(st.sampled_from(PLACES))[1:]),
            days=draw(st.sampled_from([(0, 10), (8, 25)])),
            communities=draw(st.sampled_from([(), ("jiaodong",)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    limits = st.none() | st.integers(1, 2)
    return problem(
        needs,
        resources,
        communities_per_unit=draw(limits) if limited else None,
        units_per_need=draw(limits) if limited else None,
    )
