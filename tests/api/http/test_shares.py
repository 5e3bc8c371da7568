"""An answer is read by whoever has its link, by nobody else, and no longer than it is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from api.http.shared_answer import view
from assistant.settings import Settings
from assistant.storage.records import Shared
from assistant.types import Answer, Citation, Statement, Status

QUESTION = "What does a Director of Engineering earn in Europe?"
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    database = tmp_path_factory.mktemp("shares") / "talk.db"
    changes = {"database_url": f"sqlite:///{database}", "rate_limit": 0}
    with TestClient(create_app(shipped.model_copy(update=changes))) as made:
        yield made


def shared(client: TestClient, message: str = QUESTION) -> tuple[str, dict[str, Any], str]:
    """The address of a shared answer, its conversation and message, its link as the API gives it."""
    answer = client.post("/v1/chat", json={"message": message}).json()
    shares = f"/v1/conversations/{answer['conversation_id']}/shares"
    made = client.post(shares, json={"message_id": answer["message_id"]})
    assert made.status_code == 201
    assert made.json()["url"] == f"/a/{made.json()['token']}"
    return shares, answer, made.json()["token"]


def test_the_page_shows_question_answer_and_sources_and_is_for_no_search_engine(client: TestClient) -> None:
    _, answer, token = shared(client)
    page = client.get(f"/a/{token}", headers=BROWSER)
    assert page.status_code == 200
    text = " ".join(unescape(page.text).split())
    assert f"<h1>{QUESTION}</h1>" in text
    for statement in answer["statements"]:
        assert " ".join(statement["text"].split()) in text
    for citation in answer["citations"]:
        assert f"<blockquote>{' '.join(citation['quote'].split())}</blockquote>" in text
        assert f'href="{citation["page"]}"' in text
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert answer["conversation_id"] not in page.text
    assert answer["message_id"] not in page.text


def test_a_link_that_was_taken_back_leads_nowhere(client: TestClient) -> None:
    shares, answer, token = shared(client)
    assert client.get(f"/v1/conversations/{answer['conversation_id']}").json()["turns"][1]["share"] == token
    assert client.delete(f"{shares}/{token}").status_code == 204
    gone = client.get(f"/a/{token}", headers=BROWSER)
    assert gone.status_code == 404
    assert "isn’t shared" in gone.text
    assert client.delete(f"{shares}/{token}").status_code == 404
    assert client.get(f"/v1/conversations/{answer['conversation_id']}").json()["turns"][1]["share"] is None


def test_a_link_goes_with_its_conversation_and_no_stranger_takes_it_back(client: TestClient) -> None:
    shares, _, token = shared(client)
    other, _, _ = shared(client)
    assert client.delete(f"{other}/{token}").status_code == 404
    assert client.get(f"/a/{token}").status_code == 200
    assert client.delete(shares.removesuffix("/shares")).status_code == 204
    assert client.get(f"/a/{token}").status_code == 404


def test_what_is_not_there_can_t_be_shared(client: TestClient) -> None:
    shares, _, _ = shared(client)
    told = client.post(shares, json={"message_id": "nope"})
    assert (told.status_code, told.json()["field"]) == (404, "message_id")
    assert client.post("/v1/conversations/nope/shares", json={"message_id": "m"}).status_code == 404
    assert client.get("/a/nope").headers["content-type"] == "application/problem+json"


def test_a_comparison_is_a_table_there_too(client: TestClient) -> None:
    _, answer, token = shared(client, "Compare the pay of a Director and a VP of Engineering")
    assert answer["sides"] == ["Director of Engineering", "VP of Engineering"]
    page = client.get(f"/a/{token}", headers=BROWSER).text
    assert re.findall(r'<th scope="col">([^<]*)</th>', page) == answer["sides"]
    assert 'scope="row"' not in page
    _, _, token = shared(client, "Compare a Director and a VP of Engineering on pay and hiring")
    page = client.get(f"/a/{token}", headers=BROWSER).text
    assert re.findall(r'<th scope="row">([^<]*)</th>', page) == ["Pay", "The hiring process"]


def said(**changes: Any) -> Shared:
    citation = Citation(1, "d", "Director", "Pay", "Well <b>paid</b>.", 0, 17, "u", "p", "v1")
    answer = Answer(Status.ANSWERED, "Well. [1]", "Pay?", 0.9, (Statement("Well.", (1,)),), (citation,))
    return Shared(replace(answer, **changes), datetime.now(UTC))


def test_a_guide_that_changed_since_is_said_to_have() -> None:
    assert [view(said(), versions).sources[0].changed for versions in ({"d": "v1"}, {"d": "v2"}, {})] == [
        False, True, True,
    ]  # fmt: skip


def test_what_an_answer_says_beyond_its_statements_is_there_once() -> None:
    found = view(said(text="Well. [1]\n\nThe guides don't say anything about bonuses."), {})
    assert [line.text for line in found.notes] == ["The guides don't say anything about bonuses."]
    refused = view(said(statements=(), text="The guides don't say. The nearest: “Well <b>paid</b>.” [1]"), {})
    assert refused.groups == ()
    assert [(line.text, line.sources) for line in refused.notes] == [
        ("The guides don't say. The nearest: “Well <b>paid</b>.”", (1,))
    ]
