"""``python -m deploy.supply_chain.sbom``: the bill of materials, CycloneDX 1.6 as JSON."""

import sys
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from deploy.embedded.places import PROJECT
from deploy.supply_chain.parts import Part, Where, every_part

_SCOPES = {
    Where.RUN: ComponentScope.REQUIRED,
    Where.EMBEDDED: ComponentScope.OPTIONAL,
    Where.BUILD: ComponentScope.EXCLUDED,
}
_VERSION = "0.1.0"


def bill(parts: Sequence[Part]) -> str:
    """The bill as valid CycloneDX JSON; the same parts give the same serial number.

    Raises ValueError when the schema refuses it.
    """
    bom = Bom()
    root = Component(
        name="gongjian", version=_VERSION, type=ComponentType.APPLICATION, bom_ref="gongjian"
    )
    bom.metadata.component = root
    components = [_component(part) for part in parts]
    bom.components.update(components)
    bom.register_dependency(root, components)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(repr, parts)))
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(str(wrong.data))
    return text


def _component(part: Part) -> Component:
    hashes = [HashType(alg=HashAlgorithm.SHA_512, content=part.sha512)] if part.sha512 else []
    if len(part.sha256) == 1:  # a component has one hash of a kind: several files have none
        hashes.append(HashType(alg=HashAlgorithm.SHA_256, content=part.sha256[0]))
    group, _, name = part.name.rpartition("/")
    container = part.ecosystem == "docker"
    return Component(
        name=name,
        group=group or None,
        version=part.version,
        type=ComponentType.CONTAINER if container else ComponentType.LIBRARY,
        scope=_SCOPES[part.where],
        hashes=hashes,
        licenses=[LicenseFactory().make_from_string(part.licence)] if part.licence else [],
        purl=_purl(part, group, name),
        bom_ref=f"{part.ecosystem}:{part.name}@{part.version}",
    )


def _purl(part: Part, group: str, name: str) -> PackageURL | None:
    """A jar is known by its file name alone, which is no package URL."""
    if part.ecosystem == "maven":
        return None
    return PackageURL(part.ecosystem, group or None, name, part.version)


def main(target: Path = PROJECT / "var" / "sbom" / "gongjian.cdx.json") -> None:
    """Writes the bill and says what it counts."""
    parts = every_part()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bill(parts))
    counts = Counter((part.ecosystem, part.where.value) for part in parts)
    for (ecosystem, where), count in sorted(counts.items()):
        print(f"{ecosystem:8} {where:10} {count:5}")
    unknown = sum(not part.licence for part in parts if part.ecosystem in ("pypi", "npm"))
    print(f"{len(parts)} components, {unknown} packages without a stated licence → {target}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
