"""The MCP face: the same answers, as tools for other assistants, on standard input and output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from pydantic import Field, ValidationError

from api import present
from api.ports import AssistantPort
from api.problems import field_errors, summary
from api.schemas import MAX_HITS, ChatRequest, ChatResponse, GuidesResponse, SearchRequest, SearchResponse
from api.upkeep import kept_fresh
from assistant.types import AssistantError, InvalidRequest, UnknownGuide

INSTRUCTIONS = (
    "Answers questions about role guides (what a role is, pay, hiring process, red flags). Every statement of an "
    "answer carries numbers of citations, and a citation's quote is the guide's exact text: pass both on."
)

Guides = Annotated[list[str] | None, Field(description="Slugs from list_guides; all guides if not given.")]
Collections = Annotated[
    list[str] | None, Field(description="Names of collections from list_guides; all of them if not given.")
]


def create_server(assistant: AssistantPort) -> MCPServer[None]:
    """The server over an assistant that is already open."""
    server: MCPServer[None] = MCPServer(
        "role-guide-assistant",
        instructions=INSTRUCTIONS,
        log_level="WARNING",
        lifespan=lambda _: kept_fresh(assistant),
    )

    @server.tool(structured_output=True)
    def ask_guides(question: str, guides: Guides = None, collections: Collections = None) -> ChatResponse:
        """Answer a question from the role guides, each statement with exact quotes."""
        with _told():
            request = ChatRequest(message=question, guides=guides, collections=collections, history=[])
            return present.chat(assistant, request)

    @server.tool(structured_output=True)
    def search_guides(
        query: str,
        k: Annotated[int, Field(ge=1, le=MAX_HITS)] = 10,
        guides: Guides = None,
        collections: Collections = None,
    ) -> SearchResponse:
        """Find the passages of the role guides nearest to a query, best first."""
        with _told():
            return present.search(assistant, SearchRequest(query=query, k=k, guides=guides, collections=collections))

    @server.tool(structured_output=True)
    def list_guides() -> GuidesResponse:
        """List the role guides: slug, title, role, collection, address."""
        with _told():
            return present.list_guides(assistant)

    @server.resource("guide://{slug}", mime_type="text/plain")
    def guide(slug: str) -> str:
        """A role guide's canonical text."""
        try:
            return assistant.guide(slug).guide.text
        except UnknownGuide as error:
            raise ResourceNotFoundError(str(error)) from error

    return server


@contextmanager
def _told() -> Iterator[None]:
    """Mistakes and unreadiness are told to the caller in one line; anything else stays in the log."""
    try:
        yield
    except ValidationError as error:
        raise ToolError(summary(field_errors(error.errors()))) from error
    except InvalidRequest as error:
        raise ToolError(f"{error.field}: {error}") from error
    except AssistantError as error:
        raise ToolError(str(error)) from error
