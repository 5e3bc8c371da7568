"""What a terminal shows: Markdown rendered, wrapped between words, in colour where it has any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Heading, Markdown
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from api.schemas.chat import ChatResponse, CitationOut
    from api.schemas.guides import SearchResponse

INDENT = 4


class _LeftHeading(Heading):
    """As in a text, not in the middle of the screen."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class _Markdown(Markdown):
    elements = {**Markdown.elements, "heading_open": _LeftHeading}  # noqa: RUF012  # so it is declared in rich


def show(screen: Console, what: RenderableType) -> None:
    """Print; an address longer than a line is left to the terminal, which knows that it is one."""
    screen.print(what, crop=False)


def answer(response: ChatResponse, asked: str = "", *, addresses: bool) -> RenderableType:
    """An answer, its sources below it, and what to ask next; with ``addresses`` they are spelled out. How ``asked`` was
    read comes first, where that isn't how it was put."""
    understood = response.standalone_question
    meant = [Text(f"For: {understood}\n", style="dim")] if asked and _folded(asked) != _folded(understood) else []
    return Group(*meant, *_answer(response, addresses))


def sources(response: ChatResponse) -> RenderableType:
    """The sources of an answer with their addresses."""
    if not response.citations:
        return Text("The last answer has no sources.")
    return Group(*(part for citation in response.citations for part in _source(citation, address=True)))


def passages(response: SearchResponse) -> RenderableType:
    """Passages, best first."""
    parts: list[RenderableType] = []
    for place, passage in enumerate(response.passages, start=1):
        where = " › ".join(part for part in (passage.title, passage.section) if part)
        heading = Text.assemble((f"{place}. ", "bold"), _linked(where, passage.url), f"  ({passage.score:.3f})")
        parts += [heading, Padding(Text(passage.text), (0, 0, 1, INDENT))]
    return Group(*parts)


def _answer(response: ChatResponse, addresses: bool) -> Iterator[RenderableType]:
    yield _Markdown(response.answer)
    for citation in response.citations:
        yield Text()
        yield from _source(citation, address=addresses)
    if response.suggestions:
        yield Text("\nYou could ask:", style="bold")
        for question in response.suggestions:
            yield Padding(Text(question, style="cyan"), (0, 0, 0, INDENT))


def _source(citation: CitationOut, *, address: bool) -> Iterator[RenderableType]:
    where = " › ".join(part for part in (citation.title, citation.section) if part)
    yield Text.assemble((f"[{citation.n}] ", "bold cyan"), _linked(where, citation.url))
    yield Padding(Text(f"“{' '.join(citation.quote.split())}”", style="italic"), (0, 0, 0, INDENT))
    if address and citation.url:
        yield Text(f"{' ' * INDENT}{citation.url}", style="dim", no_wrap=True, overflow="ignore")


def _folded(question: str) -> str:
    """Without what is the same to a reader: case, spaces, the mark at the end."""
    return " ".join(question.casefold().split()).strip("?.! ")


def _linked(words: str, url: str) -> Text:
    return Text(words, style=f"link {url}" if url.startswith(("http://", "https://")) else "")
