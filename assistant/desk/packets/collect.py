"""What a coach puts into a packet: a span of a guide, or an answer that was given. Checked before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.desk.compare import Cell, CellState, Table
from assistant.desk.packets.sheet import quote_of
from assistant.storage.packet_records import Content, PacketCell, PacketQuote, PacketRow, PacketStatement
from assistant.types import Answer, Citation, InvalidRequest, Status, UnknownGuide
from corpus.sentences import trim
from corpus.types import Guide
from index.types import Hit


@dataclass(frozen=True, slots=True)
class WantedSpan:
    """``text[start:end]`` of a guide's version; ``quote``, where given, must be that text."""

    guide: str
    version: str
    start: int
    end: int
    quote: str | None = None


class GuideChanged(InvalidRequest):
    """The guide isn't any more what a span was taken from."""


def passage_content(span: WantedSpan, guides: Mapping[str, Guide], heading: str = "") -> Content:
    """The quote that ``span`` names, without white space at its ends.

    Raises ``UnknownGuide``, ``GuideChanged`` or ``InvalidRequest``.
    """
    guide = guides.get(span.guide)
    if guide is None:
        raise UnknownGuide("guide", f"no guide {span.guide[:100]!r}")
    if guide.version != span.version:
        raise GuideChanged("version", f"the guide is of version {guide.version} now; look the passage up again")
    trimmed = trim(guide.text, span.start, span.end) if span.start < span.end <= len(guide.text) else None
    if trimmed is None:
        raise InvalidRequest("end", f"{span.start} to {span.end} is no text of the guide")
    if span.quote is not None and span.quote.strip() != guide.text[slice(*trimmed)]:
        raise InvalidRequest("quote", "this isn't what the guide says there")
    quote = quote_of(guide, *trimmed)
    return Content(heading or " › ".join(filter(None, (quote.title, quote.section))), (quote,))


def search_content(query: str, hits: Sequence[Hit]) -> Content:
    """The passages that a search found, best first."""
    return Content(query, tuple(quote_of(hit.guide, hit.passage.start, hit.passage.end) for hit in hits))


def comparison_content(table: Table) -> Content:
    """Roles side by side: each cell's statements with their quotes, and where there are none the nearest sentence."""
    quotes: list[PacketQuote] = []

    def numbered(citation: Citation) -> int:
        quotes.append(_cited(citation))
        return len(quotes) - 1

    rows = []
    for topic, cells in zip(table.topics, table.rows, strict=True):
        rows.append(PacketRow(topic.name[:1].upper() + topic.name[1:], tuple(_cell(cell, numbered) for cell in cells)))
    columns = tuple(side.role for side in table.sides)
    return Content(", ".join(columns), tuple(quotes), (), columns, tuple(rows))


def _cell(cell: Cell, numbered: Callable[[Citation], int]) -> PacketCell:
    if cell.state is CellState.NOT_SAID:
        passages = f"{cell.searched.passages} passage{'' if cell.searched.passages == 1 else 's'}"
        remark = f"Not said; looked for “{cell.searched.question}” in {passages}."
        if cell.nearest is None:
            return PacketCell((), remark)
        return PacketCell(
            (PacketStatement(cell.nearest.quote, (numbered(cell.nearest),)),), f"{remark} The nearest sentence:"
        )
    places = {citation.n: numbered(citation) for citation in cell.citations}
    statements = tuple(PacketStatement(one.text, tuple(places[n] for n in one.citations)) for one in cell.statements)
    return PacketCell(statements, "Conflicting: these can't all hold." if cell.state is CellState.CONFLICTING else "")


def _cited(citation: Citation) -> PacketQuote:
    return PacketQuote(
        guide=citation.guide,
        title=citation.title,
        section=citation.section,
        version=citation.version,
        updated="",
        url=citation.url,
        start=citation.start,
        end=citation.end,
        text=citation.quote,
    )


def answer_content(given: Answer, heading: str = "") -> Content:
    """The statements of an answer with their quotes. Raises ``InvalidRequest`` for one that says nothing."""
    if given.status not in (Status.ANSWERED, Status.PARTIAL, Status.NO_ANSWER):
        raise InvalidRequest("message_id", "this answer says nothing of a guide")
    places = {citation.n: place for place, citation in enumerate(given.citations)}
    quotes = tuple(_cited(citation) for citation in given.citations)
    statements = tuple(
        PacketStatement(one.text, tuple(places[n] for n in one.citations if n in places)) for one in given.statements
    )
    return Content(heading or given.standalone_question, quotes, statements or (PacketStatement(given.text),))
