"""Whatever is sent, it is never answered with an error of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.http.app import create_app
from assistant.settings import load_settings
from tests.api.fakes import CRASH, FakeAssistant

PATHS = (
    "/",
    "/guides",
    "/docs",
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/static/app.css",
    "/v1/guides",
    "/widget.js",
)
ASKED = ("/v1/chat", "/v1/search", "/v1/feedback")
FIELDS = ("message", "query", "history", "guides", "k", "stream", "conversation_id", "message_id", "verdict", "role")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=5),
    max_leaves=12,
)
bodies = st.binary(max_size=60) | st.dictionaries(st.sampled_from(FIELDS), json_values).map(
    lambda body: json.dumps(body).encode()
)
seen = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
origins = st.sampled_from(("null", "http://[", "https://[::1]:x", "//", "http://testserver")) | seen
headers = st.fixed_dictionaries(
    {},
    optional={
        "Origin": origins,
        "Host": origins,
        "Accept": st.sampled_from(("text/html", "text/html;q=0", ";,", "*/*")) | seen,
        "Content-Type": st.sampled_from(("application/json", "text/plain", "multipart/form-data")) | seen,
        "Idempotency-Key": seen,
        "Last-Event-ID": seen,
        "X-Forwarded-For": origins,
        "Sec-Fetch-Site": st.sampled_from(("same-origin", "cross-site")),
        "If-None-Match": seen,
        "Range": seen,
    },
)
below = st.text(st.characters(exclude_characters="/?#", codec="utf-8"), max_size=20).map(
    lambda slug: f"/v1/guides/{quote(slug)}"
)
paths = st.sampled_from((*PATHS, *ASKED)) | below | below.map(lambda path: path.removeprefix("/v1"))
methods = st.sampled_from(("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "PATCH"))


@pytest.fixture(scope="module")
def any_client() -> Iterator[TestClient]:
    chosen = load_settings(rate_limit=0, trusted_proxies="10.0.0.0/8, 127.0.0.1")
    app = create_app(chosen, lambda _: nullcontext(FakeAssistant()))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@settings(max_examples=120)
@given(method=methods, path=paths, sent=headers, body=bodies)
@example(method="POST", path="/v1/chat", sent={"Origin": "http://["}, body=b"{}")
@example(method="POST", path="/v1/chat", sent={"Origin": "https://[::1]:x", "Host": "[::1]:x"}, body=b"{}")
@example(method="GET", path="/static/app.css", sent={"Range": "bytes=9-1,x"}, body=b"")
def test_no_request_is_answered_with_an_error_of_ours(
    any_client: TestClient, method: str, path: str, sent: dict[str, str], body: bytes
) -> None:
    answer = any_client.request(method, path, headers=sent, content=body)
    if CRASH.encode() not in body:
        assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 and path.startswith("/v1/") and method != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json"
