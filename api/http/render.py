"""A guide as HTML: what its canonical text says, escaped, in the elements that its blocks stand for."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from types import MappingProxyType

from markupsafe import Markup, escape

from corpus.types import Block, BlockKind, Guide, Mark, MarkKind

_MARKER = re.compile(r"(?:[-*•]|(?P<number>\d{1,9})[.)])\s+")
_BAR = re.compile(r"(?:^|(?<=\n)| )\|(?: |$|(?=\n))")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_TOP, _LOWEST = 2, 6
DEEPEST = 20
"""What is nested more deeply in lists is shown at this level."""
QUOTE_ID = "quote"
NO_PAGES: Mapping[str, str] = MappingProxyType({})
LONGEST_MARKED = 2000
"""What stands out for longer than this isn't shown so where only its end is written."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a guide's contents; ``level`` 2 is the outermost below the title."""

    id: str
    heading: str
    level: int


@dataclass(frozen=True, slots=True)
class RenderedGuide:
    """A guide's body as HTML, without its title, and its contents."""

    body: Markup
    toc: tuple[Heading, ...]


def render(guide: Guide, start: int = 0, end: int = 0, pages: Mapping[str, str] = NO_PAGES) -> RenderedGuide:
    """``guide`` with ``text[start:end]`` marked, where that is not empty; ``pages`` are ours of other addresses."""
    blocks = [_shallow(block) for place, block in enumerate(guide.blocks) if not _is_title(guide, block, place)]
    pen = _Pen(guide.text, start, end, guide.marks, pages)
    toc = tuple(_headings(guide, blocks))
    named = iter(toc)
    parts: list[Markup] = []
    for is_list, group in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
        together = list(group)
        parts += [_list(pen, together)] if is_list else [_block(pen, block, named) for block in together]
    return RenderedGuide(Markup("\n").join(parts), toc)


def _shallow(block: Block) -> Block:
    """``block``, nested no deeper than anyone could see; each level is a call within a call."""
    deep = block.kind is BlockKind.ITEM and block.level > DEEPEST
    return replace(block, level=DEEPEST) if deep else block


@dataclass(slots=True)
class _Pen:
    """Writes spans of the text, escaped, what is to be marked in ``<mark>``; the first of these has the id.

    What stood out in the file is bold, or a link, within that.
    """

    text: str
    start: int
    end: int
    marks: Sequence[Mark]
    pages: Mapping[str, str]
    marked: bool = field(default=False)

    def write(self, start: int, end: int) -> Markup:
        first, last = max(start, self.start), min(end, self.end)
        if first >= last or not self.text[first:last].strip():
            return self._styled(start, end)
        name = Markup("") if self.marked else Markup(' id="{}"').format(QUOTE_ID)
        self.marked = True
        before, inside, after = self._styled(start, first), self._styled(first, last), self._styled(last, end)
        return Markup('{}<mark{} class="quote">{}</mark>{}').format(before, name, inside, after)

    def _styled(self, start: int, end: int) -> Markup:
        near = _overlapping(self.marks, start, end)
        edges = {min(max(edge, start), end) for mark in near for edge in (mark.start, mark.end)}
        parts = []
        for left, right in pairwise(sorted({start, end} | edges)):
            part = escape(self.text[left:right])
            for mark in near:
                if mark.start <= left and right <= mark.end:
                    part = self._marked(mark, part)
            parts.append(part)
        return Markup("").join(parts)

    def _marked(self, mark: Mark, part: Markup) -> Markup:
        if mark.kind is MarkKind.STRONG:
            return Markup("<strong>{}</strong>").format(part)
        address = self.pages.get(mark.href) or (mark.href if _WEB.match(mark.href) else "")
        return Markup('<a href="{}">{}</a>').format(address, part) if address else part


def _overlapping(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """What stands out in a span of one block; bold first, so that links are around it."""
    first = bisect_left(marks, start - LONGEST_MARKED, key=lambda mark: mark.start)
    last = bisect_left(marks, end, key=lambda mark: mark.start)
    found = (mark for mark in marks[first:last] if mark.end > start)
    return sorted(found, key=lambda mark: mark.kind is MarkKind.LINK)


def _is_title(guide: Guide, block: Block, place: int) -> bool:
    same = guide.text[block.start : block.end].strip() == guide.title
    return place == 0 and block.kind is BlockKind.HEADING and block.level == 1 and same


def _headings(guide: Guide, blocks: Iterable[Block]) -> Iterator[Heading]:
    found = [block for block in blocks if block.kind is BlockKind.HEADING]
    top = min((block.level for block in found), default=_TOP)
    taken = {QUOTE_ID, "main", "guide-sources", "toc-title"}
    for block in found:
        text = " ".join(guide.text[block.start : block.end].split())
        yield Heading(_anchor(text, taken), text, min(block.level - top + _TOP, _LOWEST))


def _anchor(text: str, taken: set[str]) -> str:
    """An id for a heading: its words, and a number where another heading has the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NO_WORD.sub("-", plain).strip("-")[:80].strip("-") or "section"
    name, number = words, 1
    while name in taken:
        number += 1
        name = f"{words}-{number}"
    taken.add(name)
    return name


def _block(pen: _Pen, block: Block, named: Iterator[Heading]) -> Markup:
    if block.kind is BlockKind.HEADING:
        heading = next(named)
        inside = pen.write(block.start, block.end)
        return Markup('<h{0} id="{1}"><a class="anchor" href="#{1}">{2}</a></h{0}>').format(
            heading.level, heading.id, inside
        )
    if block.kind is BlockKind.TABLE:
        return _table(pen, block)
    if block.kind is BlockKind.CODE:
        return Markup("<pre><code>{}</code></pre>").format(pen.write(block.start, block.end))
    return Markup("<p>{}</p>").format(pen.write(block.start, block.end))


def _list(pen: _Pen, items: list[Block]) -> Markup:
    """Items that follow each other, the more deeply nested ones inside the one before them."""
    lists: list[Markup] = []
    at = 0
    while at < len(items):
        first = _number(pen, items[at])
        entries: list[Markup] = []
        while at < len(items) and (_number(pen, items[at]) is None) == (first is None):
            inner = at + 1
            while inner < len(items) and items[inner].level > items[at].level:
                inner += 1
            expected = None if first is None else first + len(entries)
            entries.append(_item(pen, items[at], items[at + 1 : inner], expected))
            at = inner
        inside = Markup("\n").join(entries)
        if first is None:
            lists.append(Markup("<ul>\n{}\n</ul>").format(inside))
        else:
            start = Markup("") if first == 1 else Markup(' start="{}"').format(first)
            lists.append(Markup("<ol{}>\n{}\n</ol>").format(start, inside))
    return Markup("\n").join(lists)


def _item(pen: _Pen, item: Block, nested: list[Block], expected: int | None) -> Markup:
    marker = _MARKER.match(pen.text, item.start, item.end)
    number = _number(pen, item)
    value = Markup("") if number == expected else Markup(' value="{}"').format(number)
    inner = pen.write(marker.end() if marker else item.start, item.end)
    return Markup("<li{}>{}{}</li>").format(value, inner, Markup("\n") + _list(pen, nested) if nested else Markup(""))


def _number(pen: _Pen, item: Block) -> int | None:
    marker = _MARKER.match(pen.text, item.start, item.end)
    return int(marker["number"]) if marker and marker["number"] else None


def _table(pen: _Pen, block: Block) -> Markup:
    """The first line names the columns; short rows are filled up."""
    rows = [list(_cells(pen.text, start, end)) for start, end in _lines(pen.text, block)]
    width = max(map(len, rows), default=0)
    lines = []
    for place, row in enumerate(rows):
        cell = Markup('<th scope="col">{}</th>') if place == 0 else Markup("<td>{}</td>")
        cells = [cell.format(pen.write(*span)) for span in row] + [cell.format("")] * (width - len(row))
        lines.append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
    head, body = Markup("\n").join(lines[:1]), Markup("\n").join(lines[1:])
    frame = '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>\n{}\n{}\n</table></div>'
    return Markup(frame).format(
        Markup("<thead>{}</thead>").format(head), Markup("<tbody>\n{}\n</tbody>").format(body) if body else Markup("")
    )


def _lines(text: str, block: Block) -> Iterator[tuple[int, int]]:
    at = block.start
    for line in text[block.start : block.end].split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between " | "; a row may begin or end with an empty cell, whose space is not in the text."""
    at = start
    for bar in _BAR.finditer(text, start, end):
        yield at, max(at, bar.start())
        at = bar.end()
    yield at, end
