"""Where a statement keeps to its quotes' wording, and what it changed: the words that it put in and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.alignment import Reading
from assistant.named import Mention


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a role with all words of its name; ``rows`` are its words in the reading."""

    key: str
    rows: tuple[int, ...]
    content: bool
    role: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in the statement in place of what stands in the quote; either may be nothing.

    ``held_fast`` is how many words are the same right before and right after it.
    """

    put: tuple[Piece, ...]
    left: tuple[Piece, ...]
    held_fast: tuple[int, int]
    then: tuple[Piece, ...] = ()
    """What is the same after it, up to the next change."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes, and the share of the statement's pieces that are kept in order."""

    changes: tuple[Change, ...]
    kept: float


def pieces(reading: Reading, roles: Sequence[Mention]) -> list[Piece]:
    found: list[Piece] = []
    row = 0
    while row < len(reading.words):
        word = reading.words[row]
        role = next((r for r in roles if r.start <= word.start < r.end), None)
        if role is None:
            found.append(Piece("a" if word.word == "an" else word.stem, (row,), word.content, False))
            row += 1
            continue
        rows = tuple(i for i, other in enumerate(reading.words) if role.start <= other.start < role.end)
        found.append(Piece(f"role:{role.name}", rows, True, True))
        row = rows[-1] + 1
    return found


def edits(said: Sequence[Piece], held: Sequence[Piece]) -> Edits:
    """The statement as changes of the quote, by the longest runs of equal pieces."""
    matcher = SequenceMatcher(None, [p.key for p in held], [p.key for p in said], autojunk=False)
    codes = matcher.get_opcodes()
    changes = []
    for n, (kind, i1, i2, j1, j2) in enumerate(codes):
        if kind == "equal":
            continue
        before = codes[n - 1][4] - codes[n - 1][3] if n else (9 if i1 == 0 else 0)
        after = codes[n + 1][4] - codes[n + 1][3] if n + 1 < len(codes) else (9 if i2 == len(held) else 0)
        then = tuple(said[codes[n + 1][3] : codes[n + 1][4]]) if n + 1 < len(codes) else ()
        changes.append(Change(tuple(said[j1:j2]), tuple(held[i1:i2]), (before, after), then))
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return Edits(tuple(changes), kept / max(len(said), 1))
