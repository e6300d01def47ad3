"""Field encryption: AES-256-GCM bound to its place, and blind indexes by HMAC-SHA-256."""

import base64
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_COLLECTION = "members"
_NONCE = 12


class FieldSealer:
    """The Sealer of this process. A sealed text is ``v1.<key id>.<nonce and ciphertext>``.

    What encrypts, what indexes and the key's id all derive from one root by HKDF, so the root
    never works itself and the id tells nothing about it.
    """

    def __init__(self, root: bytes) -> None:
        """``root``: 32 random bytes; raises ValueError for any other length."""
        if len(root) != 32:
            raise ValueError("the field key must have 32 bytes")
        self._cipher = AESGCM(_derived(root, b"field encryption"))
        self._index_key = _derived(root, b"blind index")
        self._key_id = _derived(root, b"key id")[:4].hex()

    def seal(self, value: str, *, member_id: str, field: str) -> str:
        """See Sealer.seal."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, value.encode(), _place(member_id, field))
        return f"v1.{self._key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, member_id: str, field: str) -> str:
        """See Sealer.open."""
        version, _, rest = sealed.partition(".")
        key_id, _, text = rest.partition(".")
        if version != "v1" or key_id != self._key_id:
            raise ValueError(f"sealed as {version} by key {key_id}, not by {self._key_id}")
        raw = base64.urlsafe_b64decode(text)
        try:
            opened = self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _place(member_id, field))
        except InvalidTag as error:
            raise ValueError(f"{field} of {member_id} was changed or moved") from error
        return opened.decode()

    def index(self, field: str, value: str) -> str:
        """See Sealer.index."""
        message = f"{field}\x1f{value}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()


@cache
def field_sealer(path: Path) -> FieldSealer:
    """The sealer of the root in ``path`` (base64); raises ValueError when it is none."""
    return FieldSealer(base64.b64decode(path.read_text().strip(), validate=True))


def _place(member_id: str, field: str) -> bytes:
    return f"{_COLLECTION}\x1f{member_id}\x1f{field}".encode()


def _derived(root: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"registrations " + purpose).derive(root)
