"""Every package of others, read from the locks and the places that name images."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import yaml

from deploy.embedded.kafka_jars import EXPECTED, expected_hashes
from deploy.embedded.places import PROJECT
from deploy.embedded.web_build import WEB

_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_JAR = re.compile(r"^(?P<name>.+?)-(?P<version>\d[^/]*)\.jar$")
_IMAGE = re.compile(r"^ARG (PYTHON|NODE)=(\S+)$", re.MULTILINE)
_LONGEST_LICENCE = 80


class Where(Enum):
    """Where a part is needed."""

    RUN = "run"  # in the image of a service, or in the web that the gateway serves
    EMBEDDED = "embedded"  # for the stack on one machine
    BUILD = "build"  # to build, test or check; not shipped


@dataclass(frozen=True, slots=True)
class Part:
    """One package: ``ecosystem`` is pypi, npm, maven or docker."""

    ecosystem: str
    name: str
    version: str
    where: Where
    sha256: tuple[str, ...] = ()
    sha512: str = ""
    licence: str = ""


def every_part(project: Path = PROJECT) -> list[Part]:
    """All parts in the order of their ecosystem and name."""
    found = [
        *python_parts(project),
        *npm_parts(
            json.loads((project / WEB.relative_to(PROJECT) / "package-lock.json").read_text())
        ),
        *jar_parts(expected_hashes(project / EXPECTED.relative_to(PROJECT))),
        *image_parts(project),
    ]
    return sorted(found, key=lambda part: (part.ecosystem, part.name, part.version))


def python_parts(project: Path) -> Iterator[Part]:
    """Each pinned package once, with the first place that needs it."""
    seen: set[str] = set()
    for lock, where in (
        ("requirements.lock", Where.RUN),
        ("requirements-run.lock", Where.EMBEDDED),
        ("requirements-dev.lock", Where.BUILD),
        ("requirements-setup.lock", Where.BUILD),
    ):
        for name, version, hashes in pinned((project / lock).read_text()):
            if name not in seen:
                seen.add(name)
                yield Part("pypi", name, version, where, hashes, "", _licence(name, version))


def pinned(lock: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, version and hashes of each requirement. Raises ValueError for one without a hash."""
    for entry in lock.replace("\\\n", " ").splitlines():
        match = _PINNED.match(entry)
        if match is None:
            continue
        hashes = tuple(_HASH.findall(entry))
        if not hashes:
            raise ValueError(f"{match['name']} is pinned without a hash")
        yield match["name"], match["version"], hashes


def npm_parts(lock: dict[str, dict[str, dict[str, str]]]) -> Iterator[Part]:
    """Each package of npm's lock; one that stands there twice in one version comes once."""
    seen: dict[tuple[str, str], Part] = {}
    for path, entry in lock["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        where = Where.BUILD if entry.get("dev") or entry.get("devOptional") else Where.RUN
        kind, _, digest = entry.get("integrity", "").partition("-")
        sha512 = base64.b64decode(digest).hex() if kind == "sha512" else ""
        licence = str(entry.get("license", ""))
        part = Part("npm", name, entry["version"], where, (), sha512, licence)
        known = seen.get((name, part.version))
        if known is None or known.where is Where.BUILD:
            seen[name, part.version] = part
    yield from seen.values()


def jar_parts(hashes: dict[str, str]) -> Iterator[Part]:
    """Kafka's jars, which the embedded stack runs."""
    for file, digest in hashes.items():
        match = _JAR.match(file)
        name, version = (match["name"], match["version"]) if match else (file, "")
        yield Part("maven", name, version, Where.EMBEDDED, (digest,))


def image_parts(project: Path) -> Iterator[Part]:
    """The images that containers are built on or started from."""
    dockerfile = (project / "deploy" / "docker" / "Dockerfile").read_text()
    for name, tag in _IMAGE.findall(dockerfile):
        where = Where.RUN if name == "PYTHON" else Where.BUILD
        yield Part("docker", name.lower(), tag, where)
    services = yaml.safe_load((project / "docker-compose.yml").read_text())["services"]
    for service in services.values():
        if "image" in service:
            name, _, tag = service["image"].rpartition(":")
            yield Part("docker", name, tag, Where.RUN)


def _licence(name: str, version: str) -> str:
    """What the installed package says of its licence; empty when it is not installed."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return ""
    if installed.version != version:
        return ""
    told = installed.metadata
    said = [*(told.get_all("License-Expression") or ()), *(told.get_all("License") or ()), ""][0]
    return said if len(said) <= _LONGEST_LICENCE and "\n" not in said else ""
