"""The demo: a quarter in one street of 东城区, made by the same commands that people use."""

import csv
import gzip
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contracts.types import OrgId
from deploy.embedded.places import default_places
from deploy.seed import accounts
from deploy.seed.divisions import DATA
from deploy.seed.people import (
    NEEDS,
    UNCLAIMED,
    UNITS,
    WAITING,
    NeedPlan,
    identity_number,
    person_name,
    phone_number,
    social_credit_code,
)
from deploy.seed.person import Person, Refused
from libs.kernel import BEIJING

DISTRICT = "110101000000"
STREET = "110101003000"
COMMUNITIES = 4
MEMBERS_A_UNIT = 2
WEEKS = 7
_ON_ITS_WAY = ("not-seen-yet", "not-found")


def run(gateway_url: str, root: Path | None = None) -> None:
    """Loads the demo; what an interrupted run has done is not done again."""
    Demo(gateway_url, root or default_places().root).load()


def run_if_empty(gateway_url: str, root: Path | None = None) -> None:
    """Loads the demo unless it is there."""
    demo = Demo(gateway_url, root or default_places().root)
    if not demo.is_there():
        demo.load()


@dataclass(slots=True)
class Ids:
    """What was made, by name."""

    district: str = ""
    street: str = ""
    communities: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    members: list[tuple[str, int]] = field(default_factory=list)
    xiaomei: str = ""
    zhanghao: str = ""
    agreements: dict[int, str] = field(default_factory=dict)
    projects: list[str] = field(default_factory=list)


class Demo:
    """Loads everything in the order of the story, moving the demo's clock forward as it goes."""

    def __init__(self, gateway_url: str, root: Path) -> None:
        """``root`` is where the stack keeps its secrets and its clock file."""
        self._url = gateway_url
        self._clock = root / "run" / "clock"
        password = (root / "secrets" / "admin-password").read_text().strip()
        self.admin = Person(gateway_url, "admin", password)
        self.ids = Ids()
        self._people: dict[str, Person] = {}

    def is_there(self) -> bool:
        """Whether a finished demo is loaded (its accounts are noted last)."""
        return bool(self.admin.get("demo-accounts")["items"])

    def load(self) -> None:
        """Everything."""
        steps = (
            ("组织 organizations", self._organizations),
            ("账号 accounts", self._accounts),
            ("党员报到 registrations", self._members),
            ("需求与资源 needs and resources", self._lists),
            ("匹配方案 plan", self._plan),
            ("协议 agreements", self._agreements),
            ("项目 projects", self._projects),
            ("活动与时长 sessions and hours", self._sessions),
            ("今天 today", self._today),
        )
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("演示数据 demo", total=len(steps))
            for title, step in steps:
                progress.update(task, description=f"演示数据 demo · {title}")
                step()
                progress.advance(task)
        shown = [
            {name: value for name, value in asdict(entry).items() if name != "title"}
            for entry in accounts.ACCOUNTS
        ]
        self.admin.post("gateway/demo-accounts", {"items": shown}, key="shown")

    # -- time --------------------------------------------------------------------------------

    def _at(self, days: float, hour: int = 9) -> None:
        """Moves the demo's clock to ``hour`` o'clock in Beijing, ``days`` from today."""
        if days == 0:
            self._clock.unlink(missing_ok=True)
            return
        now = datetime.now(UTC)
        there = datetime.combine(self._day(days), time(hour), BEIJING)
        self._shift((there - now).total_seconds())

    def _moment(self, at: datetime) -> None:
        """Moves the demo's clock to ``at``."""
        self._shift((at - datetime.now(UTC)).total_seconds())

    def _shift(self, seconds: float) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(f"{seconds:.3f}")
        fresh.replace(self._clock)
        import time as sleeping

        # Processes look at the file ten times a second.
        sleeping.sleep(0.15)

    @staticmethod
    def _day(days: float) -> date:
        return datetime.now(BEIJING).date() + timedelta(days=days)

    def _window(self, days: int, start: int, hours: float) -> dict[str, str]:
        begin = datetime.combine(self._day(days), time(start), BEIJING).astimezone(UTC)
        return {
            "start_at": begin.isoformat(),
            "end_at": (begin + timedelta(hours=hours)).isoformat(),
        }

    # -- organizations and people --------------------------------------------------------------

    def _organizations(self) -> None:
        self._at(-WEEKS * 7 - 7)
        with gzip.open(DATA, "rt", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if _shown(row)]
        kinds = {"province": "city", "district": "district", "street": "street"}
        known: dict[str, str] = {}
        for level in ("province", "district", "street", "community"):
            wave = [row for row in rows if row["level"] == level]
            items = [
                {
                    "kind": kinds.get(level, "community"),
                    "name": row["name"].removesuffix("居委会").removesuffix("办事处"),
                    "division_code": row["code"],
                    "territory_id": known.get(row["parent_code"]),
                    "effective_on": "2020-01-01",
                }
                for row in wave
            ]
            answer = self.admin.post("organizations/batch", {"items": items}, key=level)
            for row, result in zip(wave, answer["results"], strict=True):
                if result["outcome"] == "refused":
                    raise Refused(409, result["problem"], row["name"])
                known[row["code"]] = result["org_id"]
        self.ids.district, self.ids.street = known[DISTRICT], known[STREET]
        inside = [row["code"] for row in rows if row["parent_code"] == STREET]
        self.ids.communities = [known[code] for code in sorted(inside)[:COMMUNITIES]]
        self._party_organizations()

    def _party_organizations(self) -> None:
        ids = self.ids
        district = self._register("committee", "中共演示东城区委员会", ids.district, None)
        work = self._register("work_committee", "中共交道口街道工作委员会", ids.street, district)
        for number, community in enumerate(ids.communities):
            self._register("committee", f"第{number + 1}社区党委（演示）", community, work)
        for number, unit in enumerate(UNITS):
            place = ids.communities[number % COMMUNITIES]
            unit_id = self._register(
                "unit", unit.name, place, None, sector=unit.sector, uscc=social_credit_code(number)
            )
            ids.units.append(unit_id)
            branch = self._register("branch", f"{unit.name}党支部", place, work)
            ids.branches.append(branch)

    def _register(
        self,
        kind: str,
        name: str,
        territory: str,
        affiliation: str | None,
        *,
        sector: str | None = None,
        uscc: str | None = None,
    ) -> str:
        body = {
            "kind": kind,
            "name": name,
            "territory_id": territory,
            "affiliation_id": affiliation,
            "sector_code": sector,
            "uscc": uscc,
            "effective_on": "2021-07-01",
        }
        answer = self.admin.post("organizations/organizations", body, key=f"{kind} {name}")
        return str(answer["org_id"])

    def _accounts(self) -> None:
        ids = self.ids
        last = ids.branches[-1]
        self.admin.until("views/divisions", lambda found: found["items"])
        self.admin.until(f"views/organizations/{last}", lambda found: found)
        self._open(accounts.DEPARTMENT, ids.district, [("department", ids.district)])
        self._open(
            accounts.STREET,
            ids.street,
            [("street", ids.street), ("branch", ids.street)],
        )
        home = ids.communities[0]
        self._open(accounts.COMMUNITY, home, [("community", home), ("signatory", home)])
        unit, branch = ids.units[0], ids.branches[0]
        self._open(
            accounts.UNIT,
            unit,
            [("unit", unit), ("signatory", unit), ("branch", branch), ("branch", unit)],
        )
        for number, community in enumerate(ids.communities[1:], 2):
            worker = accounts.Account(f"shequ{number}", f"社工{number}", "社区工作者", "", "", ())
            self._open(worker, community, [("community", community), ("signatory", community)])
        for number, unit_id in enumerate(ids.units[1:], 2):
            liaison = accounts.Account(f"danwei{number}", f"联络员{number}", "联络员", "", "", ())
            held = [("unit", unit_id), ("signatory", unit_id)]
            self._open(liaison, unit_id, held)

    def _open(
        self, who: accounts.Account, home: str, grants: list[tuple[str, str]], member: str = ""
    ) -> None:
        user = self.admin.post(
            "gateway/users",
            {
                "login": who.login,
                "password": who.password,
                "name": who.name,
                "title": who.title,
                "home_id": OrgId(home),
                "member_id": member or None,
            },
            key=who.login,
        )["user_id"]
        for role, scope in grants:
            self.admin.post(
                f"gateway/users/{user}/grants",
                {"role_code": role, "scope_id": scope},
                key=f"{who.login} {role} {scope}",
            )
        self._people[who.login] = Person(self._url, who.login, who.password)

    def _person(self, login: str) -> Person:
        return self._people[login]

    def _community(self, number: int) -> Person:
        return self._person("liuhaiyan" if number == 0 else f"shequ{number + 1}")

    def _unit(self, number: int) -> Person:
        return self._person("wuxiaolan" if number == 0 else f"danwei{number + 1}")

    def _members(self) -> None:
        self._at(-WEEKS * 7 - 3)
        street = self._person("chenjing")
        ids = self.ids
        for number, (unit, branch) in enumerate(zip(ids.units, ids.branches, strict=True)):
            for seat in range(MEMBERS_A_UNIT):
                seed = number * 100 + seat
                named = {0: accounts.MEMBER.name, 1: accounts.NEWCOMER.name} if number == 0 else {}
                name = named.get(seat, person_name(seed))
                body = {
                    "kind": "party_member",
                    "branch_id": branch,
                    "unit_id": unit,
                    "name": name,
                    "identity_no": identity_number(seed),
                    "phone": phone_number(seed),
                }
                member = street.patiently(
                    "registrations/members", body, key=f"member {seed}", codes=_ON_ITS_WAY
                )["member_id"]
                who = self._member_account(number, seat, name)
                self._open(who, unit, [], member)
                if number == 0 and seat == 0:
                    ids.xiaomei = member
                if number == 0 and seat == 1:
                    ids.zhanghao = member
                    continue
                ids.members.append((member, number))
                self._report(self._person(who.login), member, number, seat)

    @staticmethod
    def _member_account(number: int, seat: int, name: str) -> accounts.Account:
        if number == 0 and seat < 2:
            return (accounts.MEMBER, accounts.NEWCOMER)[seat]
        return accounts.Account(f"dangyuan{number + 1}.{seat + 1}", name, "党员", "", "", ())

    def _report(self, who: Person, member: str, number: int, seat: int) -> None:
        community = 0 if number == 0 else number % COMMUNITIES
        body = {
            "member_id": member,
            "kind": "residence",
            "community_id": self.ids.communities[community],
            "consent_no": 1,
        }
        registration = who.post("registrations/registrations", body, key="report")[
            "registration_id"
        ]
        # One in a while is left for the community to accept.
        if (number + seat) % 9 == 8:
            return
        self._community(community).patiently(
            f"registrations/registrations/{registration}/acceptance",
            {},
            key=f"accept {registration}",
            codes=_ON_ITS_WAY,
        )

    # -- needs to projects ---------------------------------------------------------------------

    @property
    def _cycle(self) -> str:
        return f"{self._day(-WEEKS * 7):%Y}H{1 if self._day(-WEEKS * 7).month < 7 else 2}"

    def _lists(self) -> None:
        self._at(-WEEKS * 7)
        for number, unit in enumerate(UNITS):
            spans = [
                {"window": self._window(-WEEKS * 7 + 7, 9, 24 * 100), "qty": unit.qty},
            ]
            body = {
                "unit_id": self.ids.units[number],
                "title": unit.resource,
                "category_code": unit.category,
                "unit_code": unit.unit_code,
                "windows": spans,
                "cycle_key": self._cycle,
            }
            self._unit(number).patiently(
                "needs/resources", body, key=f"resource {number}", codes=_ON_ITS_WAY
            )
        for need in NEEDS:
            self._publish(need)
        self._at(-20)
        self._publish(UNCLAIMED)

    def _enter(self, need: NeedPlan) -> str:
        body = {
            "community_id": self.ids.communities[need.community],
            "title": need.title,
            "description": f"{need.title}，由社区走访收集。",
            "category_code": need.category,
            "qty": need.qty,
            "unit_code": need.unit_code,
            "window": self._window(-WEEKS * 7 + 8, 9, 24 * 90),
            "channel_code": "visit",
            "cycle_key": self._cycle,
        }
        answer = self._community(need.community).patiently(
            "needs/needs", body, key=need.title, codes=_ON_ITS_WAY
        )
        return str(answer["need_id"])

    def _publish(self, need: NeedPlan) -> None:
        need_id = self._enter(need)
        worker = self._community(need.community)
        worker.post(f"needs/needs/{need_id}/verification", {}, key=need_id)
        worker.post(f"needs/needs/{need_id}/publication", {}, key=need_id)

    def _plan(self) -> None:
        self._at(-WEEKS * 7 + 1)
        department = self._person("wangjianguo")
        body = {"scope_id": self.ids.district, "cycle_key": self._cycle}
        plan_id = department.patiently(
            "needs/plans", body, key="plan", codes=(*_ON_ITS_WAY, "needs.nothing-to-match")
        )["plan_id"]
        plan = department.until(f"views/plans/{plan_id}", _solved)
        department.post(f"needs/plans/{plan_id}/adoption", {}, key=plan_id)
        count = len([line for line in plan["lines"] if line.get("resource_id")])
        offers = department.until(
            f"views/offers?plan_id={plan_id}&size=200",
            lambda found: found["items"] if len(found["items"]) >= count else None,
        )
        self._at(-WEEKS * 7 + 3)
        for number, offer in enumerate(sorted(offers, key=lambda entry: entry["line_no"])):
            self._answer(number, offer)

    def _answer(self, number: int, offer: dict[str, Any]) -> None:
        """Most accept; one declines, one has not answered yet."""
        unit = self.ids.units.index(offer["unit"]["id"])
        place = f"needs/resources/{offer['resource_id']}/offers/{offer['id']}"
        if number == 5:
            self._unit(unit).post(f"{place}/refusal", {"reason_code": "staff_short"}, key=place)
        elif number != 6 and offer["status"] == "open":
            self._unit(unit).post(f"{place}/acceptance", {}, key=place)

    def _agreements(self) -> None:
        department = self._person("wangjianguo")
        accepted = department.get("views/offers?status=accepted&size=200")["total"]
        drafts = department.until(
            "views/agreements?size=200",
            lambda found: found["items"] if _served(found["items"], accepted) else None,
        )
        for number, draft in enumerate(sorted(drafts, key=lambda entry: entry["title"])):
            self._agree(number, len(drafts), draft)

    def _agree(self, number: int, count: int, draft: dict[str, Any]) -> None:
        """All but the last two take effect: one waits for a signature, one is a draft."""
        ids = self.ids
        parties = [party["id"] for party in draft["parties"]]
        unit = next(ids.units.index(id_) for id_ in parties if id_ in ids.units)
        community = next(ids.communities.index(id_) for id_ in parties if id_ in ids.communities)
        if number == count - 1 and count > 3:
            return
        waits = number == count - 2 and count > 3
        self._at(-2 if waits else -WEEKS * 7 + 5)
        short = number == 0
        body = {
            "title": f"{UNITS[unit].name.removeprefix('演示')}与社区结对共建协议",
            "term": {
                "from_on": str(self._day(0 if waits else -WEEKS * 7 + 5)),
                "to_on": str(self._day(25 if short else 300)),
            },
            "clauses": CLAUSES,
            "commitments": [
                {
                    "kind": "hours",
                    "target_qty": 120,
                    "unit_code": "hour",
                    "by_on": str(self._day(20)),
                },
                {
                    "kind": "sessions",
                    "target_qty": 6,
                    "unit_code": "session",
                    "by_on": str(self._day(20)),
                },
            ],
            "liaisons": [
                {"party_id": id_, "name": "演示联络员", "phone": "13900000000"} for id_ in parties
            ],
        }
        worker, agreement = self._community(community), draft["id"]
        worker.patiently(
            f"pairings/agreements/{agreement}/revisions", body, key=agreement, codes=_ON_ITS_WAY
        )
        worker.post(f"pairings/agreements/{agreement}/signing", {}, key=agreement)
        opened = worker.until(
            f"views/agreements/{agreement}",
            lambda found: found if found.get("text_hash") else None,
        )
        signers = {parties[0]: None, parties[1]: None}
        for party in signers:
            person = self._unit(unit) if party in ids.units else worker
            if waits and party in ids.units:
                continue
            person.post(
                f"pairings/agreements/{agreement}/signatures",
                {
                    "party_id": party,
                    "version_no": opened["version_no"],
                    "text_hash": opened["text_hash"],
                },
                key=f"{agreement} {party}",
            )
        if not waits:
            ids.agreements[unit] = agreement

    def _projects(self) -> None:
        self._at(-WEEKS * 7 + 7)
        for number, (unit, agreement) in enumerate(list(self.ids.agreements.items())[:4]):
            person = self._unit(unit)
            found = person.until(
                f"views/agreements/{agreement}",
                lambda entry: entry if entry["status"] in {"effective", "expiring"} else None,
            )
            needs = [offer["need_id"] for offer in found["offers"]]
            title = found["offers"][0]["need_title"]
            body = {
                "agreement_id": agreement,
                "need_ids": needs,
                "lead_id": self.ids.units[unit],
                "title": f"{title}项目",
                "category_code": UNITS[unit].category,
                "start_on": str(self._day(-WEEKS * 7 + 7)),
                "due_on": str(self._day(20)),
            }
            project = person.patiently(
                "projects/projects",
                body,
                key=agreement,
                codes=(*_ON_ITS_WAY, "projects.agreement-not-effective"),
            )["project_id"]
            self.ids.projects.append(project)
            self._follow(person, project, unit, number)

    def _follow(self, person: Person, project: str, unit: int, number: int) -> None:
        steps = [("摸底走访", -42, 20), ("集中服务", -14, 50), ("回访评价", 15, 30)]
        milestones = [
            {"milestone_no": no, "title": title, "due_on": str(self._day(days)), "weight": weight}
            for no, (title, days, weight) in enumerate(steps, 1)
        ]
        place = f"projects/projects/{project}"
        person.post(f"{place}/milestones", {"milestones": milestones}, key=project)
        for week, (status, share) in enumerate((("on_track", 15), ("on_track", 35)), 1):
            self._at(-WEEKS * 7 + 7 + week * 14)
            if week == 1:
                reached = {"reached_on": str(self._day(-WEEKS * 7 + 20))}
                person.post(f"{place}/milestones/1/reach", reached, key=project)
            self._report_progress(person, place, unit, status, share)
        self._at(-7)
        last = ("on_track", "at_risk", "off_track", "on_track")[number % 4]
        self._report_progress(person, place, unit, last, 70 if last == "on_track" else 45)
        self._at(-WEEKS * 7 + 7)

    def _report_progress(
        self, person: Person, place: str, unit: int, status: str, share: int
    ) -> None:
        sentences = {
            "on_track": "按计划推进，居民反映好。",
            "at_risk": "天气转冷，入户进度偏慢。",
            "off_track": "人手不足，需要街道协调。",
        }
        shift = float(self._clock.read_text()) if self._clock.exists() else 0.0
        today = (datetime.now(UTC) + timedelta(seconds=shift)).astimezone(BEIJING).date()
        body = {
            "party_id": self.ids.units[unit],
            "as_of_on": str(today),
            "status_code": status,
            "progress_pct": share,
            "sentence": sentences[status],
        }
        person.post(f"{place}/reports", body, key=f"{today}")

    # -- service -------------------------------------------------------------------------------

    def _sessions(self) -> None:
        for week in range(WEEKS - 1, 0, -1):
            for number, project in enumerate(self.ids.projects[:3]):
                self._session(week, number, project)

    def _session(self, week: int, number: int, project: str) -> None:
        ids = self.ids
        unit = list(ids.agreements)[number]
        agreement = ids.agreements[unit]
        days = -week * 7 + number
        self._at(days - 3)
        person = self._unit(unit)
        found = person.until(f"views/projects/{project}", lambda entry: entry)
        community = ids.communities.index(found["community"]["id"])
        window = self._window(days, 9 + number * 3, 2 + number % 2)
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
            codes=(*_ON_ITS_WAY, "activities.project-not-open"),
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
        self._serve(session, window, signed, self._community(community), leave_open=week == 1)

    def _serve(
        self,
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
        self._moment(start - timedelta(minutes=5))
        for member in members:
            mark = f"{place}/attendances/{member}/check-in"
            worker.post(mark, {"method_code": "worker"}, key=member)
        self._moment(end + timedelta(minutes=3))
        for member in members:
            mark = f"{place}/attendances/{member}/check-out"
            worker.post(mark, {"method_code": "worker"}, key=member)
        if members and not leave_open:
            worker.post(f"{place}/confirmations", {"member_ids": members}, key=session)

    def _today(self) -> None:
        """What waits for everybody on the day the demo is looked at."""
        self._at(0)
        self._enter(WAITING)
        ids = self.ids
        if not ids.agreements or not ids.projects:
            return
        person = self._unit(0)
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
        who = self._person(accounts.MEMBER.login)
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


CLAUSES = [
    {"heading": "共建目的", "text": "优势互补、资源共享、共驻共建，服务社区居民。"},
    {"heading": "共建内容", "text": "组织联建、活动联办、服务联动，每半年至少开展一次联席会议。"},
    {"heading": "双方职责", "text": "单位组织党员到社区服务；社区提供场地，如实记录服务时长。"},
    {"heading": "期限与终止", "text": "期满可以续签；单位撤销或双方协商一致的，提前终止。"},
]


def _shown(row: dict[str, str]) -> bool:
    """Beijing, 东城区, its streets and their communities."""
    return (
        row["code"] == "110000000000"
        or row["level"] == "province"
        or row["code"].startswith(DISTRICT[:6])
    )


def _solved(plan: dict[str, Any]) -> dict[str, Any] | None:
    if plan["status"] == "failed":
        raise Refused(409, {"code": plan.get("reason_code", "")}, "plan")
    ready = plan["status"] in {"proven", "greedy"} and len(plan["lines"]) >= plan["line_count"]
    return plan if ready else None


def _served(agreements: list[dict[str, Any]], accepted: int) -> bool:
    """Whether every accepted offer has found its agreement (several may share one)."""
    return bool(agreements) and accepted > 0
