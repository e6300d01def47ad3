"""What must hold of the journals and inboxes themselves, whatever the facts say."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.e2e.journals import Journals, behind


def journals_have_no_gaps(journals: Journals) -> Iterator[str]:
    """The facts of an aggregate are numbered 1, 2, 3 …, each number once."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for fact in journals.facts:
        numbers[fact.service, fact.aggregate_id].append(fact.seq)
    for (service, aggregate), found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"{service} {aggregate} is numbered {sorted(found)}"


def each_fact_is_applied_once(journals: Journals) -> Iterator[str]:
    """No consumer has two inbox rows for one place, or one for a fact that was never stated."""
    stated = {(fact.service, fact.aggregate_id, fact.seq): fact for fact in journals.facts}
    counted = Counter(journals.applied)
    for row, count in counted.items():
        if count > 1:
            yield f"{row.consumer} applied {row.aggregate_id} {row.seq} {count} times"
        if (row.service, row.aggregate_id, row.seq) not in stated:
            yield f"{row.consumer} applied {row.aggregate_id} {row.seq}, which nobody stated"


def what_one_is_told_all_are_told(journals: Journals) -> Iterator[str]:
    """Who applies a kind of fact applies all of that kind, parked aggregates left out."""
    stated = {(fact.service, fact.aggregate_id, fact.seq): fact for fact in journals.facts}
    handled: dict[str, set[str]] = defaultdict(set)
    done: set[tuple[str, str, str, int]] = set()
    for row in journals.applied:
        fact = stated.get((row.service, row.aggregate_id, row.seq))
        if fact is not None:
            handled[row.consumer].add(fact.type)
            done.add((row.consumer, row.service, row.aggregate_id, row.seq))
    for consumer, types in handled.items():
        for fact in journals.facts:
            place = (consumer, fact.service, fact.aggregate_id, fact.seq)
            waits = (consumer, fact.aggregate_id) in journals.parked
            forgotten = journals.kept_since is not None and fact.at < journals.kept_since
            if fact.type in types and place not in done and not waits and not forgotten:
                yield f"{consumer} missed {fact.type} {fact.aggregate_id} {fact.seq}"


def everybody_has_come_to_the_end(journals: Journals) -> Iterator[str]:
    """At rest every consumer stands at the last fact of every aggregate it reads."""
    for consumer, service, aggregate in behind(journals):
        yield f"{consumer} is behind on {service} {aggregate}"


DELIVERY = (
    journals_have_no_gaps,
    each_fact_is_applied_once,
    what_one_is_told_all_are_told,
    everybody_has_come_to_the_end,
)
