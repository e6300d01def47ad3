import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, HTTPException
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from libs.observability.spans import ENDPOINT, SHARE, Kind, Span, record_work, send_to, set_up_spans
from libs.observability.tracing import current_trace
from libs.web.tracing import Traced

CALLER = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
OTHER = "00-" + "c" * 32 + "-" + "d" * 16 + "-01"


class Collector(BaseHTTPRequestHandler):
    """Speaks OTLP over HTTP, as much as a test needs."""

    received: list[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        asked = ExportTraceServiceRequest.FromString(body)
        for resource in asked.resource_spans:
            names = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.received += [(names["service.name"], span) for span in scope.spans]
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    handler = type("Collecting", (Collector,), {"received": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        yield handler.received
        server.shutdown()


@pytest.fixture
def spans() -> Iterator[list[Span]]:
    found: list[Span] = []
    send_to(found.append)
    yield found
    send_to(None)


def test_a_batch_reaches_the_collector_with_links_to_the_traces_of_its_facts(
    received: list[Any],
) -> None:
    close = set_up_spans("needs", "test")
    attributes = {"messaging.batch.message_count": 3}
    record_work(
        "relay gongjian.needs",
        Kind.PRODUCER,
        0.25,
        caused_by=[CALLER, OTHER, CALLER, "no header"],
        attributes=attributes,
    )
    close()

    ((service, span),) = received
    assert service == "gongjian-needs"
    assert span.name == "relay gongjian.needs"
    assert [link.trace_id.hex() for link in span.links] == ["a" * 32, "c" * 32]
    assert span.end_time_unix_nano - span.start_time_unix_nano == 250_000_000
    assert span.attributes[0].value.int_value == 3
    assert not span.parent_span_id


def test_work_that_was_asked_for_is_part_of_the_callers_trace(received: list[Any]) -> None:
    close = set_up_spans("needs", "test")
    record_work("AcceptOffer", Kind.INTERNAL, 0.01, within=CALLER, attributes={}, failed=True)
    close()

    ((_, span),) = received
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == ("a" * 32, "b" * 16)
    assert span.status.code == span.status.STATUS_CODE_ERROR


def test_a_share_keeps_the_same_traces_in_every_process(
    received: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARE, "0.5")
    for service in ("needs", "ledger"):
        close = set_up_spans(service, "test")
        for digit in "18f":
            parent = f"00-{digit * 32}-{'b' * 16}-01"
            record_work("work", Kind.INTERNAL, 0.01, within=parent, attributes={})
        close()

    assert [(service, span.trace_id.hex()[0]) for service, span in received] == [
        ("gongjian-needs", "1"),
        ("gongjian-ledger", "1"),
    ]


def test_a_collector_that_is_away_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")

    close = set_up_spans("needs", "test")
    record_work("work", Kind.INTERNAL, 0.01, attributes={})
    close()


def test_without_an_endpoint_neither_sdk_nor_exporter_is_loaded() -> None:
    code = (
        "import sys; from services.needs.app import service;"
        "from libs.observability.spans import set_up_spans, exporting;"
        "set_up_spans('needs', 'test')(); assert not exporting();"
        "heavy = ('opentelemetry.sdk', 'opentelemetry.exporter', 'google.protobuf', 'requests');"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={}
    )

    assert done.stdout.strip() == "[]"


def app() -> FastAPI:
    made = FastAPI()
    made.add_middleware(Traced)

    @made.get("/things/{thing_id}")
    async def thing(thing_id: str) -> str:
        if thing_id == "broken":
            raise RuntimeError
        if thing_id == "missing":
            raise HTTPException(404)
        trace = current_trace()
        assert trace is not None
        return trace.traceparent

    return made


async def ask(path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        return await client.get(path, headers={"traceparent": CALLER})


async def test_a_request_is_a_span_between_its_caller_and_what_it_calls(
    spans: list[Span],
) -> None:
    passed_on = (await ask("/things/1")).json()

    (span,) = spans
    assert passed_on == f"00-{span.trace_id}-{span.span_id}-01"
    assert (span.trace_id, span.parent_id) == ("a" * 32, "b" * 16)
    assert (span.name, span.kind) == ("GET /things/{thing_id}", Kind.SERVER)
    assert span.attributes["http.response.status_code"] == 200


async def test_a_request_that_breaks_is_a_failed_span_and_one_that_is_refused_is_not(
    spans: list[Span],
) -> None:
    await ask("/things/broken")
    await ask("/things/missing")
    await ask("/nowhere")

    assert [(s.attributes["http.response.status_code"], s.failed) for s in spans] == [
        (500, True),
        (404, False),
        (404, False),
    ]
