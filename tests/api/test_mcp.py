"""The MCP tools, called through a real client session in one process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp_types import ResourceTemplateReference

from api.mcp import create_server
from api.queue import Overloaded
from api.version import VERSION
from tests.api.fakes import CRASH, DIRECTOR, QUOTE, SECRET, START, TEXT, FakeAssistant

TOOLS = {
    *("ask_guides", "search_guides", "compare_roles", "list_gaps", "list_guides", "read_guide"),
    *("export_packet", "change_impact"),
}


def asked(assistant: FakeAssistant, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    async def answered() -> Any:
        async with Client(create_server(assistant)) as client:
            return await ask(client)

    return asyncio.run(answered())


def call(assistant: FakeAssistant, tool: str, **arguments: Any) -> Any:
    return asked(assistant, lambda client: client.call_tool(tool, arguments))


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


def test_the_server_says_who_it_is_and_what_its_tools_do(assistant: FakeAssistant) -> None:
    async def looked(client: Client) -> Any:
        return client.server_info, (await client.list_tools()).tools

    info, tools = asked(assistant, looked)
    assert (info.name, info.title, info.version) == ("role-guide-assistant", "Role Guide Assistant", VERSION)
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.title
        assert tool.description
        assert tool.output_schema["type"] == "object"
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)


def test_results_are_structure_the_same_as_text_and_links_to_the_guides(assistant: FakeAssistant) -> None:
    for tool, arguments in (
        ("ask_guides", {"question": "How many?"}),
        ("search_guides", {"query": "team", "topics": ["work"]}),
        ("list_guides", {}),
        ("read_guide", {"guide": DIRECTOR.slug}),
    ):
        result = call(assistant, tool, **arguments)
        text, *links = result.content
        assert json.loads(text.text) == result.structured_content
        assert [(link.type, link.uri, link.title) for link in links] == [
            ("resource_link", f"guide://{DIRECTOR.slug}", DIRECTOR.title)
        ]


def test_a_question_may_lean_on_earlier_ones(assistant: FakeAssistant) -> None:
    talk = [{"role": "user", "content": "What is a CTO?"}, {"role": "assistant", "content": "An officer."}]
    result = call(assistant, "ask_guides", question="And the pay?", history=talk)
    assert result.structured_content["standalone_question"] == "2: And the pay?"


def test_a_guide_is_read_whole_or_in_part(assistant: FakeAssistant) -> None:
    whole = call(assistant, "read_guide", guide=DIRECTOR.slug).structured_content
    assert (whole["text"], whole["start"], whole["end"], len(whole["sections"])) == (TEXT, 0, len(TEXT), 1)
    part = call(assistant, "read_guide", guide=DIRECTOR.slug, start=START, end=9999).structured_content
    assert (part["text"], part["end"], part["version"]) == (QUOTE, len(TEXT), DIRECTOR.version)
    title = call(assistant, "read_guide", guide=DIRECTOR.slug, end=8).structured_content
    assert (title["text"], title["sections"]) == ("Director", [])


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask_guides", {"question": " "}, "question: must not be blank"),
        ("ask_guides", {}, "question: Field required"),
        (
            "ask_guides",
            {"question": "q", "guides": ["astronaut"]},
            "guides: no guide astronaut; list_guides names them",
        ),
        ("compare_roles", {"roles": ["cto"], "topics": ["pay"]}, "roles: List should have at least 2 items, not 1"),
        ("search_guides", {"query": "q", "k": 0}, "k: Input should be greater than or equal to 1"),
        ("search_guides", {"query": "q", "collections": ["sailors"]}, "collections: no such collection"),
        ("search_guides", {"query": "q", "topics": ["x"]}, "topics: no topic is called 'x'; known: pay, work"),
        ("read_guide", {"guide": "astronaut"}, "guide: no guide astronaut; list_guides names them"),
        ("read_guide", {"guide": DIRECTOR.slug, "start": 5, "end": 5}, "start: nothing stands between 5 and 5; the"),
    ],
)
def test_a_mistake_is_told_in_one_plain_line(
    assistant: FakeAssistant, tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = call(assistant, tool, **arguments)
    assert result.is_error
    [content] = result.content
    assert content.text.startswith(told)
    assert "\n" not in content.text


def test_what_cannot_be_done_now_is_told(assistant: FakeAssistant) -> None:
    async def crowded(work: Callable[[], Any]) -> Any:
        raise Overloaded

    async def refused() -> Any:
        async with Client(create_server(assistant, crowded)) as client:
            return await client.call_tool("ask_guides", {"question": "q"})

    assert asyncio.run(refused()).content[0].text == "too many questions are being answered; try again in 2 s"
    assistant.ready = False
    assert call(assistant, "ask_guides", question="q").content[0].text == "no index of the guides is loaded yet"
    assert asked(assistant, lambda client: client.list_resources()).resources == []


def test_a_failure_of_ours_says_nothing(assistant: FakeAssistant) -> None:
    result = call(assistant, "ask_guides", question=CRASH)
    assert result.is_error
    assert result.content[0].text == "ask_guides failed; the server's log says why"
    assert SECRET not in str(result)


def test_guides_are_resources(assistant: FakeAssistant) -> None:
    async def read(client: Client) -> Any:
        [listed] = (await client.list_resources()).resources
        [template] = (await client.list_resource_templates()).resource_templates
        about = ResourceTemplateReference(uri=template.uri_template)
        completed = await client.complete(about, {"name": "slug", "value": "dir"})
        contents = (await client.read_resource(listed.uri)).contents[0]
        with pytest.raises(MCPError, match="no guide astronaut"):
            await client.read_resource("guide://astronaut")
        return listed, completed.completion.values, contents

    listed, slugs, contents = asked(assistant, read)
    assert (listed.uri, listed.title, listed.mime_type) == (f"guide://{DIRECTOR.slug}", DIRECTOR.title, "text/plain")
    assert slugs == [DIRECTOR.slug]
    assert contents.text == TEXT
