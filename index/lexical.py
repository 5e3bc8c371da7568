"""BM25 over stemmed words (Robertson & Zaragoza 2009; the Lucene variant of bm25s)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from index.types import Vectors


class LexicalIndex:
    """Word index of one generation; rows are the generation's passages in order."""

    def __init__(self, retriever: bm25s.BM25, size: int) -> None:
        self._retriever = retriever
        self._size = size
        self._stemmer = Stemmer.Stemmer("english")

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index ``texts``; an empty vocabulary is allowed and matches nothing."""
        retriever = bm25s.BM25()
        built = cls(retriever, len(texts))
        tokens = built._tokens(texts)
        if any(tokens):
            retriever.index(tokens, show_progress=False)
        return built

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        return cls(bm25s.BM25.load(folder) if any(folder.iterdir()) else bm25s.BM25(), size)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if hasattr(self._retriever, "scores"):
            self._retriever.save(folder, show_progress=False)

    def scores(self, question: str) -> Vectors:
        """BM25 of every passage for ``question`` as a share of what it can attain: shape ``(n,)``, 0 to 1.

        A word's BM25 never exceeds its inverse document frequency, so the sum of those is the most that a passage can
        reach. Words that no passage holds count in it: a question that is mostly about something else scores low.
        """
        words = self._tokens([question])[0]
        vocabulary = getattr(self._retriever, "vocab_dict", {})
        known = [word for word in words if word in vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores = np.asarray(self._retriever.get_scores(known), dtype=np.float32)
        held = np.diff(self._retriever.scores["indptr"])
        frequencies = np.array([held[vocabulary[word]] if word in vocabulary else 0 for word in words])
        attainable = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5)).sum()
        return np.asarray(scores / attainable, dtype=np.float32)

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False)  # type: ignore[no-any-return]
