"""What MongoDB's update operators do to a document, as far as views use them."""

import copy
from typing import Any

from libs.kernel.views import Append, Put, ViewWrite

Document = dict[str, Any]


def write_view(documents: dict[str, Document], write: ViewWrite) -> None:
    """Applies one write to the ``documents`` of its view."""
    if isinstance(write, Put):
        _put(documents, write)
    elif isinstance(write, Append):
        document = documents.setdefault(write.id, {})
        for path, value in write.items.items():
            values = _parent(document, path).setdefault(path.rpartition(".")[2], [])
            if value not in values:
                values.append(copy.deepcopy(value))
    else:
        documents.pop(write.id, None)


def _put(documents: dict[str, Document], write: Put) -> None:
    new = write.id not in documents
    document = documents.setdefault(write.id, {})
    for path, value in {**(write.initial if new else {}), **write.fields}.items():
        _parent(document, path)[path.rpartition(".")[2]] = copy.deepcopy(value)
    for path in write.unset:
        _parent(document, path).pop(path.rpartition(".")[2], None)


def _parent(document: Document, path: str) -> Document:
    for step in path.split(".")[:-1]:
        document = document.setdefault(step, {})
    return document
