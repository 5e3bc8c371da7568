"""What the MCP face tells a client: results with their links, and mistakes in one plain line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import BaseModel, ValidationError

from api.problems import RETRY_SECONDS, field_errors, summary
from api.queue import Overloaded
from assistant.types import AssistantError, InvalidRequest, NotReady, UnknownGuide

Made = TypeVar("Made")
RESOURCE = "guide://{slug}"
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""Every tool only reads: guides, and what was asked of them."""


class Runner(Protocol):
    """Runs what takes a while. May raise ``Overloaded``."""

    async def __call__(self, work: Callable[[], Made]) -> Made: ...


NOT_READY = "no index of the guides is loaded yet"


@contextmanager
def plain_mistakes(**called: str) -> Iterator[None]:
    """Mistakes and unreadiness are told in one line, fields as they are ``called``; anything else stays in the log."""
    try:
        yield
    except ValidationError as error:
        found = field_errors(error.errors())
        wrong = [one.model_copy(update={"field": called.get(one.field, one.field)}) for one in found]
        raise ToolError(summary(wrong)) from error
    except InvalidRequest as error:
        where = "; list_guides names them" if isinstance(error, UnknownGuide) else ""
        raise ToolError(f"{called.get(error.field, error.field)}: {error}{where}") from error
    except NotReady as error:
        raise ToolError(NOT_READY) from error
    except AssistantError as error:
        raise ToolError(str(error)) from error
    except Overloaded as error:
        raise ToolError(f"too many questions are being answered; try again in {RETRY_SECONDS} s") from error


def reason_of(error: ToolError) -> str:
    """What the SDK says around the reason isn't the caller's concern, nor is how it validates."""
    if isinstance(error.__cause__, ValidationError):
        return summary(field_errors(error.__cause__.errors()))
    return str(error.__cause__ or error)


def result(found: BaseModel, guides: Sequence[tuple[str, str]]) -> CallToolResult:
    """What was found, in structure and as text for clients that don't read that; its guides are linked, each once."""
    structured = found.model_dump(mode="json")
    links = [ResourceLink.model_validate(linked(slug, title)) for slug, title in dict.fromkeys(guides)]
    text = TextContent(text=found.model_dump_json())
    return CallToolResult(content=[text, *links], structured_content=structured)


def linked(slug: str, title: str) -> dict[str, str]:
    return {"name": slug, "title": title, "uri": RESOURCE.format(slug=slug), "mime_type": "text/plain"}
