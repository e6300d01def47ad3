"""Spans: what was done, when, for which trace. Exported over OTLP when an endpoint is named."""

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SHARE = "OTEL_TRACES_SAMPLER_ARG"
MOST_LINKS = 128

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")


class Kind(Enum):
    """What a span stands for; named as OpenTelemetry names it."""

    SERVER = "SERVER"
    INTERNAL = "INTERNAL"
    PRODUCER = "PRODUCER"
    CONSUMER = "CONSUMER"


@dataclass(frozen=True, slots=True)
class Span:
    """One finished piece of work; instants are nanoseconds of the epoch."""

    name: str
    kind: Kind
    trace_id: str
    span_id: str
    parent_id: str
    begun: int
    ended: int
    attributes: Mapping[str, str | int]
    links: tuple[tuple[str, str], ...] = ()
    failed: bool = False


Sink = Callable[[Span], None]
_sink: Sink | None = None


def set_up_spans(service: str, environment: str) -> Callable[[], None]:
    """Begins to export if the environment names an endpoint; the answer sends what is left.

    Without an endpoint neither SDK nor exporter is imported.
    """
    if not os.environ.get(ENDPOINT):
        return lambda: None
    from libs.observability.otlp import Exporter

    exporter = Exporter(service, environment, float(os.environ.get(SHARE) or 1.0))
    send_to(exporter)

    def close() -> None:
        send_to(None)
        exporter.close()

    return close


def send_to(sink: Sink | None) -> None:
    """Gives every span of this process to ``sink`` from now on."""
    global _sink  # noqa: PLW0603 - one per process, like the registry of metrics
    _sink = sink


def exporting() -> bool:
    """Whether anybody wants spans."""
    return _sink is not None


def record(span: Span) -> None:
    """Hands a finished span on."""
    if _sink is not None:
        _sink(span)


def record_work(
    name: str,
    kind: Kind,
    seconds: float,
    *,
    within: str = "",
    caused_by: Iterable[str] = (),
    attributes: Mapping[str, str | int],
    failed: bool = False,
) -> None:
    """Records what ended just now and took ``seconds``.

    ``within`` is the traceparent of what asked for it; work for many (a batch) begins a trace of
    its own and names theirs in ``caused_by``.
    """
    if _sink is None:
        return
    parent = parts_of(within)
    trace_id, parent_id = parent or (os.urandom(16).hex(), "")
    links = dict.fromkeys(filter(None, map(parts_of, caused_by)))
    ended = time.time_ns()
    _sink(
        Span(
            name=name,
            kind=kind,
            trace_id=trace_id,
            span_id=os.urandom(8).hex(),
            parent_id=parent_id,
            begun=ended - int(seconds * 1e9),
            ended=ended,
            attributes=attributes,
            links=tuple(links)[:MOST_LINKS],
            failed=failed,
        )
    )


def parts_of(traceparent: str) -> tuple[str, str] | None:
    """Trace and span of a W3C header; None for anything else."""
    match = _TRACEPARENT.match(traceparent)
    return (match.group(1), match.group(2)) if match else None


def batch_of(topic: str, count: int) -> dict[str, str | int]:
    """What is said of a batch of facts."""
    return {
        "messaging.system": "kafka",
        "messaging.destination.name": topic,
        "messaging.batch.message_count": count,
    }
