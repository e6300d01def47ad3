"""One mongod and one Kafka for the whole test run, started when the first test asks."""

import os
from collections.abc import Iterator

import pytest

from deploy.embedded.backends import Backends


@pytest.fixture(scope="session")
def mongo_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A replica set; GONGJIAN_TEST_MONGO_URI names one that runs already."""
    given = os.environ.get("GONGJIAN_TEST_MONGO_URI")
    if given:
        yield given
        return
    with Backends(tmp_path_factory.mktemp("mongo"), brokers=0) as backends:
        yield backends.mongo.uri


@pytest.fixture(scope="session")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker; GONGJIAN_TEST_KAFKA names one that runs already."""
    given = os.environ.get("GONGJIAN_TEST_KAFKA")
    if given:
        yield given
        return
    with Backends(tmp_path_factory.mktemp("kafka"), mongods=0) as backends:
        yield backends.kafka.bootstrap
