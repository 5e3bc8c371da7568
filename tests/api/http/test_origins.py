"""Pages of other origins: allowed by name or not at all."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.settings import load_settings
from tests.api.conftest import ClientOf
from tests.api.fakes import FakeAssistant

SITE = "https://site.test"
BODY = {"message": "m"}


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/search", "/v1/feedback"])
def test_a_foreign_page_may_not_post(client: TestClient, assistant: FakeAssistant, path: str) -> None:
    refused = client.post(path, json=BODY, headers={"Origin": SITE})
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert "GUIDES_ALLOWED_ORIGINS" in refused.json()["detail"]
    assert not [name for name in refused.headers if name.startswith("access-control")]
    assert assistant.heard == []


def test_a_foreign_page_may_not_delete(client: TestClient) -> None:
    assert client.delete("/v1/conversations/x", headers={"Origin": SITE}).status_code == 403
    assert client.delete("/v1/conversations/x").status_code == 404


@pytest.mark.parametrize(
    "origin", ["null", "https://testserver.evil.test", "http://testserver:8000", "testserver", "file://"]
)
def test_what_only_looks_like_this_server_is_foreign(client: TestClient, origin: str) -> None:
    assert client.post("/v1/chat", json=BODY, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://testserver", "https://testserver", "http://testserver:80", "HTTPS://TestServer"]
)
def test_this_servers_own_page_may_post(client: TestClient, origin: str) -> None:
    assert client.post("/v1/chat", json=BODY, headers={"Origin": origin}).status_code == 200


def test_a_proxy_may_have_changed_the_host(client_of: ClientOf) -> None:
    client = client_of(allowed_hosts="guides.test")
    headers = {"Origin": "https://guides.test", "Host": "internal:8000"}
    assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 403
    headers["Sec-Fetch-Site"] = "same-origin"  # which only a browser can say, never a page
    assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "evil.test:80", "127.0.0.1.evil.test", "10.9.8.7", "[::2]:8000"])
@pytest.mark.parametrize("more", [{}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_page_whose_name_was_turned_to_this_server_may_not_post(
    client: TestClient, host: str, more: dict[str, str]
) -> None:
    headers = {"Origin": f"http://{host}", "Host": host} | more
    refused = client.post("/v1/chat", json=BODY, headers=headers)
    assert refused.status_code == 403
    assert "GUIDES_ALLOWED_HOSTS" in refused.json()["detail"]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "LOCALHOST"])
def test_the_loopback_needs_no_setting(client: TestClient, host: str) -> None:
    headers = {"Origin": f"http://{host}", "Host": host}
    assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 200


def test_a_named_host_may_post_on_any_port(client_of: ClientOf) -> None:
    client = client_of(allowed_hosts="Guides.test, [fe80::1]", rate_limit=0)
    for host in ("guides.test", "guides.test:8443", "[fe80::1]:80"):
        headers = {"Origin": f"https://{host}", "Host": host}
        assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 200
    headers = {"Origin": "https://www.guides.test", "Host": "www.guides.test"}
    assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 403


def test_the_address_that_the_server_was_told_to_listen_on_needs_no_setting(assistant: FakeAssistant) -> None:
    app = create_app(load_settings(), lambda _: nullcontext(assistant), hosts=["guides.lan"])
    with TestClient(app) as client:
        headers = {"Origin": "http://guides.lan:8000", "Host": "guides.lan:8000"}
        assert client.post("/v1/chat", json=BODY, headers=headers).status_code == 200


def test_what_is_no_browser_may_post(client: TestClient) -> None:
    assert client.post("/v1/chat", json=BODY).status_code == 200


def test_an_allowed_page_may_do_all_that_a_chat_needs(client_of: ClientOf) -> None:
    client = client_of(allowed_origins=SITE, rate_limit=0)
    answer = client.post("/v1/chat", json=BODY, headers={"Origin": SITE})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, SITE)
    assert "Retry-After" in answer.headers["access-control-expose-headers"]
    assert "origin" in answer.headers["vary"].lower()
    for method, header in (
        ("POST", "idempotency-key,content-type"),
        ("POST", "last-event-id"),
        ("DELETE", "content-type"),
    ):
        asked = {"Origin": SITE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
        allowed = client.options("/v1/chat", headers=asked)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SITE)


def test_one_allowed_page_is_not_another(client_of: ClientOf) -> None:
    client = client_of(allowed_origins=SITE, rate_limit=0)
    for origin in ("https://other.test", "http://site.test", "https://site.test:8443", "https://site.test.evil.test"):
        refused = client.post("/v1/chat", json=BODY, headers={"Origin": origin})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert "access-control-allow-origin" not in client.options("/v1/chat", headers=asked).headers


def test_every_page_may_post_where_all_are_allowed(client_of: ClientOf) -> None:
    client = client_of(allowed_origins="*", rate_limit=0)
    for origin in (SITE, "null"):
        answer = client.post("/v1/chat", json=BODY, headers={"Origin": origin})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


def test_an_allowed_page_learns_when_to_come_back(client_of: ClientOf) -> None:
    client = client_of(allowed_origins=SITE, rate_limit=1)
    client.get("/v1/guides")
    refused = client.post("/v1/chat", json=BODY, headers={"Origin": SITE})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["access-control-allow-origin"] == SITE
    assert refused.headers["access-control-expose-headers"] == "Retry-After"
