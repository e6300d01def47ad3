"""Generated files: up to date, the same at every run, and a tool that says what is wrong."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.contracts import __main__ as tool
from deploy.contracts.declared import SERVICES, facts, is_built
from deploy.contracts.published import ROOT, differences, published, write
from deploy.contracts.schemas import name_of
from deploy.contracts.tables import BEGIN, END, with_tables


def test_nothing_generated_is_out_of_date() -> None:
    assert list(differences(ROOT)) == [], "run `make contracts`"


def test_generating_twice_gives_the_same() -> None:
    assert published(ROOT) == published(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The contracts as committed, to be spoilt."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    write(tmp_path)
    return tmp_path


def test_a_hand_made_change_to_a_schema_is_named_and_undone(copy: Path) -> None:
    spoilt = copy / "contracts/schemas/OfferAccepted.v1.json"
    spoilt.write_text(spoilt.read_text().replace("offer_id", "bid_id"))

    (found,) = differences(copy)

    assert found.startswith("contracts/schemas/OfferAccepted.v1.json is out of date")
    assert "bid_id" in found
    assert write(copy) == [spoilt]
    assert list(differences(copy)) == []


def test_a_sample_is_made_when_missing_and_never_written_again(copy: Path) -> None:
    sample = copy / "contracts/samples/OfferAccepted.v1.json"
    kept = sample.read_text().replace("12.00", "7.00")
    sample.write_text(kept)
    (copy / "contracts/samples/OfferDeclined.v1.json").unlink()

    written = write(copy)

    assert [path.name for path in written] == ["OfferDeclined.v1.json"]
    assert sample.read_text() == kept


def test_check_says_that_all_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["check"]) == 0
    assert "agree" in capsys.readouterr().out


def test_a_wrong_word_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["chek"]) == 2
    assert "usage" in capsys.readouterr().out


def test_a_broken_release_is_refused_before_anything_is_written(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = copy / "contracts/schemas/OfferAccepted.v1.json"
    released = json.loads(spoilt.read_text())
    released["properties"]["agreed_at"] = {"type": "string"}
    spoilt.write_text(json.dumps(released))
    monkeypatch.setattr(tool, "ROOT", copy)

    assert tool.main([]) == 1

    said = capsys.readouterr().out
    assert "OfferAccepted.v1, agreed_at: was removed" in said
    assert json.loads(spoilt.read_text()) == released


def asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "contracts/asyncapi.yaml").read_text())
    return document


def test_every_reference_in_asyncapi_leads_somewhere() -> None:
    document = asyncapi()

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for part in node:
                walk(part)
        if isinstance(node, dict):
            if "$ref" in node:
                follow(node["$ref"])
            for part in node.values():
                walk(part)

    def follow(ref: str) -> None:
        if ref.startswith("./"):
            assert (ROOT / "contracts" / ref).exists(), ref
            return
        found: Any = document
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]

    walk(document)


def test_asyncapi_has_a_channel_and_an_owner_for_every_fact() -> None:
    document = asyncapi()

    assert list(document["channels"]) == list(SERVICES)
    assert set(document["components"]["messages"]) == {name_of(fact) for fact in facts()}
    for service in SERVICES:
        sent = document["operations"][f"{service}.states"]["messages"]
        assert len(sent) == len(document["channels"][service]["messages"])
    heard = {name.partition(".hears.")[0] for name in document["operations"] if ".hears." in name}
    assert heard == {service for service in SERVICES if is_built(service)}


def test_tables_are_put_between_the_marks_and_the_rest_is_kept() -> None:
    service = next(filter(is_built, SERVICES))

    once = with_tables(service, f"# Title\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    added = with_tables(service, "# Title\n")

    assert once.startswith("# Title\n\n" + BEGIN)
    assert once.endswith(f"{END}\n\nAfter.\n")
    assert "old" not in once
    assert with_tables(service, once) == once
    assert with_tables(service, added) == added
