"""Correlation and W3C trace context, carried from the browser to the projection."""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_CORRELATION = re.compile(r"^[A-Za-z0-9_.:-]{1,64}$")


@dataclass(frozen=True, slots=True)
class Trace:
    """The running request's place in its trace; ``correlation_id`` names the user's action."""

    trace_id: str
    span_id: str
    correlation_id: str
    parent_id: str = ""

    @property
    def traceparent(self) -> str:
        """The header for whatever this request calls or states."""
        return f"00-{self.trace_id}-{self.span_id}-01"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin_trace(traceparent: str | None, correlation_id: str | None) -> Trace:
    """Continues the caller's trace or begins one; a malformed header begins anew."""
    match = _TRACEPARENT.match(traceparent or "")
    trace_id = match.group(1) if match else os.urandom(16).hex()
    known = correlation_id if correlation_id and _CORRELATION.match(correlation_id) else trace_id
    trace = Trace(trace_id, os.urandom(8).hex(), known, match.group(2) if match else "")
    _current.set(trace)
    return trace


def current_trace() -> Trace | None:
    """The trace of the running task, if any."""
    return _current.get()
