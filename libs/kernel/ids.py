"""Identifiers: UUIDv7 for what a command creates, UUIDv5 for what follows from a cause."""

import os
import time
import uuid

_NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def new_id() -> str:
    """A UUIDv7 (RFC 9562) in canonical text: sorts by creation time, unique across processes."""
    millis = time.time_ns() // 1_000_000
    rand = int.from_bytes(os.urandom(10), "big")
    value = (millis & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= ((rand >> 62) & 0xFFF) << 64
    value |= 0x2 << 62
    value |= rand & 0x3FFFFFFFFFFFFFFF
    return str(uuid.UUID(int=value))


def derive_id(*cause: object) -> str:
    """The UUIDv5 of a cause: the same parts always name the same thing, so a repeat meets it."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(str(part) for part in cause)))
