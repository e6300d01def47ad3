"""A backup on disk: one compressed file a collection, and a manifest that is written last."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument

from deploy.embedded.trouble import Trouble

FORMAT = 1
MANIFEST = "manifest.json"
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


class Damaged(Trouble):
    """A backup that must not be restored; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Content:
    """One collection as it was taken: counts, the hash of its documents, and its indexes."""

    collection: str
    documents: int
    size: int
    sha256: str
    indexes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; ``at`` is the moment (UTC) and ``cluster_time`` the database's own."""

    format: int
    service: str
    at: str
    cluster_time: list[int]
    facts: int
    contents: list[Content]

    @property
    def documents(self) -> int:
        """All documents of all collections."""
        return sum(content.documents for content in self.contents)


def write_collection(
    folder: Path,
    name: str,
    documents: Iterable[RawBSONDocument],
    indexes: list[dict[str, Any]],
) -> Content:
    """Streams the documents into ``<name>.bson.gz``."""
    digest, count, size = hashlib.sha256(), 0, 0
    with gzip.open(file_of(folder, name), "wb", compresslevel=6) as file:
        for document in documents:
            raw = document.raw
            digest.update(raw)
            file.write(raw)
            count, size = count + 1, size + len(raw)
    return Content(name, count, size, digest.hexdigest(), indexes)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last step: a folder without it is no backup."""
    body = asdict(manifest)
    text = json.dumps({**body, "sha256": _digest(body)}, ensure_ascii=False, indent=1)
    draft = folder / f"{MANIFEST}.part"
    draft.write_text(text)
    draft.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; raises Damaged."""
    path = folder / MANIFEST
    if not path.exists():
        raise Damaged(f"{folder} is no complete backup: it has no {MANIFEST}.")
    try:
        body = json.loads(path.read_text())
        told = body.pop("sha256")
        contents = [Content(**content) for content in body.pop("contents")]
        manifest = Manifest(contents=contents, **body)
    except (ValueError, TypeError, KeyError) as fault:
        raise Damaged(f"{path} cannot be read ({type(fault).__name__}).") from fault
    if told != _digest(asdict(manifest)):
        raise Damaged(f"{path} was changed after the backup: its hash is not the one it names.")
    if manifest.format != FORMAT:
        raise Damaged(f"{folder} has format {manifest.format}; this program reads {FORMAT}.")
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Reads every document and compares counts and hashes; raises Damaged, writes nothing."""
    for content in manifest.contents:
        digest, count = hashlib.sha256(), 0
        for document in read_collection(folder, content.collection):
            digest.update(document.raw)
            count += 1
        path = file_of(folder, content.collection)
        if count != content.documents:
            raise Damaged(f"{path} holds {count} documents, the manifest names {content.documents}")
        if digest.hexdigest() != content.sha256:
            raise Damaged(f"{path} is damaged: its hash is not the one in the manifest.")


def read_collection(folder: Path, name: str) -> Iterator[RawBSONDocument]:
    """The documents of a collection, streamed; raises Damaged."""
    path = file_of(folder, name)
    try:
        with gzip.open(path, "rb") as file:
            yield from bson.decode_file_iter(cast("IO[bytes]", file), RAW)
    except FileNotFoundError as missing:
        raise Damaged(f"{path} is missing.") from missing
    except (OSError, EOFError, BSONError, zlib.error) as fault:
        raise Damaged(f"{path} is damaged ({type(fault).__name__}).") from fault


def file_of(folder: Path, collection: str) -> Path:
    """Where a collection's documents are."""
    return folder / f"{collection}.bson.gz"


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
