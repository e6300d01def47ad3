"""How rounds become a figure, and figures a page."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.benchmarks.goals import Goal, Pair, result_of

MORE, LESS = Goal("B4", "more is better", 0.6, "/s"), Goal("B2", "less", 1.3, "s", at_least=False)


def test_a_figure_is_the_median_of_the_ratios_with_their_spread() -> None:
    found = result_of(MORE, [Pair(50, 100), Pair(70, 100), Pair(90, 100)])

    assert (found.ratio, found.spread, found.met) == (0.7, (0.5, 0.9), True)


def test_less_can_be_better() -> None:
    assert result_of(LESS, [Pair(0.012, 0.01)]).met
    assert not result_of(LESS, [Pair(0.014, 0.01)]).met


def test_a_ratio_reached_by_breaking_something_is_not_reached() -> None:
    found = result_of(MORE, [Pair(90, 100), Pair(90, 100, broken="1 lost")])

    assert not found.met
    assert found.broken == "1 lost"


def test_the_page_takes_the_last_figures_between_its_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, out = tmp_path / "page.md", tmp_path / "latest.json"
    begin, end = (mark.format("figures") for mark in report.MARKS)
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)
    monkeypatch.setattr(report, "OUT", out)
    monkeypatch.setattr(report, "GROWN", tmp_path / "none.json")
    found = {"B4": result_of(MORE, [Pair(70, 100, {"p99 s": 0.5})]).plain()}

    report.write(found, report.machine((0.1, 0.2, 0.3)), partial=False)
    report.into_page()

    text = page.read_text()
    assert text.startswith(f"before\n{begin}\n")
    assert text.endswith(f"{end}\nafter\n")
    assert "old" not in text
    assert "| B4 | **0.7** | 0.7–0.7 | ≥ 0.6 | yes |" in text


def test_a_partial_run_leaves_the_other_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "OUT", tmp_path / "latest.json")
    around = report.machine((0.1, 0.2, 0.3))
    first = {"B4": result_of(MORE, [Pair(70, 100)]).plain()}
    second = {"B2": result_of(LESS, [Pair(1, 1)]).plain()}

    report.write(first, around, partial=False)
    report.write(second, around, partial=True)

    assert set(json.loads(report.OUT.read_text())["results"]) == {"B2", "B4"}
