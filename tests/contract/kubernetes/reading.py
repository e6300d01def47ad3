"""Where things stand in the documents of an installation."""

from typing import Any

from deploy.embedded.services import SERVICES
from tests.contract.kubernetes.build import Doc


def of_kind(docs: list[Doc], kind: str) -> dict[str, Doc]:
    """The documents of ``kind`` by their name."""
    return {doc["metadata"]["name"]: doc for doc in docs if doc["kind"] == kind}


def pods(docs: list[Doc]) -> dict[str, Doc]:
    """The pod template's spec of each service that has a deployment."""
    found = of_kind(docs, "Deployment")
    return {name: found[name]["spec"]["template"]["spec"] for name in SERVICES if name in found}


def container(pod: Doc) -> Doc:
    """The only container."""
    (only,) = pod["containers"]
    return dict(only)


def variables(pod: Doc) -> dict[str, str]:
    """The environment; a value from elsewhere is empty."""
    return {each["name"]: each.get("value", "") for each in container(pod)["env"]}


def mounted(pod: Doc) -> dict[str, tuple[str, str]]:
    """Each file of the mounted secrets: path to secret and key."""
    found: dict[str, tuple[str, str]] = {}
    for volume in pod["volumes"]:
        for source in volume.get("projected", {}).get("sources", ()):
            secret: dict[str, Any] = source["secret"]
            for item in secret["items"]:
                found[item["path"]] = (secret["name"], item["key"])
    return found
