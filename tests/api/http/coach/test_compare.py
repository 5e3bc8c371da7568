"""Comparisons over HTTP: the same cells by POST, by address, on the page and as a table."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

ASKED = {"roles": ["director", "vp"], "topics": ["pay", "parental leave"]}
ADDRESS = {"role": ASKED["roles"], "topic": ASKED["topics"]}


def compared(coach: TestClient, **changes: object) -> dict[str, Any]:
    answer = coach.post("/v1/compare", json=ASKED | changes)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


def cell(view: dict[str, Any], topic: str, role: str) -> dict[str, Any]:
    (found,) = (one for row in view["rows"] for one in row["cells"] if (one["topic"], one["role"]) == (topic, role))
    return dict(found)


def test_each_cell_is_quoted_or_says_what_was_searched(coach: TestClient) -> None:
    view = compared(coach)
    assert [side["role"] for side in view["roles"]] == ["Director of Engineering", "VP of Engineering"]
    pay = cell(view, "pay", "Director of Engineering")
    assert pay["state"] == "quoted"
    text = coach.get("/v1/guides/director-of-engineering").json()["text"]
    for said, one in zip(pay["statements"], pay["citations"], strict=True):
        assert said["text"] == one["quote"] == text[one["start"] : one["end"]]
        assert said["citations"] == [one["n"]]
    leave = cell(view, "parental leave", "VP of Engineering")
    assert (leave["state"], leave["citations"]) == ("not_said", [])
    assert leave["searched"]["question"] == "parental leave"
    assert leave["searched"]["passages"] > 10
    assert leave["nearest"]["quote"]


def test_the_same_question_is_the_same_cell_byte_for_byte(coach: TestClient) -> None:
    first, second = (coach.post("/v1/compare", json=ASKED).content for _ in range(2))
    assert first == second
    assert coach.get("/v1/compare", params=ADDRESS).content == first
    wider = compared(coach, roles=["cto", "vp", "em", "director"], topics=["hiring", "pay"])
    for role in ("Director of Engineering", "VP of Engineering"):
        assert json.dumps(cell(wider, "pay", role)) == json.dumps(cell(json.loads(first), "pay", role))


def test_a_cell_leads_to_all_passages_of_its_role_and_topic(coach: TestClient) -> None:
    for one in (cell(compared(coach), "pay", "VP of Engineering"),):
        address = one["passages"].replace("/coach/search", "/v1/coach/search")
        found = coach.get(address).json()["results"]
        assert {(hit["role"], hit["topic"]) for hit in found} == {("VP of Engineering", "pay")}
        assert one["searched"]["passages"] == len(found)


def test_the_table_has_a_row_for_each_statement_and_each_empty_cell(coach: TestClient) -> None:
    view = compared(coach)
    table = list(csv.DictReader(io.StringIO(coach.get("/v1/compare.csv", params=ADDRESS).text, newline="")))
    cells = [one for row in view["rows"] for one in row["cells"]]
    told = [(one["topic"], one["role"], said["text"]) for one in cells for said in one["statements"] or [{"text": ""}]]
    assert [(row["topic"], row["role"], row["statement"]) for row in table] == told
    assert all(row["nearest"] for row in table if row["state"] == "not_said")


def test_the_page_is_a_table_with_every_quote_and_its_source(coach: TestClient) -> None:
    view = compared(coach)
    page = coach.get("/coach/compare", params=ADDRESS).text
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', page) == [side["role"] for side in view["roles"]]
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)', page) == ["Pay", "Parental leave"]
    quotes = [one for row in view["rows"] for cell_ in row["cells"] for one in cell_["citations"]]
    assert quotes
    for one in quotes:
        assert f'href="{one["page"]}"'.replace("&", "&amp;") in page
    assert page.count('<p class="state">Not said</p>') == sum(
        cell_["state"] == "not_said" for row in view["rows"] for cell_ in row["cells"]
    )
    assert page.count(" checked>") == 3, "two roles and a topic of the guides"
    assert 'value="parental leave"' in page


def test_the_page_offers_what_can_be_compared_and_says_what_can_not(coach: TestClient) -> None:
    empty = coach.get("/coach/compare")
    assert empty.status_code == 200
    assert empty.text.count('name="role"') == 8
    assert "<table" not in empty.text
    wrong = coach.get("/coach/compare", params={"role": ["CTO"], "topic": ["pay", ""]})
    assert wrong.status_code == 422
    assert "Roles: name 2 to 4 of them, not 1." in wrong.text
    assert "<table" not in wrong.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"roles": ["director"]}, "roles"),
        ({"roles": ["director", "wizard"]}, "roles"),
        ({"topics": []}, "topics"),
        ({"topics": ["x" * 101]}, "topics"),
        ({"colour": 1}, "colour"),
    ],
)
def test_what_can_not_be_compared_is_refused_by_field(coach: TestClient, body: dict[str, Any], field: str) -> None:
    refused = coach.post("/v1/compare", json=ASKED | body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_another_version_of_the_index_is_said(coach: TestClient) -> None:
    assert "made with index <code>old</code>" in coach.get("/coach/compare", params=ADDRESS | {"index": "old"}).text
