"""Packets over HTTP, for programs and in pages without a script."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.http.coach.collect import MOST
from assistant.desk.packets.formats import read_file
from assistant.service import Assistant
from tests.api.http.coach.conftest import HERE

SLUG = "director-of-engineering"
QUESTION = "How many EMs should a Director manage?"


@pytest.fixture
def packet(coach: TestClient) -> Iterator[str]:
    """The address of a packet."""
    made = coach.post("/v1/packets", json={"title": "For Ana", "introduction": "Read this."})
    assert made.status_code == 201
    address = f"/v1/packets/{made.json()['id']}"
    yield address
    assert coach.delete(address).status_code in (204, 404)


@pytest.fixture
def span(coach: TestClient) -> dict[str, str | int]:
    """A passage as the API names it."""
    guide = coach.get(f"/v1/guides/{SLUG}").json()
    (found,) = coach.post("/v1/search", json={"query": "pay in Europe", "k": 1, "guides": [SLUG]}).json()["passages"]
    return {"guide": SLUG, "version": guide["version"], "start": found["start"], "end": found["end"]}


def test_a_span_is_collected_as_the_guides_text_noted_and_put_elsewhere(
    coach: TestClient, packet: str, span: dict[str, str | int]
) -> None:
    text = coach.get(f"/v1/guides/{SLUG}").json()["text"]
    first = coach.post(f"{packet}/items", json=span | {"note": "Ask.", "heading": "Europe"})
    assert first.status_code == 201
    (item,) = first.json()["items"]
    (source,) = item["sources"]
    assert source["quote"] == text[source["start"] : source["end"]] == text[int(span["start"]) : int(span["end"])]
    assert (item["kind"], item["heading"], item["note"], source["state"]) == ("passage", "Europe", "Ask.", "unchanged")
    assert "#:~:text=" in source["url"]
    second = coach.post(f"{packet}/items", json=span).json()["items"][1]["id"]
    moved = coach.patch(f"{packet}/items/{second}", json={"place": 0, "note": "First."}).json()
    assert [(one["id"], one["note"]) for one in moved["items"]] == [(second, "First."), (item["id"], "Ask.")]
    assert coach.delete(f"{packet}/items/{second}").status_code == 204
    assert [one["id"] for one in coach.get(packet).json()["items"]] == [item["id"]]
    assert coach.patch(packet, json={"title": "For Bo"}).json()["title"] == "For Bo"
    listed = coach.get("/v1/packets").json()["packets"]
    assert [(one["title"], one["items"]) for one in listed if packet.endswith(one["id"])] == [("For Bo", 1)]


def test_an_answer_is_collected_by_its_message(coach: TestClient, packet: str) -> None:
    asked = coach.post("/v1/chat", json={"message": QUESTION}).json()
    (item,) = coach.post(f"{packet}/items", json={"message_id": asked["message_id"]}).json()["items"]
    assert item["kind"] == "answer"
    assert [source["quote"] for source in item["sources"]] == [one["quote"] for one in asked["citations"]]


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_a_comparison_is_collected_with_each_cells_quotes(coach: TestClient, packet: str, format: str) -> None:
    asked = {"roles": ["Director of Engineering", "vp"], "topics": ["pay", "underwater basket weaving"]}
    compared = coach.post("/v1/compare", json=asked).json()
    quotes = {one["quote"] for row in compared["rows"] for cell in row["cells"] for one in cell["citations"]}
    (item,) = coach.post(f"{packet}/items", json=asked).json()["items"]
    assert (item["kind"], item["heading"]) == ("comparison", "Director of Engineering, VP of Engineering")
    assert quotes <= {source["quote"] for source in item["sources"]}
    file = coach.get(f"{packet}/export", params={"format": format}).content
    assert coach.post("/v1/packets/check", content=file).json()["as_it_was"]
    if format == "md":
        assert "Not said; looked for “underwater basket weaving” in" in file.decode()


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "body"),
        ({"guide": SLUG, "version": "x", "start": 0, "end": 5}, 409, "version"),
        ({"guide": "nobody", "version": "x", "start": 0, "end": 5}, 422, "guide"),
        ({"message_id": "nope"}, 404, "message_id"),
        ({"message_id": "nope", "guide": SLUG}, 422, "body"),
        ({"guide": SLUG, "version": "x", "start": -1, "end": 5}, 422, "start"),
    ],
)
def test_what_cannot_be_collected_is_refused_by_field(
    coach: TestClient, packet: str, body: dict[str, object], status: int, field: str
) -> None:
    refused = coach.post(f"{packet}/items", json=body)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert refused.json()["field"] == field


def test_a_quote_that_the_guide_does_not_say_is_refused(
    coach: TestClient, packet: str, span: dict[str, str | int]
) -> None:
    refused = coach.post(f"{packet}/items", json=span | {"quote": "Directors earn a million."})
    assert (refused.status_code, refused.json()["field"]) == (422, "quote")


@pytest.mark.parametrize("path", ["/v1/packets/nope", "/v1/packets/nope/export", "/v1/packets/%F0%9F%91%8D"])
def test_an_unknown_packet_is_404(coach: TestClient, path: str) -> None:
    assert coach.get(path).status_code == 404


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_an_export_is_a_download_that_passes_the_check(
    coach: TestClient, packet: str, span: dict[str, str | int], format: str
) -> None:
    coach.post(f"{packet}/items", json=span)
    file = coach.get(f"{packet}/export", params={"format": format})
    assert file.headers["content-disposition"] == f'attachment; filename="for-ana.{format}"'
    checked = coach.post("/v1/packets/check", content=file.content).json()
    assert (checked["title"], checked["as_it_was"], checked["counts"]["unchanged"]) == ("For Ana", True, 1)
    text = coach.get(f"/v1/guides/{SLUG}").json()["text"]
    (quote,) = read_file(file.content).manifest.quotes
    assert quote.quote == text[quote.start : quote.end]
    bare = coach.get(f"{packet}/export", params={"format": format, "citations": "false"})
    refused = coach.post("/v1/packets/check", content=bare.content)
    assert (refused.status_code, refused.json()["field"]) == (422, "file")


def posted(browser: TestClient, path: str, **fields: object) -> str:
    """Send a form of the page, and return where it leads."""
    sent = browser.post(path, data=fields, headers={"Origin": HERE})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def named(span: dict[str, str | int]) -> str:
    """A passage as the desk's addresses and forms name it."""
    return ":".join(str(span[part]) for part in ("guide", "version", "start", "end"))


def test_the_pages_do_all_of_it_with_forms(browser_of: TestClient, span: dict[str, str | int]) -> None:
    browser = browser_of
    place = posted(browser, "/coach/packets", title="For <Ana>")
    assert "For &lt;Ana&gt;" in browser.get(place).text
    found = browser.get(place, params={"q": "pay in Europe"}).text
    assert "€110,000" in found
    packet = place.rpartition("/")[2]
    assert posted(browser, "/coach/packets/add", packet=packet, next="/coach/x?y=1", span=named(span)) == "/coach/x?y=1"
    posted(browser, "/coach/packets/add", packet=packet, span=[named(span)])
    first, second = re.findall(r'<li id="item-([^"]+)"', browser.get(place).text)
    posted(browser, f"{place}/items/{second}", action="top")
    posted(browser, f"{place}/items/{first}", action="note", note="Mine & yours")
    page = browser.get(place).text
    assert re.findall(r'<li id="item-([^"]+)"', page) == [second, first]
    assert "Mine &amp; yours</textarea>" in page
    posted(browser, f"{place}/items/{second}", action="remove")
    posted(browser, place, title="For Bo", introduction="Hello.")
    file = browser.get(f"{place}/export", params={"format": "md", "citations": "true"})
    assert file.text.startswith("# For Bo\n")
    checked = browser.post("/coach/packets/check", files={"file": ("x.md", file.content)}, headers={"Origin": HERE})
    assert "Every quote stands" in checked.text
    wrong = browser.post("/coach/packets/check", files={"file": ("x.md", b"no")}, headers={"Origin": HERE})
    assert (wrong.status_code, "can’t be checked" in wrong.text) == (422, True)
    assert posted(browser, f"{place}/delete") == "/coach/packets"
    assert browser.get(place).status_code == 404
    collect = browser.get(
        "/coach/packets/collect", params={"span": named(span), "title": "Pay", "next": "/coach/search?q=pay"}
    ).text
    assert "€110,000" in collect
    assert 'value="Pay">' in collect
    assert '<input type="hidden" name="next" value="/coach/search?q=pay">' in collect
    compared = {"role": ["CTO", "Tech Lead"], "topic": ["pay"]}
    side_by_side = posted(browser, "/coach/packets/add", **compared)
    assert "CTO, Tech Lead" in browser.get(side_by_side).text
    posted(browser, f"{side_by_side}/delete")
    created = posted(browser, "/coach/packets/add", span=named(span))
    assert "Untitled packet" in browser.get(created).text
    posted(browser, f"{created}/delete")


def test_the_answer_to_a_question_of_ones_own_is_collected_from_the_packets_page(browser_of: TestClient) -> None:
    place = posted(browser_of, "/coach/packets", title="Asked")
    page = browser_of.get(place, params={"q": QUESTION}).text
    assert "three to six EMs" in page.partition('class="given"')[2].partition("</blockquote>")[0]
    assert 'class="given"' not in browser_of.get(place, params={"q": "xylophone maintenance"}).text
    posted(browser_of, "/coach/packets/add", packet=place.rpartition("/")[2], question=QUESTION, note="Ask.")
    (item,) = browser_of.get(place.replace("/coach/", "/v1/")).json()["items"]
    assert (item["kind"], item["heading"], item["note"]) == ("answer", QUESTION, "Ask.")
    assert "three to six EMs" in item["sources"][0]["quote"]
    posted(browser_of, f"{place}/delete")


def test_after_collecting_the_next_page_says_once_into_which_packet(
    browser_of: TestClient, span: dict[str, str | int]
) -> None:
    browser = browser_of
    assert (
        posted(browser, "/coach/packets/add", title="For <Ana>", next="/coach/search", span=named(span))
        == "/coach/search"
    )
    said = re.search(r'Collected into <a href="([^"]+)">For &lt;Ana&gt;</a>', browser.get("/coach/search").text)
    assert said is not None
    assert "Collected into" not in browser.get("/coach/search").text
    assert "€110,000" in browser.get(said[1]).text
    posted(browser, "/coach/packets/add", packet=said[1].rpartition("/")[2], next="/coach", span=named(span))
    posted(browser, f"{said[1]}/delete")
    gone = browser.get("/coach")
    assert (gone.status_code, "Collected into" in gone.text) == (200, False)


def test_a_page_of_what_a_search_found_is_collected_at_once(browser_of: TestClient) -> None:
    browser, asked = browser_of, {"q": "interview", "topic": "hiring", "page": "2"}
    found = browser.get("/v1/coach/search", params=asked).json()
    page = browser.get("/coach/search", params=asked).text
    form = page.partition('<form class="collect"')[2].partition("</form>")[0]
    spans = re.findall(r'name="span" value="([^"]+)"', form)
    assert spans == [named(one) for one in found["results"]]
    assert f"Collect the {len(spans)} of this page<" in form
    collect = browser.get("/coach/packets/collect", params={"span": spans, "title": "Panels"}).text
    assert f"Collect {len(spans)} passages" in collect
    packet = posted(browser, "/coach/packets/add", span=spans, title="Panels", note="Read these.")
    items = browser.get(packet.replace("/coach/", "/v1/")).json()["items"]
    assert [one["sources"][0]["quote"] for one in items] == [one["text"].strip() for one in found["results"]]
    assert [one["note"] for one in items] == ["Read these.", *[""] * (len(spans) - 1)]
    posted(browser, f"{packet}/delete")


def test_all_pages_of_a_search_are_collected_at_once(browser_of: TestClient) -> None:
    browser, asked = browser_of, {"q": "interview", "topic": "hiring", "page": "2"}
    found = browser.get("/v1/coach/search", params=asked).json()
    assert found["pages"] > 1
    page = browser.get("/coach/search", params=asked).text
    links = re.findall(rf'href="([^"]+)">Collect all {found["passages"]}</a>', page)
    form = browser.get(html.unescape(links[0])).text
    assert f"Collect {found['passages']} passages" in form
    assert 'value="interview">' in form
    spans = re.findall(r'name="span" value="([^"]+)"', form)
    packet = posted(browser, "/coach/packets/add", span=spans, title="All")
    items = browser.get(packet.replace("/coach/", "/v1/")).json()["items"]
    whole = browser.get("/v1/coach/search.csv", params=asked).text.splitlines()
    assert len(items) == found["passages"] == len(list(csv.DictReader(whole)))
    posted(browser, "/coach/packets/add", packet=packet.rpartition("/")[2], span=spans)
    again = browser.get(packet.replace("/coach/", "/v1/")).json()["items"]
    assert len(again) == len(items), "what is there isn't collected with others once more"
    posted(browser, f"{packet}/delete")


def test_of_more_than_can_be_collected_the_first_are_and_that_is_said(browser_of: TestClient) -> None:
    passages = browser_of.get("/v1/coach/search").json()["passages"]
    assert passages > MOST
    page = browser_of.get("/coach/search").text
    (link,) = re.findall(rf'href="([^"]+)">Collect the first {MOST}</a>', page)
    form = browser_of.get(html.unescape(link)).text
    assert f"Collect {MOST} passages" in form
    assert f"the first {MOST} of {passages}" in form
    assert form.count('name="span"') == MOST


@pytest.mark.parametrize("span", ["", "a", "a:b:c:d", "cto:x:0:9999999999", "cto:x:-1:4", ":::"])
def test_what_is_no_passage_is_refused_and_no_packet_is_made(browser_of: TestClient, span: str) -> None:
    before = browser_of.get("/v1/packets").json()
    for given in ({"span": span}, {}):
        refused = browser_of.post("/coach/packets/add", data=given, headers={"Origin": HERE})
        assert (refused.status_code, refused.json()["field"]) == (422, "span")
    assert browser_of.get("/v1/packets").json() == before


@pytest.fixture
def other(coach: TestClient, shipped_assistant: Assistant) -> Iterator[dict[str, str]]:
    """The header of another coach."""
    yield {"Authorization": f"Bearer {shipped_assistant.desk.coaches.new_key('Olu')}"}
    shipped_assistant.desk.coaches.revoke("Olu")


def test_another_coach_reads_a_packet_only_where_it_is_shared_and_never_changes_it(
    coach: TestClient, packet: str, span: dict[str, str | int], other: dict[str, str]
) -> None:
    item = coach.post(f"{packet}/items", json=span).json()["items"][0]["id"]
    id_ = packet.rpartition("/")[2]

    def seen() -> tuple[int, bool, int]:
        listed = coach.get("/v1/packets", headers=other).json()["packets"]
        page = coach.get(f"/coach/packets/{id_}", headers=other)
        return coach.get(packet, headers=other).status_code, id_ in [one["id"] for one in listed], page.status_code

    def changed() -> set[int]:
        origin = other | {"Origin": HERE}
        return {
            coach.patch(packet, json={"title": "Mine"}, headers=origin).status_code,
            coach.delete(packet, headers=origin).status_code,
            coach.post(f"{packet}/items", json=span, headers=origin).status_code,
            coach.patch(f"{packet}/items/{item}", json={"place": 0, "note": "x"}, headers=origin).status_code,
            coach.delete(f"{packet}/items/{item}", headers=origin).status_code,
            coach.post(f"/coach/packets/{id_}/share", data={"shared": "true"}, headers=origin).status_code,
        }

    assert coach.get(packet).json()["owner"] == "Ada"
    assert (seen(), changed()) == ((404, False, 404), {404})
    assert coach.patch(packet, json={"shared": True}).json()["shared"] is True
    assert (seen(), changed()) == ((200, True, 200), {403})
    page = coach.get(f"/coach/packets/{id_}", headers=other).text
    assert "It is Ada’s" in page
    assert 'method="post"' not in page.partition("<main")[2]
    assert coach.get(f"{packet}/export", headers=other).status_code == 200
    coach.post(f"/coach/packets/{id_}/share", data={"shared": "false"})
    assert seen() == (404, False, 404)
    assert coach.get(packet).json()["title"] == "For Ana"


def test_quotes_are_a_table_too_that_runs_nothing(coach: TestClient, packet: str, span: dict[str, str | int]) -> None:
    coach.post(f"{packet}/items", json=span | {"note": "=1+1", "heading": "Europe"})
    coach.post(f"{packet}/items", json={"roles": ["director", "vp"], "topics": ["pay"]})
    sources = [source for item in coach.get(packet).json()["items"] for source in item["sources"]]
    rows = list(csv.DictReader(coach.get(f"{packet}/quotes.csv").text.splitlines()))
    assert [row["quote"] for row in rows] == [source["quote"] for source in sources]
    assert [row["sha256"] for row in rows] == [source["sha256"] for source in sources]
    assert (rows[0]["item"], rows[0]["note"], rows[0]["state"]) == ("1", "'=1+1", "unchanged")
    assert {row["kind"] for row in rows if row["item"] == "2"} == {"comparison"}
    page = coach.get(packet.replace("/v1/", "/coach/")).text
    assert f'{packet}/quotes.csv" download' in page
