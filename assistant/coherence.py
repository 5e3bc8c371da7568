"""Whether a statement's words stand together as they do in the quotes: the features of a second logistic model.

A small language model makes sentences out of a passage's words that say something else ("the team is one team").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np

from assistant.alignment import CLAUSE_BREAK, Reading, blended
from assistant.edits import Piece
from assistant.light import LIGHT
from index.types import Vectors

_NEXT = 3
"""Content words by which the quote's words for two consecutive words of a statement may be apart, in their order."""
_FAR = 5


@dataclass(frozen=True, slots=True)
class Coherence:
    """What speaks for a statement as a whole. Nearness of words is the mean of two cosines, in context and not."""

    fresh: float
    """How near the words that stand in no quote come to those that the statement leaves out; 1 without any."""
    full: float
    """How near the words come that are no role and say something; 0 without any."""
    clause: float
    """The least that a clause's vector has in common with any clause of the quotes."""
    loose: float
    """Share of the words that stand in a quote, times the share of neighbours that are none there."""
    far: float
    """Share of consecutive words whose nearest words in the quotes stand far apart."""
    again: float
    """Words said more often than in the quotes, over all."""


WEIGHTS = Coherence(fresh=2.75, full=1.81, clause=2.36, loose=-3.23, far=-1.4, again=-9.69)
BIAS = -2.44


def coherent(features: Coherence) -> float:
    """The probability that the quotes say it, by the fitted model; docs/evaluation.md says how it was fitted."""
    return float(1 / (1 + np.exp(-(BIAS + np.dot(astuple(WEIGHTS), astuple(features))))))


def coherence(
    said: Reading,
    held: Reading,
    cosines: tuple[Vectors, Vectors],
    ours: Sequence[Piece],
    theirs: Sequence[Piece],
    fresh: float,
) -> Coherence | None:
    """The features; ``None`` where nothing can be compared.

    ``cosines`` are the `similarities` of both; ``fresh`` is that of `assistant/support.py`.
    """
    rows, columns = said.content, held.content
    if not rows or not columns:
        return None
    both = blended(*cosines)
    roles = {row for piece in ours if piece.role for row in piece.rows}
    full = [i for i, row in enumerate(rows) if row not in roles and said.words[row].stem not in LIGHT]
    stems = {word.stem for word in held.words if word.content}
    known = float(np.mean([said.words[row].stem in stems for row in rows]))
    steps = [int(after) - int(before) for before, after in pairwise(both.argmax(axis=1))]
    return Coherence(
        fresh=fresh,
        full=float(both.max(axis=1)[full].mean()) if full else 0.0,
        clause=float((_clauses(said, rows) @ _clauses(held, columns, whole=True).T).max(axis=1).min()),
        loose=known * _share([not 0 <= step <= _NEXT for step in steps]),
        far=_share([abs(step) > _FAR for step in steps]),
        again=_again(ours, theirs) / len(rows),
    )


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if flags else 0.0


def _again(ours: Sequence[Piece], theirs: Sequence[Piece]) -> int:
    there = Counter(piece.key for piece in theirs)
    here = Counter(piece.key for piece in ours if piece.content)
    return sum(max(0, count - max(1, there[key])) for key, count in here.items())


def _clauses(reading: Reading, rows: Sequence[int], whole: bool = False) -> Vectors:
    """The normalised mean of the words' vectors of each clause, a row each; ``whole``: and of all."""
    breaks = [found.start() for found in CLAUSE_BREAK.finditer(reading.text)]
    parts: dict[int, list[int]] = {}
    for row in rows:
        parts.setdefault(sum(at < reading.words[row].start for at in breaks), []).append(row)
    sums = np.array([reading.vectors[part].sum(axis=0) for part in (*parts.values(), *([list(rows)] if whole else []))])
    normalised: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return normalised
