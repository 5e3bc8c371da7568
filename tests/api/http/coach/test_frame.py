"""What stands around every page of the desk, and words that its pages share."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.desk.words import topic_label
from api.http.coach.page import published
from tests.api.http.coach.conftest import HERE


def test_a_page_says_when_its_guides_were_published(coach: TestClient) -> None:
    page = coach.get("/coach").text
    name = coach.get("/v1/coach/search").json()["index"]
    assert f'title="Index {name}">{published(name)}<' in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("20261129T233949190521-73ac0aa5", "Guides as of 29 November 2026, 23:39 UTC"),
        ("20261329T233949190521-73ac0aa5", "Index 20261329T233949190521-73ac0aa5"),
        ("g1", "Index g1"),
    ],
)
def test_an_index_is_named_by_its_day_where_its_name_tells_it(name: str, said: str) -> None:
    assert published(name) == said


@pytest.mark.parametrize(
    ("topic", "said"), [("faq", "FAQ"), ("pay", "Pay"), ("ways_of-working", "Ways of working"), ("", "")]
)
def test_a_topic_is_named_in_words(topic: str, said: str) -> None:
    assert topic_label(topic) == said


def test_the_first_page_searches(coach: TestClient) -> None:
    assert 'action="/coach/search"' in coach.get("/coach").text


def test_an_edited_guide_is_downloaded_as_it_stands_in_the_form(coach: TestClient) -> None:
    sent = coach.post(
        "/coach/impact/file", data={"name": "chef.md", "text": "# Chef\r\n\r\nCooks."}, headers={"Origin": HERE}
    )
    assert (sent.status_code, sent.content) == (200, b"# Chef\n\nCooks.")
    assert sent.headers["content-disposition"] == "attachment; filename*=UTF-8''chef.md"
    wrong = coach.post("/coach/impact/file", data={"name": "../x.md", "text": ""}, headers={"Origin": HERE})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "name")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/coach/gaps/000000000000", 404, "It may have been deleted"),
        ("/coach/packets/nope", 404, "It may have been deleted"),
        ("/coach/search?sort=sideways", 422, "sort: "),
    ],
)
def test_what_a_coach_cannot_see_is_a_page_in_a_browser(coach: TestClient, path: str, status: int, said: str) -> None:
    page = coach.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in page.text
    assert 'class="button" href="/coach"' in page.text
    assert coach.get(path).headers["content-type"] == "application/problem+json"
