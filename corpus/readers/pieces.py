"""What the readers of the file formats hand on: pieces of text in reading order, and the text laid out from them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.types import Block, BlockKind, Mark, MarkKind


class TooDeepError(ValueError):
    """A file is nested more deeply than its format's parser follows; the message says what."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands out in a piece: its ``kind``, and how many characters that are seen follow its start and its end.

    Counted from the end and without white space it stays true when a marker is put before the text, or lines are laid
    out anew.
    """

    kind: MarkKind
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a file before it has a place in the canonical text.

    ``text`` holds what a reader sees, lines separated by ``\\n`` and not indented for their nesting; the text of
    an item begins with its marker. ``level``, ``line`` and ``aside`` are those of
    ``Block``.
    """

    kind: BlockKind
    text: str
    level: int = 0
    line: int = 0
    aside: bool = False
    tails: tuple[Tail, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A canonical text and its blocks: in order, apart from each other, covering all that is not white space.

    ``marks`` are what stands out in them, each within one block.
    """

    text: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...] = ()


def seen(text: str) -> int:
    """How many characters of ``text`` are seen: white space apart."""
    return sum(not character.isspace() for character in text)


def with_labels(pieces: Sequence[Piece], labels: Container[int]) -> tuple[Piece, ...]:
    """``pieces`` with those at the places ``labels`` made headings where they stand before text.

    ``labels`` are bold lines that act as headings without being marked as such: one level below the heading above.
    """
    made: list[Piece] = []
    level = 1
    for place, piece in enumerate(pieces):
        last = place + 1 == len(pieces)
        if place in labels and not last and pieces[place + 1].kind is not BlockKind.HEADING:
            piece = replace(piece, kind=BlockKind.HEADING, level=min(level + 1, 6), aside=False)
        elif piece.kind is BlockKind.HEADING:
            level = piece.level
        made.append(piece)
    return tuple(made)


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """A table as text: one row a line, cells joined by " | ". Rows without anything in them are left out."""
    lines = (" | ".join(" ".join(cell.split()) for cell in row).strip() for row in rows if any(map(str.strip, row)))
    return "\n".join(lines)


@dataclass
class OpenList:
    """A list that is being read: the number of its next item (``None`` for bullets), the marker of the item that has
    begun and has no text yet, and the place of that item's piece once it has (else -1)."""

    number: int | None
    marker: str = ""
    item: int = -1

    def begin_item(self) -> None:
        self.item = -1
        self.marker = "- " if self.number is None else f"{self.number}. "
        if self.number is not None:
            self.number += 1
