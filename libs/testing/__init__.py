"""Twins and probes for tests; production code never imports this room."""

from libs.kernel.clock import FakeClock
from libs.testing.repository import AllowAll, InMemoryRepository, Keys

__all__ = ["AllowAll", "FakeClock", "InMemoryRepository", "Keys"]
