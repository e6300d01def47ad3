"""What must hold on a street once the killed process is back: nothing lost, nothing twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tests.chaos.crashes.street import Street
from tests.e2e.journals import Journals, behind, load, violations, waiting

PATIENCE = 180.0


def check(street: Street) -> list[str]:
    """Waits until all is at rest, then says what is wrong, one sentence each."""
    uri, prefix = street.servers.mongo_uri, f"{street.prefix}_"
    street.until(lambda: not waiting(uri, prefix) and not behind(load(uri, None, prefix)), PATIENCE)
    journals = _known(street, load(uri, None, prefix))
    return [
        *violations(journals),
        *_each_command_stands_once(street),
        *_directories_equal_the_registry(street),
        *_nothing_is_parked(street),
    ]


def _known(street: Street, journals: Journals) -> Journals:
    """Aggregates of which a fact was given up are told apart: nobody waits for that fact."""
    gone = {
        (row["consumer"], row["aggregate_id"])
        for name in _databases(street)
        for row in street.mongo[name]["parked"].find({"state": "discarded"})
    }
    return replace(journals, parked=journals.parked | gone)


def _databases(street: Street) -> list[str]:
    names = street.mongo.list_database_names()
    return [name for name in names if name.startswith(f"{street.prefix}_")]


def _each_command_stands_once(street: Street) -> Iterator[str]:
    """Heard or repeated until it was: every command is in exactly one history."""
    traces: dict[str, set[str]] = {}
    repeats: Counter[tuple[str, str]] = Counter()
    for name in _databases(street):
        for row in street.mongo[name]["outbox"].find({}, {"hdr": 1, "agg": 1, "type": 1}):
            cause = row["hdr"].get("ce_causationid", "").rpartition("/")[2]
            traces.setdefault(cause, set()).add(f"{name}:{row['agg']}")
            repeats[cause, row["type"]] += 1
    for asked in street.book:
        found = traces.get(asked.key, set())
        if len(found) != 1 or not asked.status:
            yield f"{asked.path} {asked.key} ({asked.status}) is in {len(found)} histories"
        doubled = [kind for (key, kind), n in repeats.items() if key == asked.key and n > 1]
        if doubled:
            yield f"{asked.path} {asked.key} stated {doubled} twice"


def _directories_equal_the_registry(street: Street) -> Iterator[str]:
    own = street.database("organizations")["organizations"].find({}, {"name": 1})
    names = {row["_id"]: row["name"] for row in own}
    for name in _databases(street):
        service = name.removeprefix(f"{street.prefix}_")
        rows = street.view(service, "organizations").find({}, {"name": 1})
        shown = {row["_id"]: row.get("name") for row in rows}
        if shown != names:
            wrong = [id_ for id_ in names.keys() | shown.keys() if names.get(id_) != shown.get(id_)]
            yield f"{service}: {len(wrong)} organizations differ, such as {wrong[:3]}"


def _nothing_is_parked(street: Street) -> Iterator[str]:
    for name in _databases(street):
        waits = {"state": {"$in": ["parked", "behind"]}}
        parked = street.mongo[name]["parked"].count_documents(waits)
        gaps = street.mongo[name]["gaps"].count_documents({})
        if parked or gaps:
            yield f"{name}: {parked} events parked, {gaps} gaps"
