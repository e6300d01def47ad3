"""The last figures as a table, printed and written into docs/benchmarks.md between its markers."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OUT = Path("var/bench/latest.json")
GROWN = Path("var/bench/growth.json")
PAGE = Path("docs/benchmarks.md")
MARKS = "<!-- {0}:begin -->", "<!-- {0}:end -->"


def machine(load_before: tuple[float, float, float]) -> dict[str, Any]:
    """Where the figures were taken, and how busy it was when the run began."""
    return {
        "cpus": os.cpu_count(),
        "cpu": _cpu(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.platform(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_before": [round(value, 2) for value in load_before],
        "load_after": [round(value, 2) for value in os.getloadavg()],
    }


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def write(found: dict[str, Any], around: dict[str, Any], *, partial: bool) -> None:
    """Stores the figures by id; a ``partial`` run leaves the others as they were."""
    before = json.loads(OUT.read_text())["results"] if partial and OUT.exists() else {}
    stamped = {
        name: {**figures, "at": around["at"], "load_before": around["load_before"]}
        for name, figures in found.items()
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": around, "results": before | stamped}
    OUT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def table() -> str:
    """Everything in the last file, as markdown."""
    kept = json.loads(OUT.read_text())
    about, results = kept["machine"], dict(kept["results"])
    compared = results.pop("PLAIN", None)
    lines = [
        (
            f"{about['cpus']} cores ({about['cpu'] or 'unnamed'}), {about['memory_gb']} GB, "
            f"{about['system']}, Python {about['python']}; load average before the run "
            f"{about['load_before'][0]}, after it {about['load_after'][0]}; {about['at']}."
        ),
        "",
        "| id | ratio | spread | goal | met | own | raw | what | beside |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    order = sorted(results, key=lambda name: int(name[1:]))
    lines += [_row(results[name]) for name in order]
    if compared is not None:
        lines += ["", *_compared(compared)]
    return "\n".join(lines)


def _row(found: dict[str, Any]) -> str:
    sign = "≤" if found["id"] in {"B2", "B3", "B6", "B9", "B10"} else "≥"
    beside = ", ".join(f"{name} {value}" for name, value in found["seen"].items())
    beside += f"; **{found['broken']}**" if found["broken"] else ""
    low, high = found["spread"]
    return (
        f"| {found['id']} | **{found['ratio']}** | {low}–{high} | {sign} {found['goal']} | "
        f"{'yes' if found['met'] else 'no'} | {found['own']} {found['unit']} | "
        f"{found['raw']} {found['unit']} | {found['what']} ({found['rounds']} rounds) | {beside} |"
    )


def _compared(found: dict[str, Any]) -> list[str]:
    ours, plain = found["ours"], found["plain"]
    lines = [
        f"Killed in turn, of each stack: {', '.join(found['kills'])}.",
        "",
        "| | ours | plain stack |",
        "|---|---|---|",
    ]
    return lines + [
        f"| {name} | {value} | {plain.get(name, '–')} |" for name, value in ours.items()
    ]


def into_page() -> None:
    """Puts the tables between the markers of docs/benchmarks.md; what was not measured stays."""
    text = PAGE.read_text()
    if OUT.exists():
        text = _between(text, "figures", table())
    if GROWN.exists():
        text = _between(text, "growth", grown())
    PAGE.write_text(text)


def _between(text: str, name: str, inner: str) -> str:
    begin, end = (mark.format(name) for mark in MARKS)
    head, first, rest = text.partition(begin)
    _, last, tail = rest.partition(end)
    if not (first and last):
        raise SystemExit(f"{PAGE} has no markers {begin} and {end}")
    return f"{head}{begin}\n{inner}\n{end}{tail}"


def grown() -> str:
    """What growth.py found, as a table: a column per size."""
    found = json.loads(GROWN.read_text())
    sizes = found["sizes"]
    rows: list[list[str]] = [["", *(f"{size['share']:g} district" for size in sizes)]]
    plain = (
        "organizations",
        "members",
        "registrations",
        "pairings",
        "commands",
        "loading s",
        "load average",
        "command p50 ms",
    )
    rows += [[name, *(str(size[name]) for size in sizes)] for name in plain]
    for name in sizes[-1]["views"]:
        cells = [size["views"][name] for size in sizes]
        rows.append(
            [f"{name}: p50 / p99 ms", *(f"{cell['p50 ms']} / {cell['p99 ms']}" for cell in cells)]
        )
    for kind in ("memory MB", "disk MB"):
        rows += [
            [f"{kind} {name}", *(str(size[kind].get(name, "–")) for size in sizes)]
            for name in sizes[-1][kind]
        ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---" * len(rows[0]) + "|")
    ratios = ", ".join(f"{name} × {value}" for name, value in found["growth"].items())
    about = found["machine"]
    note = f"{about['at']}, load average before {about['load_before'][0]}. Last step: {ratios}."
    return "\n".join([*lines, "", note])
