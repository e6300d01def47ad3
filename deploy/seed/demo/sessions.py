"""The last chapter: sessions week after week, and what waits today."""

from datetime import UTC, datetime, timedelta

from deploy.seed import accounts
from deploy.seed.demo.lists import enter_need
from deploy.seed.demo.stage import ON_ITS_WAY, WEEKS, Stage
from deploy.seed.people import UNITS, WAITING
from deploy.seed.person import Person, Refused


def hold_sessions(stage: Stage) -> None:
    for week in range(WEEKS - 1, 0, -1):
        for number, project in enumerate(stage.ids.projects[:3]):
            _session(stage, week, number, project)


def _session(stage: Stage, week: int, number: int, project: str) -> None:
    ids = stage.ids
    unit = list(ids.agreements)[number]
    agreement = ids.agreements[unit]
    days = -week * 7 + number
    stage.clock.at(days - 3)
    person = stage.unit(unit)
    found = person.until(f"views/projects/{project}", lambda entry: entry)
    community = ids.communities.index(found["community"]["id"])
    window = stage.clock.window(days, 9 + number * 3, 2 + number % 2)
    body = {
        "owner_id": ids.units[unit],
        "community_id": found["community"]["id"],
        "project_id": project,
        "agreement_id": agreement,
        "theme_code": UNITS[unit].category,
        "title": found["title"].removesuffix("项目"),
        "window": window,
        "capacity_count": 12,
        "place": "社区党群服务中心一层",
    }
    session = person.patiently(
        "activities/sessions",
        body,
        key=f"{project} {week}",
        codes=(*ON_ITS_WAY, "activities.project-not-open"),
    )["session_id"]
    serving = [member for member, of in ids.members if of == unit][:3]
    signed = []
    for member in serving:
        try:
            person.post(
                f"activities/sessions/{session}/sign-ups", {"member_id": member}, key=member
            )
        except Refused as refusal:
            if refusal.code != "activities.not-registered":
                raise
            continue
        signed.append(member)
    _serve(stage, session, window, signed, stage.community(community), leave_open=week == 1)


def _serve(
    stage: Stage,
    session: str,
    window: dict[str, str],
    members: list[str],
    worker: Person,
    *,
    leave_open: bool,
) -> None:
    start = datetime.fromisoformat(window["start_at"])
    end = datetime.fromisoformat(window["end_at"])
    place = f"activities/sessions/{session}"
    stage.clock.moment(start - timedelta(minutes=5))
    for member in members:
        mark = f"{place}/attendances/{member}/check-in"
        worker.post(mark, {"method_code": "worker"}, key=member)
    stage.clock.moment(end + timedelta(minutes=3))
    for member in members:
        mark = f"{place}/attendances/{member}/check-out"
        worker.post(mark, {"method_code": "worker"}, key=member)
    if members and not leave_open:
        worker.post(f"{place}/confirmations", {"member_ids": members}, key=session)


def today(stage: Stage) -> None:
    """What waits for everybody on the day the demo is looked at."""
    stage.clock.at(0)
    enter_need(stage, WAITING)
    ids = stage.ids
    if not ids.agreements or not ids.projects:
        return
    person = stage.unit(0)
    soon = datetime.now(UTC) + timedelta(minutes=16)
    start = soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0)
    body = {
        "owner_id": ids.units[0],
        "community_id": ids.communities[0],
        "theme_code": "warm_service",
        "title": "独居老人冬季入户安全检查",
        "window": {
            "start_at": start.isoformat(),
            "end_at": (start + timedelta(hours=2)).isoformat(),
        },
        "capacity_count": 20,
        "place": "交东社区党群服务中心门前集合",
    }
    session = person.post("activities/sessions", body, key=f"today {start:%Y%m%d%H%M}")
    session_id = session["session_id"]
    who = stage.person(accounts.MEMBER.login)
    who.post(
        f"activities/sessions/{session_id}/sign-ups", {"member_id": ids.xiaomei}, key=session_id
    )
    for number, title in enumerate(("周末社区大扫除", "社区义诊", "防诈骗小课堂"), 2):
        later = start + timedelta(days=number)
        body |= {
            "title": title,
            "window": {
                "start_at": later.isoformat(),
                "end_at": (later + timedelta(hours=2)).isoformat(),
            },
        }
        person.post("activities/sessions", body, key=f"{title} {later:%Y%m%d}")
