"""A client's mistake is a 4xx problem document that names the field; nothing of ours leaks."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from api.http.middleware import MAX_BODY
from assistant.settings import load_settings
from tests.api.conftest import ClientOf
from tests.api.fakes import CRASH, DIRECTOR, SECRET, FakeAssistant
from tests.api.served import served

JSON = {"Content-Type": "application/json"}
MANY = [{"role": "user", "content": "x"}] * 51


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/chat", {}, "message"),
        ("/v1/chat", {"message": None}, "message"),
        ("/v1/chat", {"message": 5}, "message"),
        ("/v1/chat", {"message": ["a"]}, "message"),
        ("/v1/chat", {"message": ""}, "message"),
        ("/v1/chat", {"message": " \n\t"}, "message"),
        ("/v1/chat", {"message": "\u0000\u0001"}, "message"),
        ("/v1/chat", {"message": "\u200b"}, "message"),
        ("/v1/chat", {"message": "x" * 4001}, "message"),
        ("/v1/chat", {"message": "m", "mesage": "typo"}, "mesage"),
        ("/v1/chat", {"message": "m", "conversation_id": 1}, "conversation_id"),
        ("/v1/chat", {"message": "m", "conversation_id": "a\u0000b"}, "conversation_id"),
        ("/v1/chat", {"message": "m", "conversation_id": "x" * 101}, "conversation_id"),
        ("/v1/chat", {"message": "m", "history": "earlier"}, "history"),
        ("/v1/chat", {"message": "m", "history": MANY}, "history"),
        ("/v1/chat", {"message": "m", "history": [{"role": "system", "content": "x"}]}, "history[0].role"),
        ("/v1/chat", {"message": "m", "history": [{"role": "user"}]}, "history[0].content"),
        ("/v1/chat", {"message": "m", "history": [{"role": "user", "content": "x" * 20_001}]}, "history[0].content"),
        ("/v1/chat", {"message": "m", "guides": DIRECTOR.slug}, "guides"),
        ("/v1/chat", {"message": "m", "guides": [3]}, "guides[0]"),
        ("/v1/chat", {"message": "m", "guides": ["astronaut"]}, "guides"),
        ("/v1/chat", {"message": "m", "collections": "leaders"}, "collections"),
        ("/v1/chat", {"message": "m", "collections": ["astronauts"]}, "collections"),
        ("/v1/search", {"query": "q", "collections": ["leaders", "astronauts"]}, "collections"),
        ("/v1/feedback", {"conversation_id": "c", "message_id": "m"}, "verdict"),
        ("/v1/feedback", {"conversation_id": "c", "message_id": "m", "verdict": "maybe"}, "verdict"),
        ("/v1/feedback", {"conversation_id": "c", "message_id": "m", "verdict": "up", "reason": "x"}, "reason"),
        (
            "/v1/feedback",
            {"conversation_id": "c", "message_id": "m", "verdict": "up", "comment": "x" * 1001},
            "comment",
        ),
        ("/v1/feedback", {"conversation_id": "c", "message_id": "", "verdict": "up"}, "message_id"),
        ("/v1/feedback", {"message_id": "m", "verdict": "up"}, "conversation_id"),
        ("/v1/chat", {"message": "m", "stream": "yes"}, "stream"),
        ("/v1/chat", ["message"], "body"),
        ("/v1/chat", "message", "body"),
        ("/v1/search", {}, "query"),
        ("/v1/search", {"query": "q", "k": 0}, "k"),
        ("/v1/search", {"query": "q", "k": 101}, "k"),
        ("/v1/search", {"query": "q", "k": "10"}, "k"),
        ("/v1/search", {"query": "q", "k": True}, "k"),
        ("/v1/search", {"query": "q", "k": 1.5}, "k"),
        ("/v1/search", {"query": "q", "guides": ["astronaut"]}, "guides"),
        ("/v1/search", {"query": "q", "topics": ["weather"]}, "topics"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, path: str, body: object, field: str) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422
    assert problem["field"] == field
    assert problem["errors"][0]["field"] == field
    assert field in problem["detail"]
    assert len(response.content) < 2000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"message": "\\ud800"}', 422),
        (b'{"message": "m", "\\ud800": 1}', 422),
        (b'{"message": "m", "guides": ["\\udfff"]}', 422),
        (b'{"message": "m", "history": [{"role": "user", "content": "\\ud800"}]}', 422),
        (b'{"message": "m"', 400),
        (b'{"message": "\xff\xfe"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 20_000, 400),
        (b'{"message": ' + b"9" * 5000 + b"}", 400),
        (b'{"message": NaN}', 422),
        (b"", 422),
        (b"null", 422),
    ],
)
def test_a_body_that_is_no_proper_json_is_the_client_s_mistake(client: TestClient, body: bytes, status: int) -> None:
    response = client.post("/v1/chat", content=body, headers=JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < 2000


def test_a_body_that_is_not_sent_as_json_is_told_how(client: TestClient) -> None:
    response = client.post("/v1/chat", content=b'{"message": "m"}', headers={"Content-Type": "text/plain"})
    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["detail"]


def test_many_mistakes_are_not_all_repeated(client: TestClient) -> None:
    body = {"message": "m"} | {f"x{place}" * 50: place for place in range(100)}
    response = client.post("/v1/chat", json=body)
    assert len(response.json()["errors"]) == 10
    assert len(response.content) < 4000


def test_a_huge_message_names_the_limit(client: TestClient) -> None:
    response = client.post("/v1/chat", json={"message": "x" * 1_000_000})
    assert response.status_code == 422
    assert response.json()["field"] == "message"
    assert len(response.content) < 2000


def test_a_body_over_the_limit_names_it(client: TestClient) -> None:
    response = client.post("/v1/chat", json={"message": "x" * 3_000_000})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["field"] == "body"
    assert str(MAX_BODY) in problem["detail"]
    assert "message may have 4000 characters" in problem["detail"]


def test_a_huge_body_of_unannounced_length_is_refused_too(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"message": "'
        for _ in range(300):
            yield b"x" * 10_000

    assert client.post("/v1/chat", content=chunks(), headers=JSON).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/chat", 405),
        ("DELETE", "/v1/search", 405),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/guides/", 404),
        ("GET", "/v1/guides/astronaut", 404),
        ("GET", "/v1/guides/%00", 404),
        ("GET", "/v1/guides/%ff", 404),
        ("GET", "/v1/guides/" + "x" * 5000, 404),
    ],
)
def test_wrong_addresses_are_problems(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert len(response.content) < 2000


def test_a_method_that_is_not_allowed_says_which_is(client: TestClient) -> None:
    assert client.get("/v1/chat").headers["allow"] == "POST"


def test_an_unknown_conversation_is_not_found(client: TestClient) -> None:
    response = client.post("/v1/chat", json={"message": "m", "conversation_id": "unknown"})
    assert (response.status_code, response.json()["field"]) == (404, "conversation_id")


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/search"])
def test_without_an_index_it_is_unavailable(client: TestClient, assistant: FakeAssistant, path: str) -> None:
    assistant.ready = False
    response = client.post(path, json={"message" if path == "/v1/chat" else "query": "m"})
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "/srv" not in response.text


def test_a_failure_of_ours_says_nothing(client: TestClient) -> None:
    response = client.post("/v1/chat", json={"message": CRASH})
    assert response.status_code == 500
    assert response.json() == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    assert SECRET not in response.text


def test_after_a_failure_of_ours_the_connection_still_serves(caplog: pytest.LogCaptureFixture) -> None:
    with served(load_settings(rate_limit=0), FakeAssistant()) as address, httpx.Client(base_url=address) as client:
        for _ in range(3):
            failed = client.post("/v1/chat", json={"message": CRASH})
            assert failed.status_code == 500
            assert failed.headers["content-type"] == "application/problem+json"
            assert failed.headers["x-content-type-options"] == "nosniff"
            assert "connection" not in failed.headers
            assert client.post("/v1/chat", json={"message": "m"}).status_code == 200
    assert SECRET in caplog.text


def test_the_rate_limit_is_not_for_the_client_to_evade(client_of: ClientOf) -> None:
    client = client_of(rate_limit=2)
    codes = [client.get("/v1/guides", headers={"X-Forwarded-For": f"10.0.0.{one}"}).status_code for one in range(4)]
    assert codes == [200, 200, 429, 429]


def test_a_trusted_proxy_speaks_for_its_clients() -> None:
    settings = load_settings(rate_limit=2, trusted_proxies="127.0.0.1, 10.0.0.0/8")
    with served(settings, FakeAssistant()) as address:
        for one, expected in (("1.1.1.1", 200), ("1.1.1.1", 200), ("1.1.1.1", 429), ("2.2.2.2", 200)):
            sent = {"X-Forwarded-For": f"9.9.9.9, {one}, 10.1.2.3"}
            assert httpx.get(f"{address}/v1/guides", headers=sent).status_code == expected


def test_nobody_is_trusted_unless_named() -> None:
    with served(load_settings(rate_limit=2), FakeAssistant()) as address:
        sent = [{"X-Forwarded-For": f"1.1.1.{one}"} for one in range(3)]
        assert [httpx.get(f"{address}/v1/guides", headers=one).status_code for one in sent] == [200, 200, 429]


def test_too_many_requests_say_when_to_come_back(client_of: ClientOf) -> None:
    client = client_of(rate_limit=2)
    codes = [client.get("/v1/guides").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = client.post("/v1/chat", json={"message": "m"})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_zero_is_no_limit(client: TestClient) -> None:
    assert {client.get("/v1/guides").status_code for _ in range(50)} == {200}
