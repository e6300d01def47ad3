"""Identifiers that follow from a cause."""

import uuid

import pytest

from libs.kernel import derive_id

URL = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


@pytest.mark.parametrize("cause", [("event", "a", 1, "k"), ("",), ("东城区", None, "\x1f")])
def test_a_derived_id_is_the_uuid_of_version_5(cause: tuple[object, ...]) -> None:
    derived = derive_id(*cause)

    assert derived == str(uuid.uuid5(URL, "\x1f".join(str(part) for part in cause)))
    assert uuid.UUID(derived).version == 5
