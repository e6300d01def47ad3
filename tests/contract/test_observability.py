import json
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

import libs.runtime.service  # noqa: F401 - whatever a process counts is registered by this
from deploy.embedded.places import PROJECT
from deploy.embedded.services import SERVICES
from libs.messaging.delays import DELAYS

FOLDER = PROJECT / "deploy" / "observability"
RUNBOOK = PROJECT / "docs" / "runbook.md"
SCRAPED = {"app", "instance", "job"}
OF_EVERY_PROCESS = (
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    "process_start_time_seconds",
)
OF_PROMETHEUS: dict[str, set[str]] = {
    "up": SCRAPED,
    "ALERTS": {*SCRAPED, "alertname", "alertstate"},
    **dict.fromkeys(OF_EVERY_PROCESS, SCRAPED),
}


def series() -> dict[str, set[str]]:
    """Each series that a process has, with its labels."""
    found = dict(OF_PROMETHEUS)
    for metric in list(REGISTRY._collector_to_names):
        if not isinstance(metric, MetricWrapperBase):
            continue
        labels = {*SCRAPED, *metric._labelnames}
        if isinstance(metric, Counter):
            found[f"{metric._name}_total"] = labels
        elif isinstance(metric, Histogram):
            found[f"{metric._name}_bucket"] = {*labels, "le"}
            found |= {f"{metric._name}_{part}": labels for part in ("sum", "count")}
        elif isinstance(metric, Gauge):
            found[metric._name] = labels
    for family in DELAYS.collect():
        found |= {f"{family.name}_{part}": {*SCRAPED, "service"} for part in ("sum", "count")}
        found[f"{family.name}_bucket"] = {*SCRAPED, "service", "le"}
    return found


def faults(expression: str, known: dict[str, set[str]]) -> Iterator[str]:
    """What is wrong with an expression: its grammar, a series or a label that nobody has."""
    try:
        parsed = promql_parser.parse(re.sub(r"\$app\b", ".+", expression))
    except ValueError as error:
        yield str(error)
        return
    used: set[str] = set()
    grouped: set[str] = set()
    for node in nodes(parsed):
        if isinstance(node, promql_parser.VectorSelector):
            if node.name not in known:
                yield f"nobody counts {node.name}"
                continue
            used |= known[node.name]
            asked = {matcher.name for matcher in node.matchers.matchers}
            yield from (f"{node.name} has no {label}" for label in asked - known[node.name])
        elif isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            grouped |= set(node.modifier.labels)
    yield from (f"grouped by {label}, which no series here has" for label in grouped - used)


def nodes(expression: Any) -> Iterator[Any]:
    """The expression and all below it."""
    yield expression
    for name in ("lhs", "rhs", "expr", "vector_selector", "param"):
        below = getattr(expression, name, None)
        if below is not None and type(below).__module__.startswith("promql_parser"):
            yield from nodes(below)
    for below in getattr(expression, "args", ()):
        yield from nodes(below)


def alarms() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def board() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (FOLDER / "grafana" / "dashboards" / "gongjian.json").read_text()
    )
    return found


def panels() -> list[dict[str, Any]]:
    return [panel for panel in board()["panels"] if panel["type"] != "row"]


@pytest.mark.parametrize("alarm", alarms(), ids=lambda alarm: alarm["alert"])
def test_an_alarm_asks_for_series_and_labels_that_exist(alarm: dict[str, Any]) -> None:
    assert list(faults(alarm["expr"], series())) == []


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: str(panel["id"]))
def test_a_panel_asks_for_series_and_labels_that_exist(panel: dict[str, Any]) -> None:
    assert panel["targets"]
    for target in panel["targets"]:
        assert list(faults(target["expr"], series())) == []


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("sum by (app) (gongjian_consumer_lags)", "nobody counts gongjian_consumer_lags"),
        ("gongjian_events_parked", "nobody counts gongjian_events_parked"),
        ("gongjian_command_seconds", "nobody counts gongjian_command_seconds"),
        ('gongjian_consumer_lag{partition="1"}', "gongjian_consumer_lag has no partition"),
        ("sum by (service) (gongjian_consumer_lag)", "grouped by service"),
        ("sum by (app) (rate(gongjian_consumer_lag[5m])", "parenthesis"),
        ('1 / sum(rate(gongjian_http_requests_total{code="5"}[5m]))', "has no code"),
    ],
)
def test_a_planted_mistake_in_an_expression_is_found(expression: str, fault: str) -> None:
    assert any(fault in found for found in faults(expression, series()))


def test_every_alarm_says_what_is_wrong_how_urgent_it_is_and_where_to_read_on() -> None:
    places = {anchor(line) for line in RUNBOOK.read_text().splitlines() if line.startswith("#")}
    names = [alarm["alert"] for alarm in alarms()]

    assert len(names) == len(set(names))
    for alarm in alarms():
        known = set().union(*(series().get(name, set()) for name in names_in(alarm["expr"])))
        page, _, place = alarm["annotations"]["runbook"].partition("#")
        assert page == "docs/runbook.md"
        assert place in places, f"{alarm['alert']}: the runbook has no {place}"
        assert alarm["labels"]["severity"] in ("page", "work")
        told = set(re.findall(r"\$labels\.(\w+)", alarm["annotations"]["summary"]))
        assert told <= known


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lstrip("# ").lower()).replace(" ", "-")


def names_in(expression: str) -> set[str]:
    parsed = promql_parser.parse(expression)
    return {node.name for node in nodes(parsed) if isinstance(node, promql_parser.VectorSelector)}


def misplaced(found: dict[str, Any]) -> list[str]:
    """Panels that lie over each other, beside the grid, or twice under one number."""
    wrong: list[str] = []
    cells: dict[tuple[int, int], int] = {}
    for panel in found["panels"]:
        place = panel["gridPos"]
        if place["x"] + place["w"] > 24:
            wrong.append(f"{panel['id']} is beside the grid")
        columns = range(place["x"], place["x"] + place["w"])
        for cell in product(columns, range(place["y"], place["y"] + place["h"])):
            if cell in cells:
                wrong.append(f"{panel['id']} lies over {cells[cell]}")
            cells[cell] = panel["id"]
    numbers = [panel["id"] for panel in found["panels"]]
    wrong += [f"{number} stands twice" for number in numbers if numbers.count(number) > 1]
    return wrong


def test_the_board_is_whole_and_each_panel_says_what_it_shows() -> None:
    found = board()

    assert misplaced(found) == []
    assert found["uid"] == "gongjian"
    sources = {panel["datasource"]["uid"] for panel in panels()}
    provisioned = yaml.safe_load(
        (FOLDER / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text()
    )
    assert sources == {each["uid"] for each in provisioned["datasources"]}
    for panel in panels():
        assert panel["title"]
        assert panel["description"]
        assert panel["type"] in ("stat", "timeseries")
    (variable,) = found["templating"]["list"]
    asked = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"])
    assert asked is not None
    assert asked[2] in series()[asked[1]]


def test_a_panel_over_another_is_found() -> None:
    spoilt = deepcopy(board())
    spoilt["panels"][2]["gridPos"]["x"] = spoilt["panels"][1]["gridPos"]["x"]

    assert misplaced(spoilt)


def test_every_process_is_scraped_under_its_name() -> None:
    (job,) = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    assert job["job_name"] == "gongjian"
    assert {
        (target, each["labels"]["app"])
        for each in job["static_configs"]
        for target in each["targets"]
    } == {(f"{name}:8000", name) for name in SERVICES}


def test_pods_are_found_by_the_labels_and_the_port_that_they_have() -> None:
    (job,) = yaml.safe_load((FOLDER / "scrape-kubernetes.yml").read_text())["scrape_configs"]
    common = yaml.safe_load(
        (PROJECT / "deploy" / "kubernetes" / "base" / "patches" / "service.yaml").read_text()
    )["spec"]["template"]
    (discovery,) = job["kubernetes_sd_configs"]
    (selector,) = discovery["selectors"]
    (port,) = common["spec"]["containers"][0]["ports"]

    assert job["job_name"] == "gongjian"
    label, _, value = selector["label"].partition("=")
    assert common["metadata"]["labels"][label] == value
    assert job["relabel_configs"][0]["regex"] == port["name"]
    assert {each.get("target_label") for each in job["relabel_configs"]} == {
        None,
        "app",
        "instance",
    }


def test_what_is_mounted_into_prometheus_and_grafana_exists() -> None:
    services = yaml.safe_load((FOLDER / "docker-compose.yml").read_text())["services"]
    mounts = [volume for each in services.values() for volume in each["volumes"]]
    paths = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert paths
    assert all(Path(PROJECT, path).exists() for path in paths)
    assert set(yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["networks"]) == {
        name for each in services.values() for name in each["networks"]
    }
