"""What must hold for every installation: each rule returns what is wrong."""

import importlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import kubernetes_validate
import yaml
from pydantic import ValidationError

from deploy.embedded.keys import key_files
from deploy.embedded.services import BUSINESS, GATEWAY, SERVICES, command_of
from libs.messaging.cluster_watch import resend_topic
from libs.messaging.kafka_admin import TOPIC_SETTINGS
from libs.runtime.settings import SECRETS, SECRETS_VARIABLE, ServiceSettings
from libs.web import health
from tests.contract.kubernetes.build import Doc
from tests.contract.kubernetes.reading import container, mounted, of_kind, pods, variables

KUBERNETES = "1.37"
OPERATORS = yaml.safe_load(Path(__file__).with_name("operators.yaml").read_text())
Rule = Callable[[list[Doc]], Iterator[str]]


def every_document_fits_its_schema(docs: list[Doc]) -> Iterator[str]:
    for doc in docs:
        yield from _misfit(json.dumps(doc))


@cache
def _misfit(written: str) -> tuple[str, ...]:
    """What keeps a document from fitting; found once, for most stand in every installation."""
    doc = json.loads(written)
    kind, name = f"{doc['apiVersion']}/{doc['kind']}", doc["metadata"]["name"]
    try:
        if kind in OPERATORS["kinds"]:
            schema = {**OPERATORS["kinds"][kind], "definitions": OPERATORS["definitions"]}
            jsonschema.Draft7Validator(schema).validate(doc["spec"])
        else:
            kubernetes_validate.validate(doc, KUBERNETES, strict=True)
    except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
        return (f"{kind} {name}: {error.message}",)
    return ()


def every_service_stands_there_whole(docs: list[Doc]) -> Iterator[str]:
    for kind in ("Deployment", "PodDisruptionBudget", "ScaledObject"):
        if set(of_kind(docs, kind)) != set(SERVICES):
            yield f"{kind}: {sorted(set(of_kind(docs, kind)) ^ set(SERVICES))}"
            return
    for name, doc in of_kind(docs, "Deployment").items():
        labels = doc["spec"]["template"]["metadata"]["labels"]
        for selecting in (
            doc["spec"]["selector"]["matchLabels"],
            of_kind(docs, "Service")[name]["spec"]["selector"],
            of_kind(docs, "PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"],
        ):
            if selecting.get("app.kubernetes.io/name") != name or not (
                selecting.items() <= labels.items()
            ):
                yield f"{name}: {selecting} does not select its pods"
        if of_kind(docs, "ScaledObject")[name]["spec"]["scaleTargetRef"]["name"] != name:
            yield f"{name}: something else is scaled"


def containers_start_as_the_embedded_stack_starts_processes(docs: list[Doc]) -> Iterator[str]:
    for name, pod in pods(docs).items():
        if container(pod)["command"] != ["python", *command_of(name)[1:]]:
            yield f"{name}: {container(pod)['command']}"
        image, _, tag = container(pod)["image"].rpartition(":")
        if image != f"gongjian/{name}" or tag in ("", "latest"):
            yield f"{name}: image {image}:{tag}"


def processes_read_what_they_are_told(docs: list[Doc]) -> Iterator[str]:
    """The settings accept it, and no variable is told to nobody."""
    for name, pod in pods(docs).items():
        settings = importlib.import_module(f"services.{name}.settings").Settings
        known = {f"{name}_{field}".upper() for field in settings.model_fields}
        for variable in variables(pod).keys() - known:
            yield f"{name}: nobody reads {variable}"
        read = _settings(settings, name, pod)
        if isinstance(read, str) or (
            (read.mongo_uri, read.environment) != ("mongodb://from-file", "kubernetes")
        ):
            yield f"{name}: {read}"


def _settings(kind: type[ServiceSettings], name: str, pod: Doc) -> ServiceSettings | str:
    with TemporaryDirectory() as folder:
        for path in mounted(pod):
            Path(folder, path).write_text("mongodb://from-file")
        with _told({**variables(pod), SECRETS_VARIABLE: folder}):
            try:
                return kind()  # type: ignore[call-arg]
            except ValidationError as error:
                return str(error)


@contextmanager
def _told(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def ports_meet(docs: list[Doc]) -> Iterator[str]:
    for name, pod in pods(docs).items():
        (port,) = container(pod)["ports"]
        (offered,) = of_kind(docs, "Service")[name]["spec"]["ports"]
        if variables(pod)[f"{name.upper()}_PORT"] != str(port["containerPort"]):
            yield f"{name}: listens elsewhere than on {port['containerPort']}"
        if offered["targetPort"] != port["name"]:
            yield f"{name}: the service leads to {offered['targetPort']}"
        if name != GATEWAY:
            called = json.loads(variables(pods(docs)[GATEWAY])["GATEWAY_SERVICES"])
            if called.get(name) != f"http://{name}:{offered['port']}" or set(called) != set(
                BUSINESS
            ):
                yield f"{name}: the gateway calls {called.get(name)}"


def probes_ask_what_is_answered(docs: list[Doc]) -> Iterator[str]:
    paths = {route.path for route in health.router.routes}  # type: ignore[attr-defined]
    wanted = {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/serving"}
    for name, pod in pods(docs).items():
        for probe, path in wanted.items():
            asked = container(pod)[f"{probe}Probe"]["httpGet"]
            if asked != {"path": path, "port": "http"} or path not in paths:
                yield f"{name}: {probe} asks {asked}"


def pods_may_do_nothing_needless(docs: list[Doc]) -> Iterator[str]:
    """The Pod Security Standard "restricted", a root file system that nobody writes, and limits."""
    for name, pod in pods(docs).items():
        only, around = container(pod), pod["securityContext"]
        inside = only["securityContext"]
        held = {
            "no root": around["runAsNonRoot"] is True and around["runAsUser"] > 0,
            "seccomp": around["seccompProfile"] == {"type": "RuntimeDefault"},
            "capabilities": inside["capabilities"] == {"drop": ["ALL"]},
            "escalation": inside["allowPrivilegeEscalation"] is False,
            "read-only": inside["readOnlyRootFilesystem"] is True,
            "no token": pod["automountServiceAccountToken"] is False,
            "no host": not pod.keys() & {"hostNetwork", "hostPID", "hostIPC"},
            "no host paths": not any("hostPath" in volume for volume in pod["volumes"]),
            "memory": {"requests", "limits"} <= only["resources"].keys()
            and "memory" in only["resources"]["limits"],
        }
        yield from (f"{name}: {what}" for what, holds in held.items() if not holds)


def secrets_come_from_files(docs: list[Doc]) -> Iterator[str]:
    keys = {path.name for path in vars_of_keys()}
    for name, pod in pods(docs).items():
        files = mounted(pod)
        asked = {
            Path(value).name
            for key, value in variables(pod).items()
            if key.endswith("_FILE") and Path(value).parent == SECRETS
        }
        if files.keys() != asked | {f"{name}_mongo_uri"}:
            yield f"{name}: {sorted(files.keys() ^ (asked | {f'{name}_mongo_uri'}))}"
        for path, (secret, key) in files.items():
            if secret == "gongjian-keys" and key not in keys:
                yield f"{name}: {path} is no key that `gongjian secrets` makes"
        if any("valueFrom" in each for each in container(pod)["env"]):
            yield f"{name}: a secret stands in the environment"


def vars_of_keys() -> list[Path]:
    """The files that `gongjian secrets` makes."""
    files = key_files(Path())
    return [files.token_private, files.token_public, files.field, files.admin_password]


def every_service_has_its_own_database_alone(docs: list[Doc]) -> Iterator[str]:
    (mongodb,) = of_kind(docs, "MongoDBCommunity").values()
    users = {user["name"]: user for user in mongodb["spec"]["users"]}
    if set(users) != set(SERVICES):
        yield f"accounts: {sorted(set(users) ^ set(SERVICES))}"
    for name, pod in pods(docs).items():
        user, database = users.get(name, {}), f"gongjian_{name}"
        if user.get("roles") != [{"name": "readWrite", "db": database}]:
            yield f"{name}: {user.get('roles')}"
        address = (user.get("connectionStringSecretName"), "connectionString.standard")
        if mounted(pod).get(f"{name}_mongo_uri") != address:
            yield f"{name}: reads another's address"


def topics_are_those_that_services_make(docs: list[Doc]) -> Iterator[str]:
    topics = of_kind(docs, "KafkaTopic")
    prefix = ServiceSettings.model_fields["topic_prefix"].default
    wanted = {f"{prefix}{name}" for name in SERVICES} | {resend_topic(prefix)}
    if set(topics) != wanted:
        yield f"topics: {sorted(set(topics) ^ wanted)}"
    brokers = of_kind(docs, "KafkaNodePool")["brokers"]["spec"]["replicas"]
    for name, topic in topics.items():
        spec = topic["spec"]
        if {key: str(value) for key, value in spec["config"].items()} != TOPIC_SETTINGS:
            yield f"{name}: {spec['config']}"
        if spec["replicas"] > brokers:
            yield f"{name}: more copies than brokers"
        for service, pod in pods(docs).items():
            told = variables(pod), service.upper()
            if (told[0][f"{told[1]}_PARTITIONS"], told[0][f"{told[1]}_REPLICATION"]) != (
                str(spec["partitions"]),
                str(spec["replicas"]),
            ):
                yield f"{name}: {service} would make it otherwise"


def lag_scales_what_reads(docs: list[Doc]) -> Iterator[str]:
    (cluster,) = of_kind(docs, "Kafka")
    partitions = {doc["spec"]["partitions"] for doc in of_kind(docs, "KafkaTopic").values()}
    for name, scaled in of_kind(docs, "ScaledObject").items():
        spec = scaled["spec"]
        lag = next(each["metadata"] for each in spec["triggers"] if each["type"] == "kafka")
        if lag["consumerGroup"] != f"gongjian.{name}":
            yield f"{name}: scaled by the lag of {lag['consumerGroup']}"
        if lag["bootstrapServers"].split(".")[0] != f"{cluster}-kafka-bootstrap":
            yield f"{name}: {lag['bootstrapServers']}"
        if spec["maxReplicaCount"] > min(partitions):
            yield f"{name}: more pods than partitions"
    for name, pod in pods(docs).items():
        told = variables(pod)[f"{name.upper()}_KAFKA_BOOTSTRAP"]
        (listener,) = of_kind(docs, "Kafka")[cluster]["spec"]["kafka"]["listeners"]
        if told != f"{cluster}-kafka-bootstrap:{listener['port']}":
            yield f"{name}: {told}"


def the_gateway_alone_is_reached_from_outside(docs: list[Doc]) -> Iterator[str]:
    services = of_kind(docs, "Service")
    if any(doc["spec"].get("type", "ClusterIP") != "ClusterIP" for doc in services.values()):
        yield "a service is open by itself"
    for ingress in of_kind(docs, "Ingress").values():
        for rule in ingress["spec"]["rules"]:
            leads = {
                path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]
            }
            shut = [leads.pop(path, "") for path in ("/metrics", "/health")]
            if leads != {"/": GATEWAY}:
                yield f"open: {leads}"
            if any(not name or "selector" in services[name]["spec"] for name in shut):
                yield "what is told to operators is open"


RULES: tuple[Rule, ...] = (
    every_document_fits_its_schema,
    every_service_stands_there_whole,
    containers_start_as_the_embedded_stack_starts_processes,
    processes_read_what_they_are_told,
    ports_meet,
    probes_ask_what_is_answered,
    pods_may_do_nothing_needless,
    secrets_come_from_files,
    every_service_has_its_own_database_alone,
    topics_are_those_that_services_make,
    lag_scales_what_reads,
    the_gateway_alone_is_reached_from_outside,
)
