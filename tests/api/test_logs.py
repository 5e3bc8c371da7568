"""Logs as JSON: every line an object, every request an id, and no visitor's words or conversation."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.logs import JsonLines
from assistant.settings import load_settings
from tests.api.fakes import CRASH, FakeAssistant


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler of the root wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    before = logging.getLogger("api").level
    logging.getLogger("api").setLevel(logging.INFO)
    yield stream
    logging.getLogger("api").setLevel(before)
    logging.getLogger().removeHandler(handler)


def client(**changed: object) -> TestClient:
    settings = load_settings(rate_limit=0, **changed)
    return TestClient(create_app(settings, lambda _: nullcontext(FakeAssistant())), raise_server_exceptions=False)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines() if '"logger": "api.' in line]


def test_each_request_is_a_line_with_its_id_and_route_and_without_what_it_said(written: io.StringIO) -> None:
    with client(log_json=True) as asking:
        answer = asking.post("/v1/chat", json={"message": "a visitor's own words"})
        asking.get("/v1/conversations/the-secret-id-of-a-conversation")
        asking.get("/nowhere/the-secret-id")
    told = [line for line in lines(written) if line["message"] == "request"]
    assert [(line["method"], line["route"], line["status"]) for line in told] == [
        ("POST", "/v1/chat", 200),
        ("GET", "/v1/conversations/{conversation_id}", 404),
        ("GET", "other", 404),
    ]
    assert told[0]["request_id"] == answer.headers["X-Request-ID"]
    assert told[0]["ms"] >= 0
    assert 'guides_requests_total{route="/v1/chat",status="200"}' in asking.get("/metrics").text
    assert "the-secret-id" not in asking.get("/metrics").text
    assert "own words" not in written.getvalue()
    assert "secret-id" not in written.getvalue()


def test_a_failure_has_the_id_of_its_request_and_its_traceback_in_one_line(written: io.StringIO) -> None:
    with client(log_json=True) as asking:
        answer = asking.post("/v1/chat", json={"message": CRASH}, headers={"X-Request-ID": "given-by-the-proxy"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "given-by-the-proxy")
    (failed,) = (line for line in lines(written) if line["level"] == "ERROR")
    assert failed["request_id"] == "given-by-the-proxy"
    assert "RuntimeError" in failed["traceback"]


def test_an_id_that_could_forge_a_log_is_not_taken_over() -> None:
    with client() as asking:
        for given in ("short", "x" * 65, "with spaces in it", '","level":"x'):
            assert asking.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_without_the_setting_no_line_is_written_for_a_request(written: io.StringIO) -> None:
    with client() as asking:
        asking.get("/v1/guides")
    assert not [line for line in lines(written) if line["message"] == "request"]
