"""What `kustomize build` makes of a folder, for the part of kustomize that is used here.

Whatever is not understood is refused, so that nothing is passed over in silence.
"""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Doc = dict[str, Any]

_KEYS = {"apiVersion", "kind", "namespace", "resources", "patches", "images"}
_TARGET = {"kind", "name", "labelSelector"}
_MERGED_BY = {
    "containers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
}
_BUILT_IN = ("v1", "apps/v1", "policy/v1", "networking.k8s.io/v1")


class NotUnderstood(Exception):
    """The folder uses more of kustomize than is known here, or a patch meets nothing."""


def build(folder: Path) -> list[Doc]:
    """All documents of the folder's kustomization, patched."""
    told = yaml.safe_load((folder / "kustomization.yaml").read_text())
    if unknown := told.keys() - _KEYS:
        raise NotUnderstood(f"{folder.name}: {sorted(unknown)}")
    docs: list[Doc] = []
    for name in told["resources"]:
        path = folder / name
        docs += build(path) if path.is_dir() else _read(path)
    for patch in told.get("patches", ()):
        _patch(docs, patch.get("target"), _read(folder / patch["path"]))
    for doc in docs:
        if "namespace" in told and doc["kind"] != "Namespace":
            doc["metadata"]["namespace"] = told["namespace"]
    _tag(docs, {image["name"]: image for image in told.get("images", ())})
    names = [(doc["kind"], doc["metadata"]["name"]) for doc in docs]
    if len(names) != len(set(names)):
        raise NotUnderstood("one document stands there twice")
    return docs


def _read(path: Path) -> list[Doc]:
    # copied through, for anchors make one object out of two
    return [deepcopy(doc) for doc in yaml.safe_load_all(path.read_text())]


def _patch(docs: list[Doc], target: Doc | None, patches: list[Doc]) -> None:
    for patch in patches:
        met = [doc for doc in docs if _meets(doc, patch, target)]
        if not met:
            raise NotUnderstood(f"a patch of {patch['metadata']['name']} meets nothing")
        for doc in met:
            if target is None:
                body = patch
            else:
                body = deepcopy(patch)
                body["metadata"].pop("name")
            _merge(doc, body, strategic=doc["apiVersion"] in _BUILT_IN)


def _meets(doc: Doc, patch: Doc, target: Doc | None) -> bool:
    if target is None:
        places = [
            (each["kind"], each["metadata"]["name"], each["metadata"].get("namespace"))
            for each in (doc, patch)
        ]
        return places[0] == places[1]
    if unknown := target.keys() - _TARGET:
        raise NotUnderstood(f"target: {sorted(unknown)}")
    labels = doc["metadata"].get("labels", {})
    wanted = (pair.split("=", 1) for pair in target.get("labelSelector", "").split(",") if pair)
    return (
        target.get("kind", doc["kind"]) == doc["kind"]
        and target.get("name", doc["metadata"]["name"]) == doc["metadata"]["name"]
        and all(labels.get(key) == value for key, value in wanted)
    )


def _merge(into: Doc, patch: Doc, *, strategic: bool) -> None:
    for key, value in patch.items():
        if key.startswith("$"):
            raise NotUnderstood(key)
        if value is None:
            into.pop(key, None)
        elif isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value, strategic=strategic)
        elif strategic and isinstance(value, list) and into.get(key):
            into[key] = _merged_list(key, into[key], value)
        else:
            into[key] = deepcopy(value)


def _merged_list(key: str, old: list[Any], new: list[Any]) -> list[Any]:
    by = _MERGED_BY.get(key)
    if by is None:
        raise NotUnderstood(f"a list {key} is patched")
    merged = deepcopy(old)
    for item in new:
        known = next((each for each in merged if each[by] == item[by]), None)
        if known is None:
            merged.append(deepcopy(item))
        else:
            _merge(known, item, strategic=True)
    return merged


def _tag(docs: list[Doc], images: dict[str, Doc]) -> None:
    for doc in docs:
        if doc["kind"] != "Deployment":
            continue
        for container in doc["spec"]["template"]["spec"]["containers"]:
            told = images.get(container["image"].split(":")[0])
            if told is not None:
                name = told.get("newName", told["name"])
                container["image"] = f"{name}:{told['newTag']}"
