"""What visitors asked in vain, for a coach's own tools."""

from __future__ import annotations

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult
from pydantic import Field

from api.desk.gaps import GapsResponse, StandingName, gaps_response
from api.mcp_telling import READS, Runner, result, told
from api.ports import AssistantPort
from assistant.desk.gap_types import GapView, Standing

MOST = 50
"""Gaps that are told at a time: a model reads them all."""

Since = Annotated[int | None, Field(ge=1, le=36500, description="Asked in the last so many days; ever if not given.")]
Standings = Annotated[
    list[StandingName] | None, Field(description="What has become of them; open and accepted ones if not given.")
]


def add_gaps(server: MCPServer[None], assistant: AssistantPort, run: Runner) -> None:
    """The tool over ``assistant``'s desk."""

    @server.tool(title="List what visitors asked in vain", annotations=READS)
    async def list_gaps(
        since: Since = None,
        standing: Standings = None,
        limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most.")] = 10,
    ) -> Annotated[CallToolResult, GapsResponse]:
        """List the gaps of the guides, what is asked most first: questions that ask the same and that no guide answers,
        how often each was asked, the guide and topic where an answer would belong, and the nearest passage."""

        def found() -> GapsResponse:
            standings = tuple(map(Standing, standing)) if standing else GapView().standings
            return gaps_response(assistant.desk.gaps.report(GapView(standings, since, limit)))

        with told():
            gaps = await run(found)
        return result(gaps, [(one.guide, one.guide_title) for one in gaps.gaps if one.guide])
