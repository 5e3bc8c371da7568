"""Streams over a real server: what comes in which order, when nothing comes, and when someone goes away."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

import httpx
import pytest

from api.http.stream import Pace, events
from api.schemas.chat import ChatResponse
from assistant.settings import Settings, load_settings
from tests.api.fakes import CRASH, QUOTE, SECRET, FakeAssistant
from tests.api.served import Event, Waiting, parsed, served, stream

QUICK = Pace(patience=0.05, heartbeat=0.05, farewell=2.0)


@pytest.fixture
def settings() -> Settings:
    return load_settings(rate_limit=0)


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.may.set()


@pytest.fixture
def slow(settings: Settings, waiting: Waiting) -> Iterator[str]:
    with served(settings, waiting, QUICK) as address:
        yield address
        waiting.may.set()


def left(address: str) -> float:
    """How many streams were left before their end; counted by the process, so that tests compare two counts."""
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("guides_streams_left_total"))


def response(**changed: object) -> ChatResponse:
    def citation(n: int) -> dict[str, object]:
        texts = ("guide", "title", "section", "quote", "url", "page", "passage_id", "version")
        return {"n": n, "start": 0, "end": 1} | {name: f"{name} {n}" for name in texts}

    statements = [{"text": "One.", "citations": [2]}, {"text": "Two.", "citations": [2, 1, 1]}]
    fields: dict[str, object] = {
        "conversation_id": "c",
        "message_id": "m",
        "status": "answered",
        "answer": "One. [2] Two. [2][1]",
        "statements": statements,
        "citations": [citation(1), citation(2)],
        "confidence": 0.5,
        "standalone_question": "q",
        "suggestions": [],
        "choices": [],
        "related": [],
        "timings_ms": {},
    }
    return ChatResponse.model_validate(fields | changed)


def test_each_quote_comes_with_the_first_statement_that_rests_on_it() -> None:
    sent = list(events(response()))
    assert [name for name, _ in sent] == ["status", "statement", "statement", "citations", "done"]
    assert [[quote["n"] for quote in data["quotes"]] for name, data in sent if name == "statement"] == [[2], [1]]
    assert [data["index"] for name, data in sent if name == "statement"] == [0, 1]
    assert sent[-1][1] == response().model_dump(mode="json")


def test_an_answer_without_statements_is_in_done() -> None:
    sent = list(events(response(status="clarify", statements=[], citations=[], choices=["Director", "VP"])))
    assert [name for name, _ in sent] == ["status", "citations", "done"]
    assert sent[0][1] == {
        "status": "clarify",
        "conversation_id": "c",
        "message_id": "m",
        "standalone_question": "q",
        "confidence": 0.5,
    }
    assert sent[-1][1]["choices"] == ["Director", "VP"]


def test_a_stream_is_the_answer_event_by_event(settings: Settings) -> None:
    with served(settings, FakeAssistant()) as address:
        whole = httpx.post(f"{address}/v1/chat", json={"message": "How many EMs? ’🙂\u2028"}).json()
        sent = stream(address, {"message": "How many EMs? ’🙂\u2028"})
    assert [event.name for event in sent] == ["status", "statement", "citations", "done"]
    assert [event.id for event in sent] == ["m1:0", "m1:1", "m1:2", "m1:3"]
    assert sent[1].data == {"index": 0, "text": QUOTE, "citations": [1], "quotes": whole["citations"]}
    assert sent[2].data == {"citations": whole["citations"]}
    assert sent[3].data == whole


def test_nothing_on_the_way_may_keep_or_change_a_stream(settings: Settings) -> None:
    with (
        served(settings, FakeAssistant()) as address,
        httpx.stream("POST", f"{address}/v1/chat", json={"message": "q" * 3000, "stream": True}) as answer,
    ):
        answer.read()
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers
    assert answer.headers["transfer-encoding"] == "chunked"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message": ""}, 422),
        ({"message": "m", "guides": ["astronaut"]}, 422),
        ({"message": "m", "conversation_id": "unknown"}, 404),
        ({"message": CRASH}, 500),
    ],
)
def test_what_fails_at_once_has_an_http_status(settings: Settings, body: dict[str, object], status: int) -> None:
    with served(settings, FakeAssistant()) as address:
        answer = httpx.post(f"{address}/v1/chat", json=body | {"stream": True})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [({"message": "m", "conversation_id": "unknown"}, 404, "conversation_id"), ({"message": CRASH}, 500, None)],
)
def test_what_fails_later_is_an_event(
    slow: str,
    waiting: Waiting,
    caplog: pytest.LogCaptureFixture,
    body: dict[str, object],
    status: int,
    field: str | None,
) -> None:
    with (
        caplog.at_level(logging.ERROR, "api.http.stream"),
        httpx.stream("POST", f"{slow}/v1/chat", json=body | {"stream": True}) as answer,
    ):
        assert answer.status_code == 200
        waiting.may.set()
        sent = [event for event in parsed(answer.iter_lines()) if isinstance(event, Event)]
    assert [(event.name, event.id, event.data["status"], event.data.get("field")) for event in sent] == [
        ("error", "", status, field)
    ]
    assert SECRET not in str(sent)
    assert (SECRET in caplog.text) == (status == 500)


def test_a_silent_stream_has_a_heartbeat(slow: str, waiting: Waiting) -> None:
    heard: list[Event | str] = []
    with httpx.stream("POST", f"{slow}/v1/chat", json={"message": "q", "stream": True}) as answer:
        for event in parsed(answer.iter_lines()):
            heard.append(event)
            if len(heard) == 3:
                waiting.may.set()
    assert [isinstance(event, str) for event in heard[:3]] == [True] * 3
    names = [event.name for event in heard if isinstance(event, Event)]
    assert names == ["status", "statement", "citations", "done"]


def test_the_heartbeat_is_every_15_seconds() -> None:
    assert Pace().heartbeat == 15


def test_a_client_that_goes_away_is_noticed_and_its_answer_finished(
    slow: str, waiting: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    before = left(slow)
    with caplog.at_level(logging.INFO, "api.http.endings"):
        with httpx.stream("POST", f"{slow}/v1/chat", json={"message": "q", "stream": True}) as answer:
            next(answer.iter_lines())
        deadline = time.monotonic() + 60
        while "went away" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.02)
        assert "A client went away" in caplog.text
        assert left(slow) == before + 1
        assert not waiting.ended.is_set()
        waiting.may.set()
        assert waiting.ended.wait(10)
    assert len(waiting.heard) == 1


def test_a_client_that_hangs_up_after_the_last_event_has_not_gone_away(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "api.http.endings"), served(settings, FakeAssistant()) as address:
        before = left(address)
        for most in (4, 1000):  # hung up on at `done`, or read to the end of the response
            assert [event.name for event in stream(address, {"message": "q"}, most)][-1] == "done"
        assert left(address) == before
    assert "went away" not in caplog.text


def test_other_requests_are_served_while_one_waits(slow: str, waiting: Waiting) -> None:
    with httpx.stream("POST", f"{slow}/v1/chat", json={"message": "q", "stream": True}) as answer:
        next(answer.iter_lines())
        assert httpx.get(f"{slow}/healthz").status_code == 200
        assert httpx.get(f"{slow}/v1/guides").status_code == 200


def test_an_answer_that_has_begun_is_waited_for_when_the_server_stops(settings: Settings, waiting: Waiting) -> None:
    with served(settings, waiting, QUICK) as address:
        with httpx.stream("POST", f"{address}/v1/chat", json={"message": "q", "stream": True}) as answer:
            next(answer.iter_lines())
        waiting.may.set()
    assert waiting.ended.is_set()


def test_after_the_last_event_come_those_that_are_missing(settings: Settings) -> None:
    none_of_this_answer = ["other:2", "m1", "m1:", "m1:-1", "m1:x", "m1:" + "9" * 5000, ":", ""]
    with served(settings, FakeAssistant()) as address:
        for seen, left in [
            ("m1:0", 3),
            ("m1:2", 1),
            ("m1:3", 0),
            ("m1:99", 0),
            *((id_, 4) for id_ in none_of_this_answer),
        ]:
            assert len(stream(address, {"message": "q"}, Last_Event_ID=seen)) == left, seen
