"""The administrative divisions of Beijing, registered through the gateway like any organization."""

import asyncio
import csv
import gzip
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from deploy.embedded.places import default_places
from deploy.embedded.trouble import Trouble
from deploy.seed.client import GatewayClient
from services.organizations.commands import division_org_id

DATA: Final = Path(__file__).parent / "data" / "beijing_divisions.csv.gz"
AS_OF: Final = "2023-06-30"
"""The day for which the list holds."""

_BATCH: Final = 500
_IN_FLIGHT: Final = 3
_KINDS: Final = {
    "province": "city",
    "district": "district",
    "street": "street",
    "community": "community",
}
_TRIES: Final = 30
_COMMITTEE: Final = re.compile("(?<=社区)(居委会|居民委员会|居民居委会)$|(?<=村)村?民?委员?会$")


@dataclass(slots=True)
class Outcome:
    """What became of the rows."""

    registered: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(
    gateway_url: str,
    *,
    progress: Progress | None = None,
    login: str = "admin",
    password: str | None = None,
    data: Path = DATA,
) -> Outcome:
    """Registers every division of ``data``, level by level; what is there already stays.

    ``password`` is the administrator's; absent, it is read where the embedded stack keeps it.
    Raises Trouble when the gateway does not answer, or refuses a row.
    """
    secret = password or (default_places().folder("secrets") / "admin-password").read_text().strip()
    shown = progress or _progress()

    async def loading() -> Outcome:
        async with GatewayClient(gateway_url) as client:
            await client.sign_in(login, secret)
            return await load(client, list(read(data)), shown)

    with shown:
        outcome = asyncio.run(loading())
    if outcome.refused:
        more = f" (and {len(outcome.refused) - 3:,} more)" if len(outcome.refused) > 3 else ""
        raise Trouble(f"Refused: {'; '.join(outcome.refused[:3])}{more}")
    shown.console.print(told(outcome), highlight=False)
    return outcome


def read(data: Path = DATA) -> Iterator[dict[str, Any]]:
    """The rows as registrations, superiors before subordinates."""
    with gzip.open(data, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    order = list(_KINDS)
    for row in sorted(rows, key=lambda row: (order.index(row["level"]), row["code"])):
        yield {
            "kind": _KINDS[row["level"]],
            "name": place_name(row["name"]),
            "division_code": row["code"],
            "territory_id": division_org_id(row["parent_code"]) if row["parent_code"] else None,
            "effective_on": AS_OF,
        }


def place_name(listed: str) -> str:
    """The place where the list names its committee: 多福巷社区居委会 is 多福巷社区."""
    return _COMMITTEE.sub("", listed)


async def load(
    client: GatewayClient, rows: Sequence[dict[str, Any]], progress: Progress
) -> Outcome:
    """Registers ``rows`` in the name of whoever ``client`` is; superiors must come first."""
    outcome = Outcome()
    task = progress.add_task("区划 divisions", total=len(rows))
    begun = time.monotonic()
    # A level begins when the one above is there: a batch cannot see a parent of its own.
    for _, level in groupby(rows, key=lambda row: row["kind"]):
        await _level(client, list(level), outcome, progress, task)
    outcome.seconds = time.monotonic() - begun
    return outcome


async def _level(
    client: GatewayClient,
    rows: list[dict[str, Any]],
    outcome: Outcome,
    progress: Progress,
    task: Any,
) -> None:
    gate = asyncio.Semaphore(_IN_FLIGHT)

    async def send(batch: list[dict[str, Any]]) -> None:
        async with gate:
            await _send(client, batch, outcome)
        progress.advance(task, len(batch))

    batches = [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]
    await asyncio.gather(*(send(batch) for batch in batches))


async def _send(client: GatewayClient, rows: list[dict[str, Any]], outcome: Outcome) -> None:
    """Registers the rows; those that met a busy service are sent again."""
    for _ in range(_TRIES):
        answer = await client.post("organizations/batch", {"items": rows})
        again = []
        for row, result in zip(rows, answer["results"], strict=True):
            if result["outcome"] == "registered":
                outcome.registered += 1
            elif result["outcome"] == "unchanged":
                outcome.unchanged += 1
            elif result["problem"]["status"] == 503:
                again.append(row)
            else:
                outcome.refused.append(f"{row['name']}: {result['problem']['detail']}")
        if not again:
            return
        rows = again
        await asyncio.sleep(1.0)
    raise Trouble("The organizations service stayed too busy.", "gongjian status")


def told(outcome: Outcome) -> str:
    """The outcome in a sentence."""
    if not outcome.registered:
        return f"{outcome.unchanged:,} organizations already there, nothing changed"
    there = f", {outcome.unchanged:,} already there" if outcome.unchanged else ""
    speed = (outcome.registered + outcome.unchanged) / max(outcome.seconds, 0.001)
    took = f"in {outcome.seconds:.1f} s ({speed:,.0f} a second)"
    return f"{outcome.registered:,} organizations registered{there}, {took}"


class _Speed(ProgressColumn):
    """Organizations per second, and the time that remains."""

    def render(self, task: Task) -> Text:
        """See ProgressColumn."""
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("– organizations/s")
        remaining = timedelta(seconds=int(task.time_remaining or 0))
        return Text(f"{speed:,.0f} organizations/s  {remaining} left")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeElapsedColumn(),
        console=Console(),
    )
