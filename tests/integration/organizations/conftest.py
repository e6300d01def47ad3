"""The organizations service over HTTP, on a real MongoDB and a real Kafka."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.keys import KeyFiles, ensure_keys
from tests.integration.organizations.door import Door, a_service


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    return ensure_keys(Path(tmp_path_factory.mktemp("organizations-keys")))


@pytest.fixture(scope="session")
async def door(keys: KeyFiles, mongo_uri: str, kafka_bootstrap: str) -> AsyncIterator[Door]:
    database = f"org_test_{int(time.time() * 1000) % 10**9}"
    async with a_service(
        keys, mongo_uri, kafka_bootstrap, database, sweep_again_seconds=1.0
    ) as opened:
        yield opened
