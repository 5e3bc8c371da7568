"""A packet as it is to be read, whatever the format: its parts in order, and its numbered sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.citations import quote_url
from assistant.desk.packets.anchors import QuoteState, anchor, digest
from assistant.storage.packet_records import Packet, PacketItem, PacketQuote, PacketStatement
from corpus.types import Guide


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A quote with its number; ``state`` is what has become of it since it was collected.

    Where it is unchanged or has moved, ``quote`` tells today's place and version.
    """

    n: int
    quote: PacketQuote
    state: QuoteState

    @property
    def digest(self) -> str:
        return digest(self.quote.text)

    @property
    def where(self) -> str:
        """Guide and section, in words."""
        return " › ".join(filter(None, (self.quote.title, self.quote.section)))

    @property
    def is_current(self) -> bool:
        """Whether today's guide says it."""
        return self.state in (QuoteState.UNCHANGED, QuoteState.MOVED)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote, exact."""

    source: NumberedSource


@dataclass(frozen=True, slots=True)
class Prose:
    """Words that aren't a guide's: an answer's own, with the sources that hold them up, or a remark of ours."""

    text: str
    sources: tuple[NumberedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A coach's own words."""

    text: str


Part = Quoted | Prose | Note


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One topic of a comparison, a cell of parts for each column."""

    label: str
    cells: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One item: its parts, and a table where it is a comparison."""

    heading: str
    parts: tuple[Part, ...]
    columns: tuple[str, ...] = ()
    lines: tuple[SheetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every format says. Without ``cited`` no format shows numbers, sources, addresses or digests."""

    title: str
    introduction: str
    made: date
    chapters: tuple[Chapter, ...]
    sources: tuple[NumberedSource, ...]
    cited: bool = True


def sheet_of(packet: Packet, guides: Sequence[Guide], made: date, *, cited: bool = True, base: str = "") -> Sheet:
    """``packet`` as of today's ``guides``. ``base`` is the address of this service, for guides that have none."""
    numbering = _Numbering({guide.slug: guide for guide in guides}, base)
    chapters = tuple(_chapter(item, numbering) for item in packet.items)
    return Sheet(packet.title, packet.introduction, made, chapters, tuple(numbering.sources), cited)


@dataclass(slots=True)
class _Numbering:
    """Sources in the order in which they are first named; the same text of the same place has one number."""

    guides: Mapping[str, Guide]
    base: str
    sources: list[NumberedSource] = field(default_factory=list)
    known: dict[PacketQuote, NumberedSource] = field(default_factory=dict)

    def source(self, collected: PacketQuote) -> NumberedSource:
        if collected not in self.known:
            quote, state = _as_of_today(collected, self.guides)
            quote = replace(quote, url=f"{self.base}{quote.url}" if quote.url.startswith("/") else quote.url)
            same = next((one for one in self.sources if (one.quote, one.state) == (quote, state)), None)
            if same is None:
                same = NumberedSource(len(self.sources) + 1, quote, state)
                self.sources.append(same)
            self.known[collected] = same
        return self.known[collected]


def _as_of_today(quote: PacketQuote, guides: Mapping[str, Guide]) -> tuple[PacketQuote, QuoteState]:
    found = anchor(quote.guide, quote.start, quote.end, quote.text, guides)
    if found.guide is None or found.state is QuoteState.CHANGED:
        return quote, found.state
    return quote_of(found.guide, found.start, found.end), found.state


def quote_of(guide: Guide, start: int, end: int) -> PacketQuote:
    """The exact text of ``guide`` at a span, with all that a source tells of it."""
    text = guide.text[start:end]
    path = next((one.path for one in reversed(guide.sections) if one.start <= start), ())
    return PacketQuote(
        guide=guide.slug,
        title=guide.title,
        section=" › ".join(path),
        version=guide.version,
        updated=guide.updated,
        url=quote_url(guide, text),
        start=start,
        end=end,
        text=text,
    )


def _chapter(item: PacketItem, numbering: _Numbering) -> Chapter:
    content = item.content
    sources = [numbering.source(quote) for quote in content.quotes]
    shown = set[int]()
    parts: list[Part] = [part for one in content.said for part in _stated(one, sources, shown)]
    if not content.rows:
        parts += [Quoted(source) for place, source in enumerate(sources) if place not in shown]
    if item.note:
        parts.append(Note(item.note))
    lines = tuple(
        SheetLine(row.label, tuple(tuple(_cell(cell.said, cell.remark, sources)) for cell in row.cells))
        for row in content.rows
    )
    return Chapter(content.heading, tuple(parts), content.columns, lines)


def _cell(statements: Sequence[PacketStatement], remark: str, sources: Sequence[NumberedSource]) -> Iterator[Part]:
    shown = set[int]()
    if remark:
        yield Prose(remark)
    for one in statements:
        yield from _stated(one, sources, shown)


def _stated(one: PacketStatement, sources: Sequence[NumberedSource], shown: set[int]) -> Iterator[Part]:
    """A statement in its own words, where it has any, and then the quotes that hold it up."""
    cited = [(place, sources[place]) for place in one.quotes]
    if [source.quote.text for _, source in cited] != [one.text]:
        yield Prose(one.text, tuple(source for _, source in cited))
    for place, source in cited:
        if place not in shown:
            shown.add(place)
            yield Quoted(source)
