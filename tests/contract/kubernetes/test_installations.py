import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.embedded.places import PROJECT
from deploy.embedded.services import BUSINESS, SERVICES
from tests.contract.kubernetes import rules
from tests.contract.kubernetes.build import Doc, NotUnderstood, build
from tests.contract.kubernetes.network import Network, Peer
from tests.contract.kubernetes.reading import container, of_kind, pods

KUBERNETES = PROJECT / "deploy" / "kubernetes"
FOLDERS = ("base", "overlays/city", "overlays/trial")
KUSTOMIZE = shutil.which("kustomize")

Break = Callable[[list[Doc]], object]


@pytest.fixture(params=FOLDERS)
def docs(request: pytest.FixtureRequest) -> list[Doc]:
    return built(request.param)


@pytest.fixture
def base() -> list[Doc]:
    return built("base")


def built(folder: str) -> list[Doc]:
    """The documents of a folder, for this test alone."""
    return deepcopy(_built(folder))


@cache
def _built(folder: str) -> list[Doc]:
    return build(KUBERNETES / folder)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_an_installation_keeps_the_rule(rule: rules.Rule, docs: list[Doc]) -> None:
    assert list(rule(docs)) == []


def needs(docs: list[Doc]) -> Doc:
    pod: Doc = of_kind(docs, "Deployment")["needs"]["spec"]["template"]["spec"]
    return pod


def only(docs: list[Doc]) -> Doc:
    found: Doc = needs(docs)["containers"][0]
    return found


def scaled(docs: list[Doc]) -> Doc:
    found: Doc = of_kind(docs, "ScaledObject")["needs"]["spec"]
    return found


def ingress_paths(docs: list[Doc]) -> list[Any]:
    rule = of_kind(docs, "Ingress")["gateway"]["spec"]["rules"][0]
    paths: list[Any] = rule["http"]["paths"]
    return paths


def file_items(docs: list[Doc]) -> list[Any]:
    sources = next(v for v in needs(docs)["volumes"] if "projected" in v)["projected"]["sources"]
    items: list[Any] = sources[0]["secret"]["items"]
    return items


MISTAKES: list[tuple[rules.Rule, Break]] = [
    (rules.every_document_fits_its_schema, lambda d: needs(d).update(restartPolice="Always")),
    (rules.every_document_fits_its_schema, lambda d: only(d).update(ports=[{"port": 8000}])),
    (rules.every_document_fits_its_schema, lambda d: scaled(d).update(maxReplicas=3)),
    (
        rules.every_document_fits_its_schema,
        lambda d: of_kind(d, "Kafka")["gongjian"]["spec"]["kafka"].update(version="4.4.0"),
    ),
    (
        rules.every_document_fits_its_schema,
        lambda d: of_kind(d, "MongoDBCommunity")["mongodb"]["spec"].update(members=1),
    ),
    (
        rules.every_service_stands_there_whole,
        lambda d: d.remove(of_kind(d, "PodDisruptionBudget")["needs"]),
    ),
    (
        rules.every_service_stands_there_whole,
        lambda d: of_kind(d, "Service")["needs"]["spec"]["selector"].update(
            {"app.kubernetes.io/name": "ledger"}
        ),
    ),
    (
        rules.containers_start_as_the_embedded_stack_starts_processes,
        lambda d: only(d)["command"].append("--reload"),
    ),
    (
        rules.containers_start_as_the_embedded_stack_starts_processes,
        lambda d: only(d).update(image="gongjian/needs:latest"),
    ),
    (
        rules.processes_read_what_they_are_told,
        lambda d: only(d)["env"].append({"name": "NEEDS_PARTITION", "value": "3"}),
    ),
    (
        rules.processes_read_what_they_are_told,
        lambda d: only(d)["env"].remove({"name": "NEEDS_ENVIRONMENT", "value": "kubernetes"}),
    ),
    (rules.processes_read_what_they_are_told, lambda d: needs(d)["volumes"].clear()),
    (rules.ports_meet, lambda d: only(d)["ports"][0].update(containerPort=8001)),
    (
        rules.ports_meet,
        lambda d: of_kind(d, "Service")["needs"]["spec"]["ports"][0].update(port=80),
    ),
    (
        rules.probes_ask_what_is_answered,
        lambda d: only(d)["readinessProbe"]["httpGet"].update(path="/health/ready"),
    ),
    (
        rules.pods_may_do_nothing_needless,
        lambda d: only(d)["securityContext"].update(readOnlyRootFilesystem=False),
    ),
    (rules.pods_may_do_nothing_needless, lambda d: needs(d).update(hostNetwork=True)),
    (rules.pods_may_do_nothing_needless, lambda d: only(d)["resources"]["limits"].clear()),
    (rules.secrets_come_from_files, lambda d: file_items(d).clear()),
    (rules.secrets_come_from_files, lambda d: file_items(d)[0].update(key="token.pem")),
    (
        rules.every_service_has_its_own_database_alone,
        lambda d: of_kind(d, "MongoDBCommunity")["mongodb"]["spec"]["users"][0]["roles"].append(
            {"name": "readWrite", "db": "gongjian_needs"}
        ),
    ),
    (
        rules.topics_are_those_that_services_make,
        lambda d: d.remove(of_kind(d, "KafkaTopic")["gongjian.resend"]),
    ),
    (
        rules.topics_are_those_that_services_make,
        lambda d: of_kind(d, "KafkaTopic")["gongjian.needs"]["spec"].update(partitions=6),
    ),
    (
        rules.lag_scales_what_reads,
        lambda d: scaled(d)["triggers"][0]["metadata"].update(consumerGroup="gongjian.ledger"),
    ),
    (rules.lag_scales_what_reads, lambda d: scaled(d).update(maxReplicaCount=13)),
    (rules.the_gateway_alone_is_reached_from_outside, lambda d: ingress_paths(d).pop(0)),
    (
        rules.the_gateway_alone_is_reached_from_outside,
        lambda d: of_kind(d, "Service")["needs"]["spec"].update(type="NodePort"),
    ),
]


@pytest.mark.parametrize(("rule", "spoil"), MISTAKES)
def test_a_planted_mistake_is_found(rule: rules.Rule, spoil: Break, base: list[Doc]) -> None:
    spoil(base)

    assert list(rule(base))


def test_every_rule_has_a_mistake_that_it_finds() -> None:
    assert {rule for rule, _ in MISTAKES} == set(rules.RULES)


def test_pods_speak_only_to_whom_they_must(docs: list[Doc]) -> None:
    network = Network(docs)
    pod = {name: labelled(docs, name) for name in SERVICES}
    mongodb = Peer({"app": "mongodb-svc"})
    broker = Peer({"strimzi.io/name": "gongjian-kafka", "strimzi.io/cluster": "gongjian"})
    elsewhere = Peer(namespace="elsewhere")
    ingress, monitoring = Peer(namespace="ingress-nginx"), Peer(namespace="monitoring")

    for name in BUSINESS:
        assert network.may(pod["gateway"], pod[name], 8000)
        assert not network.may(ingress, pod[name], 8000)
        others = [pod[other] for other in BUSINESS if other != name]
        assert not any(network.may(pod[name], other, 8000) for other in others)
    for peer in pod.values():
        assert network.may(peer, mongodb, 27017)
        assert network.may(peer, broker, 9092)
        assert network.may(peer, Peer({"k8s-app": "kube-dns"}, "kube-system"), 53)
        assert network.may(monitoring, peer, 8000)
        assert network.may(peer, monitoring, 4318)
        assert not network.may(peer, elsewhere, 443)
        assert not network.may(elsewhere, peer, 8000)
    assert network.may(ingress, pod["gateway"], 8000)
    assert network.may(mongodb, mongodb, 27017)
    assert network.may(Peer(namespace="keda"), broker, 9092)
    assert not network.may(elsewhere, mongodb, 27017)
    assert not network.may(elsewhere, broker, 9092)
    assert not network.may(Peer({"strimzi.io/cluster": "gongjian"}), mongodb, 27017)


def labelled(docs: list[Doc], name: str) -> Peer:
    return Peer(of_kind(docs, "Deployment")[name]["spec"]["template"]["metadata"]["labels"])


def test_without_the_first_policy_a_pod_of_no_policy_could_be_reached(base: list[Doc]) -> None:
    stray, elsewhere = Peer({"app": "stray"}), Peer(namespace="elsewhere")
    without = [doc for doc in base if doc["metadata"]["name"] != "nothing"]

    assert not Network(base).may(elsewhere, stray, 80)
    assert Network(without).may(elsewhere, stray, 80)


def test_overlays_change_what_they_mean_to_change() -> None:
    city, trial = (build(KUBERNETES / "overlays" / name) for name in ("city", "trial"))

    assert scaled(city)["minReplicaCount"] == 2
    assert of_kind(city, "ScaledObject")["gateway"]["spec"]["minReplicaCount"] == 3
    assert scaled(trial)["maxReplicaCount"] == 2
    assert container(pods(trial)["needs"])["resources"]["limits"] == {"memory": "2Gi"}
    assert "tls" not in of_kind(trial, "Ingress")["gateway"]["spec"]


@pytest.mark.parametrize(
    "kustomization",
    [
        {"resources": [], "namePrefix": "x-"},
        {"resources": ["one.yaml"], "patches": [{"path": "other.yaml"}]},
        {"resources": ["one.yaml", "one.yaml"]},
    ],
)
def test_what_the_builder_does_not_understand_is_refused(
    kustomization: Doc, tmp_path: Path
) -> None:
    one = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "one"}}
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(one))
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(one | {"metadata": {"name": "other"}}))
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))

    with pytest.raises(NotUnderstood):
        build(tmp_path)


@pytest.mark.skipif(KUSTOMIZE is None, reason="no kustomize on this machine")
@pytest.mark.parametrize("folder", FOLDERS)
def test_kustomize_itself_builds_the_same(folder: str) -> None:
    done = subprocess.run(
        [str(KUSTOMIZE), "build", str(KUBERNETES / folder)], capture_output=True, check=True
    )

    theirs, ours = (
        sorted((_ordered(doc) for doc in found), key=repr)
        for found in (yaml.safe_load_all(done.stdout), build(KUBERNETES / folder))
    )

    assert theirs == ours


def _ordered(value: Any) -> Any:
    """Without the order of names and of named entries, which means nothing."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        entries = [_ordered(each) for each in deepcopy(value)]
        named = all(isinstance(each, dict) for each in entries)
        return sorted(entries, key=repr) if named else entries
    return value
