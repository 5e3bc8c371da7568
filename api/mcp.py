"""The MCP face: the same answers, as tools for other assistants, on standard input and output or over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio.to_thread import run_sync
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError, UnexpectedToolError
from mcp_types import (
    CallToolResult,
    Completion,
    CompletionArgument,
    CompletionContext,
    InputRequiredResult,
    PromptReference,
    Resource,
    ResourceTemplateReference,
)
from pydantic import Field

from api import present
from api.desk.compare import CompareRequest, CompareView, compare
from api.mcp_desk import add_desk
from api.mcp_results import NOT_READY, READS, RESOURCE, Made, Runner, linked, plain_mistakes, reason_of, result
from api.ports import AssistantPort
from api.schemas.chat import MAX_TURNS, ChatRequest, ChatResponse, TurnIn
from api.schemas.fields import MAX_HITS
from api.schemas.guides import GuidePart, GuidesResponse, SearchRequest, SearchResponse
from api.upkeep import kept_fresh
from api.version import VERSION
from assistant.types import NotReady, UnknownGuide

NAME = "role-guide-assistant"
INSTRUCTIONS = (
    "Answers questions about role guides (what a role is, pay, hiring process, red flags). Every statement of an "
    "answer carries numbers of citations, and a citation's quote is the guide's exact text: pass both on."
)
_COMPLETIONS = 100

Guides = Annotated[list[str] | None, Field(description="Slugs from list_guides; all guides if not given.")]
Collections = Annotated[
    list[str] | None, Field(description="Names of collections from list_guides; all of them if not given.")
]
Topics = Annotated[list[str] | None, Field(description="Topics of passages, such as pay; all of them if not given.")]
Earlier = Annotated[
    list[TurnIn] | None,
    Field(max_length=MAX_TURNS, description="Earlier questions and answers, where the question leans on them."),
]
Offset = Annotated[int, Field(ge=0, description="In Unicode code points, as citations and passages give it.")]


async def in_thread(work: Callable[[], Made]) -> Made:
    """Runs it at once, for a client that has the assistant to itself."""
    return await run_sync(work)


class GuideServer(MCPServer[None]):
    """Lists the guides that are live as resources, and says what is wrong in plain words."""

    def __init__(self, assistant: AssistantPort, **options: Any) -> None:
        super().__init__(
            NAME,
            title="Role Guide Assistant",
            description="Answers about role guides, every statement with the exact text that it rests on.",
            instructions=INSTRUCTIONS,
            version=VERSION,
            log_level="WARNING",
            subscriptions=False,
            **options,
        )
        self._assistant = assistant

    async def list_resources(self) -> list[Resource]:
        """Every guide. A client that lists before an index is there sees none."""
        try:
            entries = await run_sync(self._assistant.guides)
        except NotReady:
            return []
        return [Resource.model_validate(linked(entry.guide.slug, entry.guide.title)) for entry in entries]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The tool's result. Raises ``ToolError`` with one line that says what to mend."""
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            raise UnexpectedToolError(f"{name} failed; the server's log says why") from error
        except ToolError as error:
            raise ToolError(reason_of(error)) from error


def create_server(assistant: AssistantPort, run: Runner = in_thread, *, keeps_fresh: bool = True) -> GuideServer:
    """The server over an assistant that is already open, which it keeps fresh where nothing else does."""
    options = {"lifespan": lambda _: kept_fresh(assistant)} if keeps_fresh else {}
    server = GuideServer(assistant, **options)
    _add_asking(server, assistant, run)
    _add_comparing(server, assistant, run)
    add_desk(server, assistant, run)
    _add_reading(server, assistant)
    return server


def _add_asking(server: GuideServer, assistant: AssistantPort, run: Runner) -> None:
    @server.tool(title="Ask the role guides", annotations=READS)
    async def ask_guides(
        question: str, guides: Guides = None, collections: Collections = None, history: Earlier = None
    ) -> Annotated[CallToolResult, ChatResponse]:
        """Answer a question from the role guides, each statement with exact quotes."""
        with plain_mistakes(message="question"):
            asked = ChatRequest(message=question, guides=guides, collections=collections, history=history or [])
            reply = await run(partial(present.chat, assistant, asked))
        return result(reply, [(one.guide, one.title) for one in reply.citations])

    @server.tool(title="Search the role guides", annotations=READS)
    async def search_guides(
        query: str,
        k: Annotated[int, Field(ge=1, le=MAX_HITS, description="How many passages at most.")] = 10,
        guides: Guides = None,
        topics: Topics = None,
        collections: Collections = None,
    ) -> Annotated[CallToolResult, SearchResponse]:
        """Find the passages of the role guides nearest to a query, best first."""
        with plain_mistakes():
            wanted = SearchRequest(query=query, k=k, guides=guides, topics=topics, collections=collections)
            found = await run(partial(present.search, assistant, wanted))
        return result(found, [(one.guide, one.title) for one in found.passages])


def _add_comparing(server: GuideServer, assistant: AssistantPort, run: Runner) -> None:
    @server.tool(title="Compare roles", annotations=READS)
    async def compare_roles(
        roles: Annotated[list[str], Field(description="Two to four: slugs, roles, or any name of one.")],
        topics: Annotated[list[str], Field(description="Topics such as pay and hiring, or words of your own.")],
    ) -> Annotated[CallToolResult, CompareView]:
        """Set roles side by side over topics: each cell is quoted, not said, or conflicting, with exact quotes."""
        with plain_mistakes():
            wanted = CompareRequest(roles=roles, topics=topics)
            view = await run(partial(compare, assistant.desk, wanted.roles, wanted.topics))
        return result(view, [(guide.slug, guide.title) for side in view.roles for guide in side.guides])


def _add_reading(server: GuideServer, assistant: AssistantPort) -> None:
    @server.tool(title="List the role guides", annotations=READS)
    def list_guides() -> Annotated[CallToolResult, GuidesResponse]:
        """List the role guides: slug, title, role, collection, address."""
        with plain_mistakes():
            listed = present.list_guides(assistant)
        return result(listed, [(one.slug, one.title) for one in listed.guides])

    @server.tool(title="Read a role guide", annotations=READS)
    def read_guide(
        guide: Annotated[str, Field(description="A slug from list_guides.")],
        start: Offset = 0,
        end: Annotated[
            int | None, Field(ge=0, description="The end, exclusive; that of the guide if not given.")
        ] = None,
    ) -> Annotated[CallToolResult, GuidePart]:
        """Read a guide, or the part of it between two offsets: text is exactly the guide's text[start:end]."""
        with plain_mistakes(slug="guide", guides="guide"):
            part = present.guide_part(assistant.guide(guide), start, end)
        return result(part, [(part.slug, part.title)])

    @server.resource(RESOURCE, name="guide", title="A role guide", mime_type="text/plain")
    def guide_text(slug: str) -> str:
        """A role guide's canonical text, which every offset counts in."""
        try:
            return assistant.guide(slug).guide.text
        except UnknownGuide as error:
            raise ResourceNotFoundError(str(error)) from error
        except NotReady as error:
            raise ResourceError(NOT_READY) from error

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK doesn't say what it takes
    async def slugs(
        about: PromptReference | ResourceTemplateReference, argument: CompletionArgument, _: CompletionContext | None
    ) -> Completion | None:
        if not isinstance(about, ResourceTemplateReference) or argument.name != "slug":
            return None
        listed = await server.list_resources()
        names = [one.name for one in listed if one.name.startswith(argument.value)]
        return Completion(values=names[:_COMPLETIONS], total=len(names), has_more=len(names) > _COMPLETIONS)
