"""Nobody without a key gets anything of the desk; a coach gets a session that a browser keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.cookies import SimpleCookie

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount

from api.http.app import create_app
from api.http.coach.sign_in import COOKIE, FAILURES, LOCAL_COOKIE, TheCoach, safe_next
from api.http.openai.errors import is_openai
from assistant.desk.coaches import Coach
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.storage.records import StorageDown
from tests.api.fakes import ClosedDesk, FakeAssistant, Nobody
from tests.api.http.coach.conftest import HERE, Keys, app_over

PUBLIC = {
    "/",
    "/a/{token}",
    "/coach/sign-in",
    "/coach/sign-out",
    "/docs",
    "/guides",
    "/guides/{slug}",
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/readyz",
    "/static",
    "/v1/chat",
    "/v1/conversations/{conversation_id}",
    "/v1/conversations/{conversation_id}/shares",
    "/v1/conversations/{conversation_id}/shares/{token}",
    "/v1/feedback",
    "/v1/guides",
    "/v1/guides/{slug}",
    "/v1/search",
    "/widget-more.js",
    "/widget.js",
}
"""What visitors may ask for. Any other route is the desk's, so a new one is behind the sign-in or is named here."""
FIELD = re.compile(r"\{[^}]*\}")


def of_the_desk(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and path of every route that isn't public, its fields filled in."""
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if path in PUBLIC:
            continue
        below = "/" if isinstance(route.original_route, Mount) else ""
        for method in sorted((route.methods or {"GET", "POST"}) - {"HEAD"}):
            yield method, FIELD.sub("1", path) + below


@pytest.fixture
def conversation(stranger: TestClient) -> str:
    """The id of a visitor's conversation."""
    asked = stranger.post("/v1/chat", json={"message": "How many EMs should a Director manage?"})
    return str(asked.json()["conversation_id"])


def test_nothing_of_the_desk_answers_whoever_has_no_key(
    shipped_assistant: Assistant, stranger: TestClient, keys: Keys, conversation: str
) -> None:
    tries: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer rgk_wrong"},
        {"Authorization": f"Bearer {keys.revoked}"},
        {"Authorization": f"Bearer {conversation}"},
        {"Authorization": f"Basic {keys.good}"},
        {"Authorization": keys.good},
        {"Cookie": f"{COOKIE}={conversation}; {LOCAL_COOKIE}={conversation}; conversation_id={conversation}"},
        {"Cookie": f"{COOKIE}={keys.good}"},
    ]
    found = sorted(set(of_the_desk(app_over(shipped_assistant))))
    assert ("GET", "/coach") in found
    for method, path in found:
        for headers in tries:
            body = None if method == "GET" else {"conversation_id": conversation}
            answer = stranger.request(method, path, headers={"Origin": HERE} | headers, json=body)
            told = f"{method} {path} {sorted(headers)}: {answer.status_code}"
            if answer.status_code == 303:
                assert path.startswith("/coach"), told
                assert answer.headers["location"].startswith("/coach/sign-in"), told
                assert answer.content == b"", told
            else:
                assert answer.status_code in {401, 429}, told
                form = "application/json" if is_openai(path) else "application/problem+json"
                assert answer.headers["content-type"] == form, told
                if answer.status_code == 401:
                    assert answer.headers["www-authenticate"].startswith("Bearer"), told


def test_a_key_opens_the_desk(coach: TestClient) -> None:
    page = coach.get("/coach")
    assert page.status_code == 200
    assert ">Ada<" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_page_leads_to_the_form_and_from_there_back(stranger: TestClient, keys: Keys) -> None:
    led = stranger.get("/coach?q=pay&x=1")
    assert led.headers["location"] == "/coach/sign-in?next=%2Fcoach%3Fq%3Dpay%26x%3D1"
    form = stranger.get(led.headers["location"])
    assert 'name="next" value="/coach?q=pay&amp;x=1"' in form.text
    sent = stranger.post(
        "/coach/sign-in", data={"key": keys.good, "next": "/coach?q=pay&x=1"}, headers={"Origin": HERE}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/coach?q=pay&x=1")
    assert stranger.get("/coach").status_code == 200
    again = stranger.get("/coach/sign-in")
    assert (again.status_code, again.headers["location"]) == (303, "/coach")


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(stranger: TestClient, keys: Keys) -> None:
    sent = stranger.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": HERE})
    cookie = SimpleCookie(sent.headers["set-cookie"])[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "strict", "/")
    assert not cookie["domain"]
    assert int(cookie["max-age"]) == 7 * 24 * 3600
    assert keys.good not in sent.headers["set-cookie"]


def test_on_this_machine_a_session_needs_no_https(shipped_assistant: Assistant, keys: Keys) -> None:
    here = "http://127.0.0.1:8000"
    with TestClient(app_over(shipped_assistant), base_url=here, follow_redirects=False) as client:
        sent = client.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": here})
        assert SimpleCookie(sent.headers["set-cookie"])[LOCAL_COOKIE]["samesite"] == "strict"
        assert client.get("/coach").status_code == 200


def test_a_key_is_not_taken_over_plain_http_from_elsewhere(shipped_assistant: Assistant, keys: Keys) -> None:
    there = "http://guides.test"
    app = app_over(shipped_assistant, allowed_hosts="guides.test")
    with TestClient(app, base_url=there, follow_redirects=False) as client:
        sent = client.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": there})
        assert sent.status_code == 400
        assert "https://" in sent.text
        assert "set-cookie" not in sent.headers


def test_a_cookie_without_the_prefix_counts_on_this_machine_only(
    shipped_assistant: Assistant, stranger: TestClient, keys: Keys
) -> None:
    session = shipped_assistant.desk.coaches.sign_in(keys.good)
    assert session is not None
    assert stranger.get("/coach", headers={"Cookie": f"{LOCAL_COOKIE}={session}"}).status_code == 303
    assert stranger.get("/coach", headers={"Cookie": f"{COOKIE}={session}"}).status_code == 200


def test_signing_out_ends_the_session_on_the_server_too(browser_of: TestClient) -> None:
    token = browser_of.cookies[COOKIE]
    out = browser_of.post("/coach/sign-out", headers={"Origin": HERE})
    assert (out.status_code, out.headers["location"]) == (303, "/coach/sign-in")
    assert COOKIE not in browser_of.cookies
    assert browser_of.get("/coach", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://jobs.test"}, {"Origin": "null"}])
@pytest.mark.parametrize("path", ["/coach/sign-in", "/coach/sign-out"])
def test_no_page_of_another_origin_may_act_for_a_coach(
    shipped_assistant: Assistant, keys: Keys, path: str, headers: dict[str, str]
) -> None:
    app = app_over(shipped_assistant, allowed_origins="https://jobs.test")

    @app.post("/coach/changing")
    async def changing(coach: TheCoach) -> str:
        return coach.name

    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        client.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": HERE})
        assert client.post("/coach/changing", headers=headers).status_code == 403
        assert client.post("/coach/changing", headers={"Origin": HERE}).json() == "Ada"
        if headers:
            assert client.post(path, data={"key": keys.good}, headers=headers).status_code == 403
            assert client.get("/coach").status_code == 200


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/coach", "/coach"),
        ("/coach/search?q=a", "/coach/search?q=a"),
        ("/coaches", "/coach"),
        ("/", "/coach"),
        ("//evil.test/coach/", "/coach"),
        ("https://evil.test/coach/search", "/coach"),
        ("javascript:alert(1)", "/coach"),
        ("/coach/\\evil.test", "/coach"),
        ("/coach/x\r\nSet-Cookie: a=b", "/coach"),
        ("/coach/sign-in?next=/coach/sign-in", "/coach"),
        ("http://[", "/coach"),
        ("", "/coach"),
    ],
)
def test_the_form_leads_on_within_the_desk_only(asked: str, led: str) -> None:
    assert safe_next(asked) == led


def test_a_wrong_key_is_refused_in_words_and_not_repeated(stranger: TestClient) -> None:
    sent = stranger.post("/coach/sign-in", data={"key": "rgk_<wrong>"}, headers={"Origin": HERE})
    assert sent.status_code == 401
    assert 'role="alert"' in sent.text
    assert "wrong&gt;" not in sent.text
    assert "set-cookie" not in sent.headers
    assert stranger.post("/coach/sign-in", headers={"Origin": HERE}).status_code == 401


def test_after_many_wrong_keys_none_is_tried_at_the_form_for_a_while(stranger: TestClient, keys: Keys) -> None:
    answers = [
        stranger.post("/coach/sign-in", data={"key": f"rgk_{n}"}, headers={"Origin": HERE}).status_code
        for n in range(FAILURES + 1)
    ]
    assert answers == [401] * FAILURES + [429]
    refused = stranger.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": HERE})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_wrong_keys_of_programs_are_counted_and_a_right_one_is_let_in_all_the_same(
    stranger: TestClient, keys: Keys
) -> None:
    wrong = {"Authorization": "Bearer rgk_wrong"}
    answers = [stranger.get("/coach", headers=wrong).status_code for _ in range(FAILURES + 1)]
    assert answers == [401] * FAILURES + [429]
    assert stranger.get("/coach", headers={"Authorization": f"Bearer {keys.good}"}).status_code == 200


class Unreachable(Nobody):
    """Coaches whose database is down."""

    def admitted(self, key: str) -> Coach | None:
        raise StorageDown

    def of_session(self, token: str) -> Coach | None:
        raise StorageDown


@contextmanager
def over(assistant: FakeAssistant) -> Iterator[TestClient]:
    app = create_app(load_settings(rate_limit=0), lambda _: nullcontext(assistant))
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer rgk_x"}, {"Cookie": f"{COOKIE}=x"}])
def test_while_the_database_is_down_that_is_said_and_nobody_is_let_in(headers: dict[str, str]) -> None:
    with over(FakeAssistant(desk=ClosedDesk(Unreachable()))) as client:  # type: ignore[arg-type]
        answer = client.get("/coach", headers=headers)
    assert answer.status_code == 503
    assert "database" in answer.json()["detail"]
    assert answer.headers["retry-after"]
