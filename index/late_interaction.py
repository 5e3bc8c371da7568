"""Late interaction: token vectors of every passage, int8, and MaxSim over them.

MaxSim (Khattab & Zaharia 2020, ColBERT): for each token of the question the best cosine to a token of the
passage; here their weighted mean, so that questions of different lengths can be compared. Tokens are kept in segments:
the passage's context (its headings), then each of its sentences, so that one pass over the tokens tells how well the
passage, its heading and every sentence match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from index.types import Vectors

MAPPED_FROM = 256 * 1024 * 1024
"""Bytes from which a file is memory-mapped. A smaller one is read: what then happens to the file harms no answer."""


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Token vectors of one passage as stored: ``codes`` int8 ``(t, d)``, ``scales`` float32 ``(t,)``.

    ``segments`` int32 ``(s,)`` is the token that each segment begins with, the context first, then the sentences;
    ``lengths`` float32 ``(s,)`` the length of each segment's mean token vector (0 where it has no token).
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    segments: NDArray[np.int32]
    lengths: NDArray[np.float32]

    @property
    def vectors(self) -> Vectors:
        return self.codes * self.scales[:, None]


@dataclass(frozen=True, slots=True)
class Similarities:
    """How a question and some passages match; row ``i`` has the segments ``bounds[i]:bounds[i + 1]``.

    ``tokens`` has shape ``(segments, question tokens)``: the best cosine of each question token in each segment.
    ``means`` has shape ``(segments,)``: the cosine of the question's pooled vector and the segment's mean token vector.
    """

    tokens: Vectors
    means: Vectors
    bounds: NDArray[np.int64]


def stored(passage: Passage, tokens: Vectors, starts: NDArray[np.int32]) -> PassageTokens:
    """Token vectors ``(t, d)`` of ``passage.embedded`` for storing; ``starts`` says where each token begins in it."""
    shift = len(passage.context) + 1 - passage.start
    begins = np.array([0, *(start + shift for start, _ in passage.sentences)])
    return quantised(tokens, np.searchsorted(starts, begins).astype(np.int32))


def quantised(tokens: Vectors, segments: NDArray[np.int32]) -> PassageTokens:
    """Token vectors as int8 with one scale a token: 388 bytes a token for 384 dimensions, cosine error below 0.01."""
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0), 1e-9).astype(np.float32) / 127
    codes = np.rint(tokens / scales[:, None]).astype(np.int8)
    ends = [*segments[1:], len(tokens)]
    means = [
        tokens[a:b].mean(axis=0) if b > a else np.zeros(tokens.shape[1]) for a, b in zip(segments, ends, strict=True)
    ]
    return PassageTokens(codes, scales, segments, np.linalg.norm(means, axis=1).astype(np.float32))


class TokenIndex:
    """All passages' tokens and segments, concatenated; passage ``i`` has the tokens ``bounds[i]:bounds[i + 1]``."""

    def __init__(
        self,
        codes: NDArray[np.int8],
        scales: NDArray[np.float32],
        bounds: NDArray[np.int64],
        segments: NDArray[np.int32],
        lengths: NDArray[np.float32],
        segment_bounds: NDArray[np.int64],
    ) -> None:
        self._codes, self._scales, self._bounds = codes, scales, bounds
        self._segments, self._lengths, self._segment_bounds = segments, lengths, segment_bounds

    @classmethod
    def load(cls, folder: Path) -> TokenIndex:
        return cls(
            loaded(folder / "codes.npy"),
            loaded(folder / "scales.npy"),
            np.load(folder / "bounds.npy"),
            loaded(folder / "segments.npy"),
            loaded(folder / "lengths.npy"),
            np.load(folder / "segment_bounds.npy"),
        )

    @staticmethod
    def save(folder: Path, passages: Sequence[PassageTokens], dimension: int) -> None:
        """Write the tokens of ``passages``, in order."""
        folder.mkdir(parents=True, exist_ok=True)
        bounds = np.cumsum([0, *(len(p.scales) for p in passages)], dtype=np.int64)
        # Written plainly: on a full disk that is an error, where a memory map would be the end of the process.
        with (folder / "codes.npy").open("wb") as file:
            header = {"descr": "|i1", "fortran_order": False, "shape": (int(bounds[-1]), dimension)}
            np.lib.format.write_array_header_1_0(file, header)
            for passage in passages:
                file.write(np.ascontiguousarray(passage.codes, dtype=np.int8).tobytes())
        none = [np.zeros(0, np.float32)]
        np.save(folder / "scales.npy", np.concatenate([p.scales for p in passages] or none).astype(np.float32))
        np.save(folder / "bounds.npy", bounds)
        np.save(folder / "segments.npy", np.concatenate([p.segments for p in passages] or none).astype(np.int32))
        np.save(folder / "lengths.npy", np.concatenate([p.lengths for p in passages] or none).astype(np.float32))
        np.save(folder / "segment_bounds.npy", np.cumsum([0, *(len(p.segments) for p in passages)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def passage(self, row: int) -> PassageTokens:
        rows = slice(int(self._bounds[row]), int(self._bounds[row + 1]))
        segments = slice(int(self._segment_bounds[row]), int(self._segment_bounds[row + 1]))
        return PassageTokens(
            np.asarray(self._codes[rows]),
            np.asarray(self._scales[rows]),
            np.asarray(self._segments[segments]),
            np.asarray(self._lengths[segments]),
        )

    def similarities(self, question: Vectors, pooled: Vectors, rows: Sequence[int]) -> Similarities:
        """How the passages ``rows`` match a question of token vectors ``(t, d)`` and pooled vector ``(d,)``."""
        parts = [self.passage(row) for row in rows]
        bounds = np.cumsum([0, *(len(part.segments) for part in parts)], dtype=np.int64)
        best = np.zeros((int(bounds[-1]), len(question)), dtype=np.float32)
        means = np.zeros(int(bounds[-1]), dtype=np.float32)
        firsts = np.cumsum([0, *(len(part.scales) for part in parts)])
        begins = np.concatenate([part.segments + first for part, first in zip(parts, firsts, strict=False)] or [firsts])
        ends = np.append(begins[1:], firsts[-1])[: len(best)]
        begins = begins[: len(best)]
        filled = np.flatnonzero(ends > begins)
        if not len(filled):
            return Similarities(best, means, bounds)
        asked = np.concatenate([question, pooled[None, :]])
        codes = np.concatenate([part.codes for part in parts]).astype(np.float32)
        cosines = (asked @ codes.T) * np.concatenate([part.scales for part in parts])
        best[filled] = np.maximum.reduceat(cosines[:-1], begins[filled], axis=1).T
        sums = np.add.reduceat(cosines[-1], begins[filled])
        lengths = np.concatenate([part.lengths for part in parts])[filled]
        means[filled] = sums / (ends - begins)[filled] / np.maximum(lengths, 1e-6)
        return Similarities(best, means, bounds)


def loaded(path: Path) -> NDArray[Any]:
    """The array in a file of a generation, mapped where it is large."""
    return np.load(path, mmap_mode="r" if path.stat().st_size >= MAPPED_FROM else None)  # type: ignore[no-any-return]
