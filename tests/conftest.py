"""One mongod and one Kafka for the whole test run, started when the first test asks.

They are embedded ones, or containers of compose's images with GONGJIAN_TEST_CONTAINERS=1.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.embedded.backends import Backends
from tests import containers

# A busy machine makes single examples slow: the limit on a whole test is what counts.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

TIERS = (
    "unit",
    "contract",
    "architecture",
    "integration",
    "embedded",
    "operations",
    "chaos",
    "e2e",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, each tier in its random order; a browser's tests after all others.

    Playwright's synchronous driver leaves its loop running in this thread for as long as its
    browser is open, so nothing that starts a loop of its own may come after it.
    """
    items.sort(key=place)


def place(item: pytest.Item) -> tuple[int, bool]:
    """Where a test stands in the run."""
    tier = item.path.relative_to(Path(__file__).parent).parts[0]
    return TIERS.index(tier), "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def mongo_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A replica set of MONGODS nodes; GONGJIAN_TEST_MONGO_URI names one that runs already."""
    given = os.environ.get("GONGJIAN_TEST_MONGO_URI")
    if given:
        yield given
        return
    if containers.asked():
        containers.need_engine()
        with containers.mongo() as uri:
            yield uri
        return
    nodes = int(os.environ.get("MONGODS", "1"))
    with Backends(tmp_path_factory.mktemp("mongo"), mongods=nodes, brokers=0) as backends:
        yield backends.mongo.uri


@pytest.fixture(scope="session")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """BROKERS brokers; GONGJIAN_TEST_KAFKA names one that runs already."""
    given = os.environ.get("GONGJIAN_TEST_KAFKA")
    if given:
        yield given
        return
    if containers.asked():
        containers.need_engine()
        with containers.kafka() as bootstrap:
            yield bootstrap
        return
    brokers = int(os.environ.get("BROKERS", "1"))
    with Backends(tmp_path_factory.mktemp("kafka"), mongods=0, brokers=brokers) as backends:
        yield backends.kafka.bootstrap
