"""A claim's words beside its evidence's words: which stands for which, and how nearly."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar

import numpy as np

from assistant.language.opposites import alike, may_relate, opposed
from assistant.language.words import Word, split_words
from index.types import Encoder, Vectors

T = TypeVar("T")
CLAUSE_BREAK = re.compile(
    r"[,;:()—–]|\b(?:and|or|but|which|who|because|since|while|whereas|so that|due to|if|when)\b", re.I
)
"""Where a clause ends. E.g. "The mate keeps watch *while* the captain sleeps.", "The mate*,* a novice, keeps watch"."""
_CACHED = 20_000
"""Words whose vectors are kept; a word is some 1.5 kB."""
_KEPT = 1000
"""Texts that are kept as read, and as encoded: one answer's quotes are looked at again for each of its statements."""
_PAIRS = 100_000
"""Pairs of words of which is kept whether they are opposed or alike."""
_ALIKE = 0.8
"""The least cosine of words that may stand for each other."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its words and the vector of each by itself, a row a word; empty words have zeros."""

    text: str
    words: tuple[Word, ...]
    vectors: Vectors

    @property
    def content(self) -> list[int]:
        return [i for i, word in enumerate(self.words) if word.content]


def joined(readings: Sequence[Reading]) -> Reading:
    """Several readings as one text, with a blank between them."""
    if len(readings) == 1:
        return readings[0]
    words: list[Word] = []
    shift = 0
    for reading in readings:
        words += [replace(word, start=word.start + shift, end=word.end + shift) for word in reading.words]
        shift += len(reading.text) + 1
    return Reading(
        " ".join(reading.text for reading in readings),
        tuple(words),
        np.concatenate([reading.vectors for reading in readings]),
    )


class _Kept(Generic[T]):
    """What was worked out for a text, at most ``most`` of them: begun anew where there would be more. Thread-safe."""

    def __init__(self, most: int, work: Callable[[list[str]], Iterable[T]]) -> None:
        """``work`` gives a value for each of several texts, in order."""
        self._most, self._work = most, work
        self._known: dict[str, T] = {}
        self._lock = threading.Lock()

    def of(self, texts: Iterable[str]) -> dict[str, T]:
        """The value of each of ``texts``; those that aren't known are worked out together."""
        asked, known = dict.fromkeys(texts), self._known
        new = [text for text in asked if text not in known]
        learnt = dict(zip(new, self._work(new), strict=True)) if new else {}
        if new:
            with self._lock:
                self._known = {**(self._known if len(self._known) + len(new) <= self._most else {}), **learnt}
        return {text: learnt[text] if text in learnt else known[text] for text in asked}


class Reader:
    """Reads texts; keeps the vectors of single words. Thread-safe."""

    def __init__(self, encoder: Encoder) -> None:
        self._none = np.zeros(encoder.dimension, dtype=np.float32)

        def encoded(texts: list[str]) -> Vectors:
            return encoder.encode(texts).pooled

        self._words = _Kept(_CACHED, encoded)
        self._texts = _Kept(_KEPT, encoded)
        self._readings = _Kept(_KEPT, self._new)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """All of ``texts``, with one forward for the words not seen before."""
        found = self._readings.of(texts)
        return [found[text] for text in texts]

    def pooled(self, texts: Sequence[str]) -> list[Vectors]:
        """The vector of each of ``texts`` as a whole, with one forward for those not encoded lately."""
        found = self._texts.of(texts)
        return [found[text] for text in texts]

    def _new(self, texts: Sequence[str]) -> list[Reading]:
        split = [split_words(text) for text in texts]
        vectors = self._words.of(sorted({word.word for words in split for word in words if word.content}))
        return [Reading(text, words, self._rows(words, vectors)) for text, words in zip(texts, split, strict=True)]

    def _rows(self, words: Sequence[Word], vectors: Mapping[str, Vectors]) -> Vectors:
        rows = [vectors[word.word] if word.content else self._none for word in words]
        return np.array(rows, dtype=np.float32).reshape(len(words), len(self._none))


def similarities(claim: Reading, evidence: Reading) -> Vectors:
    """The cosine of each content word of ``claim`` with each of ``evidence``.

    Words of one stem count as 1, opposed ones as 0, those that may stand for each other as much.
    """
    rows, columns = claim.content, evidence.content
    found: Vectors = claim.vectors[rows] @ evidence.vectors[columns].T
    theirs = [evidence.words[column] for column in columns]
    related = [j for j, other in enumerate(theirs) if may_relate(other.word)]
    for i, one in enumerate(claim.words[row] for row in rows):
        for j in range(len(theirs)) if may_relate(one.word) else related:
            if (least := _relation(one.word, theirs[j].word)) is not None:
                found[i, j] = max(float(found[i, j]), least) if least else 0.0
        for j, other in enumerate(theirs):
            if one.stem == other.stem:
                found[i, j] = 1.0
    return found


@lru_cache(maxsize=_PAIRS)
def _relation(one: str, other: str) -> float | None:
    """0 for opposed words, the least cosine of those that are alike, ``None`` for all others."""
    return 0.0 if opposed(one, other) else _ALIKE if alike(one, other) else None
