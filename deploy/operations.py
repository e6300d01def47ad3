"""``gongjian backup``, ``restore`` and ``settle``: a service's data out, in, and looked over."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pymongo import MongoClient
from rich.console import Console

from deploy.backup import put_back as putting
from deploy.backup import recover as recovering
from deploy.backup.archive import read_manifest, verify
from deploy.backup.take import take
from deploy.embedded.backends import Backends
from deploy.embedded.board import read_board, supervisor_of
from deploy.embedded.places import default_places
from deploy.embedded.services import SERVICES
from deploy.embedded.trouble import Trouble

app = typer.Typer(help="Backup and restore.")
out = Console()

Uri = Annotated[str, typer.Option("--mongo-uri", help="Another MongoDB than the embedded one.")]
Bootstrap = Annotated[str, typer.Option("--kafka", help="Another Kafka, host:port.")]
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reached:
    """Where database and log are."""

    mongo_uri: str
    bootstrap: str


@app.command()
def backup(
    service: Annotated[str, typer.Argument(help="A service, or all.")],
    folder: Annotated[Path, typer.Argument(help="Where the backup goes; made if missing.")],
    mongo_uri: Uri = "",
) -> None:
    """Write a backup while everything runs; `all` is one moment of every service."""
    with reached(mongo_uri, "-", brokers=0) as there:
        take(there.mongo_uri, _named(service), folder, _tell)
    out.print(f"[green]✓[/] {folder}", highlight=False, soft_wrap=True)


@app.command()
def restore(
    service: Annotated[str, typer.Argument(help="A stopped service, or all.")],
    folder: Annotated[Path, typer.Argument(help="What `gongjian backup` has written.")],
    replace: Annotated[bool, typer.Option(help="Give up the data that is there.")] = False,
    mongo_uri: Uri = "",
    kafka: Bootstrap = "",
) -> None:
    """Put a backup back, then fetch from the log what was stated since."""
    manifests = {name: read_manifest(folder / name) for name in _named(service)}
    for name, manifest in manifests.items():
        verify(folder / name, manifest)
    with reached(mongo_uri, kafka, brokers=1) as there:
        restore_into(there, folder, tuple(manifests), replace=replace)


def restore_into(
    there: Reached, folder: Path, services: tuple[str, ...], *, replace: bool
) -> dict[str, recovering.Report]:
    """Every service of ``services``; what each recovery found. Raises Trouble."""
    manifests = {name: read_manifest(folder / name) for name in services}
    reports: dict[str, recovering.Report] = {}
    with MongoClient[dict[str, Any]](there.mongo_uri, tz_aware=True) as client:
        for name in services:
            putting.check_place(client, name, replace=replace)
        for name, manifest in manifests.items():
            putting.put_back(client, name, folder / name, manifest)
            _tell(f"{name}: {manifest.documents:,} documents as of {manifest.at}")
        for name in services:
            reports[name] = asyncio.run(recovering.recover(client, there.bootstrap, name))
            _show(name, reports[name])
        for name in services:
            putting.finish(client, name)
    return reports


@app.command()
def settle(
    service: Annotated[str, typer.Argument()],
    aggregate: Annotated[str, typer.Argument(help="One that `restore` has named.")],
    reason: Annotated[str, typer.Option(help="Kept in the audit.", prompt=True)],
    mongo_uri: Uri = "",
) -> None:
    """Let something that a restore has locked go on from its old state."""
    with (
        reached(mongo_uri, "-", brokers=0) as there,
        MongoClient[dict[str, Any]](there.mongo_uri, tz_aware=True) as client,
    ):
        try:
            _tell(recovering.settle(client, _named(service)[0], aggregate, reason))
        except LookupError as refusal:
            raise Trouble(f"{refusal}.") from refusal


@contextmanager
def reached(mongo_uri: str, bootstrap: str, *, brokers: int) -> Iterator[Reached]:
    """What is named, else the running stack, else mongod (and Kafka) started for the moment."""
    places = default_places()
    board = read_board(places.run) if supervisor_of(places.run) is not None else None
    if mongo_uri:
        yield Reached(mongo_uri, "" if bootstrap == "-" else bootstrap)
    elif board is not None:
        yield Reached(board.mongo_uri, board.kafka_bootstrap)
    else:
        with Backends(places.root, brokers=brokers, tell=_tell) as backends:
            yield Reached(backends.mongo.uri, backends.kafka.bootstrap if brokers else "")


def _named(service: str) -> tuple[str, ...]:
    if service == "all":
        return SERVICES
    if service not in SERVICES:
        raise typer.BadParameter(f"{service}: known are all, {', '.join(SERVICES)}")
    return (service,)


def _show(service: str, report: recovering.Report) -> None:
    _tell(f"{service}: {report.recovered:,} facts fetched from the log into the journal")
    for line in report.other[:_SHOWN]:
        _tell(f"  {line}")
    for entry in report.behind[:_SHOWN]:
        what = f"document at {entry.document}" if entry.collection else "no document"
        lost = f", {entry.lost} facts lost for good" if entry.lost else ""
        _tell(f"  locked {entry.id}: {what}, journal at {entry.journal}{lost}")
    if len(report.behind) > _SHOWN:
        _tell(f"  … {len(report.behind)} locked in all: collection restored of its database")
    if report.behind:
        _tell("  see docs/runbook.md, After a restore")


def _tell(line: str) -> None:
    out.print(line, highlight=False, soft_wrap=True)
