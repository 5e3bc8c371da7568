"""A claim's words beside its evidence's words: which stands for which, and how nearly."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.language.opposites import alike, opposed
from assistant.language.words import Word, split_words
from index.types import Encoder, Vectors

CLAUSE_BREAK = re.compile(
    r"[,;:()—–]|\b(?:and|or|but|which|who|because|since|while|whereas|so that|due to|if|when)\b", re.I
)
"""Where a clause ends."""
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


class Reader:
    """Reads texts; keeps the vectors of single words. Thread-safe."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        self._read: dict[str, Reading] = {}
        self._pooled: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """All of ``texts``, with one forward for the words not seen before."""
        known = self._read
        new = [text for text in dict.fromkeys(texts) if text not in known]
        read = dict(zip(new, self._new(new), strict=True))
        with self._lock:
            self._read = {**(self._read if len(self._read) + len(new) <= _KEPT else {}), **read}
        return [read[text] if text in read else known[text] for text in texts]

    def pooled(self, texts: Sequence[str]) -> list[Vectors]:
        """The vector of each of ``texts`` as a whole, with one forward for those not encoded lately."""
        known = self._pooled
        new = [text for text in dict.fromkeys(texts) if text not in known]
        found = dict(zip(new, self._encoder.encode(new).pooled, strict=True)) if new else {}
        with self._lock:
            self._pooled = {**(self._pooled if len(self._pooled) + len(new) <= _KEPT else {}), **found}
        return [found[text] if text in found else known[text] for text in texts]

    def _new(self, texts: Sequence[str]) -> list[Reading]:
        split = [split_words(text) for text in texts]
        known = self._known({word.word for words in split for word in words if word.content})
        none = np.zeros(self._encoder.dimension, dtype=np.float32)
        return [
            Reading(
                text,
                words,
                np.array([known[word.word] if word.content else none for word in words], dtype=np.float32).reshape(
                    len(words), self._encoder.dimension
                ),
            )
            for text, words in zip(texts, split, strict=True)
        ]

    def _known(self, words: set[str]) -> dict[str, Vectors]:
        """The vectors of ``words`` at least."""
        known = self._vectors
        new = sorted(word for word in words if word not in known)
        if not new:
            return known
        learnt = dict(zip(new, self._encoder.encode(new).pooled, strict=True))
        with self._lock:
            self._vectors = {**(self._vectors if len(self._vectors) + len(new) <= _CACHED else {}), **learnt}
        return {**known, **learnt}


def similarities(claim: Reading, evidence: Reading) -> Vectors:
    """The cosine of each content word of ``claim`` with each of ``evidence``.

    Words of one stem count as 1, opposed ones as 0, those that may stand for each other as much.
    """
    rows, columns = claim.content, evidence.content
    found: Vectors = claim.vectors[rows] @ evidence.vectors[columns].T
    for i, row in enumerate(rows):
        one = claim.words[row]
        for j, column in enumerate(columns):
            other = evidence.words[column]
            if one.stem == other.stem:
                found[i, j] = 1.0
            elif (least := _relation(one.word, other.word)) is not None:
                found[i, j] = max(float(found[i, j]), least) if least else 0.0
    return found


@lru_cache(maxsize=_PAIRS)
def _relation(one: str, other: str) -> float | None:
    """0 for opposed words, the least cosine of those that are alike, ``None`` for all others."""
    return 0.0 if opposed(one, other) else _ALIKE if alike(one, other) else None
