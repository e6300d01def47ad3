"""``python -m deploy.supply_chain.audit``: known vulnerabilities of what the locks pin.

Ends with 0 when everything was looked up and nothing is known, 1 when something is known, 2 when
the advisories could not be reached for all: silence of a source is never taken for health.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.embedded.places import PROJECT
from deploy.embedded.web_build import WEB, npm_start

LOCK = PROJECT / "requirements-dev.lock"
KNOWN, UNREACHED = 1, 2


@dataclass(frozen=True, slots=True)
class Findings:
    """What one source said: known vulnerabilities, how many were looked up, and what was not."""

    source: str
    known: tuple[str, ...] = ()
    looked_up: int = 0
    missed: tuple[str, ...] = ()


def verdict(all_findings: Sequence[Findings]) -> int:
    """The exit code."""
    if any(findings.known for findings in all_findings):
        return KNOWN
    reached = all(each.looked_up and not each.missed for each in all_findings)
    return 0 if reached else UNREACHED


def read_pip_audit(answer: str, complaint: str) -> Findings:
    """pip-audit's JSON; a dependency that it skipped was not looked up."""
    source = "Python (pip-audit)"
    try:
        dependencies = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return Findings(source, missed=(_last_line(complaint),))
    known = tuple(
        f"{each['name']} {each['version']}: {found['id']}"
        for each in dependencies
        for found in each.get("vulns", ())
    )
    missed = tuple(each["skip_reason"] for each in dependencies if "skip_reason" in each)
    return Findings(source, known, len(dependencies) - len(missed), missed)


def read_npm_audit(answer: str, complaint: str) -> Findings:
    """The JSON of npm; an answer without counts is an error of the endpoint."""
    source = "web (npm audit)"
    try:
        told: dict[str, Any] = json.loads(answer)
    except ValueError:
        return Findings(source, missed=(_last_line(complaint),))
    if "vulnerabilities" not in told:
        refused = f"{told.get('statusCode', '')} {told.get('method', '')}".strip()
        return Findings(source, missed=(f"the advisory endpoint refused: {refused}",))
    vulnerabilities, count = told["vulnerabilities"], told["metadata"]["dependencies"]["total"]
    known = tuple(f"{name}: {each['severity']}" for name, each in vulnerabilities.items())
    return Findings(source, known, count)


def audit_python(lock: Path = LOCK) -> Findings:
    """Asks for one package first: a source that does not know it is not asked for the others."""
    with TemporaryDirectory() as folder:
        first = Path(folder) / "first.txt"
        first.write_text(_first_requirement(lock.read_text()))
        found = _pip_audit(first)
    return _pip_audit(lock) if found.looked_up else found


def audit_web() -> Findings:
    """The packages that reach browsers."""
    start, environment = npm_start()
    done = subprocess.run(
        [*start, "audit", "--json", "--package-lock-only", "--omit=dev"],
        cwd=WEB,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return read_npm_audit(done.stdout, done.stderr)


def _pip_audit(lock: Path) -> Findings:
    tool = Path(sys.executable).with_name("pip-audit")
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    done = subprocess.run(
        [str(tool), "-r", str(lock), *options], capture_output=True, text=True, check=False
    )
    return read_pip_audit(done.stdout, done.stderr)


def _first_requirement(lock: str) -> str:
    entry, _, _ = lock.replace("\\\n", " ").partition("\n")
    return entry + "\n"


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no answer")


def main() -> int:
    """Prints what each source said and returns the exit code."""
    all_findings = [audit_python(), audit_web()]
    for findings in all_findings:
        print(f"── {findings.source}: {findings.looked_up} looked up")
        for line in findings.known:
            print(f"   known: {line}")
        if findings.missed:
            print(f"   NOT AUDITED: {len(findings.missed)} could not be looked up")
            print(f"   because: {findings.missed[0]}")
    code = verdict(all_findings)
    if code == UNREACHED:
        print("The advisories could not be reached for all: this run says nothing about the rest.")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
