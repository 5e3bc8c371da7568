"""Coverage as a page, as JSON and as CSV, which say the same."""

from __future__ import annotations

import csv
import io
import re

from fastapi.testclient import TestClient

ROLE, TOPIC = "Director of Engineering", "pay"


def test_page_json_and_csv_say_the_same(coach: TestClient) -> None:
    asked = {"message": "What does a Director of Engineering earn in Europe?"}
    assert coach.post("/v1/chat", json=asked).json()["status"] == "answered"
    view = coach.get("/v1/coverage", params={"days": 1}).json()
    (line,) = (line for line in view["lines"] if line["role"] == ROLE)
    cell = line["cells"][view["topics"].index(TOPIC)]
    assert cell["asked"] >= 1
    assert cell["passages"] == 2
    table = csv.DictReader(io.StringIO(coach.get("/v1/coverage.csv", params={"days": 1}).text))
    (row,) = (row for row in table if (row["role"], row["topic"]) == (ROLE, TOPIC))
    assert (row["passages"], row["asked"], row["updated"]) == ("2", str(cell["asked"]), line["updated"])
    page = coach.get("/coach/coverage", params={"measure": "passages", "days": 1}).text
    found = re.search(r'href="/coach/search\?role=Director%20of%20Engineering&amp;topic=pay">(\d+)<', page)
    assert found
    assert found[1] == "2"
    assert f"{cell['asked']} asked, {cell['share']:.0%} answered" in page


def test_each_measure_has_its_own_map(coach: TestClient) -> None:
    pages = {}
    for measure in ("passages", "words", "asked", "answered", "age"):
        page = coach.get("/coach/coverage", params={"measure": measure})
        assert page.status_code == 200
        pages[measure] = page.text
    assert len(set(pages.values())) == 5
    assert "No role named" not in pages["passages"]
    assert coach.get("/coach/coverage", params={"measure": "x"}).status_code == 422
    assert coach.get("/v1/coverage", params={"days": 0}).status_code == 422
