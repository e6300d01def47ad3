"""Apache Kafka's jars: resolved by jgo, believed only when every SHA-256 is the committed one."""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from deploy.embedded.places import cache
from deploy.embedded.trouble import Trouble

ENDPOINT = "org.apache.kafka:kafka_2.13:4.4.0+org.slf4j:slf4j-simple:1.7.36"
EXPECTED = Path(__file__).with_name("kafka-jars.sha256")
Resolve = Callable[[Path], list[Path]]


def expected_hashes(listing: Path = EXPECTED) -> dict[str, str]:
    """File name to SHA-256, as committed."""
    pairs = (line.split() for line in listing.read_text().splitlines())
    return {name: digest for digest, name in pairs}


def faults(found: Mapping[str, Path], expected: Mapping[str, str]) -> list[str]:
    """What differs between the jars found and the jars expected; empty when they are the same."""
    lines = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    lines += [f"{name} is not expected" for name in sorted(found.keys() - expected.keys())]
    lines += [
        f"{name} has another SHA-256"
        for name in sorted(expected.keys() & found.keys())
        if _sha256(found[name]) != expected[name]
    ]
    return lines


def ensure(
    folder: Path | None = None,
    expected: Mapping[str, str] | None = None,
    resolve: Resolve | None = None,
) -> list[Path]:
    """The verified jars of ``folder`` (resolved first when missing or damaged).

    Raises Trouble when what the repository hands out is not what was committed.
    """
    folder = folder or cache() / "kafka"
    expected = expected or expected_hashes()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if faults(_by_name(folder.glob("*.jar")), expected):
            _fetch(folder, expected, resolve or resolve_with_jgo)
    return sorted(folder.glob("*.jar"))


def class_path() -> str:
    """Every jar of the cache, for Java's -cp."""
    return str(cache() / "kafka" / "*")


def present() -> bool:
    """The jars are there and are the right ones."""
    return not faults(_by_name((cache() / "kafka").glob("*.jar")), expected_hashes())


def bytes_fetched() -> int:
    """How much of a running download has arrived."""
    return sum(path.stat().st_size for path in (cache() / "kafka.part" / "m2").rglob("*.jar"))


def resolve_with_jgo(scratch: Path) -> list[Path]:
    """All jars of ENDPOINT, fetched below ``scratch``.

    GONGJIAN_MAVEN names another Maven repository; what it serves is verified all the same.
    """
    from jgo.env import EnvironmentBuilder
    from jgo.maven import MavenContext, PythonResolver

    mirror = os.environ.get("GONGJIAN_MAVEN")
    context = MavenContext(
        repo_cache=scratch / "m2",
        remote_repos={"mirror": mirror} if mirror else None,
        resolver=PythonResolver(),
        timeout=60,
    )
    builder = EnvironmentBuilder(context=context, cache_dir=scratch / "environment")
    environment = builder.from_endpoint(ENDPOINT)
    # jgo sorts modular jars apart; the broker wants both on one class path
    return [*environment.path.glob("jars/*.jar"), *environment.path.glob("modules/*.jar")]


def _fetch(folder: Path, expected: Mapping[str, str], resolve: Resolve) -> None:
    scratch = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        found = _by_name(_resolved(resolve, scratch))
        wrong = faults(found, expected)
        if wrong:
            raise Trouble(
                "Kafka's jars are not the ones this version was tested with and are not run: "
                + "; ".join(wrong[:3])
                + ("." if len(wrong) <= 3 else f"; and {len(wrong) - 3} more."),
                "unset GONGJIAN_MAVEN",
            )
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, path in found.items():
            shutil.copyfile(path, folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _resolved(resolve: Resolve, scratch: Path) -> list[Path]:
    try:
        return resolve(scratch)
    except (OSError, RuntimeError, ValueError) as error:
        raise Trouble(
            f"Kafka's jars could not be fetched from the Maven repository: {error}",
            "GONGJIAN_MAVEN=<address of a mirror of Maven Central> make run",
        ) from error


def _by_name(paths: Iterable[Path]) -> dict[str, Path]:
    return {path.name: path for path in paths}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        ensure()
    except Trouble as trouble:
        sys.exit(str(trouble))
