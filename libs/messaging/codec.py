"""Facts on the wire: CloudEvents 1.0 in Kafka's binary mode, the payload alone as value.

Stored rows keep only the attributes that nothing else tells (``ce_dataschema``, cause, actor);
the rest is derived when a row is sent.
"""

from datetime import datetime
from functools import lru_cache

import orjson
from pydantic import ValidationError

from libs.kernel.access import Stamp
from libs.kernel.aggregate import Aggregate
from libs.kernel.events import Event, EventMeta, event_class
from libs.messaging.log import Delivery, Headers, Message
from libs.storage.records import OutboxRow
from libs.storage.work import Encoder, event_id

CORRELATION, CAUSATION = "ce_correlationid", "ce_causationid"
ACTOR, ACTING_ORG = "ce_actorid", "ce_actingorgid"
SCHEMA, TRACE = "ce_dataschema", "traceparent"
_SOURCE = "/gongjian/"
_KINDS: dict[tuple[str, int], type[Event]] = {}


class Undecodable(Exception):
    """The bytes are no fact that we can read; ``meta`` is known when at least the headers are."""

    def __init__(self, why: str, meta: EventMeta | None = None) -> None:
        """``why`` names the fault without quoting the payload."""
        super().__init__(why)
        self.meta = meta


def encoder(service: str) -> Encoder:
    """How ``service`` turns recorded facts into outbox rows.

    Raises TypeError when an aggregate records a fact that another service owns.
    """

    def encode(aggregate: Aggregate, seq: int, index: int, stamp: Stamp, at: datetime) -> OutboxRow:
        event = aggregate.pending[index]
        if event.service != service:
            raise TypeError(f"{service} cannot state {event.type}")
        id_ = aggregate.aggregate_id
        headers = {
            SCHEMA: f"{type(event).__name__}.v{event.version}",
            CORRELATION: stamp.correlation_id or stamp.command_id,
            CAUSATION: stamp.causation_id or stamp.command_id,
            ACTOR: stamp.actor_id,
            ACTING_ORG: stamp.acting_org_id,
            TRACE: stamp.traceparent,
        }
        return OutboxRow(
            event_id(id_, seq, stamp.command_id),
            id_,
            seq,
            event.type,
            at,
            event.model_dump_json().encode(),
            {name: value for name, value in headers.items() if value},
        )

    return encode


def message(row: OutboxRow, topic: str) -> Message:
    """The row as it is sent."""
    key = row.aggregate_id.encode()
    headers = [
        *_fixed(row.type),
        ("ce_id", row.id.encode()),
        ("ce_subject", key),
        ("ce_partitionkey", key),
        ("ce_sequence", str(row.seq).encode()),
        ("ce_time", row.at.isoformat(timespec="milliseconds").encode()),
    ]
    headers += [(name, value.encode()) for name, value in row.headers.items()]
    return Message(topic, row.aggregate_id, row.body, tuple(headers))


@lru_cache(maxsize=512)
def _fixed(type_: str) -> Headers:
    source = _SOURCE + type_.split(".", 1)[0]
    return (
        ("ce_specversion", b"1.0"),
        ("ce_type", type_.encode()),
        ("ce_source", source.encode()),
        ("content-type", b"application/json"),
    )


def decode(delivery: Delivery) -> tuple[Event | None, EventMeta]:
    """The fact and what travels beside it; None for a fact that nobody here declares.

    Raises Undecodable.
    """
    meta = _meta(delivery.headers)
    return _event(meta, delivery.value), meta


def decode_row(row: OutboxRow) -> tuple[Event | None, EventMeta]:
    """The same for a row of the journal. Raises Undecodable."""
    meta = _meta(message(row, "").headers)
    return _event(meta, row.body), meta


def _meta(headers: Headers) -> EventMeta:
    found = dict(headers)
    try:
        type_, version, service = _kind_of(found["ce_type"], found[SCHEMA], found["ce_source"])
        return EventMeta(
            id=found["ce_id"].decode(),
            type=type_,
            version=version,
            service=service,
            aggregate_id=found["ce_subject"].decode(),
            seq=int(found["ce_sequence"]),
            at=datetime.fromisoformat(found["ce_time"].decode()),
            correlation_id=found.get(CORRELATION, b"").decode(),
            causation_id=found.get(CAUSATION, b"").decode(),
            actor_id=found.get(ACTOR, b"").decode(),
            acting_org_id=found.get(ACTING_ORG, b"").decode(),
            traceparent=found.get(TRACE, b"").decode(),
        )
    except KeyError as missing:
        raise Undecodable(f"no header {missing.args[0]}") from missing
    except (ValueError, AttributeError, TypeError) as fault:  # a header may also be null
        raise Undecodable(f"bad header: {type(fault).__name__}") from fault


@lru_cache(maxsize=1024)
def _kind_of(type_: bytes, schema: bytes, source: bytes) -> tuple[str, int, str]:
    """Wire name, version and service: few of them for many facts."""
    version = int(schema.decode().rpartition(".v")[2])
    return type_.decode(), version, source.decode().removeprefix(_SOURCE)


def _event(meta: EventMeta, value: bytes) -> Event | None:
    kind = _kind(meta.type, meta.version)
    if kind is None:
        return None
    try:
        if meta.version == kind.version:
            return kind.model_validate_json(value)
        return kind.model_validate(kind.upcast(orjson.loads(value), meta.version))
    except ValidationError as fault:
        raise Undecodable(_faults(fault), meta) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise Undecodable(f"{type(fault).__name__} in the payload", meta) from fault


def _kind(type_: str, version: int) -> type[Event] | None:
    """The class that reads it; looked up once, for classes are declared before facts arrive."""
    found = _KINDS.get((type_, version))
    if found is None:
        found = event_class(type_, version)
        if found is not None:
            _KINDS[type_, version] = found
    return found


def _faults(fault: ValidationError) -> str:
    """Where and why, without the values."""
    found = fault.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in found[:5])
