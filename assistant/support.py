"""How far the quotes' words say what a statement's words say: the features of a small logistic model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.alignment import Reading, similarities
from assistant.edits import Edits, Piece
from assistant.figures import figures
from index.types import Vectors

_NEAR = 0.5
_BREAK = re.compile(r"[,;:()—–]|\b(?:and|or|but|which|who|because|since|while|whereas|so that|due to|if|when)\b", re.I)
_LEAST_PART = 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """What speaks for the content of a statement; all between 0 and 1, but for counts."""

    mean: float
    """Mean over the content words of the nearest word of the quotes; 1 where it is the same."""
    least: float
    """That of the worst content word."""
    second: float
    """That of the two worst on average."""
    part: float
    """The mean of the worst clause."""
    fresh: float
    """How near the words that stand in no quote come to those that the statement leaves out; 1 without any."""
    freshest: float
    """The same for the worst of them."""
    stray: float
    """How many of them come near none, per four words."""
    pooled: float
    """Cosine of statement and quotes as wholes."""
    kept: float
    """Share of the wording that is kept in order."""
    odd: float
    """How much worse the worst word is than the others are on average, times ``kept``."""


@dataclass(frozen=True, slots=True)
class Matched:
    """For each content word of the statement: its row, the nearest cosine, and whether a quote has the word."""

    rows: tuple[int, ...]
    best: Vectors
    same: tuple[bool, ...]


def coverage(
    said: Reading, held: Reading, ours: Sequence[Piece], theirs: Sequence[Piece], found: Edits
) -> tuple[Coverage, str]:
    """The features, and the word that the quotes say least of."""
    context, plain = similarities(said, held)
    both = 0.5 * context + 0.5 * plain
    rows, columns = said.content, held.content
    if not rows or not columns:
        return Coverage(0, 0, 0, 0, 0, 0, 1, 0, 0, 0), said.text
    stems = {held.words[c].stem for c in columns}
    names = {p.key for p in theirs if p.role}
    known_roles = {row for p in ours if p.role and p.key in names for row in p.rows}
    figured = _figured(said)
    best = both.max(axis=1)
    same = []
    for i, row in enumerate(rows):
        known = said.words[row].stem in stems or row in known_roles or row in figured
        same.append(known)
        if known:
            best[i] = 1.0
    left = {row for change in found.changes for p in change.left for row in p.rows}
    free = [j for j, column in enumerate(columns) if column in left]
    fresh = [i for i, known in enumerate(same) if not known]
    near = both[np.ix_(fresh, free)].max(axis=1) if fresh and free else np.zeros(len(fresh), dtype=np.float32)
    ordered = np.sort(best)
    worst = int(np.argmin(best))
    others = float(np.delete(best, worst).mean()) if len(best) > 1 else float(best[0])
    return Coverage(
        mean=float(best.mean()),
        least=float(ordered[0]),
        second=float(ordered[:2].mean()),
        part=_worst_part(said, rows, best),
        fresh=float(near.mean()) if fresh else 1.0,
        freshest=float(near.min()) if fresh else 1.0,
        stray=float((near < _NEAR).sum()) / 4,
        pooled=float(said.pooled @ held.pooled),
        kept=found.kept,
        odd=found.kept * (others - float(ordered[0])),
    ), said.words[rows[worst]].word


def _figured(reading: Reading) -> set[int]:
    spans = [(figure.start, figure.end) for figure in figures(reading.text)]
    return {i for i, word in enumerate(reading.words) if any(a <= word.start < b for a, b in spans)}


def _worst_part(said: Reading, rows: Sequence[int], best: Vectors) -> float:
    breaks = [found.start() for found in _BREAK.finditer(said.text)]
    parts: dict[int, list[float]] = {}
    for row, value in zip(rows, best, strict=True):
        parts.setdefault(sum(b < said.words[row].start for b in breaks), []).append(float(value))
    return min(float(np.mean(values)) for values in parts.values() if len(values) >= _LEAST_PART)


WEIGHTS = Coverage(
    mean=0.0, least=0.0, second=0.0, part=2.13, fresh=2.76, freshest=0.17, stray=-0.93, pooled=0.0, kept=0.0, odd=-3.19
)
BIAS = -0.93
THRESHOLD = 0.42


def likelihood(features: Coverage) -> float:
    """The probability that the quotes say it, by the fitted model."""
    return float(1 / (1 + np.exp(-(BIAS + np.dot(astuple(WEIGHTS), astuple(features))))))
