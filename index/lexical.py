"""BM25 over stemmed words (Robertson & Zaragoza 2009, in Lucene's variant): how often each word stands in each passage.

Counts are kept, and scores are made of them when they are loaded: a score depends on all passages, a count on its own
passage only, so those of a generation can be carried over to the next.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import Stemmer
from numpy.typing import NDArray

from corpus.english import english
from corpus.words import INDEXED_WORD
from index.types import Vectors

_SATURATION, _BY_LENGTH = 1.5, 0.75
"""BM25's k1 and b."""
_KEPT = 8
"""Questions of which the scores of all passages are kept."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Of each of ``words``, sorted: the ``rows`` of the passages that hold it and how often, at
    ``bounds[i]:bounds[i + 1]``. ``lengths`` are the passages' words, counted with repetitions."""

    words: tuple[str, ...]
    bounds: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Mapping[int, str], size: int) -> Postings:
        """Of ``size`` passages, of which those with ``texts``, by their rows, hold words."""
        stemmer = Stemmer.Stemmer("english")
        counted = {row: Counter(words_of(text, stemmer)) for row, text in texts.items()}
        words = sorted({word for counts in counted.values() for word in counts})
        places = {word: place for place, word in enumerate(words)}
        lengths = np.zeros(size, dtype=np.int32)
        lengths[list(counted)] = [counts.total() for counts in counted.values()]
        return cls._sorted(
            tuple(words),
            np.array([places[word] for counts in counted.values() for word in counts], dtype=np.int64),
            np.repeat(np.array(list(counted), dtype=np.int64), [len(counts) for counts in counted.values()]),
            np.array([min(count, 65_535) for counts in counted.values() for count in counts.values()], dtype=np.uint16),
            lengths,
        )

    @classmethod
    def _sorted(
        cls,
        words: tuple[str, ...],
        places: NDArray[np.int64],
        rows: NDArray[np.int64],
        counts: NDArray[np.uint16],
        lengths: NDArray[np.int32],
    ) -> Postings:
        order = np.argsort(places * len(lengths) + rows, kind="stable")
        bounds = np.searchsorted(places[order], np.arange(len(words) + 1))
        return cls(words, bounds, rows[order].astype(np.int32), counts[order], lengths)

    def moved(self, origins: NDArray[np.int64], others: Postings) -> Postings:
        """Those of ``others``, and of the passages that came here from the rows ``origins`` (-1: from nowhere)."""
        now = np.full(len(self.lengths), -1, dtype=np.int64)
        came = np.flatnonzero(origins >= 0)
        now[origins[came]] = came
        kept = now[self.rows] >= 0
        held = np.repeat(np.arange(len(self.words)), np.diff(self.bounds))[kept]
        mine = [self.words[place] for place in np.unique(held).tolist()]
        words = sorted({*mine, *others.words})
        places = {word: place for place, word in enumerate(words)}
        mine_at = np.array([places.get(word, -1) for word in self.words], dtype=np.int64)[held]
        others_at = np.array([places[word] for word in others.words], dtype=np.int64)
        lengths = others.lengths.copy()
        lengths[came] = self.lengths[origins[came]]
        return Postings._sorted(
            tuple(words),
            np.concatenate([mine_at, np.repeat(others_at, np.diff(others.bounds))]),
            np.concatenate([now[self.rows[kept]], others.rows]),
            np.concatenate([self.counts[kept], others.counts]),
            lengths,
        )

    def scores(self) -> Vectors:
        """BM25 of each word in each passage that holds it."""
        held, size = np.diff(self.bounds), len(self.lengths)
        rarities = np.log(1 + (size - held + 0.5) / (held + 0.5)).astype(np.float32)
        mean = max(float(self.lengths.mean()), 1e-9) if size else 1.0
        least = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * self.lengths / mean)
        counts = self.counts.astype(np.float64)
        return (np.repeat(rarities, held) * (counts / (least[self.rows] + counts))).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write to a new ``folder``."""
        folder.mkdir(parents=True)
        (folder / "words.json").write_text(json.dumps(self.words), encoding="utf-8")
        for name in ("bounds", "rows", "counts", "lengths"):
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Raises ``OSError`` or ``ValueError``."""
        words = json.loads((folder / "words.json").read_bytes())
        bounds, rows, counts, lengths = (
            np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("bounds", "rows", "counts", "lengths")
        )
        return cls(tuple(words), bounds, rows, counts, lengths)


class LexicalIndex:
    """Word index of one generation; rows are the generation's passages in order."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._places = {word: place for place, word in enumerate(postings.words)}
        self._scores = postings.scores()
        self._stemmer = Stemmer.Stemmer("english")
        self._scored: dict[str, Vectors] = {}

    def scores(self, question: str) -> Vectors:
        """BM25 of every passage for ``question`` as a share of what it can attain: shape ``(n,)``, 0 to 1.

        A word's BM25 never exceeds its inverse document frequency, so the sum of those is the most that a passage can
        reach. Words that no passage holds count in it: a question that is mostly about something else scores low.
        What comes is not to be written to: a question is often searched more than once.
        """
        found = self._scored.get(question)
        if found is None:
            if len(self._scored) >= _KEPT:
                self._scored.clear()
            found = self._scored[question] = self._scores_of(question)
        return found

    def _scores_of(self, question: str) -> Vectors:
        size = len(self.postings.lengths)
        found, held = np.zeros(size, dtype=np.float32), []
        for word in words_of(question, self._stemmer):
            place = self._places.get(word)
            part = slice(0, 0) if place is None else slice(*self.postings.bounds[place : place + 2].tolist())
            found[self.postings.rows[part]] += self._scores[part]
            held.append(part.stop - part.start)
        frequencies = np.array(held)
        attainable = np.log1p((size - frequencies + 0.5) / (frequencies + 0.5)).sum()
        return np.asarray(found / attainable, dtype=np.float32) if any(held) else found


def words_of(text: str, stemmer: Stemmer.Stemmer) -> list[str]:
    """The stems of ``text`` as ``bm25s.tokenize`` makes them, which for one text takes long to set up."""
    stop_words = english().stop_words
    found = [word for word in INDEXED_WORD.findall(text.lower()) if word not in stop_words]
    return list(stemmer.stemWords(found))
