"""Views equal a fold of the journals: every view is built again, in another order, and compared."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from pymongo import MongoClient

from deploy.embedded.services import SERVICES
from libs.messaging.codec import decode_row
from libs.runtime.service import Service
from libs.storage.records import OutboxRow
from libs.testing.documents import write_view
from tests.e2e.journals import PREFIX

Document = dict[str, Any]
_OF_ARRIVAL = "changed_at"
"""When a row's last fact was stated: of several aggregates, that which happened to come last."""


@cache
def declared(name: str) -> Service:
    """The service as its code declares it; nothing is opened."""
    app = import_module(f"services.{name}.app")
    settings = import_module(f"services.{name}.settings").Settings
    made: Service = app.service(settings.for_contracts())
    return made


@cache
def handled(name: str) -> frozenset[str]:
    """Wire names of the facts that do something at a service."""
    service = declared(name)
    entries = (*service.projections, *service.reactions, *service.sweeps)
    kinds = [event for entry in entries for event in entry.events]
    return frozenset(event.type for event in (*kinds, *service.directory.events))


def differences(uri: str) -> Iterator[str]:
    """View by view: how many documents differ from the fold, with an example."""
    with MongoClient[Document](uri, tz_aware=True) as client:
        rows = [row for name in SERVICES for row in _journal(client, name)]
        for name in SERVICES:
            folded = _fold(name, rows)
            for alias in client[f"{PREFIX}{name}"]["views"].find():
                kept = client[f"{PREFIX}{name}"][alias["collection"]].find()
                live = {row.pop("_id"): _plain(row) for row in kept}
                wanted = {id_: _plain(d) for id_, d in folded.get(alias["_id"], {}).items()}
                yield from _compared(f"{name}.{alias['_id']}", live, wanted)


def _journal(client: MongoClient[Document], name: str) -> Iterator[OutboxRow]:
    """A service's facts, aggregate by aggregate: not as they came, but as order allows."""
    for row in client[f"{PREFIX}{name}"]["outbox"].find().sort([("agg", 1), ("seq", 1)]):
        yield OutboxRow(
            row["_id"], row["agg"], row["seq"], row["type"], row["at"], row["body"], row["hdr"]
        )


def _fold(name: str, rows: list[OutboxRow]) -> dict[str, dict[str, Document]]:
    service = declared(name)
    projections: dict[str, list[Any]] = {}
    for projection in service.projections:
        for event in projection.events:
            projections.setdefault(event.type, []).append(projection.project)
    for event in service.directory.events:
        projections.setdefault(event.type, []).append(service.directory.project)
    views: dict[str, dict[str, Document]] = {}
    for row in rows:
        if row.type in projections:
            event, meta = decode_row(row)
            for project in projections[row.type]:
                for write in project(event, meta):
                    write_view(views.setdefault(write.view, {}), write)
    return views


def _compared(view: str, live: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    wrong = sorted(id_ for id_ in live.keys() | wanted.keys() if live.get(id_) != wanted.get(id_))
    if wrong:
        example = wrong[0]
        one, other = live.get(example) or {}, wanted.get(example) or {}
        fields = sorted(f for f in one.keys() | other.keys() if one.get(f) != other.get(f))
        said = {f: (one.get(f), other.get(f)) for f in fields[:2]}
        yield f"{view}: {len(wrong)} of {len(wanted)} differ, such as {example}: {said}"


def _plain(value: Any) -> Any:
    """As MongoDB gives it back; sets of values (Append) in one order."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != _OF_ARRIVAL}
    if isinstance(value, list | tuple):
        return sorted((_plain(each) for each in value), key=repr)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return value
