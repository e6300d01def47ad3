"""Same word in code, on the wire and on the pages."""

import json
from pathlib import Path

import pytest

from deploy.contracts.typescript import vocabularies

TEXTS = Path(__file__).parents[2] / "services/gateway/web/src/shared/texts"
GROUPS = {
    "agreement_status": "agreement",
    "attendance_status": "attendance",
    "category": "category",
    "commitment_kind": "commitment",
    "entry_status": "entry",
    "health": "health",
    "line_stage": "stage",
    "member_kind": "member_kind",
    "member_status": "member",
    "need_status": "need",
    "offer_status": "offer",
    "organization_kind": "org_kind",
    "organization_status": "organization",
    "plan_status": "plan",
    "project_status": "project",
    "quantity_unit": "unit",
    "registration_status": "registration",
    "report_kind": "registration_kind",
    "resource_status": "resource",
    "role": "role",
    "score_part": "part",
    "sector": "sector",
    "session_status": "session",
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
