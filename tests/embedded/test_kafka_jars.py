import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.embedded import kafka_jars
from deploy.embedded.trouble import Trouble

BODY = {"kafka.jar": b"the broker", "scala.jar": b"its language"}
EXPECTED = {name: hashlib.sha256(body).hexdigest() for name, body in BODY.items()}


def serves(bodies: dict[str, bytes], calls: list[Path]) -> Callable[[Path], list[Path]]:
    def resolve(scratch: Path) -> list[Path]:
        calls.append(scratch)
        for name, body in bodies.items():
            (scratch / name).write_bytes(body)
        return [scratch / name for name in bodies]

    return resolve


def test_jars_are_fetched_once_and_kept(tmp_path: Path) -> None:
    calls: list[Path] = []
    folder = tmp_path / "kafka"

    for _ in range(2):
        jars = kafka_jars.ensure(folder, EXPECTED, serves(BODY, calls))

    assert [jar.read_bytes() for jar in jars] == [b"the broker", b"its language"]
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("served", "complaint"),
    [
        (BODY | {"kafka.jar": b"something else"}, "kafka.jar has another SHA-256"),
        (BODY | {"miner.jar": b"a stranger"}, "miner.jar is not expected"),
        ({"kafka.jar": b"the broker"}, "scala.jar is missing"),
    ],
)
def test_jars_with_another_hash_are_refused_and_not_kept(
    tmp_path: Path, served: dict[str, bytes], complaint: str
) -> None:
    folder = tmp_path / "kafka"

    with pytest.raises(Trouble, match=complaint):
        kafka_jars.ensure(folder, EXPECTED, serves(served, []))

    assert not folder.exists()
    assert not folder.with_name("kafka.part").exists()


def test_a_damaged_jar_is_fetched_again(tmp_path: Path) -> None:
    folder = tmp_path / "kafka"
    calls: list[Path] = []
    kafka_jars.ensure(folder, EXPECTED, serves(BODY, calls))
    (folder / "kafka.jar").write_bytes(b"the bro")

    jars = kafka_jars.ensure(folder, EXPECTED, serves(BODY, calls))

    assert jars[0].read_bytes() == b"the broker"
    assert len(calls) == 2


def test_a_repository_out_of_reach_is_one_clear_sentence(tmp_path: Path) -> None:
    def resolve(_scratch: Path) -> list[Path]:
        raise ConnectionError("no route")

    with pytest.raises(Trouble, match=r"could not be fetched .* no route"):
        kafka_jars.ensure(tmp_path / "kafka", EXPECTED, resolve)


def test_the_committed_list_names_every_jar_once_and_no_address() -> None:
    text = kafka_jars.EXPECTED.read_text()
    names = [line.split()[1] for line in text.splitlines()]

    assert "kafka_2.13-4.4.0.jar" in names
    assert len(set(names)) == len(names) == 45
    assert "/" not in text


def test_a_half_fetched_folder_of_a_killed_run_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "kafka"
    rest = folder.with_name("kafka.part")
    rest.mkdir()
    (rest / "old.jar").write_bytes(b"half")

    assert len(kafka_jars.ensure(folder, EXPECTED, serves(BODY, []))) == 2
    shutil.rmtree(folder)
