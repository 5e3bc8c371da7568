"""What docs/tools.md shows, against a real server: each example is run as it stands, but for the address."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.openai.requests import CompletionRequest, ResponseRequest
from assistant.settings import load_settings
from tests.api.fakes import DIRECTOR, QUOTE, FakeAssistant
from tests.api.keyed import KEY, with_key
from tests.api.served import served

PAGE = (Path(__file__).parents[3] / "docs" / "tools.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(load_settings(rate_limit=0), with_key(FakeAssistant())) as address:
        yield address


@pytest.fixture
def run(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What each of the examples in Python prints."""
    monkeypatch.setenv("COACH_KEY", KEY)
    printed = []
    for block in blocks("python"):
        assert HERE in block
        exec(compile(block.replace(HERE, address), "example", "exec"), {"__name__": "example"})
        printed.append(capsys.readouterr().out)
    return printed


def test_the_examples_in_python_print_answers_with_their_sources(run: list[str]) -> None:
    openai, mcp = run
    question = "How many EMs should a Director manage?"
    assert openai.splitlines()[:2] == [f"{question} [1]", f"[1] {DIRECTOR.title} https://guides.test/d#q"]
    assert openai.count("Who sits on the panel of a Director? [1]") == 2
    assert mcp.splitlines() == [f"{question} [1]", f"[1] {QUOTE}"]


def test_the_calls_of_curl_are_answered(address: str) -> None:
    calls = [shlex.split(call) for call in "\n".join(blocks("bash")).replace("\\\n", " ").split("curl ")[1:]]
    assert len(calls) == 3
    for words in calls:
        [url] = [word for word in words if word.startswith(HERE)]
        sent = [words[at + 1].partition(": ")[::2] for at, word in enumerate(words) if word == "-H"]
        headers = {name: value.replace("$COACH_KEY", KEY) for name, value in sent}
        body = words[words.index("-d") + 1] if "-d" in words else None
        answered = httpx.request("POST" if body else "GET", url.replace(HERE, address), content=body, headers=headers)
        assert answered.status_code == 200, answered.text
        assert QUOTE in answered.text or url.endswith("/models")


def test_the_configurations_of_mcp_clients_start_and_reach_it(address: str) -> None:
    local, remote = (json.loads(block)["mcpServers"]["role-guides"] for block in blocks("json"))
    assert (local["command"], local["args"][:2]) == ("guides", ["mcp", "--index"])
    headers = {name: value.replace("${COACH_KEY}", KEY) for name, value in remote["headers"].items()}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    listed = httpx.post(remote["url"].replace(HERE, address), json=message, headers=accept | headers).json()
    for tool in listed["result"]["tools"]:
        assert f"`{tool['name']}`" in PAGE


def test_the_page_names_every_parameter_that_is_not_ignored() -> None:
    table = PAGE[PAGE.index("| `model` |") :].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == {*CompletionRequest.model_fields, *ResponseRequest.model_fields}
