"""The fifth chapter: projects are adopted and reported on."""

from deploy.seed.demo.stage import ON_ITS_WAY, WEEKS, Stage
from deploy.seed.people import UNITS
from deploy.seed.person import Person


def adopt_projects(stage: Stage) -> None:
    stage.clock.at(-WEEKS * 7 + 7)
    for number, (unit, agreement) in enumerate(list(stage.ids.agreements.items())[:4]):
        person = stage.unit(unit)
        found = person.until(
            f"views/agreements/{agreement}",
            lambda entry: entry if entry["status"] in {"effective", "expiring"} else None,
        )
        needs = [offer["need_id"] for offer in found["offers"]]
        title = found["offers"][0]["need_title"]
        body = {
            "agreement_id": agreement,
            "need_ids": needs,
            "lead_id": stage.ids.units[unit],
            "title": f"{title}项目",
            "category_code": UNITS[unit].category,
            "start_on": str(stage.clock.day(-WEEKS * 7 + 7)),
            "due_on": str(stage.clock.day(20)),
        }
        project = person.patiently(
            "projects/projects",
            body,
            key=agreement,
            codes=(*ON_ITS_WAY, "projects.agreement-not-effective"),
        )["project_id"]
        stage.ids.projects.append(project)
        _follow(stage, person, project, unit, number)


def _follow(stage: Stage, person: Person, project: str, unit: int, number: int) -> None:
    steps = [("摸底走访", -42, 20), ("集中服务", -14, 50), ("回访评价", 15, 30)]
    milestones = [
        {"milestone_no": no, "title": title, "due_on": str(stage.clock.day(days)), "weight": weight}
        for no, (title, days, weight) in enumerate(steps, 1)
    ]
    place = f"projects/projects/{project}"
    person.post(f"{place}/milestones", {"milestones": milestones}, key=project)
    for week, (status, share) in enumerate((("on_track", 15), ("on_track", 35)), 1):
        stage.clock.at(-WEEKS * 7 + 7 + week * 14)
        if week == 1:
            reached = {"reached_on": str(stage.clock.day(-WEEKS * 7 + 20))}
            person.post(f"{place}/milestones/1/reach", reached, key=project)
        _report_progress(stage, person, place, unit, status, share)
    stage.clock.at(-7)
    last = ("on_track", "at_risk", "off_track", "on_track")[number % 4]
    _report_progress(stage, person, place, unit, last, 70 if last == "on_track" else 45)
    stage.clock.at(-WEEKS * 7 + 7)


def _report_progress(
    stage: Stage, person: Person, place: str, unit: int, status: str, share: int
) -> None:
    sentences = {
        "on_track": "按计划推进，居民反映好。",
        "at_risk": "天气转冷，入户进度偏慢。",
        "off_track": "人手不足，需要街道协调。",
    }
    today = stage.clock.today
    body = {
        "party_id": stage.ids.units[unit],
        "as_of_on": str(today),
        "status_code": status,
        "progress_pct": share,
        "sentence": sentences[status],
    }
    person.post(f"{place}/reports", body, key=f"{today}")
