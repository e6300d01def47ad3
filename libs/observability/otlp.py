"""Spans on their way out, by OpenTelemetry's SDK. Imported only where an endpoint is named."""

import os
import socket

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from libs.observability.spans import Span

_TIMEOUT_SECONDS = 3


class Exporter:
    """Collects spans and sends them in the background; a collector that is away costs spans only.

    The endpoint and its headers are read from ``OTEL_EXPORTER_OTLP_…``.
    """

    def __init__(self, service: str, environment: str, share: float) -> None:
        """``share`` of the traces is kept, the same ones in every process."""
        self._below = round(min(max(share, 0.0), 1.0) * 2**64)
        self._resource = Resource.create(
            {
                "service.name": f"gongjian-{service}",
                "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
                "deployment.environment.name": environment,
            }
        )
        self._processor = BatchSpanProcessor(OTLPSpanExporter(timeout=_TIMEOUT_SECONDS))

    def __call__(self, span: Span) -> None:
        """Takes a finished span."""
        if int(span.trace_id[16:], 16) >= self._below:
            return
        self._processor.on_end(
            ReadableSpan(
                name=span.name,
                context=_context(span.trace_id, span.span_id),
                parent=_context(span.trace_id, span.parent_id) if span.parent_id else None,
                resource=self._resource,
                attributes=dict(span.attributes),
                links=[Link(_context(*each)) for each in span.links],
                kind=SpanKind[span.kind.value],
                status=Status(StatusCode.ERROR if span.failed else StatusCode.UNSET),
                start_time=span.begun,
                end_time=span.ended,
            )
        )

    def close(self) -> None:
        """Sends what is left, within a few seconds."""
        self._processor.shutdown()  # type: ignore[no-untyped-call]


def _context(trace_id: str, span_id: str) -> SpanContext:
    return SpanContext(
        int(trace_id, 16),
        int(span_id, 16),
        is_remote=False,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
