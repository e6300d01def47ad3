"""The first chapter: divisions, party organizations and units."""

from deploy.seed.demo.stage import COMMUNITIES, WEEKS, Stage
from deploy.seed.divisions import read
from deploy.seed.people import UNITS, social_credit_code
from deploy.seed.person import Refused

DISTRICT = "110101000000"
STREET = "110101003000"


def organizations(stage: Stage) -> None:
    """Beijing, 东城区 with its streets and communities, and who works in one street."""
    stage.clock.at(-WEEKS * 7 - 7)
    rows = [row for row in read() if row["kind"] == "city" or _inside(row["division_code"])]
    known: dict[str, str] = {}
    for kind in ("city", "district", "street", "community"):
        wave = [row | {"effective_on": "2020-01-01"} for row in rows if row["kind"] == kind]
        answer = stage.admin.post("organizations/batch", {"items": wave}, key=kind)
        for row, result in zip(wave, answer["results"], strict=True):
            if result["outcome"] == "refused":
                raise Refused(409, result["problem"], row["name"])
            known[row["division_code"]] = result["org_id"]
    ids = stage.ids
    ids.district, ids.street = known[DISTRICT], known[STREET]
    inside = sorted(code for code in known if code.startswith(STREET[:9]) and code != STREET)
    ids.communities = [known[code] for code in inside[:COMMUNITIES]]
    _party_organizations(stage)


def _inside(code: str) -> bool:
    return code.startswith(DISTRICT[:6])


def _party_organizations(stage: Stage) -> None:
    ids = stage.ids
    district = _register(stage, "committee", "中共演示东城区委员会", ids.district, None)
    work = _register(stage, "work_committee", "中共交道口街道工作委员会", ids.street, district)
    for number, community in enumerate(ids.communities):
        _register(stage, "committee", f"第{number + 1}社区党委（演示）", community, work)
    for number, unit in enumerate(UNITS):
        place = ids.communities[number % COMMUNITIES]
        unit_id = _register(
            stage,
            "unit",
            unit.name,
            place,
            None,
            sector=unit.sector,
            uscc=social_credit_code(number),
        )
        ids.units.append(unit_id)
        branch = _register(stage, "branch", f"{unit.name}党支部", place, work)
        ids.branches.append(branch)


def _register(
    stage: Stage,
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
    answer = stage.admin.post("organizations/organizations", body, key=f"{kind} {name}")
    return str(answer["org_id"])
