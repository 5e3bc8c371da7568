"""How far the quotes' words say what a statement's words say: the features of a small logistic model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.alignment import CLAUSE_BREAK, Reading
from assistant.edits import Edits, Piece
from assistant.figures import figures
from assistant.light import LIGHT
from index.types import Vectors

_NEAR = 0.5
"""Cosine below which a word that stands in no quote comes near none."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What speaks for the content of a statement. A word is as near to the quotes as the mean of two cosines to its
    nearest word there: in context, and by itself; 1 where it is the same word."""

    part: float
    """The mean over the content words of the clause that is said least."""
    fresh: float
    """How near the words that stand in no quote come to those that the statement leaves out; 1 without any."""
    stray: float
    """How many of them come near none, over the root of the number of content words."""
    odd: float
    """How much farther the farthest word is than the others on average, times the share of the wording that is kept."""


WEIGHTS = Coverage(part=1.21, fresh=2.26, stray=-0.75, odd=-3.7)
BIAS = -0.43
THRESHOLD = 0.3
"""Of this model and of `assistant/coherence.py`; docs/evaluation.md says how both were fitted."""


def likelihood(features: Coverage) -> float:
    """The probability that the quotes say it, by the fitted model."""
    return float(1 / (1 + np.exp(-(BIAS + np.dot(astuple(WEIGHTS), astuple(features))))))


def coverage(
    said: Reading,
    held: Reading,
    cosines: tuple[Vectors, Vectors],
    ours: Sequence[Piece],
    theirs: Sequence[Piece],
    found: Edits,
    role: str | None = None,
) -> tuple[Coverage, str]:
    """The features, and the word that the quotes say least of.

    ``cosines`` are the `similarities` of both; ``role`` is one that the quotes mean and don't name.
    """
    context, plain = cosines
    both = 0.5 * context + 0.5 * plain
    rows, columns = said.content, held.content
    if not rows or not columns:
        return Coverage(float(not rows), float(not rows), 0.0, 0.0), said.text
    known = _known(said, held, ours, theirs, role)
    best = np.where([row in known for row in rows], 1.0, both.max(axis=1))
    left = {row for change in found.changes for piece in change.left for row in piece.rows}
    free = [j for j, column in enumerate(columns) if column in left]
    fresh = [i for i, row in enumerate(rows) if row not in known]
    near = both[np.ix_(fresh, free)].max(axis=1) if fresh and free else np.zeros(len(fresh))
    worst = int(np.argmin(best))
    others = float(np.delete(best, worst).mean()) if len(best) > 1 else float(best[0])
    features = Coverage(
        part=_worst_part(said, rows, best),
        fresh=float(near.mean()) if fresh else 1.0,
        stray=float((near < _NEAR).sum()) / len(rows) ** 0.5,
        odd=found.kept * (others - float(best[worst])),
    )
    return features, said.words[rows[worst]].word


def _known(
    said: Reading, held: Reading, ours: Sequence[Piece], theirs: Sequence[Piece], role: str | None
) -> frozenset[int]:
    """The rows of the words that the quotes have, that name one of their roles, are a figure, or add little."""
    stems = {word.stem for word in held.words if word.content} | LIGHT
    names = {piece.key for piece in theirs if piece.role} | ({f"role:{role}"} if role else set())
    spans = [(figure.start, figure.end) for figure in figures(said.text)]
    return frozenset(
        {row for row in said.content if said.words[row].stem in stems}
        | {row for piece in ours if piece.key in names for row in piece.rows}
        | {row for row in said.content if any(a <= said.words[row].start < b for a, b in spans)}
    )


def _worst_part(said: Reading, rows: Sequence[int], best: Vectors) -> float:
    breaks = [found.start() for found in CLAUSE_BREAK.finditer(said.text)]
    parts: dict[int, list[float]] = {}
    for row, value in zip(rows, best, strict=True):
        parts.setdefault(sum(b < said.words[row].start for b in breaks), []).append(float(value))
    return min(float(np.mean(values)) for values in parts.values())
