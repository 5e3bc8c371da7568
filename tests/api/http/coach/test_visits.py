"""Gaps and votes over HTTP: JSON, CSV and pages say the same."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from api.desk.tables import as_csv
from assistant.bootstrap import open_assistant
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.storage.conversations import Conversations
from assistant.storage.records import Feedback, Reason, Vote
from assistant.types import Answer, Citation, Statement, Status
from tests.api.http.coach.conftest import HERE, app_over

CAR = "Is there a company car for a Director of Engineering?"
VISA = '=HYPERLINK("https://evil.test") <b>who</b> pays for the visa of a CTO?'
COMMENT = "@not what I asked"
QUOTE = "The most common range for a Director of Engineering is three to six EMs."


@dataclass(frozen=True)
class Desk:
    client: TestClient
    assistant: Assistant

    def gap(self, title: str) -> dict[str, object]:
        gaps = self.client.get("/v1/gaps").json()["gaps"]
        found: dict[str, object] = next(one for one in gaps if one["title"] == title)
        return found


@pytest.fixture(scope="module")
def desk(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over the shipped guides, with some things asked in vain and some votes."""
    url = f"sqlite:///{tmp_path_factory.mktemp('visits') / 'talk.db'}"
    with closing(Conversations(url)) as kept:
        for question in (CAR, CAR, VISA):
            kept.store(question, Answer(Status.NO_ANSWER, "text", question, 0.1))
        citation = Citation(1, "director-of-engineering", "Director", "FAQ", QUOTE, 0, 9, "/d", "p", "v")
        answer = Answer(Status.ANSWERED, f"{QUOTE} [1]", CAR, 0.8, (Statement(QUOTE, (1,)),), (citation,))
        reply = kept.store(CAR, answer)
        kept.rate(reply.conversation_id, reply.message_id, Feedback(Vote.DOWN, Reason.WRONG, COMMENT))
        reply = kept.store(CAR, answer)
        kept.rate(reply.conversation_id, reply.message_id, Feedback(Vote.UP))
    settings = shipped.model_copy(update={"database_url": url})
    with open_assistant(settings) as assistant:
        key = assistant.desk.coaches.new_key("Ada")
        headers = {"Authorization": f"Bearer {key}", "Origin": HERE}
        with TestClient(app_over(assistant), base_url=HERE, headers=headers, follow_redirects=False) as client:
            yield Desk(client, assistant)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_gaps_are_the_same_as_json_csv_and_page(desk: Desk) -> None:
    found = desk.client.get("/v1/gaps").json()
    assert [(one["title"], one["asked"], one["standing"]) for one in found["gaps"]] == [
        (CAR, 3, "open"),
        (VISA, 1, "open"),
    ]
    assert found["standings"]["open"] == found["total"] == 2
    first = found["gaps"][0]
    assert (first["guide"], first["cause"], first["down"]) == ("director-of-engineering", "content_missing", 1)
    text = next(guide.text for guide in desk.assistant.searcher().generation.guides if guide.slug == first["guide"])
    nearest = first["nearest"]
    assert text[nearest["start"] : nearest["end"]] == nearest["text"]
    assert [row["fingerprint"] for row in rows(desk.client.get("/v1/gaps.csv").text)] == [
        one["fingerprint"] for one in found["gaps"]
    ]
    page = desk.client.get("/coach/gaps")
    assert page.status_code == 200
    assert CAR in page.text
    assert "&lt;b&gt;who&lt;/b&gt;" in page.text
    assert "<b>who" not in page.text


def test_csv_has_no_words_of_visitors_unless_they_are_asked_for_and_no_formula(desk: Desk) -> None:
    plain = desk.client.get("/v1/gaps.csv")
    assert plain.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="gaps.csv"' in plain.headers["content-disposition"]
    assert "car" not in plain.text
    assert rows(desk.client.get("/v1/gaps.csv?texts=true").text)[1]["title"] == f"'{VISA}"
    votes = desk.client.get("/v1/coach/feedback.csv")
    assert COMMENT not in votes.text
    told = rows(desk.client.get("/v1/coach/feedback.csv?texts=true").text)
    assert {row["comment"] for row in told} == {"", f"'{COMMENT}"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    ((cell,),) = list(csv.reader(io.StringIO(as_csv(["a"], [[f"{start}1+1"]]), newline="")))[1:]
    assert cell == f"'{start}1+1"
    assert as_csv(["a", "b", "c"], [[-1, 0.5, "a,\n"]]) == 'a,b,c\r\n-1,0.5,"a,\n"\r\n'


def test_a_coach_decides_by_the_api_and_by_the_form(desk: Desk) -> None:
    name = str(desk.gap(CAR)["fingerprint"])
    taken = desk.client.post(f"/v1/gaps/{name}", json={"state": "accepted", "note": "Kim writes it"}).json()
    assert (taken["standing"], taken["note"], taken["decided_by"]) == ("accepted", "Kim writes it", "Ada")
    form = {"state": "dismissed", "title": "Cars", "topic": "pay", "note": "", "edited": "true"}
    sent = desk.client.post(f"/coach/gaps/{name}", data=form)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/coach/gaps/{name}")
    put_away = desk.client.get(f"/v1/gaps/{name}").json()
    assert (put_away["standing"], put_away["title"], put_away["topic"]) == ("dismissed", "Cars", "pay")
    assert put_away["note"] == ""
    assert desk.client.get("/v1/gaps").json()["total"] == 1
    assert desk.client.get("/v1/gaps?standing=dismissed").json()["total"] == 1
    desk.client.post(f"/v1/gaps/{name}", json={"state": "open", "title": "", "topic": ""})
    assert desk.gap(CAR)["standing"] == "open"


def test_a_decision_from_the_list_keeps_what_was_edited_and_leads_back_to_the_list(desk: Desk) -> None:
    name = str(desk.gap(CAR)["fingerprint"])
    desk.client.post(f"/v1/gaps/{name}", json={"state": "open", "title": "Cars", "note": "Kim", "topic": "pay"})
    page = desk.client.get("/coach/gaps?standing=open&since=7").text
    form = page.partition(f'<li class="task" id="gap-{name}">')[2].partition("</form>")[0]
    back = html.unescape(re.findall(r'name="next" value="([^"]+)"', form)[0])
    assert back.startswith("/coach/gaps?standing=open&since=7#gap-")
    sent = desk.client.post(f"/coach/gaps/{name}", data={"state": "accepted", "next": back})
    assert (sent.status_code, sent.headers["location"]) == (303, back)
    taken = desk.client.get(f"/v1/gaps/{name}").json()
    assert [taken[part] for part in ("standing", "title", "note", "topic")] == ["accepted", "Cars", "Kim", "pay"]
    elsewhere = desk.client.post(f"/coach/gaps/{name}", data={"state": "accepted", "next": "https://evil.test/"})
    assert elsewhere.headers["location"] == "/coach"
    desk.client.post(f"/v1/gaps/{name}", json={"state": "open", "title": "", "note": "", "topic": ""})


def test_a_gap_is_asked_again_and_has_an_entry_to_paste(desk: Desk) -> None:
    name = desk.gap(CAR)["fingerprint"]
    asked = desk.client.post(f"/v1/gaps/{name}/ask").json()
    assert (asked["standing"], asked["unchecked"], asked["examples"][0]["answered"]) == ("open", 0, False)
    entry = desk.client.get(f"/v1/gaps/{name}/entry").json()["yaml"]
    assert entry.startswith("# director-of-engineering.questions.yaml: asked 3 x")
    page = desk.client.get(f"/coach/gaps/{name}").text
    assert "unanswered: true" in page
    assert f"- {CAR}\n--&gt;" in page
    assert desk.client.post(f"/coach/gaps/{name}/ask").status_code == 303
    assert desk.client.post("/coach/gaps").headers["location"] == "/coach/gaps"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/gaps/nothing", None, 404),
        ("GET", "/v1/gaps/nothing/entry", None, 404),
        ("POST", "/v1/gaps/nothing", {"state": "open"}, 404),
        ("POST", "/v1/gaps/nothing", {"state": "closed"}, 422),
        ("GET", "/v1/gaps?standing=nice", None, 422),
        ("GET", "/v1/gaps?limit=1000", None, 422),
        ("GET", "/v1/coach/feedback?reason=nice", None, 422),
    ],
)
def test_what_isnt_there_or_cant_be_is_a_problem(desk: Desk, method: str, path: str, body: object, status: int) -> None:
    answer = desk.client.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"]


def test_votes_stand_beside_their_answers_and_open_no_conversation(desk: Desk) -> None:
    found = desk.client.get("/v1/coach/feedback").json()
    assert (found["total"], found["verdicts"], found["reasons"]["wrong"]) == (2, {"up": 1, "down": 1}, 1)
    (down,) = desk.client.get("/v1/coach/feedback?verdict=down").json()["votes"]
    assert (down["reason"], down["comment"], down["question"]) == ("wrong", COMMENT, CAR)
    assert (down["answer"], down["citations"][0]["quote"]) == (f"{QUOTE} [1]", QUOTE)
    assert "conversation_id" not in str(found)
    assert desk.client.get(f"/v1/conversations/{down['message_id']}").status_code == 404
    assert desk.client.get("/v1/coach/feedback?reason=unclear").json()["votes"] == []
    page = desk.client.get("/coach/feedback?verdict=down").text
    assert COMMENT in page
    assert QUOTE in page
    collect = html.unescape(re.findall(r'href="(/coach/packets/collect[^"]+)"', page)[0])
    form = desk.client.get(collect).text
    assert f"The answer to: {CAR}" in form
    asked = dict(re.findall(r'name="(message|next)" value="([^"]+)"', form))
    assert asked["message"] == down["message_id"]
    led = desk.client.post("/coach/packets/add", data={"title": "Votes", **asked}).headers["location"]
    assert led == "/coach/feedback?verdict=down"
    (packet,) = desk.client.get("/v1/packets").json()["packets"]
    (item,) = desk.client.get(f"/v1/packets/{packet['id']}").json()["items"]
    assert (item["kind"], item["sources"][0]["quote"]) == ("answer", QUOTE)


def test_impact_of_a_new_text_is_the_same_as_json_csv_and_page(desk: Desk) -> None:
    name = "director-of-engineering.md"
    text = (desk.assistant.desk.corpus / name).read_text("utf-8").replace("three to six EMs", "three to nine EMs")
    found = desk.client.post("/v1/coach/impact", json={"name": name, "text": text}).json()
    assert (found["guides"]["changed"], found["lost"], found["answers"]) == (["director-of-engineering"], 1, 2)
    assert [(one["question"], one["asked"]) for one in found["affected"]] == [(CAR, 2)]
    table = desk.client.post("/v1/coach/impact.csv", json={"name": name, "text": text})
    assert [row["effect"] for row in rows(table.text)] == [one["effect"] for one in found["affected"]]
    assert CAR not in table.text
    first = desk.client.post("/coach/impact", data={"name": name, "text": text})
    assert first.status_code == 200
    assert "What publishing would do" in first.text
    assert "Loses its quote" in first.text
    assert "No question is asked again yet" in first.text
    page = desk.client.post("/coach/impact", data={"name": name, "text": text, "again": "true"})
    assert "Asked again: " in page.text
    assert "No question is asked again yet" not in page.text
    for one in (first, page):
        assert QUOTE in one.text


def test_what_becomes_of_citations_alone_is_told_where_nothing_is_to_be_asked(desk: Desk) -> None:
    name = "director-of-engineering.md"
    text = (desk.assistant.desk.corpus / name).read_text("utf-8").replace("three to six EMs", "three to nine EMs")
    found = desk.client.post("/v1/coach/impact", json={"name": name, "text": text, "most": 0}).json()
    assert (found["lost"], found["answers"], found["questions"], found["asked_again"]) == (1, 2, 1, 0)
    assert [one["effect"] for one in found["affected"]] == ["lost"]
    assert found["guides"]["passages_added"] is None
    assert (QUOTE in found["lost_quotes"][0]["quote"], found["lost_quotes"][0]["answers"]) == (True, 2)


@pytest.mark.parametrize("name", ["../director.md", "/etc/passwd", "a.exe", "sub/director.md", "*.md", ".md"])
def test_only_a_file_of_the_guides_can_be_tried(desk: Desk, name: str) -> None:
    answer = desk.client.post("/v1/coach/impact", json={"name": name, "text": "# A"})
    assert (answer.status_code, answer.json()["field"]) == (422, "name")
    page = desk.client.post("/coach/impact", data={"name": name, "text": "# A"})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert desk.client.get("/coach/impact").status_code == 200


def test_findings_are_the_same_as_page_json_csv_and_sarif(desk: Desk) -> None:
    found = desk.client.get("/v1/coach/lint").json()
    codes = [one["code"] for one in found["findings"]]
    assert codes
    assert found["findings"][0]["cited"] >= found["findings"][-1]["cited"]
    assert [row["code"] for row in rows(desk.client.get("/v1/coach/lint.csv").text)] == codes
    log = desk.client.get("/v1/coach/lint.sarif").json()
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == codes
    page = desk.client.get("/coach/lint").text
    assert found["findings"][0]["fix"] in page
    one = desk.client.get("/v1/coach/lint", params={"code": codes[0]}).json()["findings"]
    assert {each["code"] for each in one} == {codes[0]}
    assert "Nothing is found of this kind" in desk.client.get("/coach/lint?code=nothing").text


def test_an_edit_begins_with_the_text_of_the_file_and_a_gaps_entry(desk: Desk) -> None:
    text = (desk.assistant.desk.corpus / "director-of-engineering.md").read_text("utf-8")
    page = desk.client.get("/coach/impact?name=director-of-engineering.md").text
    assert text in html.unescape(page)
    for name in ("../director-of-engineering.md", "nothing.md", "*.md"):
        assert '<textarea id="text" name="text" rows="8"' in desk.client.get(f"/coach/impact?name={name}").text
    gap = desk.client.get("/v1/gaps").json()["gaps"][0]
    shown = desk.client.get(f"/coach/gaps/{gap['fingerprint']}").text
    address = re.search(r'href="(/coach/impact[?]name=[^"]*[.]questions[.]yaml[^"]*)"', shown)
    assert address is not None
    tried = desk.client.get(html.unescape(address[1])).text
    assert f"- {gap['title']}" in html.unescape(tried)
    address = re.search(r'href="(/coach/impact[?]name=[^"]*[.]md&amp;gap=[^"]*)"', shown)
    assert address is not None
    draft = html.unescape(desk.client.get(html.unescape(address[1])).text)
    comment = f"<!-- To answer here:\n- {gap['title']}\n-->"
    before, _, behind = draft.partition(f"\n\n{comment}")
    assert before.endswith(gap["nearest"]["text"][-30:])
    assert behind.startswith("\n\n")
