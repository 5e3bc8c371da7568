"""From pieces to the canonical text with its exact blocks, and from blocks to sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.lexicon import Lexicon
from corpus.readers.decode import clean
from corpus.readers.pieces import Body, Piece, Tail
from corpus.types import Block, BlockKind, Mark, Section

_NUMBERING = re.compile(r"^(?:\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?)\s+")
_RUNS = re.compile(r"[ \t]+")


def lay_out(pieces: Iterable[Piece]) -> Body:
    """Write ``pieces`` one after another: a blank line between them, items of a list one a line.

    Pieces without anything to see are left out.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    marks: list[Mark] = []
    length = 0
    for piece in pieces:
        text = _written(piece)
        trimmed = text.strip()
        if not trimmed:
            continue
        if blocks:
            in_list = piece.kind is blocks[-1].kind is BlockKind.ITEM
            text = ("\n" if in_list else "\n\n") + text
        start = length + len(text) - len(text.lstrip())
        blocks.append(Block(piece.kind, start, start + len(trimmed), piece.level, piece.line, piece.aside))
        if piece.kind is not BlockKind.HEADING:
            marks += _placed(piece.tails, trimmed, start)
        parts.append(text)
        length += len(text)
    return Body("".join(parts), tuple(blocks), tuple(marks))


def _placed(tails: Sequence[Tail], text: str, start: int) -> Iterator[Mark]:
    """What stands out in ``text``, which begins at ``start``; what isn't within it any more is left out."""
    if not tails:
        return
    places = [place for place, character in enumerate(text) if not character.isspace()]
    for tail in tails:
        first, last = len(places) - tail.start, len(places) - tail.end - 1
        if 0 <= first <= last < len(places):
            yield Mark(tail.kind, start + places[first], start + places[last] + 1, tail.href)


def _written(piece: Piece) -> str:
    text = clean(piece.text)
    if piece.kind is BlockKind.CODE:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    lines = [_RUNS.sub(" ", line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if piece.kind is BlockKind.HEADING:
        return " ".join(lines)
    if piece.kind is BlockKind.ITEM:
        indent = "  " * piece.level
        return indent + f"\n{indent}  ".join(lines)
    return "\n".join(lines)


def sections_of(body: Body, title: str, lexicon: Lexicon) -> tuple[Section, ...]:
    """The sections of ``body``, in order.

    The heading that is the title contributes nothing to the paths of those below it. A section's topic is the
    first that its heading names, else that of the nearest heading above it that names one, else "".
    """
    sections: list[Section] = []
    above: list[tuple[int, str, str]] = []  # level, heading, topic
    for blocks in _runs(body.blocks):
        first = blocks[0]
        heading, topic = "", ""
        if first.kind is BlockKind.HEADING:
            heading = heading_text(body.text[first.start : first.end])
            while above and above[-1][0] >= first.level:
                above.pop()
            if above or not same_words(heading, title):
                named = lexicon.topics_of(heading)
                topic = named[0] if named else (above[-1][2] if above else "")
                above.append((first.level, heading, topic))
        path = tuple(entry[1] for entry in above)
        sections.append(Section(heading, path, topic, first.start, blocks[-1].end))
    return tuple(sections)


def _runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Each heading with the blocks below it, and before them those that have no heading above."""
    run: list[Block] = []
    for block in blocks:
        if run and block.kind is BlockKind.HEADING:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def heading_text(text: str) -> str:
    """A heading as one names it: in one line, without its number and a closing colon."""
    line = " ".join(text.split())
    return _NUMBERING.sub("", line, count=1).rstrip(":").rstrip() or line


def same_words(one: str, other: str) -> bool:
    """Whether two titles differ in nothing but case, white space and punctuation at their ends."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .:!#*_-–—")
