"""A claim's words beside its evidence's words: which stands for which, and how nearly."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

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
"""Texts that are kept as read: one answer's quotes are looked at again for each of its statements; some 60 kB each."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its words, their vectors in its context and by themselves (a row a word), and its pooled vector."""

    text: str
    words: tuple[Word, ...]
    vectors: Vectors
    plain: Vectors
    pooled: Vectors

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
    pooled = np.sum([reading.pooled for reading in readings], axis=0)
    return Reading(
        " ".join(reading.text for reading in readings),
        tuple(words),
        np.concatenate([reading.vectors for reading in readings]),
        np.concatenate([reading.plain for reading in readings]),
        pooled / max(float(np.linalg.norm(pooled)), 1e-9),
    )


class Reader:
    """Reads texts; keeps the vectors of single words. Thread-safe."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._plain: dict[str, Vectors] = {}
        self._read: dict[str, Reading] = {}
        self._lock = threading.Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """All of ``texts`` that weren't read lately in one forward, and one for the words not seen before."""
        known = self._read
        new = [text for text in dict.fromkeys(texts) if text not in known]
        read = dict(zip(new, self._new(new), strict=True)) if new else {}
        with self._lock:
            self._read = {**(self._read if len(self._read) + len(new) <= _KEPT else {}), **read}
        return [read[text] if text in read else known[text] for text in texts]

    def _new(self, texts: Sequence[str]) -> list[Reading]:
        split = [split_words(text) for text in texts]
        self._learn({word.word for words in split for word in words if word.content})
        encoded = self._encoder.encode(list(texts))
        return [
            Reading(
                text,
                words,
                _word_vectors(words, encoded.tokens[i], encoded.offsets[i]),
                self._plain_vectors(words),
                encoded.pooled[i],
            )
            for i, (text, words) in enumerate(zip(texts, split, strict=True))
        ]

    def _learn(self, words: set[str]) -> None:
        new = sorted(word for word in words if word not in self._plain)
        if not new:
            return
        pooled = self._encoder.encode(new).pooled
        with self._lock:
            if len(self._plain) + len(new) > _CACHED:
                self._plain = {}
            self._plain = {**self._plain, **dict(zip(new, pooled, strict=True))}

    def _plain_vectors(self, words: Sequence[Word]) -> Vectors:
        known, none = self._plain, np.zeros(self._encoder.dimension, dtype=np.float32)
        rows = [known.get(word.word, none) if word.content else none for word in words]
        return np.array(rows, dtype=np.float32).reshape(len(words), self._encoder.dimension)


def _word_vectors(words: Sequence[Word], tokens: Vectors, offsets: NDArray[np.int32]) -> Vectors:
    """The normalised mean of each word's token vectors; 0 for a word that the encoder cut off."""
    rows = np.zeros((len(words), tokens.shape[1]), dtype=np.float32)
    for i, word in enumerate(words):
        inside = (offsets[:, 0] < word.end) & (offsets[:, 1] > word.start)
        if inside.any():
            mean = tokens[inside].mean(axis=0)
            rows[i] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return rows


def blended(context: Vectors, plain: Vectors) -> Vectors:
    """The mean of both cosines of `similarities`; 1 where the word is the same."""
    both: Vectors = 0.5 * context + 0.5 * plain
    both[plain >= 1.0] = 1.0
    return both


def similarities(claim: Reading, evidence: Reading) -> tuple[Vectors, Vectors]:
    """Cosines of each content word of ``claim`` with each of ``evidence``: in context, and by themselves.

    Words of one stem count as 1 by themselves, opposed ones as 0.
    """
    rows, columns = claim.content, evidence.content
    context = claim.vectors[rows] @ evidence.vectors[columns].T
    plain = claim.plain[rows] @ evidence.plain[columns].T
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            one, other = claim.words[row], evidence.words[column]
            if one.stem == other.stem:
                plain[i, j] = 1.0
            elif opposed(one.word, other.word):
                plain[i, j] = 0.0
            elif alike(one.word, other.word):
                plain[i, j] = max(float(plain[i, j]), 0.8)
    return context, plain
