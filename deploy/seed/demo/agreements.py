"""The fourth chapter: agreements are drafted, signed and take effect."""

from typing import Any

from deploy.seed.demo.stage import ON_ITS_WAY, WEEKS, Stage
from deploy.seed.people import UNITS
from deploy.seed.person import Person

CLAUSES = [
    {"heading": "共建目的", "text": "优势互补、资源共享、共驻共建，服务社区居民。"},
    {"heading": "共建内容", "text": "组织联建、活动联办、服务联动，每半年至少开展一次联席会议。"},
    {"heading": "双方职责", "text": "单位组织党员到社区服务；社区提供场地，如实记录服务时长。"},
    {"heading": "期限与终止", "text": "期满可以续签；单位撤销或双方协商一致的，提前终止。"},
]


def sign_agreements(stage: Stage) -> None:
    department = stage.person("wangjianguo")
    department.until(
        "views/offers?status=accepted&size=200",
        lambda found: stage.ids.accepted <= _served(found["items"]),
    )
    drafts = department.get("views/agreements?size=200")["items"]
    for number, draft in enumerate(sorted(drafts, key=lambda entry: entry["title"])):
        _agree(stage, number, len(drafts), draft)


def _agree(stage: Stage, number: int, count: int, draft: dict[str, Any]) -> None:
    """All but the last two take effect: one waits for a signature, one is a draft."""
    ids = stage.ids
    parties = [party["id"] for party in draft["parties"]]
    unit = next(ids.units.index(id_) for id_ in parties if id_ in ids.units)
    community = next(ids.communities.index(id_) for id_ in parties if id_ in ids.communities)
    if number == count - 1 and count > 3:
        return
    waits = number == count - 2 and count > 3
    stage.clock.at(-2 if waits else -WEEKS * 7 + 5)
    body = _text(stage, unit, parties, short=number == 0, waits=waits)
    worker, agreement = stage.community(community), draft["id"]
    worker.patiently(
        f"pairings/agreements/{agreement}/revisions", body, key=agreement, codes=ON_ITS_WAY
    )
    worker.post(f"pairings/agreements/{agreement}/signing", {}, key=agreement)
    signers = {party: stage.unit(unit) if party in ids.units else worker for party in parties}
    if waits:
        signers.pop(ids.units[unit])
    _sign(worker, agreement, signers)
    if not waits:
        ids.agreements[unit] = agreement


def _text(
    stage: Stage, unit: int, parties: list[str], *, short: bool, waits: bool
) -> dict[str, Any]:
    day = stage.clock.day
    return {
        "title": f"{UNITS[unit].name.removeprefix('演示')}与社区结对共建协议",
        "term": {
            "from_on": str(day(0 if waits else -WEEKS * 7 + 5)),
            "to_on": str(day(25 if short else 300)),
        },
        "clauses": CLAUSES,
        "commitments": [
            {"kind": kind, "target_qty": target, "unit_code": measure, "by_on": str(day(20))}
            for kind, target, measure in (("hours", 120, "hour"), ("sessions", 6, "session"))
        ],
        "liaisons": [
            {"party_id": id_, "name": "演示联络员", "phone": "13900000000"} for id_ in parties
        ],
    }


def _sign(worker: Person, agreement: str, signers: dict[str, Person]) -> None:
    """Every signer signs the text that was opened for signing."""
    opened = worker.until(
        f"views/agreements/{agreement}",
        lambda found: found if found.get("text_hash") else None,
    )
    text = {name: opened[name] for name in ("version_no", "text_hash")}
    for party, person in signers.items():
        person.post(
            f"pairings/agreements/{agreement}/signatures",
            {"party_id": party, **text},
            key=f"{agreement} {party}",
        )


def _served(offers: list[dict[str, Any]]) -> set[str]:
    """The offers that have found their agreement (several may share one)."""
    return {offer["id"] for offer in offers if offer.get("agreement_id")}
