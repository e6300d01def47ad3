"""The real mongod and the real broker: killed, moved, robbed of their data."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import MongoClient

from deploy.embedded import mongod
from deploy.embedded.backends import Backends
from deploy.embedded.trouble import Trouble

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backends")


@pytest.fixture
def backends(root: Path) -> Iterator[Backends]:
    with Backends(root) as running:
        yield running


def cluster_ids(backends: Backends) -> set[str]:
    texts = [path.read_text() for path in backends.places.root.glob("kafka/*/meta.properties")]
    return {line for text in texts for line in text.splitlines() if line.startswith("cluster.id=")}


def wait_for_restart(backends: Backends, name: str) -> None:
    child = backends.children[name]
    deadline = time.monotonic() + 20
    while not child.restarts and time.monotonic() < deadline:
        time.sleep(0.05)
    assert child.restarts == 1
    backends.wait_ready()


def test_a_killed_mongod_comes_back_with_its_data_even_on_another_port(root: Path) -> None:
    with Backends(root, brokers=0) as first, MongoClient(first.mongo.uri) as client:
        client.shop.things.insert_one({"_id": 1})
        first.children["mongod"].kill()
        wait_for_restart(first, "mongod")
        assert client.shop.things.find_one() == {"_id": 1}

    with Backends(root, brokers=0) as second, MongoClient(second.mongo.uri) as client:
        assert second.mongo.ports != first.mongo.ports
        with client.start_session() as session, session.start_transaction():
            client.shop.things.insert_one({"_id": 2}, session=session)
        assert client.shop.things.count_documents({}) == 2


def test_mongod_listens_on_the_loopback_alone_and_compresses_nothing(backends: Backends) -> None:
    with MongoClient(backends.mongo.uri) as client:
        options = client.admin.command("getCmdLineOpts")["parsed"]
    assert options["net"]["bindIp"] == "127.0.0.1"
    assert options["net"]["compression"]["compressors"] == "disabled"


def test_what_a_dead_client_had_locked_is_free_again_after_seconds(backends: Backends) -> None:
    with MongoClient(backends.mongo.uri) as client, MongoClient(backends.mongo.uri) as dead:
        client.shop.locks.insert_one({"_id": 1})
        session = dead.start_session()
        session.start_transaction()
        dead.shop.locks.update_one({"_id": 1}, {"$set": {"by": "dead"}}, session=session)

        # Waits for the lock; without the limit it would wait for a minute and more.
        with pymongo.timeout(4 * mongod.TRANSACTION_SECONDS):
            client.shop.locks.update_one({"_id": 1}, {"$set": {"by": "living"}})

        assert client.shop.locks.find_one() == {"_id": 1, "by": "living"}


async def test_a_killed_broker_comes_back_with_what_it_acknowledged(backends: Backends) -> None:
    bootstrap = backends.kafka.bootstrap
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        await admin.create_topics([NewTopic("kept", 1, 1)])
        first = await producer.send_and_wait("kept", b"one")
        backends.children["kafka"].kill()
        await asyncio.to_thread(wait_for_restart, backends, "kafka")
        second = await producer.send_and_wait("kept", b"two")
        assert (first.offset, second.offset) == (0, 1)
    finally:
        await producer.stop()
        await admin.close()


async def test_a_broker_without_its_data_folder_starts_as_another_cluster(
    backends: Backends,
) -> None:
    before = cluster_ids(backends)

    await asyncio.to_thread(backends.wipe_kafka)

    after = cluster_ids(backends)
    assert len(before) == len(after) == 1
    assert before != after
    admin = AIOKafkaAdminClient(bootstrap_servers=backends.kafka.bootstrap)
    await admin.start()
    try:
        assert await admin.list_topics() == []
    finally:
        await admin.close()


def test_a_missing_libcurl_is_told_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_such_library(_name: str) -> None:
        raise OSError("cannot open shared object file")

    monkeypatch.setattr(mongod.ctypes, "CDLL", no_such_library)

    with pytest.raises(Trouble, match="libcurl 4") as caught:
        mongod.require_libraries()

    assert caught.value.mend == "sudo apt-get install -y libcurl4"


def test_data_of_another_mongodb_is_told_and_not_touched(tmp_path: Path) -> None:
    backends = Backends(tmp_path, brokers=0)
    data = backends.mongo.data(0)
    (data / "WiredTiger").write_text("of another engine")
    (data / "storage.bson").write_bytes(b"no document")

    with pytest.raises(Trouble, match=r"cannot use|another version"):
        backends.start()

    assert (data / "storage.bson").read_bytes() == b"no document"
    assert backends.children["mongod"].pid is None


def test_a_broken_identity_of_the_broker_is_told_with_the_way_out(tmp_path: Path) -> None:
    backends = Backends(tmp_path, mongods=0)
    data = backends.kafka.data(1)
    data.mkdir(parents=True)
    (data / "meta.properties").write_text("version=1\ncluster.id=x\nnode.id=7\n")

    with pytest.raises(Trouble, match="Kafka cannot use its data") as caught:
        backends.start()

    assert caught.value.mend == f"rm -rf {backends.kafka.folder}"


def test_taken_ports_of_the_backends_are_told(tmp_path: Path) -> None:
    said: list[str] = []
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        taken = occupant.getsockname()[1]

        backends = Backends(tmp_path, brokers=0, mongo_port=taken, tell=said.append)
        backends.stop()

    assert backends.mongo.ports[0] > taken
    assert f"Port {taken} is taken" in said[0]
    assert f"mongod uses {backends.mongo.ports[0]}" in said[0]
