"""``guides mcp`` as a coach's own tool starts it: a process of its own, spoken to by the real client."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import ResourceLink, TextContent

from assistant.desk.packets.check import check_file
from assistant.settings import Settings
from assistant.storage.conversations import Conversations
from assistant.types import Answer, Status
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus

IN_VAIN = "What does a Director of Engineering earn in Japan?"
TOOLS = {
    *("ask_guides", "search_guides", "compare_roles", "list_gaps", "list_guides", "read_guide"),
    *("export_packet", "change_impact"),
}


def spoken(settings: Settings, database: str, talk: Callable[[Client], Awaitable[None]]) -> None:
    """Start the server as a client of the protocol does, and hold ``talk`` with it."""
    given = {"GUIDES_CORPUS": settings.corpus, "GUIDES_INDEX": settings.index, "GUIDES_DATABASE_URL": database}
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from api.terminal.cli import main; main()", "mcp"],
        env=dict(os.environ) | {name: str(value) for name, value in given.items()},
    )

    async def talked() -> None:
        async with Client(stdio_client(server)) as client:
            await talk(client)

    asyncio.run(talked())


def test_the_real_client_asks_searches_reads_and_lists_gaps_over_standard_input_and_output(
    shipped: Settings, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'c.db'}"
    kept = Conversations(database)
    for _ in range(2):
        kept.store(IN_VAIN, Answer(Status.NO_ANSWER, "The guides don't say.", IN_VAIN, 0.1))
    kept.close()
    guides = read_corpus(shipped.corpus, load_lexicon()).guides
    texts = {guide.slug: guide.text for guide in guides}
    texts_of_files = {path.name: path.read_text("utf-8") for path in shipped.corpus.glob("*.md")}

    async def talk(client: Client) -> None:
        async def called(tool: str, **arguments: Any) -> Any:
            found = await client.call_tool(tool, arguments)
            assert not found.is_error, found.content
            return found.structured_content

        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        reply = await called("ask_guides", question="How many EMs should a Director manage?")
        assert reply["status"] == "answered"
        for one in reply["citations"]:
            assert one["quote"] == texts[one["guide"]][one["start"] : one["end"]]
        (cell, _) = (await called("compare_roles", roles=["director", "vp"], topics=["pay"]))["rows"][0]["cells"]
        assert cell["state"] == "quoted"
        found = (await called("search_guides", query="interview panel", k=1))["passages"][0]
        part = await called("read_guide", guide=found["guide"], start=found["start"], end=found["end"])
        assert part["text"] == found["text"]
        gaps = await client.call_tool("list_gaps", {"since": 7})
        assert gaps.structured_content is not None
        (gap,) = gaps.structured_content["gaps"]
        assert (gap["title"], gap["asked"], gap["guide"]) == (IN_VAIN, 2, "director-of-engineering")
        assert [one.uri for one in gaps.content if isinstance(one, ResourceLink)] == ["guide://director-of-engineering"]
        packet = await called("export_packet", queries=["interview panel"], questions=["Do VPs still code?"], k=2)
        checked = check_file(packet["markdown"].encode(), guides)
        assert (checked.is_as_it_was, len(checked.quotes) > 2, packet["name"][-3:]) == (True, True, ".md")
        edit = texts_of_files["director-of-engineering.md"].replace("three to six EMs", "three to nine EMs")
        impact = await called("change_impact", name="director-of-engineering.md", text=edit)
        assert impact["guides"]["changed"] == ["director-of-engineering"]
        nothing = await client.call_tool("export_packet", {})
        assert nothing.is_error
        wrong = await client.call_tool("list_gaps", {"standing": ["lost"]})
        assert wrong.is_error
        (line,) = [one.text for one in wrong.content if isinstance(one, TextContent)]
        assert line.startswith("standing[0]: ")

    spoken(shipped, database, talk)
