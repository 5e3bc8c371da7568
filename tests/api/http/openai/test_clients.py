"""OpenAI's own client, and LangChain's over it, against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI
from openai import OpenAI
from pydantic import SecretStr

from api.http.openai.requests import MODEL
from api.http.stream import Pace
from assistant.settings import load_settings
from tests.api.fakes import CRASH, DIRECTOR, QUOTE, SECRET, FakeAssistant
from tests.api.keyed import BEARER, KEY, with_key
from tests.api.served import Waiting, served

ASKED = [{"role": "user", "content": "How many?"}]


@pytest.fixture(scope="module")
def standing() -> Iterator[tuple[str, FakeAssistant]]:
    assistant = with_key(FakeAssistant())
    with served(load_settings(rate_limit=0), assistant) as address:
        yield address, assistant


@pytest.fixture
def assistant(standing: tuple[str, FakeAssistant]) -> Iterator[FakeAssistant]:
    standing[1].heard.clear()
    yield standing[1]
    standing[1].ready = True


@pytest.fixture
def address(standing: tuple[str, FakeAssistant]) -> str:
    return standing[0]


@pytest.fixture
def client(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        yield client


def complete(client: OpenAI, **changed: Any) -> Any:
    return client.chat.completions.create(**{"model": MODEL, "messages": ASKED} | changed)


def test_the_models_are_one(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == "role-guide-assistant"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


def test_a_completion_is_the_answer_with_its_citations(client: OpenAI) -> None:
    made = complete(client)
    [choice] = made.choices
    assert (choice.message.content, choice.finish_reason) == ("How many? [1]", "stop")
    [annotation] = choice.message.annotations
    cited = annotation.url_citation
    assert choice.message.content[cited.start_index : cited.end_index] == "[1]"
    assert (cited.url, cited.title) == ("https://guides.test/d#q", DIRECTOR.title)
    assert made.usage.total_tokens == 0
    assert made.reply["citations"][0]["quote"] == QUOTE


def test_the_same_completion_comes_in_chunks(client: OpenAI) -> None:
    chunks = list(complete(client, stream=True, stream_options={"include_usage": True}))
    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == "How many? [1]"
    assert chunks[0].choices[0].delta.role == "assistant"
    last = chunks[-2].choices[0]
    assert last.finish_reason == "stop"
    assert last.delta.annotations[0]["url_citation"]["title"] == DIRECTOR.title
    assert (chunks[-1].choices, chunks[-1].usage.total_tokens) == ([], 0)
    assert len({chunk.id for chunk in chunks}) == 1
    assert all(chunk.usage is None for chunk in complete(client, stream=True))


def test_the_helper_for_streams_puts_the_chunks_together(client: OpenAI) -> None:
    with client.chat.completions.stream(model=MODEL, messages=ASKED) as stream:  # type: ignore[arg-type]
        assert stream.get_final_completion().choices[0].message.content == "How many? [1]"


def test_a_response_is_the_answer_with_its_citations(client: OpenAI) -> None:
    made = client.responses.create(model=MODEL, input="How many?", instructions="Answer in French.")
    assert (made.status, made.output_text, made.error) == ("completed", "How many? [1]", None)
    part: Any = made.output[0]
    [cited] = part.content[0].annotations
    assert made.output_text[cited.start_index : cited.end_index] == "[1]"
    assert (cited.type, cited.url) == ("url_citation", "https://guides.test/d#q")


def test_the_same_response_comes_as_events(client: OpenAI) -> None:
    with client.responses.stream(model=MODEL, input="How many?") as stream:
        events = list(stream)
        final = stream.get_final_response()
    assert [event.type for event in events] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.annotation.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(10))
    assert final.output_text == "How many? [1]"


def test_earlier_messages_are_the_history_and_nothing_else_is_read(client: OpenAI, assistant: FakeAssistant) -> None:
    talk: list[Any] = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": [{"type": "text", "text": "What is"}, {"type": "text", "text": "a CTO?"}]},
        {"role": "assistant", "content": "An officer. [1]"},
        *ASKED,
    ]
    complete(client, messages=talk, temperature=2, max_tokens=1, extra_body={"guides": [DIRECTOR.slug]})
    talk[1]["content"] = "What is\na CTO?"
    client.responses.create(model=MODEL, input=talk, extra_body={"guides": [DIRECTOR.slug]})
    assert len(assistant.heard) == 2
    for heard in assistant.heard:
        turns: Any = heard["history"]
        assert [(turn.role, turn.content) for turn in turns] == [
            ("user", "What is\na CTO?"),
            ("assistant", "An officer. [1]"),
        ]
        assert heard["guides"] == [DIRECTOR.slug]


def test_of_a_long_conversation_the_last_messages_are_read(client: OpenAI, assistant: FakeAssistant) -> None:
    complete(client, messages=[*ASKED, {"role": "assistant", "content": "x" * 30_000}] * 40 + ASKED)
    turns: Any = assistant.heard[0]["history"]
    assert (len(turns), len(turns[1].content)) == (50, 20_000)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"model": "gpt-4o"}, "model", "the model 'gpt-4o' does not exist; there is 'role-guides'"),
        ({"messages": []}, "messages", "at least 1 item"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages[0].content", "must not be blank"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages", "the last message must be the user's"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0].content", "only text"),
        ({"n": 2}, "n", "one answer"),
        ({"logprobs": True}, "logprobs", "no probabilities"),
        ({"tool_choice": "required"}, "tool_choice", "tools are never called"),
        ({"function_call": {"name": "f"}}, "function_call", "functions are never called"),
        ({"modalities": ["text", "audio"]}, "modalities", "text only"),
        ({"response_format": {"type": "json_object"}}, "response_format", "not JSON"),
        ({"extra_body": {"guides": ["astronaut"]}}, "guides", "no guide astronaut"),
    ],
)
def test_what_cannot_be_done_is_refused_in_openais_form(
    client: OpenAI, changed: dict[str, Any], field: str, message: str
) -> None:
    for stream in (False, True):
        with pytest.raises(openai.APIStatusError) as refused:
            complete(client, stream=stream, **changed)
        unknown = field == "model"
        assert refused.value.status_code == (404 if unknown else 400)
        assert (refused.value.param, refused.value.type) == (field, "invalid_request_error")
        assert refused.value.code == ("model_not_found" if unknown else None)
        assert message in refused.value.message


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"background": True}, "background"),
        ({"text": {"format": {"type": "json_object"}}}, "text.format"),
        ({"input": " "}, "input"),
        ({"input": [{"type": "function_call_output", "call_id": "c", "output": "o"}]}, "input[0]"),
        ({"input": [{"type": "message", "content": "x"}]}, "input[0].role"),
    ],
)
def test_what_a_response_cannot_do_is_refused(client: OpenAI, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(**{"model": MODEL, "input": "How many?"} | changed)
    assert refused.value.param == field


def test_tools_that_need_not_be_called_are_not(client: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    made = complete(client, tools=[tool], tool_choice="auto", stop=["How"], seed=1, user="u")
    assert made.choices[0].message.content == "How many? [1]"
    assert made.choices[0].message.tool_calls is None


def test_a_failure_of_ours_says_nothing_of_it(client: OpenAI) -> None:
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError) as failed:
            complete(client, messages=[{"role": "user", "content": CRASH}], stream=stream)
        assert failed.value.type == "server_error"
        assert SECRET not in failed.value.message


def test_no_index_yet_says_when_to_come_back(client: OpenAI, assistant: FakeAssistant) -> None:
    assistant.ready = False
    with pytest.raises(openai.APIStatusError) as refused:
        complete(client)
    assert (refused.value.status_code, refused.value.code) == (503, "overloaded")
    assert refused.value.response.headers["retry-after"] == "2"


def test_what_fails_after_a_stream_has_begun_is_told_in_it() -> None:
    waiting = with_key(Waiting())
    with (
        served(load_settings(rate_limit=0), waiting, Pace(patience=0.01, farewell=1)) as address,
        OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client,
    ):
        chunks = complete(client, messages=[{"role": "user", "content": CRASH}], stream=True)
        events = client.responses.create(model=MODEL, input=CRASH, stream=True)
        waiting.may.set()
        with pytest.raises(openai.APIError, match="Internal Server Error"):
            list(chunks)
        assert [event.type for event in events][-1] == "response.failed"


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses", "/v1/responses/resp_1", "/v1/models/x/y"])
def test_every_refusal_on_these_paths_is_in_openais_form(address: str, path: str) -> None:
    for method, body in (("GET", None), ("POST", "{"), ("POST", "x" * 3_000_000), ("DELETE", None)):
        answered = httpx.request(method, address + path, content=body, headers=BEARER)
        assert answered.status_code >= 400
        assert answered.headers["content-type"] == "application/json"
        assert set(answered.json()["error"]) == {"message", "type", "param", "code"}
        assert answered.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("key", ["rgk_wrong", "sk-1234"])
def test_nothing_is_answered_without_a_coachs_key(address: str, assistant: FakeAssistant, key: str) -> None:
    with OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0) as stranger:
        for call in (
            lambda: complete(stranger),
            lambda: complete(stranger, stream=True),
            lambda: stranger.responses.create(model=MODEL, input="How many?"),
            stranger.models.list,
            lambda: stranger.models.retrieve(MODEL),
        ):
            with pytest.raises(openai.AuthenticationError) as refused:
                call()
            assert (refused.value.code, refused.value.type) == ("invalid_api_key", "invalid_request_error")
            assert refused.value.response.headers["www-authenticate"].startswith("Bearer ")
    assert not assistant.heard


def test_a_page_of_another_origin_is_refused_in_the_same_form(address: str) -> None:
    sent = httpx.post(f"{address}/v1/responses", json={}, headers=BEARER | {"Origin": "https://x.test"})
    assert (sent.status_code, set(sent.json()["error"])) == (403, {"message", "type", "param", "code"})


def test_langchain_reads_answers_and_streams(address: str) -> None:
    for over_responses in (False, True):
        model = ChatOpenAI(
            model=MODEL,
            base_url=f"{address}/v1",
            api_key=SecretStr(KEY),
            use_responses_api=over_responses,
            max_retries=0,
        )
        assert model.invoke("How many?").text == "How many? [1]"
        assert "".join(chunk.text for chunk in model.stream("How many?")) == "How many? [1]"
