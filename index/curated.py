"""The phrasings of curated questions, as vectors: which curated questions a question is like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from corpus.types import CuratedQuestion
from index.errors import HEAL, StoreError
from index.types import Vectors

_QUESTIONS = TypeAdapter(tuple[CuratedQuestion, ...])
_TEXTS = TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Match:
    """A curated question, the one of its phrasings that is nearest, and the cosine of the two."""

    question: CuratedQuestion
    phrasing: str
    score: float


@dataclass(frozen=True, slots=True)
class CuratedIndex:
    """Curated questions with their phrasings' vectors: row ``i`` of ``vectors`` is of the ``i``-th phrasing of all.

    ``texts`` are the phrasings as they were embedded: in the words that a question is embedded in.
    """

    questions: tuple[CuratedQuestion, ...]
    texts: tuple[str, ...]
    vectors: Vectors
    rows: tuple[tuple[CuratedQuestion, str], ...] = field(init=False, repr=False, compare=False)
    """Of each row the question and its phrasing."""
    runs: tuple[tuple[str, slice], ...] = field(init=False, repr=False, compare=False)
    """The rows of each guide, in runs: a question about one role is compared with that role's phrasings only."""

    def __post_init__(self) -> None:
        rows = tuple((question, phrasing) for question in self.questions for phrasing in question.ask)
        object.__setattr__(self, "rows", rows)
        guides = groupby(range(len(rows)), lambda row: rows[row][0].guide)
        runs = tuple((guide, list(run)) for guide, run in guides)
        object.__setattr__(self, "runs", tuple((guide, slice(run[0], run[-1] + 1)) for guide, run in runs))

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

    def nearest(self, pooled: Vectors, guides: Sequence[str] = (), least: float = -1.0) -> Iterator[Match]:
        """Every phrasing that is at least ``least`` like a question, the nearest first.

        ``pooled`` is the question's vector; of ``guides`` only where given.
        """
        if not self.texts:
            return
        runs = [run for guide, run in self.runs if guide in guides] if guides else [slice(0, len(self.rows))]
        if not runs:
            return
        rows = np.concatenate([np.arange(run.start, run.stop) for run in runs])
        scores = np.concatenate([self.vectors[run] @ pooled for run in runs])
        near = np.flatnonzero(scores >= least)
        near = near[np.argsort(-scores[near], kind="stable")]
        for row, score in zip(rows[near].tolist(), scores[near].tolist(), strict=True):
            question, phrasing = self.rows[row]
            yield Match(question, phrasing, min(score, 1.0))


NONE = CuratedIndex((), (), np.zeros((0, 0), dtype=np.float32))
"""Of a corpus without curated questions."""
