"""Where a statement keeps to its quotes' wording, and what it changed: the words that it put in and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.gate.reading import Reading
from assistant.language.mentions import Mention
from assistant.language.quantities import Quantity


@dataclass(frozen=True, slots=True)
class AlignedPiece:
    """A word, or a role or quantity with all its words; ``rows`` are its words in the reading."""

    key: str
    rows: tuple[int, ...]
    content: bool
    role: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in the statement in place of what stands in the quote; either may be nothing.

    ``held_fast`` is how many words are the same right before and right after it.
    """

    put: tuple[AlignedPiece, ...]
    left: tuple[AlignedPiece, ...]
    held_fast: tuple[int, int]
    then: tuple[AlignedPiece, ...] = ()
    """What is the same after it, up to the next change."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes, the share of the claim's pieces that are kept in order, and the longest run of them."""

    changes: tuple[Change, ...]
    kept: float
    longest: int = 0


def pieces(reading: Reading, roles: Sequence[Mention], quantities: Sequence[Quantity]) -> list[AlignedPiece]:
    """The words of a reading in order, those of a role or of a quantity as one."""
    named = {role.start: (role.end, f"role:{role.name}", True) for role in roles}
    counted = {
        one.start: (one.end, f"quantity:{one.unit}:{one.of}:{one.low:.6g}:{one.high:.6g}", False) for one in quantities
    }
    whole = counted | named
    found: list[AlignedPiece] = []
    row = 0
    while row < len(reading.words):
        word = reading.words[row]
        end, key, role = whole.get(word.start, (word.end, "a" if word.word == "an" else word.stem, False))
        after = next(
            (at for at in range(row + 1, len(reading.words)) if reading.words[at].start >= end), len(reading.words)
        )
        found.append(AlignedPiece(key, tuple(range(row, after)), word.start in whole or word.content, role))
        row = after
    return found


def edits(claim: Sequence[AlignedPiece], evidence: Sequence[AlignedPiece]) -> Edits:
    """The statement as changes of the quote, by the longest runs of equal pieces."""
    matcher = SequenceMatcher(None, [p.key for p in evidence], [p.key for p in claim], autojunk=False)
    codes = matcher.get_opcodes()
    changes = []
    for n, (kind, i1, i2, j1, j2) in enumerate(codes):
        if kind == "equal":
            continue
        before = codes[n - 1][4] - codes[n - 1][3] if n else (9 if i1 == 0 else 0)
        after = codes[n + 1][4] - codes[n + 1][3] if n + 1 < len(codes) else (9 if i2 == len(evidence) else 0)
        then = tuple(claim[codes[n + 1][3] : codes[n + 1][4]]) if n + 1 < len(codes) else ()
        changes.append(Change(tuple(claim[j1:j2]), tuple(evidence[i1:i2]), (before, after), then))
    runs = [block.size for block in matcher.get_matching_blocks()]
    return Edits(tuple(changes), sum(runs) / max(len(claim), 1), max(runs))
