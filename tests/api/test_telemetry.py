"""Traces of answers, received by a collector that speaks OTLP: its conventions' names, and no texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes as conventions

from api import telemetry
from api.http.app import create_app
from assistant.settings import SettingsError, load_settings
from tests.api.fakes import QUOTE, FakeAssistant


@dataclass
class Collector(services.TraceServiceServicer):
    """Keeps every span."""

    spans: list[Any] = field(default_factory=list)

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        self.spans += [span for found in request.resource_spans for scope in found.scope_spans for span in scope.spans]
        return messages.ExportTraceServiceResponse()


@dataclass(frozen=True)
class Listening:
    address: str
    collector: Collector


@pytest.fixture
def listening() -> Iterator[Listening]:
    server = grpc.server(ThreadPoolExecutor(1))
    collector = Collector()
    services.add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield Listening(f"http://127.0.0.1:{port}", collector)
    server.stop(0).wait()


def attributes(span: Any) -> dict[str, object]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_an_answer_is_a_trace_with_its_stages_and_without_its_texts(listening: Listening) -> None:
    settings = load_settings(rate_limit=0, otlp_endpoint=listening.address)
    with TestClient(create_app(settings, lambda _: nullcontext(FakeAssistant()))) as client:
        assert client.post("/v1/chat", json={"message": "a visitor's own words"}).status_code == 200
    spans = {span.name: span for span in listening.collector.spans}
    whole = spans[f"invoke_agent {telemetry.SERVICE}"]
    assert attributes(whole) == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "role-guide-assistant",
        "gen_ai.response.id": "m1",
        "guides.status": "answered",
        "guides.mode": "extractive",
        "guides.confidence": 0.75,
    }
    search = spans["retrieval"]
    assert (search.trace_id, search.parent_span_id) == (whole.trace_id, whole.span_id)
    assert search.end_time_unix_nano - search.start_time_unix_nano == 1_500_000
    assert json.loads(str(attributes(search)["gen_ai.retrieval.documents"])) == [{"id": "p1"}]
    sent = b"".join(span.SerializeToString() for span in listening.collector.spans)
    assert b"own words" not in sent
    assert QUOTE.encode() not in sent


def test_a_collector_that_is_away_costs_no_answer() -> None:
    settings = load_settings(rate_limit=0, otlp_endpoint="http://127.0.0.1:9")
    app = create_app(settings, lambda _: nullcontext(FakeAssistant()))
    client = TestClient(app)
    app.state.assistant = FakeAssistant()
    assert client.post("/v1/chat", json={"message": "m"}).status_code == 200
    app.state.telemetry.close()


def test_a_failure_is_told_by_its_kind_and_not_by_its_message(listening: Listening) -> None:
    settings = load_settings(rate_limit=0, otlp_endpoint=listening.address)
    with TestClient(create_app(settings, lambda _: nullcontext(FakeAssistant()))) as client:
        asked = {"message": "m", "guides": ["a-visitors-own-slug"]}
        assert client.post("/v1/chat", json=asked).status_code == 422
    (span,) = listening.collector.spans
    assert attributes(span)["error.type"] == "UnknownGuide"
    assert b"own-slug" not in span.SerializeToString()


def test_names_are_those_of_the_conventions() -> None:
    ours = {value for value in vars(telemetry).values() if isinstance(value, str) and value.startswith("gen_ai.")}
    theirs = {value for value in vars(conventions).values() if isinstance(value, str)}
    assert ours
    assert ours <= theirs
    operations = {one.value for one in conventions.GenAiOperationNameValues}
    assert {telemetry.INVOKE, telemetry.EMBED, telemetry.RETRIEVE, telemetry.CHAT} <= operations


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match="GUIDES_OTLP_ENDPOINT"):
        load_settings(otlp_endpoint="collector:4317")
