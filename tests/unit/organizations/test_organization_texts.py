import json
import re
from importlib import resources

import services.organizations.api  # noqa: F401 - declares the refusals of sheets
from libs.kernel import DomainError

FAULTS_WITHOUT_CLASS = {
    "organizations.sheet-unknown-organization",
    "organizations.sheet-unknown-kind",
    "organizations.sheet-ambiguous",
    "organizations.sheet-repeated",
}


def every_kind(of: type[DomainError]) -> set[type[DomainError]]:
    return {of}.union(*(every_kind(kind) for kind in of.__subclasses__()))


def test_every_refusal_is_told_in_chinese_and_english() -> None:
    folder = resources.files("libs.web") / "problem_texts"
    texts = json.loads((folder / "organizations.json").read_text("utf-8"))
    codes = {
        kind.code
        for kind in every_kind(DomainError)
        if kind.__module__.startswith("services.organizations")
        and kind.code.startswith("organizations.")
    }

    assert codes | FAULTS_WITHOUT_CLASS == texts.keys()
    for told in texts.values():
        assert set(re.findall(r"{(\w+)}", told["zh"])) == set(re.findall(r"{(\w+)}", told["en"]))
        assert told["zh"].endswith("。")
        assert told["en"].endswith(".")
