"""Statements over HTTP while a model still writes: the real assistant, a scripted model on the wire."""

from __future__ import annotations

import threading

import httpx
import pytest
from openai import OpenAI

from assistant.bootstrap import open_assistant
from assistant.settings import Settings
from tests.api.served import Event, parsed, served
from tests.assistant.scripted import Script, scripted

TEXT = (
    "The most common range for a Director of Engineering is three to six EMs [1]. "
    "Beyond six EMs management typically turns shallow [1]. A Director manages 47 EMs [1]."
)


@pytest.fixture
def script() -> Script:
    return Script(TEXT, hold_after=(TEXT.index("A Director manages") // 5, threading.Event()))


def test_statements_arrive_while_the_model_writes(
    shipped: Settings, monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    events: list[Event] = []
    with scripted(script) as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        settings = shipped.model_copy(update={"model": "openai:scripted", "rate_limit": 0})
        with open_assistant(settings) as assistant, served(settings, assistant) as server:
            body = {"message": "How many EMs should a Director manage?", "stream": True}
            with httpx.stream("POST", f"{server}/v1/chat", json=body, timeout=60) as answer:
                for event in parsed(answer.iter_lines()):
                    if isinstance(event, Event):
                        events.append(event)
                        if event.name == "statement":
                            script.let_go()  # the rest is written only now
            done = events[-1].data
            stored = httpx.get(f"{server}/v1/conversations/{done['conversation_id']}").json()
    names = [event.name for event in events]
    assert names[:2] == ["status", "statement"]
    assert names[-2:] == ["citations", "done"]
    assert [event.id for event in events] == [f"{done['message_id']}:{n}" for n in range(len(events))]
    head = ("status", "conversation_id", "message_id", "standalone_question", "confidence")
    assert events[0].data == {name: done[name] for name in head}
    said = [event.data for event in events if event.name == "statement"]
    assert [{"text": one["text"], "citations": one["citations"]} for one in said] == done["statements"]
    assert [quote for one in said for quote in one["quotes"]] == done["citations"]
    assert (done["mode"], done["status"]) == ("generated", "answered")
    assert done["usage"] == {"model": "openai:scripted", "input_tokens": 100, "output_tokens": 20, "cost": None}
    assert "47" not in done["answer"]
    assert stored["turns"][1]["answer"] == done


def test_openais_client_hears_them_too(shipped: Settings, monkeypatch: pytest.MonkeyPatch, script: Script) -> None:
    asked = "How many EMs should a Director manage?"
    typed = ["", ""]
    with scripted(script) as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        settings = shipped.model_copy(update={"model": "openai:scripted", "rate_limit": 0})
        with (
            open_assistant(settings) as assistant,
            served(settings, assistant) as server,
            OpenAI(base_url=f"{server}/v1", api_key=assistant.desk.coaches.new_key("Live"), max_retries=0) as client,
        ):
            chunks = client.chat.completions.create(
                model="role-guides",
                messages=[{"role": "user", "content": asked}],
                stream=True,
                stream_options={"include_usage": True},
            )
            for chunk in chunks:
                if chunk.choices and chunk.choices[0].delta.content:
                    typed[0] += chunk.choices[0].delta.content
                    script.let_go()  # the rest is written only now
            assert chunk.usage is not None
            assert (chunk.usage.prompt_tokens, chunk.usage.completion_tokens) == (100, 20)
            with client.responses.stream(model="role-guides", input=asked) as stream:
                for event in stream:
                    typed[1] += event.delta if event.type == "response.output_text.delta" else ""
                final = stream.get_final_response()
    assert final.usage is not None
    assert (final.usage.input_tokens, final.usage.output_tokens, final.usage.total_tokens) == (100, 20, 120)
    assert typed == [final.output_text] * 2
    assert final.output_text.startswith("The most common range for a Director of Engineering is three to six EMs")
