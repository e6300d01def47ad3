"""Secrets of one stack: made once, readable by their owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

FIELD_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where each secret lies."""

    token_private: Path
    token_public: Path
    field: Path
    admin_password: Path


def key_files(folder: Path) -> KeyFiles:
    """The files below ``folder``, whether they exist or not."""
    return KeyFiles(
        token_private=folder / "token-private.pem",
        token_public=folder / "token-public.pem",
        field=folder / "field.key",
        admin_password=folder / "admin-password",
    )


def ensure_keys(folder: Path) -> KeyFiles:
    """Make what is missing; what exists stays, or data encrypted with it would be lost."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = key_files(folder)
    _once(files.token_private, _private_pem)
    _once(files.token_public, lambda: _public_pem(files.token_private))
    _once(files.field, lambda: base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)))
    _once(files.admin_password, lambda: secrets.token_urlsafe(12).encode())
    return files


def _once(path: Path, make: Callable[[], bytes]) -> None:
    if path.exists() and path.stat().st_size:
        return
    draft = path.with_name(f".{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make())
    draft.replace(path)


def _private_pem() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(private: Path) -> bytes:
    key = load_pem_private_key(private.read_bytes(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
