"""All generated files: what they should say, what differs, and writing them."""

import difflib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from deploy.contracts.asyncapi import asyncapi
from deploy.contracts.declared import SERVICES, facts, is_built, openapi
from deploy.contracts.samples import sample_of
from deploy.contracts.schemas import as_json, name_of, schema_of
from deploy.contracts.tables import with_tables
from deploy.contracts.typescript import typescript

ROOT: Final = Path(__file__).parents[2]
_SHOWN: Final = 12


def published(root: Path) -> dict[Path, str]:
    """Every generated file below ``root`` with the text it should have; samples stay."""
    return {
        **_of_facts(root),
        root / "contracts/asyncapi.yaml": asyncapi(),
        **_doors(root),
        root / "services/gateway/web/src/shared/contracts.ts": typescript(),
        **_readmes(root),
    }


def _of_facts(root: Path) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for fact in facts():
        name = name_of(fact)
        found[root / f"contracts/schemas/{name}.json"] = as_json(schema_of(fact))
        sample = root / f"contracts/samples/{name}.json"
        found[sample] = sample.read_text() if sample.exists() else as_json(sample_of(fact))
    return found


def _doors(root: Path) -> dict[Path, str]:
    return {
        root / f"contracts/openapi/{service}.json": as_json(openapi(service))
        for service in filter(is_built, SERVICES)
    }


def _readmes(root: Path) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for service in filter(is_built, SERVICES):
        path = root / f"services/{service}/README.md"
        if path.exists():
            found[path] = with_tables(service, path.read_text())
    return found


def write(root: Path) -> list[Path]:
    """Writes what differs; tells which files that were."""
    written: list[Path] = []
    for path, text in published(root).items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            written.append(path)
    return written


def differences(root: Path) -> Iterator[str]:
    """What is out of date, file by file, with the first differing lines."""
    for path, text in published(root).items():
        name = path.relative_to(root)
        if not path.exists():
            yield f"{name} is missing"
            continue
        present = path.read_text()
        if present != text:
            lines = difflib.unified_diff(
                present.splitlines(), text.splitlines(), "committed", "declared", lineterm="", n=1
            )
            yield "\n".join([f"{name} is out of date", *islice(lines, _SHOWN)])
