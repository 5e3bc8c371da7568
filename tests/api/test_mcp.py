"""The MCP tools, called through a real client session in one process."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from mcp import Client

from api.mcp import create_server
from tests.api.fakes import CRASH, DIRECTOR, SECRET, TEXT, FakeAssistant


def call(assistant: FakeAssistant, tool: str, **arguments: Any) -> Any:
    async def called() -> Any:
        async with Client(create_server(assistant)) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(called())


def test_ask_answers_in_structure_and_stores_nothing(assistant: FakeAssistant) -> None:
    result = call(assistant, "ask_guides", question="How many?", guides=[DIRECTOR.slug])
    assert result.structured_content["answer"] == "How many? [1]"
    assert result.structured_content["citations"][0]["quote"] in TEXT
    assert assistant.heard[0]["history"] == []


def test_search_and_list(assistant: FakeAssistant) -> None:
    assert len(call(assistant, "search_guides", query="team", k=2).structured_content["passages"]) == 2
    assert call(assistant, "list_guides").structured_content["guides"][0]["slug"] == DIRECTOR.slug


def test_collections_are_passed_on(assistant: FakeAssistant) -> None:
    call(assistant, "ask_guides", question="How many?", collections=["leaders"])
    call(assistant, "search_guides", query="team", collections=["leaders"])
    assert assistant.collections == ["leaders", "leaders"]


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("ask_guides", {"question": " "}, "message"),
        ("ask_guides", {"question": "q", "guides": ["astronaut"]}, "guides"),
        ("search_guides", {"query": "q", "k": 0}, "k"),
        ("search_guides", {"query": "q", "collections": ["sailors"]}, "collections"),
    ],
)
def test_a_mistake_is_told(assistant: FakeAssistant, tool: str, arguments: dict[str, Any], named: str) -> None:
    result = call(assistant, tool, **arguments)
    assert result.is_error
    assert named in result.content[0].text


def test_a_failure_of_ours_says_nothing(assistant: FakeAssistant) -> None:
    result = call(assistant, "ask_guides", question=CRASH)
    assert result.is_error
    assert SECRET not in result.content[0].text


def test_a_guide_is_a_resource(assistant: FakeAssistant) -> None:
    async def read() -> Any:
        async with Client(create_server(assistant)) as client:
            return await client.read_resource(f"guide://{DIRECTOR.slug}")

    assert asyncio.run(read()).contents[0].text == TEXT
