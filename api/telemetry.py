"""Traces of answers for an OpenTelemetry collector: what was done and how long it took, never what was asked or said.

All names are here. Those that begin with ``gen_ai.`` are OpenTelemetry's conventions for generative AI of version 1.44,
which are in development there: https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from api import present
from api.ports import AssistantPort
from api.schemas.chat import ChatRequest, ChatResponse
from assistant.settings import SettingsError
from assistant.types import Listener

if TYPE_CHECKING:
    from opentelemetry.trace import Span

SERVICE = "role-guide-assistant"
OPERATION, AGENT = "gen_ai.operation.name", "gen_ai.agent.name"
MODEL, RESPONSE = "gen_ai.request.model", "gen_ai.response.id"
READ, WRITTEN = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
DOCUMENTS = "gen_ai.retrieval.documents"
ERROR = "error.type"
STATUS, MODE, CONFIDENCE = "guides.status", "guides.mode", "guides.confidence"
INVOKE, EMBED, RETRIEVE, CHAT = "invoke_agent", "embeddings", "retrieval", "chat"
OPERATIONS = {"encode": EMBED, "search": RETRIEVE, "write": CHAT}
"""Stages of an answer that the conventions have a name for."""


class Telemetry:
    """Sends a trace of each answer. A collector that can't be reached costs traces only."""

    def __init__(self, endpoint: str, version: str) -> None:
        """Raises ``SettingsError`` where the packages aren't installed."""
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            raise SettingsError("GUIDES_OTLP_ENDPOINT: needs the extra `telemetry`") from error
        self._provider = TracerProvider(resource=Resource.create({"service.name": SERVICE, "service.version": version}))
        exporter = OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"), timeout=5)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE, version)

    def chat(
        self, assistant: AssistantPort, request: ChatRequest, key: str | None = None, listener: Listener | None = None
    ) -> ChatResponse:
        """``present.chat``, with a trace of what it came to."""
        began = time.time_ns()
        # The messages of errors may repeat what was asked, so none is recorded.
        with self._tracer.start_as_current_span(
            f"{INVOKE} {SERVICE}", start_time=began, record_exception=False, set_status_on_exception=False
        ) as span:
            span.set_attributes({OPERATION: INVOKE, AGENT: SERVICE})
            try:
                response = present.chat(assistant, request, key, listener)
            except Exception as error:
                span.set_attribute(ERROR, type(error).__name__)
                raise
            span.set_attributes({STATUS: response.status, MODE: response.mode, RESPONSE: response.message_id})
            span.set_attribute(CONFIDENCE, response.confidence)
            self._stages(began, response)
        return response

    def close(self) -> None:
        """Send what is left, and stop."""
        self._provider.shutdown()

    def _stages(self, began: int, response: ChatResponse) -> None:
        """The stages one after the other, as long as they took; of a stored reply they are those of then."""
        for stage, milliseconds in response.timings_ms.items():
            operation = OPERATIONS.get(stage)
            span = self._tracer.start_span(operation or stage, start_time=began)
            began += int(milliseconds * 1e6)
            if operation is not None:
                span.set_attribute(OPERATION, operation)
            if operation == RETRIEVE:
                found = [{"id": citation.passage_id} for citation in response.citations]
                span.set_attribute(DOCUMENTS, json.dumps(found))
            if operation == CHAT:
                _add_usage(span, response)
            span.end(began)


def _add_usage(span: Span, response: ChatResponse) -> None:
    if response.usage is not None:
        span.set_attribute(MODEL, response.usage.model)
        span.set_attribute(READ, response.usage.input_tokens)
        span.set_attribute(WRITTEN, response.usage.output_tokens)
