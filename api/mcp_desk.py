"""What visitors asked in vain, a packet to hand on and what an edit would do, for a coach's own tools."""

from __future__ import annotations

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from api import present
from api.desk.gaps import GapsResponse, StandingName, gaps_response
from api.desk.impact import ImpactRequest, ImpactResponse, impact
from api.mcp_results import READS, Runner, plain_mistakes, result
from api.ports import AssistantPort
from api.schemas.chat import ChatRequest
from api.schemas.fields import MAX_HITS
from api.schemas.guides import SearchRequest
from assistant.desk.gap_types import GapView, Standing
from assistant.desk.packets.collect import answer_content, search_content
from assistant.desk.packets.desk import unkept
from assistant.desk.packets.formats import Format
from assistant.storage.packet_records import Content
from assistant.types import Answer, InvalidRequest

MOST_CHAPTERS = 20
"""Of a packet."""

MOST_GAPS = 50
"""That are told at a time: a model reads them all."""

Texts = Annotated[list[str] | None, Field(max_length=MOST_CHAPTERS)]
Slugs = Annotated[list[str] | None, Field(description="Slugs from list_guides; all guides if not given.")]
Since = Annotated[int | None, Field(ge=1, le=36500, description="Asked in the last so many days; ever if not given.")]
Standings = Annotated[
    list[StandingName] | None, Field(description="What has become of them; open and accepted ones if not given.")
]


class PacketFile(BaseModel):
    """A packet as a file, which ``guides export check`` holds against later guides."""

    name: str
    markdown: str


def add_desk(server: MCPServer[None], assistant: AssistantPort, run: Runner) -> None:
    """The tools over ``assistant``'s desk."""
    _add_gaps(server, assistant, run)
    _add_exporting(server, assistant, run)
    _add_impact(server, assistant, run)


def _add_exporting(server: MCPServer[None], assistant: AssistantPort, run: Runner) -> None:
    @server.tool(title="Export a packet", annotations=READS)
    async def export_packet(
        queries: Annotated[Texts, Field(description="What to look for; each is a chapter of passages.")] = None,
        questions: Annotated[Texts, Field(description="What to ask; each is a chapter with its answer.")] = None,
        k: Annotated[int, Field(ge=1, le=MAX_HITS, description="Passages for each query.")] = 5,
        guides: Slugs = None,
        title: Annotated[str, Field(max_length=200, description="By default what was asked.")] = "",
    ) -> Annotated[CallToolResult, PacketFile]:
        """Write quotes as Markdown to hand on: passages and answers with numbered sources, each with its guide, its
        version, date, address and digest. Nothing is kept."""

        def chapters() -> list[Content]:
            wanted = [SearchRequest(query=one, k=k, guides=guides) for one in queries or ()]
            asked = [ChatRequest(message=one, guides=guides) for one in questions or ()]
            return [
                *(search_content(one.query, present.hits(assistant, one)) for one in wanted),
                *(answer_content(_asked(assistant, one), one.message) for one in asked),
            ]

        def written() -> PacketFile:
            if not (queries or questions):
                raise InvalidRequest("queries", "name what to look for, or ask something")
            named = title or ", ".join([*(queries or ()), *(questions or ())])[:200]
            made = assistant.desk.packets.export(unkept(named, chapters()), Format.MARKDOWN)
            return PacketFile(name=made.name, markdown=made.data.decode())

        with plain_mistakes(message="questions", query="queries"):
            packet = await run(written)
        return result(packet, [])


def _add_impact(server: MCPServer[None], assistant: AssistantPort, run: Runner) -> None:
    @server.tool(title="See what an edit would do", annotations=READS)
    async def change_impact(
        name: Annotated[str, Field(description="Name of a guide's file, such as director-of-engineering.md.")],
        text: Annotated[str, Field(description="Its new text, all of it.")],
    ) -> Annotated[CallToolResult, ImpactResponse]:
        """Say which past answers would lose their quotes, change, be refused or be newly given if a guide's file said
        something else. Nothing is saved or published."""
        with plain_mistakes():
            wanted = ImpactRequest(name=name, text=text)
            seen = await run(lambda: impact(assistant.desk, wanted))
        return result(seen, [])


def _asked(assistant: AssistantPort, question: ChatRequest) -> Answer:
    return assistant.respond(question.message, history=(), guides=question.guides or ()).answer


def _add_gaps(server: MCPServer[None], assistant: AssistantPort, run: Runner) -> None:
    @server.tool(title="List what visitors asked in vain", annotations=READS)
    async def list_gaps(
        since: Since = None,
        standing: Standings = None,
        limit: Annotated[int, Field(ge=1, le=MOST_GAPS, description="How many at most.")] = 10,
    ) -> Annotated[CallToolResult, GapsResponse]:
        """List the gaps of the guides, what is asked most first: questions that ask the same and that no guide answers,
        how often each was asked, the guide and topic where an answer would belong, and the nearest passage."""

        def found() -> GapsResponse:
            standings = tuple(map(Standing, standing)) if standing else GapView().standings
            return gaps_response(assistant.desk.gaps.report(GapView(standings, since, limit)))

        with plain_mistakes():
            gaps = await run(found)
        return result(gaps, [(one.guide, one.guide_title) for one in gaps.gaps if one.guide])
