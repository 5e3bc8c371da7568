"""Every face says the same to the same question: the text of the answer, its quotes and where they stand."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from openai import OpenAI
from typer.testing import CliRunner

from api.terminal import cli
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from tests.api.fakes import FakeWiring
from tests.api.served import served

QUESTIONS = (
    "How many EMs should a Director manage?",
    "What does a Director of Engineering earn in Europe?",
    "CTO or engineering manager?",
    "What are the red flags in a Director role?",
    "Does a Director get a company car?",
    "Hello!",
    "What is the pay?",
)
SAME = ("status", "answer", "statements", "citations", "suggestions", "choices", "standalone_question", "confidence")


def said(reply: Any) -> dict[str, Any]:
    return {name: reply[name] for name in SAME}


@pytest.fixture(scope="module")
def key(shipped_assistant: Assistant) -> str:
    return shipped_assistant.desk.coaches.new_key("Somebody with tools")


@pytest.fixture(scope="module")
def address(shipped_assistant: Assistant) -> Iterator[str]:
    with served(load_settings(rate_limit=0), shipped_assistant) as address:
        yield address


@pytest.fixture(scope="module")
def over_http(address: str) -> list[dict[str, Any]]:
    """What the visitors' API says."""
    with httpx.Client(base_url=address, timeout=30) as client:
        return [client.post("/v1/chat", json={"message": one, "history": []}).json() for one in QUESTIONS]


def test_the_questions_are_of_every_kind(over_http: list[dict[str, Any]]) -> None:
    assert {one["status"] for one in over_http} >= {"answered", "no_answer", "chitchat", "clarify"}
    assert any(len({cited["guide"] for cited in one["citations"]}) > 1 for one in over_http)


def test_openais_client_is_told_the_same(address: str, key: str, over_http: list[dict[str, Any]]) -> None:
    with OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0) as client:
        for question, reply in zip(QUESTIONS, over_http, strict=True):
            asked: Any = [{"role": "user", "content": question}]
            completion: Any = client.chat.completions.create(model="role-guides", messages=asked)
            chunks = list(client.chat.completions.create(model="role-guides", messages=asked, stream=True))
            response: Any = client.responses.create(model="role-guides", input=question)
            with client.responses.stream(model="role-guides", input=asked) as stream:
                streamed: Any = stream.until_done().get_final_response()
            message = completion.choices[0].message
            deltas: list[Any] = [chunk.choices[0].delta for chunk in chunks]
            texts = (message.content, "".join(delta.content or "" for delta in deltas))
            assert {*texts, response.output_text, streamed.output_text} == {reply["answer"]}
            for whole in (completion.reply, response.reply, streamed.reply, chunks[-1].reply):  # type: ignore[attr-defined]
                assert said(whole) == said(reply)
            cited = [one.url_citation.model_dump() for one in message.annotations]
            assert [one["url_citation"] for one in deltas[-1].annotations] == cited
            for made in (response, streamed):
                assert [one.model_dump(exclude={"type"}) for one in made.output[0].content[0].annotations] == cited
            by_mark = {f"[{one['n']}]": (one["url"], one["title"]) for one in reply["citations"]}
            marks = [message.content[one["start_index"] : one["end_index"]] for one in cited]
            assert {mark: (one["url"], one["title"]) for mark, one in zip(marks, cited, strict=True)} == by_mark


async def asked_all(client: Client) -> list[Any]:
    replies = []
    for question in QUESTIONS:
        result: Any = await client.call_tool("ask_guides", {"question": question})
        replies.append(result.structured_content)
        for cited in result.structured_content["citations"]:
            span = {"guide": cited["guide"], "start": cited["start"], "end": cited["end"]}
            part: Any = await client.call_tool("read_guide", span)
            assert part.structured_content["text"] == cited["quote"]
            assert part.structured_content["version"] == cited["version"]
    return replies


def test_an_mcp_client_is_told_the_same_over_http(address: str, key: str, over_http: list[dict[str, Any]]) -> None:
    async def ask() -> list[Any]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=30) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return await asked_all(client)

    assert [said(one) for one in asyncio.run(ask())] == [said(one) for one in over_http]


def test_an_mcp_client_is_told_the_same_over_standard_input_and_output(
    shipped: Settings, tmp_path: Path, over_http: list[dict[str, Any]]
) -> None:
    guides = shutil.which("guides", path=str(Path(sys.executable).parent))
    assert guides is not None
    without = {name: value for name, value in os.environ.items() if not name.startswith("GUIDES_")}
    environment = without | {"GUIDES_DATABASE_URL": "sqlite://"}
    folders = ["--index", str(shipped.index), "--corpus", str(shipped.corpus)]

    async def ask() -> list[Any]:
        command = StdioServerParameters(command=guides, args=["mcp", *folders], cwd=tmp_path, env=environment)
        async with Client(command) as client:
            return await asked_all(client)

    assert [said(one) for one in asyncio.run(ask())] == [said(one) for one in over_http]


def test_a_comparison_is_the_same_over_http_and_as_a_tool(address: str, key: str) -> None:
    wanted = {"roles": ["director", "vp"], "topics": ["pay", "company car"]}
    headers = {"Authorization": f"Bearer {key}"}

    async def ask() -> Any:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            refused: Any = await client.call_tool("compare_roles", {"roles": ["director"], "topics": ["pay"]})
            return await client.call_tool("compare_roles", wanted), refused.content[0].text

    compared, refused = asyncio.run(ask())
    posted = httpx.post(f"{address}/v1/compare", json=wanted, headers=headers, timeout=30).json()
    assert compared.structured_content == posted
    assert {cell["state"] for row in posted["rows"] for cell in row["cells"]} == {"quoted", "not_said"}
    assert len([one for one in compared.content if one.type == "resource_link"]) == 2
    assert refused.startswith("roles: ")


def test_the_shell_is_told_the_same(shipped_assistant: Assistant, over_http: list[dict[str, Any]]) -> None:
    wiring = replace(FakeWiring().wiring(), open_assistant=lambda _: nullcontext(shipped_assistant))
    for question, reply in zip(QUESTIONS, over_http, strict=True):
        for arguments, typed in ((["ask", question], ""), (["chat"], question)):
            printed = CliRunner().invoke(cli.app, arguments, input=typed, obj=wiring).stdout
            assert reply["answer"] in printed
            for cited in reply["citations"]:
                assert f"[{cited['n']}] {cited['title']}" in printed
                assert f"“{' '.join(cited['quote'].split())}”" in printed
                assert cited["url"] in printed
