"""What a coach puts into a packet: a span of a guide, or an answer that was given. Checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.desk.packets.sheet import quote_of
from assistant.storage.packet_records import Content, PacketQuote, Said
from assistant.types import Answer, InvalidRequest, Status, UnknownGuide
from corpus.sentences import trim
from corpus.types import Guide
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of a guide's version; ``quote``, where given, must be that text."""

    guide: str
    version: str
    start: int
    end: int
    quote: str | None = None


class GuideChanged(InvalidRequest):
    """The guide isn't any more what a span was taken from."""


def passage(span: Span, guides: Mapping[str, Guide], heading: str = "") -> Content:
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


def found(query: str, hits: Sequence[Hit]) -> Content:
    """The passages that a search found, best first."""
    return Content(query, tuple(quote_of(hit.guide, hit.passage.start, hit.passage.end) for hit in hits))


def answer(given: Answer, heading: str = "") -> Content:
    """The statements of an answer with their quotes. Raises ``InvalidRequest`` for one that says nothing."""
    if given.status not in (Status.ANSWERED, Status.PARTIAL, Status.NO_ANSWER):
        raise InvalidRequest("message_id", "this answer says nothing of a guide")
    places = {citation.n: place for place, citation in enumerate(given.citations)}
    quotes = tuple(
        PacketQuote(
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
        for citation in given.citations
    )
    said = tuple(Said(one.text, tuple(places[n] for n in one.citations if n in places)) for one in given.statements)
    return Content(heading or given.standalone_question, quotes, said or (Said(given.text),))
