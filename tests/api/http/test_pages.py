"""The pages and their files: what they say, and the headers that keep them safe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.http.assets import Assets
from api.http.pages import linked
from corpus.days import in_words
from tests.api.conftest import ClientOf
from tests.api.fakes import QUOTE, START, TEXT, FakeAssistant

GUIDE = "/guides/director-of-engineering"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}


@pytest.mark.parametrize(
    "path", ["/", "/guides", GUIDE, "/guides/nowhere", "/v1/guides", "/nowhere", "/static/app.css"]
)
def test_every_page_has_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/guides", GUIDE])
def test_pages_load_only_their_own_files_and_hold_no_script_or_style(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
    own = re.sub(r'<link rel="canonical"[^>]*>', "", page.text)
    for address in re.findall(r"<(?:script|link|img)[^>]*\b(?:src|href)=\"([^\"]*)\"", own):
        assert re.match(r"/(?!/)|data:image/svg", address), address
        assert address.startswith("data:") or client.get(address).status_code == 200, address


def test_refusals_have_the_headers_too(client_of: ClientOf) -> None:
    client = client_of(rate_limit=1)
    client.get("/")
    assert "x-frame-options" in client.get("/").headers


def test_guides_are_listed(client: TestClient) -> None:
    assert f'href="{GUIDE}"' in client.get("/guides").text


def test_a_guide_is_shown_with_the_quote_marked(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": "m"}).json()["citations"][0]
    assert answer["page"] == f"{GUIDE}?start={START}&end={len(TEXT)}&version=v1#quote"
    page = client.get(answer["page"])
    assert f'<mark id="quote" class="quote">{QUOTE}</mark>' in page.text
    assert '<h2 id="scope"><a class="anchor" href="#scope">Scope</a></h2>' in page.text


def test_a_guide_says_what_it_is_to_whoever_links_to_it(client: TestClient) -> None:
    page = client.get(GUIDE).text
    assert "<title>Director of Engineering · Role Guides</title>" in page
    assert '<link rel="canonical" href="https://guides.test/director">' in page
    described = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">', page))
    assert described["og:title"] == "Director of Engineering: what the role is really like"
    assert described["description"] == described["og:description"] == QUOTE
    assert described["og:url"] == "https://guides.test/director"


def test_visitors_see_days_and_no_digests(client: TestClient) -> None:
    for path in (GUIDE, "/guides"):
        page = client.get(path).text
        assert '<time datetime="2026-01-02">2 January 2026</time>' in page
        assert "v1" not in re.sub(r"<[^>]*>", "", page)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2026-11-03", "3 November 2026"), ("Spring 2026", "Spring 2026"), ("2026", "2026"), ("<b>", "<b>"), ("", "")],
)
def test_a_day_is_written_as_people_do_and_what_is_none_stays(written: str, shown: str) -> None:
    assert in_words(written) == shown


def test_a_guide_s_sources_are_named_with_links(client: TestClient) -> None:
    told = linked('A, "B" <c>: https://a.test/x?y=1&z. And http://b.test/(d).')
    assert told == (
        'A, &#34;B&#34; &lt;c&gt;: <a href="https://a.test/x?y=1&amp;z" rel="noopener">https://a.test/x?y=1&amp;z</a>. '
        'And <a href="http://b.test/(d" rel="noopener">http://b.test/(d</a>).'
    )
    assert "Sources of this guide" not in client.get(GUIDE).text


def test_a_quote_of_another_version_is_not_marked(client: TestClient) -> None:
    assert "<mark" not in client.get(GUIDE, params={"start": START, "end": len(TEXT), "version": "v0"}).text


@pytest.mark.parametrize("start", ["", "-1", "x", "1e3", "²", "٣", "9" * 5000, "<script>"])
def test_a_span_that_is_none_is_not_marked(client: TestClient, start: str) -> None:
    page = client.get(GUIDE, params={"start": start, "end": "0"})
    assert page.status_code == 200
    assert "<mark" not in page.text
    assert "<script>" not in page.text


def test_an_unknown_guide_is_not_found(client: TestClient) -> None:
    assert client.get("/guides/<script>").status_code == 404
    said = client.get("/guides/%3Cscript%3Ealert(1)", headers={"Accept": "text/html"})
    assert said.status_code == 404
    assert "<script>alert" not in said.text


def test_pages_wait_for_an_index(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.ready = False
    assert client.get("/guides").status_code == 503
    assert client.get("/").status_code == 200


def test_the_listings_are_linked_where_there_are_some(client_of: ClientOf) -> None:
    assert "https://jobs.test/roles" in client_of(listings_url="https://jobs.test/roles?a=1&b=2").get("/guides").text
    assert "jobs.test" not in client_of().get("/guides").text


def test_files_are_asked_for_again_only_when_they_changed(client: TestClient) -> None:
    for path in ("/static/app.css", "/widget.js"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert first.headers["content-encoding"] == "gzip"


def test_a_page_s_files_are_kept_under_an_address_that_changes_with_them(client: TestClient, tmp_path: Path) -> None:
    addresses = re.findall(r'(?:src|href)="(/static/[^"]*)"', client.get("/").text)
    assert len(addresses) == 4
    for address in addresses:
        assert re.match(r"/static/[0-9a-f]{12}/\w+\.", address)
        assert client.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
        old = re.sub(r"[0-9a-f]{12}", "0" * 12, address)
        assert client.get(old).headers["cache-control"] == "no-cache"
        assert client.get(old).content == client.get(address).content
    (tmp_path / "a.css").write_text("a")
    first = Assets(tmp_path).address("a.css")
    assert Assets(tmp_path).address("a.css") == first
    (tmp_path / "a.css").write_text("b")
    assert Assets(tmp_path).address("a.css") != first


def test_no_file_beside_them_is_served(client: TestClient) -> None:
    for path in (
        "/static/../templates/index.html",
        "/static/000000000000/../../templates/index.html",
        "/static/%2e%2e/templates/index.html",
        "/static//etc/passwd",
    ):
        assert client.get(path).status_code == 404


def test_any_page_may_load_the_widget(client_of: ClientOf) -> None:
    for settings in ({}, {"allowed_origins": "https://site.test"}):
        widget = client_of(**settings).get("/widget.js", headers={"Origin": "https://elsewhere.test"})
        assert widget.headers["access-control-allow-origin"] == "*"
        assert widget.headers["cross-origin-resource-policy"] == "cross-origin"
        assert widget.headers["content-type"].startswith("text/javascript")


def test_files_do_not_count_for_the_rate_limit(client_of: ClientOf) -> None:
    client = client_of(rate_limit=1)
    assert {client.get(path).status_code for path in ("/static/app.css", "/widget.js", "/") * 1} == {200}
    assert client.get("/").status_code == 429
    assert client.get("/widget.js").status_code == 200


def test_the_developers_page_lists_every_route_without_any_script(client: TestClient) -> None:
    page = client.get("/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for path in client.get("/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in page.text
    assert 'href="/openapi.json"' in page.text
    assert "http" not in re.sub(r'xmlns="[^"]*"|href="data:[^"]*"', "", page.text)
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize("path", ["/nope", "/guides/nope/", "/static/nope.css", "/favicon.ico"])
def test_what_is_not_here_is_a_page_for_browsers_and_a_problem_for_others(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "That isn’t here" in page.text
    assert 'href="/guides"' in page.text
    for accept in ("*/*", "application/json", "application/json, text/html;q=0", ""):
        problem = client.get(path, headers={"Accept": accept})
        assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json"), accept
    assert "Accept" in page.headers["vary"].split(", ")
    assert problem.headers["vary"] == "Accept"


def test_the_api_speaks_of_what_is_not_there_in_problems_only(client: TestClient) -> None:
    for path in ("/v1/nope", "/v1/guides/nope"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/guides", GUIDE, "/docs", "/healthz", "/v1/guides", "/metrics", "/widget.js"])
def test_head_tells_what_get_would(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "content-encoding", "etag", "cache-control"):
        if path != "/metrics" or name != "content-length":
            assert head.headers.get(name) == got.headers.get(name), name


def test_head_is_no_way_to_what_only_post_reaches(client: TestClient, assistant: FakeAssistant) -> None:
    assert client.head("/v1/chat").status_code == 405
    assert assistant.heard == []
