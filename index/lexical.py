"""BM25 over stemmed words (Robertson & Zaragoza 2009; the Lucene variant of bm25s)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN

from corpus.words import INDEXED_WORD
from index.types import Vectors


class LexicalIndex:
    """Word index of one generation; rows are the generation's passages in order."""

    def __init__(self, retriever: bm25s.BM25, size: int) -> None:
        self._retriever = retriever
        self._size = size
        self._stemmer = Stemmer.Stemmer("english")
        self._held = np.diff(retriever.scores["indptr"]) if hasattr(retriever, "scores") else np.zeros(0, np.int64)

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index ``texts``; an empty vocabulary is allowed and matches nothing."""
        retriever = bm25s.BM25()
        stemmer = Stemmer.Stemmer("english")
        tokens = bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
        if any(tokens):
            retriever.index(tokens, show_progress=False)
        return cls(retriever, len(texts))

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
        words = words_of(question, self._stemmer)
        vocabulary = getattr(self._retriever, "vocab_dict", {})
        known = [word for word in words if word in vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores = np.asarray(self._retriever.get_scores(known), dtype=np.float32)
        frequencies = np.array([self._held[vocabulary[word]] if word in vocabulary else 0 for word in words])
        attainable = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5)).sum()
        return np.asarray(scores / attainable, dtype=np.float32)


def words_of(question: str, stemmer: Stemmer.Stemmer) -> list[str]:
    """The stems of ``question`` as ``bm25s.tokenize`` makes them, which for one text takes long to set up."""
    found = [word for word in INDEXED_WORD.findall(question.lower()) if word not in STOPWORDS_EN]
    return list(stemmer.stemWords(found))
