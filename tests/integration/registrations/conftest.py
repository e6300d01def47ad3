"""The registrations service, running."""

from collections.abc import AsyncIterator

import pytest

from libs.kernel import FakeClock, SystemClock
from services.registrations.app import service
from services.registrations.settings import Settings
from tests.integration.registrations.harness import Door, open_services


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock(SystemClock().now())


@pytest.fixture(scope="module")
async def registrations(
    tmp_path_factory: pytest.TempPathFactory,
    mongo_uri: str,
    kafka_bootstrap: str,
    clock: FakeClock,
) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("keys")
    parts = (service, Settings, {"consent_no": 2})
    async with open_services(folder, mongo_uri, kafka_bootstrap, parts, clock=clock) as doors:
        yield doors["registrations"]
