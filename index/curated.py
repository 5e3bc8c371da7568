"""The phrasings of curated questions, as vectors: which curated questions a question is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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

    def scores_of(self, pooled: Vectors, least: float) -> RunScores:
        """How the question of ``pooled`` is like these."""
        scores = self.vectors @ pooled
        length = max(float(np.linalg.norm(pooled - self.mean)), 1e-6)
        # (v - m)(q - m) = vq - vm - mq + mm
        shared = float(self.mean @ pooled - self.mean @ self.mean)
        centred = (scores - self.towards - shared) / (self.lengths * length)
        best = np.maximum.reduceat(centred, self.firsts[:-1])
        best[np.maximum.reduceat(scores, self.firsts[:-1]) < least] = -np.inf
        return RunScores(self, scores, centred, best)


@dataclass(frozen=True, slots=True)
class RunScores:
    """What one question and the phrasings of a ``run`` have in common, row by row: cosines (``scores``), and those
    without what all phrasings have in common (``centred``); ``best`` is the highest of these of each curated question,
    where a phrasing is near enough, else ``-inf``."""

    run: Run
    scores: Vectors
    centred: Vectors
    best: Vectors

    def match(self, place: int) -> Match:
        """The curated question at ``place``."""
        rows, question = slice(*self.run.firsts[place : place + 2].tolist()), self.run.questions[place]
        scores, two = self.scores[rows].tolist(), sorted(self.centred[rows].tolist())[-2:]
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:NEAR]
        near = tuple((question.ask[i], min(scores[i], 1.0)) for i in order)
        return Match(question, *near[0], two[-1], float(np.float32(sum(two))) / len(two), near)


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

    def nearest(self, pooled: Vectors, k: int, guides: Sequence[str] = (), least: float = -1.0) -> Iterator[Match]:
        """The ``k`` curated questions that are most like a question, the nearest first, each at least ``least``.

        ``pooled`` is the question's vector; of ``guides`` only where given.
        """
        asked = [run.scores_of(pooled, least) for run in self.runs if not guides or run.guide in guides]
        if not asked:
            return
        best = np.concatenate([one.best for one in asked])
        nearest = np.argsort(-best, kind="stable")[: min(k, np.count_nonzero(best > -np.inf))]
        begins = np.cumsum([0, *(len(one.best) for one in asked)])
        of = np.searchsorted(begins, nearest, side="right") - 1
        for run, place in zip(of.tolist(), (nearest - begins[of]).tolist(), strict=True):
            yield asked[run].match(place)

    def common(self, pooled: Vectors, k: int, guides: Sequence[str]) -> tuple[tuple[Match, ...], ...]:
        """Of the curated questions that half of ``guides`` have at least, the ``k`` that are most like a question that
        is put to all of them, the nearest first: each guide's own match."""
        own: dict[str, list[tuple[RunScores, int]]] = {}
        for asked in (run.scores_of(pooled, -1.0) for run in self.runs if run.guide in guides):
            for place, question in enumerate(asked.run.questions):
                own.setdefault(question.id, []).append((asked, place))
        common = [found for found in own.values() if 2 * len(found) >= len(guides)]
        common.sort(key=lambda found: -sum(float(asked.best[place]) for asked, place in found) / len(found))
        return tuple(tuple(asked.match(place) for asked, place in found) for found in common[:k])


NONE = CuratedIndex((), (), np.zeros((0, 0), dtype=np.float32))
"""Of a corpus without curated questions."""
