"""Projects behind pairings."""

from tests.integration.pairings.conftest import Town, town

__all__ = ["Town", "town"]
