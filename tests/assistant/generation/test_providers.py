"""Calls of a model over the wire: the real ``langchain-openai`` client, and a server that does all kinds of wrong."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tracers.context import collect_runs

from assistant.generation import providers as models
from assistant.generation.client import Model
from assistant.generation.failures import ModelFailed
from assistant.generation.providers import open_judge, open_model
from assistant.generation.types import Spent
from assistant.settings import SettingsError, load_settings
from tests.assistant.scripted import Script, scripted

TEXT = "Most lead three to six EMs [1]. Pay varies [2]."


ASKED = [HumanMessage("How many?")]


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@contextmanager
def opened(monkeypatch: pytest.MonkeyPatch, address: str, **settings: object) -> Iterator[Model]:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    model = open_model(load_settings(**({"model": "openai:scripted", "model_silence": 0.6} | settings)))
    try:
        yield model
    finally:
        model.close()


def reason(model: Model) -> str:
    with model.stream(ASKED, "test", Spent()) as stream, pytest.raises(ModelFailed) as failed:
        list(iter(stream.read, None))
    return failed.value.reason


def test_an_answer_comes_word_by_word_with_what_it_used(monkeypatch: pytest.MonkeyPatch) -> None:
    script, spent = Script(TEXT), Spent()
    with (
        scripted(script) as address,
        opened(monkeypatch, address, model_prices="2, 10", max_output_tokens=77) as model,
        model.stream(ASKED, "test", spent) as stream,
    ):
        pieces = []
        while (text := stream.read()) is not None:
            pieces.append(text)
        assert stream.finished
        usage = model.usage(spent)
    assert "".join(pieces) == TEXT
    assert len(pieces) == 10
    (request,) = script.heard
    assert request["messages"] == [{"role": "user", "content": "How many?"}]
    assert (request["temperature"], request["stream"], request["max_completion_tokens"]) == (0, True, 77)
    assert usage is not None
    assert (usage.model, usage.input_tokens, usage.output_tokens) == ("openai:scripted", 100, 20)
    assert usage.cost == pytest.approx(100 * 2e-6 + 20 * 10e-6)


def test_options_of_the_model_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT)
    with (
        scripted(script) as address,
        opened(monkeypatch, address, model_options='{"temperature": 1, "seed": 7}') as model,
    ):
        model.ask(ASKED, "test", Spent())
    assert (script.heard[0]["temperature"], script.heard[0]["seed"]) == (1, 7)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_provider_that_fails_for_a_while_is_asked_again(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    script = Script(TEXT, statuses=[status, status], headers={"Retry-After": "0.05"})
    with scripted(script) as address, opened(monkeypatch, address, model_silence=5) as model:
        assert model.ask(ASKED, "test", Spent()) == TEXT
    assert len(script.heard) == 3


@pytest.mark.parametrize(
    ("script", "expected", "attempts"),
    [
        (Script(statuses=[500] * 9), "status 500", 3),
        (Script(statuses=[429] * 9, headers={"Retry-After": "60"}), "rate limited", 1),
        (Script(statuses=[401]), "status 401", 1),
        (Script(TEXT, silence=300), "silent", 1),
        (Script(TEXT, stall_after=3), "silent", 1),
        (Script(TEXT, stall_after=3, comments=True), "silent", 1),
        (Script(TEXT, stall_after=0), "silent", 1),
        (Script(TEXT, cut_after=3), "cut off", 1),
        (Script(TEXT, raw_after=(2, "data: {broken\n\n")), "nonsense", 1),
        (Script(TEXT, raw_after=(2, 'data: {"choices": null}\n\n')), "cut off", 1),
        (Script(TEXT, raw_after=(0, 'data: {"choices": []}\n\ndata: [DONE]\n\n')), "empty answer", 1),
        (Script(TEXT, raw_after=(1, "<html>502 Bad Gateway</html>\n\n")), "cut off", 1),
        (Script("", finish="stop"), "empty answer", 1),
        (Script(TEXT, finish="content_filter"), "refused", 1),
    ],
)
def test_what_goes_wrong_is_named_in_time(
    monkeypatch: pytest.MonkeyPatch, script: Script, expected: str, attempts: int
) -> None:
    with scripted(script) as address, opened(monkeypatch, address, model_silence=1) as model:
        assert reason(model) == expected
    assert len(script.heard) == attempts


def test_a_refused_connection_is_tried_again_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with opened(monkeypatch, address, model_silence=5) as model:
        assert reason(model) == "no connection"


def test_who_asks_for_a_whole_waits_no_longer_than_for_a_first_word(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT * 100, pace=0.05)
    with scripted(script) as address, opened(monkeypatch, address, model_timeout=300) as model:
        with pytest.raises(ModelFailed, match="too slow"):
            model.ask(ASKED, "test", Spent())
        assert script.gone.wait(20)


def test_no_more_calls_at_a_time_than_set(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT, hold_after=(3, threading.Event()))
    with (
        scripted(script) as address,
        opened(monkeypatch, address, model_concurrency=2, model_silence=30) as model,
        ThreadPoolExecutor(5) as pool,
    ):
        asked = [pool.submit(model.ask, ASKED, "test", Spent()) for _ in range(5)]
        assert script.holds(2)
        assert (len(script.heard), script.under_way) == (2, 2)
        script.let_go()
        assert [one.result(30) for one in asked] == [TEXT] * 5
    assert (len(script.heard), script.most_at_once) == (5, 2)


def test_a_call_that_gets_no_turn_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT, hold_after=(3, threading.Event()))
    with (
        scripted(script) as address,
        opened(monkeypatch, address, model_concurrency=1) as model,
        model.stream(ASKED, "test", Spent(), replace(model.limits, silence=300, whole=300)),
    ):
        assert script.holds(1)
        assert reason(model) == "busy"
        script.let_go()
    assert len(script.heard) == 1


def test_a_trickle_is_cut_by_the_time_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT * 100, pace=0.05)
    with scripted(script) as address, opened(monkeypatch, address, model_timeout=0.5) as model:
        assert reason(model) == "too slow"
        assert script.gone.wait(20), "the connection is still open"


def test_an_answer_that_nobody_reads_on_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT * 100, pace=0.02)
    with scripted(script) as address, opened(monkeypatch, address) as model:
        with model.stream(ASKED, "test", Spent()) as stream:
            stream.read()
        assert script.gone.wait(20)


def test_a_cut_by_length_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(TEXT, finish="length")
    with (
        scripted(script) as address,
        opened(monkeypatch, address) as model,
        model.stream(ASKED, "test", Spent()) as stream,
    ):
        while stream.read() is not None:
            pass
        assert not stream.finished


def test_a_call_is_traced_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(Script(TEXT)) as address, opened(monkeypatch, address) as model, collect_runs() as traced:
        model.ask(ASKED, "answer", Spent())
    (run,) = traced.traced_runs
    assert (run.name, run.run_type, run.tags) == ("answer", "llm", ["role-guide-assistant"])


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"GUIDES_MODEL: ollama .*'role-guide-assistant\[ollama\]'"):
        open_model(load_settings(model="ollama:llama3.2"))
    with pytest.raises(SettingsError, match=r"GUIDES_VERIFY_MODEL: openai .*\[openai\]"):
        open_judge(load_settings(verify_model="openai:gpt-4.1-mini"))


@pytest.mark.parametrize(
    ("name", "message"),
    [("openai:gpt-4.1-mini", "OPENAI_API_KEY"), ("nobody:model", "can't be opened"), ("groq:llama", "not installed")],
)
def test_a_model_that_cannot_be_opened_is_named(name: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"^GUIDES_MODEL: '{name}'.*{message}"):
        open_model(load_settings(model=name))


@pytest.mark.parametrize("name", ["anthropic:claude-sonnet-4-5", "ollama:llama3.2"])
def test_other_providers_open_without_a_request(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    model = open_model(load_settings(model=name))
    assert model.name == name
    model.close()


def test_keys_of_providers_may_stand_in_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    monkeypatch.delenv("OPENAI_API_KEY")  # so that what is set from here on is taken back
    Path(".env").write_text("OPENAI_API_KEY=from-the-file\nPATH=/nowhere\n", encoding="utf-8")
    model = open_model(load_settings(model="openai:gpt-4.1-mini"))
    model.close()
    assert os.environ["OPENAI_API_KEY"] == "from-the-file"
    assert os.environ["PATH"] != "/nowhere"


def test_no_test_reaches_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    model = open_model(load_settings(model="openai:gpt-4.1-mini", model_retries=0))
    try:
        with pytest.raises(ModelFailed, match=r"a test tried to reach|no connection"):
            model.ask(ASKED, "test", Spent())
    finally:
        model.close()
    with pytest.raises(PermissionError, match=r"a test tried to reach 'api\.openai\.com'"):
        socket.create_connection(("api.openai.com", 443))
    with pytest.raises(PermissionError, match=r"192\.0\.2\.1"), socket.socket() as client:
        client.connect(("192.0.2.1", 443))


def test_there_is_no_judge_unless_one_is_set() -> None:
    assert open_judge(load_settings()) is None
