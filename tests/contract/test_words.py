"""Same word in code, on the wire and on the pages."""

import json
from pathlib import Path

import pytest

from deploy.contracts.typescript import vocabularies

TEXTS = Path(__file__).parents[2] / "services/gateway/web/src/shared/texts"
GROUPS = {
    "agreement_status": "agreement_state",
    "attendance_status": "attendance_state",
    "category": "category",
    "commitment_kind": "commitment",
    "entry_status": "entry_state",
    "health": "health_state",
    "line_stage": "stage_state",
    "member_kind": "member_kind",
    "member_status": "member_state",
    "need_status": "need_state",
    "offer_status": "offer_state",
    "organization_kind": "org_kind",
    "organization_status": "organization_state",
    "plan_status": "plan_state",
    "project_status": "project_state",
    "quantity_unit": "unit",
    "registration_status": "registration_state",
    "report_kind": "registration_kind",
    "resource_status": "resource_state",
    "role": "role",
    "score_part": "part",
    "sector": "sector",
    "session_status": "session_state",
    "superior_line": "org.line",
    "theme": "theme",
}
"""Where the pages keep the words of a list of codes."""


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_code_of_the_wire_has_a_word_on_the_pages(path: Path) -> None:
    texts = json.loads(path.read_text())
    wanted = {
        f"{GROUPS[vocabulary.name]}.{code}"
        for vocabulary in vocabularies()
        if vocabulary.name in GROUPS
        for code in vocabulary
    }

    assert sorted(wanted - set(texts)) == []
