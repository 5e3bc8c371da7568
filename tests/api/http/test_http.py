"""The HTTP contract, field by field."""

from __future__ import annotations

import asyncio
import time

import pytest
from fastapi.testclient import TestClient

from api.upkeep import kept_tidy
from assistant.health import Fault
from assistant.retention import ClockDoubtedError
from assistant.storage.records import StorageDown
from assistant.types import Turn
from index.errors import Damaged
from tests.api.conftest import ClientOf
from tests.api.fakes import DIRECTOR, QUOTE, START, TEXT, FakeAssistant


def test_chat_answers_with_every_field_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/chat", json={"message": "How many EMs?"})
    assert response.status_code == 200
    assert response.json() == {
        "conversation_id": "c1",
        "message_id": "m1",
        "status": "answered",
        "answer": "How many EMs? [1]",
        "statements": [{"text": QUOTE, "citations": [1]}],
        "citations": [
            {
                "n": 1,
                "guide": "director-of-engineering",
                "title": "Director of Engineering",
                "section": "Scope",
                "quote": QUOTE,
                "start": START,
                "end": len(TEXT),
                "url": "https://guides.test/d#q",
                "page": f"/guides/director-of-engineering?start={START}&end={len(TEXT)}&version=v1#quote",
                "passage_id": "p1",
                "version": "v1",
            }
        ],
        "confidence": 0.75,
        "standalone_question": "0: How many EMs?",
        "suggestions": ["And the pay?"],
        "choices": [],
        "related": [{"title": "VP", "url": "https://guides.test/vp"}],
        "timings_ms": {"search": 1.5},
        "mode": "extractive",
        "usage": None,
        "curated": None,
        "sides": [],
        "notice": None,
    }


def test_chat_hands_everything_on(client: TestClient, assistant: FakeAssistant) -> None:
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello"}]
    body = {"message": "m", "conversation_id": "c9", "history": turns, "guides": [DIRECTOR.slug], "stream": False}
    assert client.post("/v1/chat", json=body).json()["conversation_id"] == "c9"
    assert assistant.heard == [
        {"conversation_id": "c9", "history": [Turn("user", "hi"), Turn("assistant", "Hello")], "guides": body["guides"]}
    ]


@pytest.mark.parametrize(("given", "handed_on"), [({}, None), ({"history": None}, None), ({"history": []}, [])])
def test_an_empty_history_is_still_a_history(
    client: TestClient, assistant: FakeAssistant, given: dict[str, object], handed_on: object
) -> None:
    client.post("/v1/chat", json={"message": "m"} | given)
    assert assistant.heard[0]["history"] == handed_on


def test_what_a_visitor_said_earlier_is_read_as_far_as_a_message_may_be_long(
    client: TestClient, assistant: FakeAssistant
) -> None:
    turns = [{"role": role, "content": "x" * 20_000} for role in ("user", "assistant")]
    assert client.post("/v1/chat", json={"message": "m", "history": turns}).status_code == 200
    assert assistant.heard[0]["history"] == [Turn("user", "x" * 4_000), Turn("assistant", "x" * 20_000)]


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("  spaced\t out\n", "spaced\t out"),
        ("NUL \u0000and\u001b[31m bell\u0007", "NUL and[31m bell"),
        ("one\r\ntwo", "one\ntwo"),
        ("x" * 4000 + "  ", "x" * 4000),
        ("Zoë asks 👩‍💻?", "Zoë asks 👩‍💻?"),
    ],
)
def test_control_characters_and_outer_space_are_dropped(client: TestClient, sent: str, heard: str) -> None:
    assert client.post("/v1/chat", json={"message": sent}).json()["answer"] == f"{heard} [1]"


def test_collections_are_handed_on(client: TestClient, assistant: FakeAssistant) -> None:
    assert client.post("/v1/chat", json={"message": "m", "collections": ["leaders"]}).status_code == 200
    assert client.post("/v1/search", json={"query": "q", "collections": ["leaders"]}).status_code == 200
    assert assistant.collections == ["leaders", "leaders"]


def test_search_finds_k_passages_with_their_scores(client: TestClient) -> None:
    body = {"query": "team", "k": 2, "guides": [DIRECTOR.slug], "topics": ["work"]}
    passages = client.post("/v1/search", json=body).json()["passages"]
    assert [passage["score"] for passage in passages] == [1.0, 0.5]
    assert passages[0] == {
        "passage_id": "p1",
        "guide": "director-of-engineering",
        "title": "Director of Engineering",
        "section": "Scope › Team",
        "topic": "work",
        "text": QUOTE,
        "start": START,
        "end": len(TEXT),
        "url": "https://guides.test/director#:~:text=p1",
        "score": 1.0,
        "scores": {"dense": 0.1, "lexical": 0.2, "late": 0.3},
    }


def test_guides_are_listed_and_one_has_its_text(client: TestClient) -> None:
    fields = {
        "slug": "director-of-engineering",
        "title": "Director of Engineering",
        "role": "Director of Engineering",
        "collection": "leaders",
        "version": "v1",
        "url": "https://guides.test/director",
        "updated": "2026-01-02",
        "passages": 1,
        "questions": ["What does a Director of Engineering do?"],
    }
    assert client.get("/v1/guides").json() == {"guides": [fields]}
    section = {"heading": "Scope", "topic": "work", "start": TEXT.index("Scope"), "end": len(TEXT)}
    guide = client.get(f"/v1/guides/{DIRECTOR.slug}").json()
    assert guide == fields | {"text": TEXT, "sections": [section]}


def test_health_and_readiness_differ(client: TestClient, assistant: FakeAssistant) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "generation": "g1"}
    assistant.ready = False
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503


def test_what_is_not_ready_says_why_where_it_knows(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.ready = False
    assistant.faults = [Fault("source", "the index's source can't be reached (TimeoutError)")]
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.json()["detail"] == f"No generation of the index is loaded yet. {assistant.faults[0].reason}"


def test_metrics_name_the_generation_and_every_part_that_is_impaired(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.faults = [Fault("source", "gone")]
    deadline = time.monotonic() + 60
    while 'guides_degraded{part="source"} 1.0' not in client.get("/metrics").text and time.monotonic() < deadline:
        time.sleep(0.05)
    told = client.get("/metrics").text
    assert 'guides_degraded{part="source"} 1.0' in told
    assert 'guides_degraded{part="index"} 0.0' in told
    assert 'guides_index_info{generation="g1"} 1.0' in told


def test_an_index_that_is_not_the_published_one_is_degraded_and_says_why(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.faults = [Fault("index", "passages.json is damaged"), Fault("source", "it can't be reached")]
    answer = client.get("/readyz")
    reason = "passages.json is damaged; it can't be reached"
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "generation": "g1", "reason": reason})


def test_the_time_of_each_stage_is_counted(client: TestClient) -> None:
    def counted(name: str) -> float:
        lines = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines())
        return sum(float(value) for told, _, value in lines if told == name)

    count = 'guides_stage_seconds_count{stage="search"}'
    of_three = 'guides_stage_seconds_bucket{le="0.003",stage="search"}'
    before = counted(count), counted(of_three)
    assert client.post("/v1/chat", json={"message": "m"}).status_code == 200
    assert (counted(count), counted(of_three)) == (before[0] + 1, before[1] + 1)
    assert counted("guides_waiting") == 0


def test_openapi_documents_problems(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert set(description["paths"]) >= {
        "/v1/chat", "/v1/conversations/{conversation_id}", "/v1/conversations/{conversation_id}/shares",
        "/v1/conversations/{conversation_id}/shares/{token}", "/v1/feedback", "/v1/search", "/v1/guides",
        "/v1/guides/{slug}", "/healthz", "/readyz",
        "/v1/chat/completions", "/v1/responses", "/v1/models", "/v1/models/{model}",
    }  # fmt: skip
    assert set(description["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]) == {
        "application/json", "text/event-stream",
    }  # fmt: skip
    assert "/mcp" not in description["paths"]  # which is described by the protocol itself
    assert "application/problem+json" in description["paths"]["/v1/chat"]["post"]["responses"]["4XX"]["content"]


def test_origins_are_allowed_by_name(client_of: ClientOf) -> None:
    client = client_of(allowed_origins="https://site.test", rate_limit=1)
    allowed = client.get("/v1/guides", headers={"Origin": "https://site.test"})
    assert allowed.headers["access-control-allow-origin"] == "https://site.test"
    refused = client.get("/v1/guides", headers={"Origin": "https://site.test"})
    assert refused.status_code == 429
    assert refused.headers["access-control-allow-origin"] == "https://site.test"
    assert "access-control-allow-origin" not in client.get("/healthz", headers={"Origin": "https://e.test"}).headers
    asked = {"Origin": "https://site.test", "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/chat", headers=asked).status_code == 200


def test_the_index_is_refreshed_and_a_failure_does_not_end_that(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.refresh_error = OSError("disk")
    deadline = time.monotonic() + 60
    while assistant.refreshed < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert assistant.refreshed >= 2
    assert client.get("/healthz").status_code == 200


def test_metrics_tell_that_the_published_index_is_not_the_one_served(
    client: TestClient, assistant: FakeAssistant
) -> None:
    def shown(value: int) -> bool:
        deadline = time.monotonic() + 60
        line = f"guides_index_degraded {value}.0"
        while line not in client.get("/metrics").text and time.monotonic() < deadline:
            time.sleep(0.05)
        return line in client.get("/metrics").text

    assert shown(0)
    assistant.faults = [Fault("index", "generation g2: passages.json is missing; run `guides index`")]
    assistant.refresh_error = Damaged(assistant.faults[0].reason)
    assert shown(1)
    assert 'guides_index_switches_total{outcome="refused"}' in client.get("/metrics").text


def test_old_conversations_are_deleted_at_start(client: TestClient, assistant: FakeAssistant) -> None:
    deadline = time.monotonic() + 60
    while not assistant.tidied and time.monotonic() < deadline:
        time.sleep(0.05)
    assert assistant.tidied == 1


def test_old_conversations_are_deleted_again_and_again(assistant: FakeAssistant) -> None:
    async def serve_a_while() -> None:
        async with kept_tidy(assistant, every=0.01):
            while assistant.tidied < 3:
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(serve_a_while(), 10))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ClockDoubtedError("the clock is 400 days ahead"),
            "No old conversation is deleted for an hour: the clock is 400 days ahead",
        ),
        (StorageDown(), "Old conversations could not be deleted: the database of conversations can't be reached"),
    ],
)
def test_what_an_operator_can_mend_is_one_line_and_tried_again(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(FakeAssistant):
        def delete_old(self) -> int:
            super().delete_old()
            raise error

    assistant = Failing()

    async def serve_a_while() -> None:
        async with kept_tidy(assistant, every=0.01):
            while assistant.tidied < 3:
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(serve_a_while(), 10))
    assert said in caplog.text
    assert not [record for record in caplog.records if record.exc_info]
