"""The elements of an HTML tree to pieces, with how much of each piece is links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from corpus.readers.pieces import OpenList, Piece, TooDeepError, table_text
from corpus.readers.visible import HEADINGS, is_data, is_hidden
from corpus.types import BlockKind

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form header hgroup hr html legend li main ol optgroup p pre section summary table tbody td tfoot th thead
    tr ul""".split()  # noqa: SIM905
)
_SPACES = re.compile(r"\s+")
_SPACES_NOT_LINES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece and the number of its characters that are links."""

    piece: Piece
    linked: int = 0

    @property
    def is_links(self) -> bool:
        """Whether the piece is there to lead elsewhere: a menu entry rather than text."""
        text = self.piece.text.partition(" ")[2] if self.piece.kind is BlockKind.ITEM else self.piece.text
        return self.linked > 0.6 * len(text)


def parse(html: str) -> etree._Element | None:
    """The tree of ``html``, however malformed; ``None`` where there is nothing in it. Raises ``TooDeepError``."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(html.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None
    # The parser stops there and keeps what came before, so that the rest would be lost without a word.
    if any(entry.message.startswith("Excessive depth") for entry in parser.error_log):
        raise TooDeepError("elements nested more than 2,000 deep")
    return tree


def fragment_pieces(html: str, heading: int = 0) -> tuple[Piece, ...]:
    """The pieces of a fragment of HTML that stands below a heading of level ``heading``."""
    tree = parse(html)
    return () if tree is None else tuple(found.piece for found in element_pieces(tree, heading=heading))


def element_pieces(root: etree._Element, heading: int = 0, skip: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """The pieces of everything visible below ``root``, elements named in ``skip`` left out with all they hold.

    Walks by events, not by recursion: pages nest deeper than Python's stack.
    """
    walk = _Walk(last_heading=heading)
    events = etree.iterwalk(root, events=("start", "end"))
    passed_over = None  # the element whose inside was not walked: its end comes next, and closes nothing
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            if element is not passed_over:
                walk.close(tag)
            if element is not root:
                walk.add_text(element.tail)
        elif not tag or tag in skip or is_hidden(element, tag):
            passed_over = element
            events.skip_subtree()
        elif tag == "pre" or (tag == "table" and is_data(element)):
            passed_over = element
            walk.add_code(element) if tag == "pre" else walk.add_table(element)
            events.skip_subtree()
        else:
            walk.open(tag, element)
            walk.add_text(element.text)
    walk.flush()
    return tuple(walk.found)


@dataclass
class _Walk:
    """What is open at one point of the walk, and the pieces found up to it."""

    last_heading: int = 0
    found: list[Found] = field(default_factory=list)
    lists: list[OpenList] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: int = 0
    linked: int = 0
    heading: int = 0
    line: int = 0

    def add_text(self, text: str | None) -> None:
        if text:
            self.parts.append(_SPACES.sub(" ", text))
            self.linked += len(text.strip()) if self.links else 0

    def open(self, tag: str, element: etree._Element) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.add_text(element.get("alt"))
        elif tag == "a":
            self.links += 1
        if tag not in _BLOCKS and tag not in HEADINGS:
            return
        self.flush()
        self.line = element.sourceline or 0
        if tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag == "summary":
            # What a reader clicks to see the text below: a heading in all but name.
            self.heading = min(self.last_heading + 1, 6) if self.last_heading else 2
        elif tag in ("ul", "ol"):
            self.lists.append(OpenList(_first_number(element) if tag == "ol" else None))
        elif tag == "li" and self.lists:
            self.lists[-1].begin_item()

    def close(self, tag: str) -> None:
        if tag == "a":
            self.links = max(self.links - 1, 0)
        if tag not in _BLOCKS and tag not in HEADINGS:
            return
        self.flush()
        if tag in HEADINGS or tag == "summary":
            self.heading = 0
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li" and self.lists:
            self.lists[-1].marker, self.lists[-1].item = "", -1

    def add_code(self, element: etree._Element) -> None:
        self.flush()
        self._add(BlockKind.CODE, "".join(element.itertext()), line=element.sourceline or 0)

    def add_table(self, table: etree._Element) -> None:
        self.flush()
        rows = ([_cell_text(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr"))
        for caption in table.iterchildren("caption"):
            self._add(BlockKind.PARAGRAPH, _cell_text(caption), line=caption.sourceline or 0)
        self._add(BlockKind.TABLE, table_text(rows), line=table.sourceline or 0)

    def flush(self) -> None:
        """End the piece that is being read, if there is one."""
        text = "\n".join(line.strip() for line in _SPACES_NOT_LINES.sub(" ", "".join(self.parts)).split("\n")).strip()
        self.parts.clear()
        if text and self.heading:
            if self.lists:
                self.lists[-1].marker = ""
            self.last_heading = self.heading
            self._add(BlockKind.HEADING, text, self.heading)
        elif text and self.lists:
            self._add_to_item(text)
        elif text:
            self._add(BlockKind.PARAGRAPH, text)
        self.linked = 0

    def _add_to_item(self, text: str) -> None:
        current = self.lists[-1]
        if current.marker:
            current.item = len(self.found)
            self._add(BlockKind.ITEM, current.marker + text, len(self.lists) - 1)
            current.marker = ""
        elif current.item == len(self.found) - 1 and self.found:
            before = self.found.pop()
            item = before.piece
            longer = Piece(item.kind, f"{item.text}\n{text}", item.level, item.line)
            self.found.append(Found(longer, before.linked + self.linked))
        else:
            self._add(BlockKind.PARAGRAPH, text)

    def _add(self, kind: BlockKind, text: str, level: int = 0, line: int = 0) -> None:
        if text.strip():
            self.found.append(Found(Piece(kind, text, level, line or self.line), self.linked))


def _first_number(element: etree._Element) -> int:
    start = element.get("start", "1").strip()
    return int(start) if re.fullmatch(r"\d{1,9}", start) else 1


def _cell_text(cell: etree._Element) -> str:
    return " ".join(" ".join(_texts(cell)).split())


def _texts(cell: etree._Element) -> Iterator[str]:
    """The texts of a cell, those that follow each other within a word joined."""
    run: list[str] = []
    events = etree.iterwalk(cell, events=("start", "end"))
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS or tag in HEADINGS or tag == "br":
            yield "".join(run)
            run.clear()
        if event == "start" and (not tag or is_hidden(element, tag)):
            events.skip_subtree()
        elif event == "start":
            run.append(element.get("alt", "") if tag == "img" else element.text or "")
        elif element is not cell:
            run.append(element.tail or "")
    yield "".join(run)
