"""The search's page and its twins: one address, three forms, the same hits."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from assistant.service import Assistant

PAY = {"q": "pay", "topic": "pay"}


def found(coach: TestClient, **asked: object) -> dict[str, Any]:
    answer = coach.get("/v1/coach/search", params=asked)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


def ids(view: dict[str, Any]) -> list[str]:
    return [one["passage_id"] for one in view["results"]]


def test_every_span_is_exact_text_of_the_guide(coach: TestClient) -> None:
    texts: dict[str, str] = {}
    results = found(coach, q="interview panel")["results"]
    assert sum(len(one["highlights"]) for one in results) >= len(results)
    for one in results:
        text = texts.setdefault(one["guide"], coach.get(f"/v1/guides/{one['guide']}").json()["text"])
        assert one["text"] == text[one["start"] : one["end"]]
        for span in (*one["highlights"], *filter(None, [one["nearest"]])):
            assert one["start"] <= span["start"] < span["end"] <= one["end"]
        around = coach.get("/v1/coach/around", params={name: one[name] for name in ("guide", "start", "end")}).json()
        for side in ("before", "after"):
            assert around[side]["text"] == text[around[side]["start"] : around[side]["end"]]


def test_a_value_leads_to_what_it_counts_and_back(coach: TestClient) -> None:
    view = found(coach, q="pay")
    (topics,) = (facet for facet in view["facets"] if facet["facet"] == "topic")
    (pay,) = (value for value in topics["values"] if value["value"] == "pay")
    assert not pay["selected"]
    narrowed = coach.get(pay["address"]).json()
    assert (narrowed["passages"], narrowed["guides"]) == (pay["passages"], pay["guides"])
    (again,) = (v for f in narrowed["facets"] if f["facet"] == "topic" for v in f["values"] if v["value"] == "pay")
    assert again["selected"]
    assert ids(coach.get(again["address"]).json()) == ids(view)


def test_the_address_holds_query_facets_order_and_the_version_of_the_index(
    coach: TestClient, shipped_assistant: Assistant
) -> None:
    view = found(coach, q="pay & hiring", topic=["pay", "hiring"], role="CTO", sort="guide")
    asked = parse_qsl(urlsplit(view["links"]["page"]).query)
    assert asked == [
        ("q", "pay & hiring"),
        ("role", "CTO"),
        ("topic", "pay"),
        ("topic", "hiring"),
        ("sort", "guide"),
        ("index", shipped_assistant.generation),
    ]
    assert ids(coach.get(view["links"]["json"]).json()) == ids(view)
    assert view["index"] == shipped_assistant.generation


def test_pages_together_are_what_the_table_holds(coach: TestClient) -> None:
    view = found(coach, q="interview panel")
    table = list(csv.DictReader(io.StringIO(coach.get(view["links"]["csv"]).text, newline="")))
    together = ids(view)
    while view["links"]["next"]:
        view = coach.get(view["links"]["next"]).json()
        together += ids(view)
    assert [row["passage_id"] for row in table] == together
    assert [int(row["rank"]) for row in table] == list(range(1, view["passages"] + 1))
    assert len({row["guide"] for row in table}) == view["guides"]
    for row in table:
        parts = [float(row[name] or 0) for name in row if name.startswith("score_")]
        assert sum(parts) == pytest.approx(float(row["score"]))


def test_a_browser_gets_the_table_as_a_spreadsheet_reads_it(coach: TestClient) -> None:
    table = coach.get("/v1/coach/search.csv", params=PAY, headers={"Accept": "text/html,*/*"})
    assert table.content.startswith(b"\xef\xbb\xbfrank,")
    assert 'filename="search.csv"' in table.headers["content-disposition"]
    assert table.headers["content-type"] == "text/csv; charset=utf-8"


def test_the_page_shows_what_json_says(coach: TestClient) -> None:
    view = found(coach, **PAY)
    page = coach.get("/coach/search", params=PAY).text
    assert re.findall(r'<li class="hit" id="p-([^"]*)"', page) == ids(view)
    assert f"<strong>{view['passages']}</strong> passages in <strong>{view['guides']}</strong> guides" in page
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert not re.search(r"\b1 (?:passages|guides)\b", told)
    assert re.search(r"\b1 guide\b", told)
    assert '<input type="hidden" name="topic" value="pay">' in page
    assert "<mark>" in page
    assert "<script>" not in page


def test_the_page_shows_the_surroundings_of_the_hit_that_is_asked_for(coach: TestClient) -> None:
    first = found(coach, **PAY)["results"][0]
    assert first["around"] is None
    with_it = coach.get(first["around_address"]).json()["results"]
    assert [one["around"] is not None for one in with_it] == [True] + [False] * (len(with_it) - 1)
    page = coach.get(first["around_address"].replace("/v1/coach/search", "/coach/search")).text
    assert page.count('aria-label="What stands before"') == 1
    assert "Without context" in page


def test_another_version_of_the_index_is_said(coach: TestClient, shipped_assistant: Assistant) -> None:
    stale = coach.get("/coach/search", params={"q": "pay", "index": "old-1"}).text
    assert "made with index <code>old-1</code>" in stale
    same = coach.get("/coach/search", params={"q": "pay", "index": shipped_assistant.generation}).text
    assert "made with index" not in same


def test_what_is_typed_is_escaped_everywhere(coach: TestClient) -> None:
    typed = "<script>alert('pay')</script>\""
    page = coach.get("/coach/search", params={"q": typed, "role": typed, "index": typed}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"page": 0}, "page"), ({"sort": "x"}, "sort"), ({"q": "x" * 4001}, "q"), ({"colour": "x"}, "colour")],
)
def test_an_address_that_is_none_is_refused_by_field(coach: TestClient, asked: dict[str, object], field: str) -> None:
    for path in ("/v1/coach/search", "/v1/coach/search.csv"):
        refused = coach.get(path, params=asked)  # type: ignore[arg-type]
        assert refused.status_code == 422
        assert field in refused.json()["field"]


def test_surroundings_of_what_is_not_there_are_refused(coach: TestClient) -> None:
    missing = coach.get("/v1/coach/around", params={"guide": "chief-wizard", "start": 0, "end": 1})
    assert missing.status_code == 422
    assert missing.json()["field"] == "guide"
    assert coach.get("/v1/coach/around", params={"guide": "cto", "start": 9, "end": 1}).json()["field"] == "end"


def test_a_page_beyond_the_last_is_empty_and_leads_back(coach: TestClient) -> None:
    view = found(coach, q="pay", page=999)
    assert view["results"] == []
    assert ids(coach.get(view["links"]["previous"]).json())
