"""First samples: one believable payload per fact, the same at every run.

A sample is written once and never again, so this only matters for facts that have none yet.
"""

import hashlib
from datetime import date, timedelta
from typing import Any, Final

from deploy.contracts.schemas import schema_of
from libs.kernel import Event, derive_id

_ORG_NAMES: Final = {
    "community": "交东社区",
    "unit": "北京市同仁医院",
    "branch": "北京市同仁医院第三党支部",
    "district": "东城区",
}

_WORDS: Final[dict[str, Any]] = {
    "name": "北京市同仁医院",
    "title": "老年慢病随访",
    "kind": "unit",
    "uscc": "12110000400686306T",
    "division_code": "110101002003",
    "former_code": "110101002002",
    "sector_code": "institution",
    "category_code": "health",
    "theme_code": "warm_service",
    "unit_code": "session",
    "channel_code": "resident_visit",
    "role_code": "community",
    "function_code": "",
    "scope_code": "general",
    "method_code": "screen_code",
    "reason_code": "other_plans",
    "cause_code": "confirmed_on_site",
    "stage_code": "adopted",
    "status_code": "in_progress",
    "receipt_no": "110101012600001001",
    "agreement_no": "110101022600000178",
    "project_no": "110101032600000096",
    "cycle_key": "110101-2026H2",
    "solver": "highs",
    "version": "1.12.0",
    "qty": "12.00",
    "promised_qty": "12.00",
    "open_qty": "24.00",
    "target_qty": "120.00",
    "score": "81.40",
    "progress_pct": "45.00",
    "minutes": 178,
    "total_minutes": 1338,
    "weight": 40,
    "ends": True,
    "objective": 4211.5,
    "bound": 4211.5,
    "gap": 0.0,
    "seconds": 2.4,
    "seed": 20261123,
    "parts": {"need_fit": "36.00", "nearness": "18.40", "ability": "15.00", "rating": "12.00"},
    "window": {"start_at": "2026-11-28T01:00:00.000Z", "end_at": "2026-11-28T04:00:00.000Z"},
    "term": {"from_on": "2026-11-23", "to_on": "2027-11-22"},
    "days": [{"on": "2026-11-28", "minutes": 178}],
    "former_days": [{"on": "2026-11-28", "minutes": 170}],
}

_CODES: Final[dict[tuple[str, str], str]] = {
    ("OrganizationMoved", "kind"): "territory",
    ("MemberEnrolled", "kind"): "party_member",
    ("OfferMade", "kind"): "plan",
    ("LateMarkNoted", "kind"): "check_out",
    ("Commitment", "kind"): "hours",
    ("OfferAttached", "status_code"): "draft",
    ("ProgressReported", "status_code"): "on_track",
    ("AdoptionAdvanced", "stage_code"): "accepted",
    ("NeedProgressed", "stage_code"): "adopted",
}

_COUNTS: Final = {"signed_count": 1, "party_count": 2, "evaluated_count": 1, "evaluator_count": 2}
_DATES: Final = {"start_on": 10, "answer_by_on": 14, "sign_by_on": 30, "by_on": 300, "due_on": 180}
_DAY: Final = date(2026, 11, 23)


def sample_of(event: type[Event]) -> dict[str, Any]:
    """A payload of ``event`` with every field present."""
    schema = schema_of(event)
    drawn = _object(event.__name__, schema, schema.get("$defs", {}))
    found: dict[str, Any] = event.model_validate(drawn).model_dump(mode="json")
    return found


def _object(owner: str, schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    fields = schema["properties"].items()
    return {field: _value(owner, field, part, defs) for field, part in fields}


def _value(owner: str, field: str, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if owner.startswith("Registration") and field == "kind":
        return "residence"
    if (owner, field) in _CODES:
        return _CODES[owner, field]
    if field in _WORDS:
        return _WORDS[field]
    stem, _, last = field.rpartition("_")
    if last == "ids":
        return [_id(stem), derive_id("sample", stem, 2)]
    by_suffix = {
        "id": lambda: _id(stem),
        "hash": lambda: hashlib.sha256(field.encode()).hexdigest(),
        "on": lambda: (_DAY + timedelta(days=_DATES.get(field, 0))).isoformat(),
        "at": lambda: "2026-11-28T01:02:00.000Z",
        "count": lambda: _COUNTS.get(field, 4),
        "no": lambda: 1,
    }
    if last in by_suffix:
        return by_suffix[last]()
    if field == "hash":
        return hashlib.sha256(b"entry").hexdigest()
    return _by_schema(owner, field, schema, defs)


def _by_schema(owner: str, field: str, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _object(name, defs[name], defs)
    if "anyOf" in schema:
        return _value(owner, field, schema["anyOf"][0], defs)
    if schema.get("type") == "array":
        return [_value(owner, field, schema["items"], defs)]
    if "x-extensible-enum" in schema:
        return schema["x-extensible-enum"][0]
    raise LookupError(f"no sample value for {owner}.{field}: {schema}")


def _id(stem: str) -> str:
    """The same thing has the same id in every sample; an account is its member."""
    return derive_id("sample", "member" if stem == "account" else stem)
