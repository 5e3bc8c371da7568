"""The phrasings of curated questions, as vectors: which curated questions a question is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.types import CuratedQuestion
from index.errors import HEAL, StoreError
from index.types import Vectors

NEAR = 6
"""Phrasings of a question that a match tells of."""

_QUESTIONS = TypeAdapter(tuple[CuratedQuestion, ...])
_TEXTS = TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Match:
    """A curated question, the one of its phrasings that is nearest, and the cosine of the two.

    What all phrasings of a guide have in common, above all its role, tells them not apart: ``centred`` is the cosine
    without it (less the mean of the guide's phrasings), of the nearest phrasing, and ``twice`` the mean of the two
    nearest ones: that more than one is near says more than that one is.
    """

    question: CuratedQuestion
    phrasing: str
    score: float
    centred: float
    twice: float
    near: tuple[tuple[str, float], ...]
    """The nearest phrasings with their cosines, the nearest first."""


@dataclass(frozen=True, slots=True)
class Run:
    """The curated questions of a guide: question ``i`` has the rows ``firsts[i]:firsts[i + 1]`` of ``vectors``.

    ``towards`` is each row's product with ``mean``, the rows' mean, and ``lengths`` the length of each row less it.
    """

    guide: str
    questions: tuple[CuratedQuestion, ...]
    vectors: Vectors
    firsts: NDArray[np.int64]
    mean: Vectors
    towards: Vectors
    lengths: Vectors

    @classmethod
    def over(
        cls, guide: str, questions: tuple[CuratedQuestion, ...], vectors: Vectors, firsts: NDArray[np.int64]
    ) -> Run:
        mean = vectors.mean(axis=0)
        lengths = np.maximum(np.linalg.norm(vectors - mean, axis=1), 1e-6)
        return cls(guide, questions, vectors, firsts, mean, vectors @ mean, lengths)

    def nearest(self, pooled: Vectors, k: int, least: float) -> list[Match]:
        """The ``k`` questions that are most like the one of ``pooled`` less what all phrasings have in common, the
        nearest first, of those with a phrasing at a cosine of ``least``."""
        scores = self.vectors @ pooled
        length = max(float(np.linalg.norm(pooled - self.mean)), 1e-6)
        # (v - m)(q - m) = vq - vm - mq + mm
        shared = float(self.mean @ pooled - self.mean @ self.mean)
        centred = (scores - self.towards - shared) / (self.lengths * length)
        order = np.argsort(-np.maximum.reduceat(centred, self.firsts[:-1]), kind="stable")
        near = np.maximum.reduceat(scores, self.firsts[:-1]) >= least
        return [self._match(place, scores, centred) for place in order[near[order]][:k].tolist()]

    def _match(self, place: int, scores: Vectors, centred: Vectors) -> Match:
        """The question at ``place``, whose cosines are those of its rows in ``scores`` and ``centred``."""
        rows = slice(int(self.firsts[place]), int(self.firsts[place + 1]))
        two = np.sort(centred[rows])[-2:]
        ask, own = self.questions[place].ask, np.minimum(scores[rows], 1.0).tolist()
        near = tuple((ask[i], own[i]) for i in np.argsort(-scores[rows], kind="stable")[:NEAR].tolist())
        return Match(self.questions[place], *near[0], float(two[-1]), float(two.mean()), near)


@dataclass(frozen=True, slots=True)
class CuratedIndex:
    """Curated questions with their phrasings' vectors: row ``i`` of ``vectors`` is of the ``i``-th phrasing of all.

    ``texts`` are the phrasings as they were embedded: in the words that a question is embedded in.
    """

    questions: tuple[CuratedQuestion, ...]
    texts: tuple[str, ...]
    vectors: Vectors
    runs: tuple[Run, ...] = field(init=False, repr=False, compare=False)
    """The questions of each guide, in runs: one about a role is compared with that role's phrasings only."""
    answering: Counter[str] = field(init=False, repr=False, compare=False)
    """How many guides answer the questions of an id."""

    def __post_init__(self) -> None:
        runs, row = [], 0
        for guide, questions in groupby(self.questions, lambda question: question.guide):
            run = tuple(questions)
            firsts = np.cumsum([row, *(len(question.ask) for question in run)], dtype=np.int64)
            runs.append(Run.over(guide, run, self.vectors[row : firsts[-1]], firsts - row))
            row = int(firsts[-1])
        object.__setattr__(self, "runs", tuple(runs))
        object.__setattr__(self, "answering", Counter(one.id for one in self.questions if one.answer))

    @classmethod
    def build(
        cls, questions: Sequence[CuratedQuestion], embedded: dict[str, Vectors], texts: Sequence[str]
    ) -> CuratedIndex:
        """``embedded`` holds a vector for each of ``texts``, the phrasings of ``questions`` in order."""
        rows = [embedded[text] for text in texts]
        return cls(tuple(questions), tuple(texts), np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32))

    def save(self, folder: Path) -> None:
        """Write to a new ``folder``."""
        folder.mkdir()
        (folder / "questions.json").write_bytes(_QUESTIONS.dump_json(self.questions))
        (folder / "texts.json").write_bytes(_TEXTS.dump_json(self.texts))
        np.save(folder / "vectors.npy", self.vectors)

    @classmethod
    def load(cls, folder: Path) -> CuratedIndex:
        """Raises ``StoreError``, ``OSError`` or ``ValueError`` where ``folder`` doesn't hold what ``save`` wrote."""
        questions = _QUESTIONS.validate_json((folder / "questions.json").read_bytes())
        texts = _TEXTS.validate_json((folder / "texts.json").read_bytes())
        vectors = np.load(folder / "vectors.npy", allow_pickle=False)
        if not (sum(len(question.ask) for question in questions) == len(texts) == len(vectors)):
            raise StoreError(f"{folder}: counts differ; {HEAL}")
        return cls(questions, texts, vectors)

    def nearest(self, pooled: Vectors, k: int, guides: Sequence[str] = (), least: float = -1.0) -> list[Match]:
        """The ``k`` curated questions that are most like a question, the nearest first, each at least ``least``.

        ``pooled`` is the question's vector; of ``guides`` only where given.
        """
        near = (
            match for run in self.runs if not guides or run.guide in guides for match in run.nearest(pooled, k, least)
        )
        return sorted(near, key=lambda match: -match.centred)[:k]


NONE = CuratedIndex((), (), np.zeros((0, 0), dtype=np.float32))
"""Of a corpus without curated questions."""
