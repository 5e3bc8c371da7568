"""Late interaction: token vectors of every passage, in few bytes, and MaxSim over them.

MaxSim (Khattab & Zaharia 2020, ColBERT): for each token of the question the best cosine to a token of the
passage; here their weighted mean, so that questions of different lengths can be compared. Tokens are kept in segments:
the passage's context (its headings), then each of its sentences, so that one pass over the tokens tells how well the
passage, its heading and every sentence match.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from index.errors import HEAL, Damaged
from index.token_form import Codes, TokenForm
from index.types import Vectors

MAPPED_FROM = 256 * 1024 * 1024
"""Bytes from which a file is memory-mapped. A smaller one is read: what then happens to the file harms no answer."""
OPENED_UP_TO = 4 * 1024 * 1024
"""Up to so many bytes of blocks all are kept opened, in four times as many: a question then takes 0.5 ms less."""
BLOCKS, TAIL, FIRSTS = "blocks.bin", "tail.bin", "firsts.npy"
"""The blocks of the base, those of its tail where it has one, and where in both, one after the other, each passage's
begin."""
PARTS = {"segments": np.uint16, "lengths": np.float16, "held": np.uint16, "parts": np.uint16, "sums": np.uint32}
"""The files beside it, each an array of ``PassageTokens``, and what it is of."""


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Token vectors of passages that stand together, as stored: ``blocks`` uint8 ``(t, width)`` in some form.

    ``segments`` uint16 ``(s,)`` is the token of its passage that each segment begins with, the context first, then the
    sentences; ``lengths`` float16 ``(s,)`` the length of each segment's mean token vector (0 where it has no token).
    Of each passage ``held`` uint16 counts the tokens, ``parts`` uint16 the segments, and ``sums`` uint32 is its block's
    checksum.
    """

    blocks: NDArray[np.uint8]
    segments: NDArray[np.uint16]
    lengths: NDArray[np.float16]
    held: NDArray[np.uint16]
    parts: NDArray[np.uint16]
    sums: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Similarities:
    """How a question and some passages match; row ``i`` has the segments ``bounds[i]:bounds[i + 1]``.

    ``tokens`` has shape ``(segments, question tokens)``: the best cosine of each question token in each segment.
    ``means``, of shape ``(segments,)``, are the cosines of the question's pooled vector and the segment's mean token
    vector, ``expected`` those of the answer that is expected.
    """

    tokens: Vectors
    means: Vectors
    expected: Vectors
    bounds: NDArray[np.int64]


def stored(passage: Passage, tokens: Vectors, starts: NDArray[np.int32], form: TokenForm) -> PassageTokens:
    """Token vectors ``(t, d)`` of ``passage.embedded`` for storing; ``starts`` says where each token begins in it."""
    shift = len(passage.context) + 1 - passage.start
    begins = np.array([0, *(start + shift for start, _ in passage.sentences)])
    return segmented(tokens, np.searchsorted(starts, begins), form)


def segmented(tokens: Vectors, segments: NDArray[np.integer[Any]], form: TokenForm) -> PassageTokens:
    """Token vectors ``(t, d)`` of a passage, whose segments begin at ``segments``, for storing."""
    ends = np.append(segments[1:], len(tokens))
    sums = np.zeros((len(segments), tokens.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(ends > segments)
    if len(filled):
        sums[filled] = np.add.reduceat(tokens, np.asarray(segments)[filled].astype(np.intp), axis=0)
    lengths = np.linalg.norm(sums, axis=1) / np.maximum(ends - segments, 1)
    block = form.packed(tokens)
    return PassageTokens(
        block,
        np.asarray(segments, dtype=np.uint16),
        lengths.astype(np.float16),
        held=np.array([len(block)], dtype=np.uint16),
        parts=np.array([len(segments)], dtype=np.uint16),
        sums=np.array([zlib.crc32(block.data)], dtype=np.uint32),
    )


class TokenIndex:
    """All passages' segments, one after the other, and their tokens: those of the passage ``i`` are the ``held[i]``
    from ``firsts[i]`` of the base's blocks and its tail's.

    Where blocks are mapped, each passage's is compared with its checksum when it is first read.
    """

    def __init__(
        self,
        form: TokenForm,
        tokens: PassageTokens,
        name: str = "",
        *,
        firsts: NDArray[np.int64] | None = None,
        tail: NDArray[np.uint8] | None = None,
        compared: bool = True,
    ) -> None:
        """The blocks of ``tokens`` are the base's, in order unless ``firsts`` are given. Unless they are ``compared``,
        blocks are when they are read."""
        self.form = form
        self._blocks, self._segments = tokens.blocks, tokens.segments
        self._tail = tail if tail is not None else tokens.blocks[:0]
        self._lengths, self._sums = tokens.lengths, tokens.sums
        self._held, self._parts = tokens.held, tokens.parts
        bounds, self._segment_bounds = (
            np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]) for counts in (tokens.held, tokens.parts)
        )
        self.firsts = firsts if firsts is not None else bounds[:-1]
        self._lasts = self.firsts + tokens.held
        if len(self.firsts) and not 0 <= int(self.firsts.min()) <= int(self._lasts.max()) <= self.size:
            raise ValueError("tokens and their counts differ")
        self._name = name
        self.is_mapped = not compared
        self._compared = np.full(len(tokens.held), compared)
        self.damage: Damaged | None = None
        small = compared and self.size * form.width <= OPENED_UP_TO
        self._whole = form.opened(np.concatenate([self._blocks, self._tail])) if small else None

    @classmethod
    def load(cls, folder: Path, name: str = "", *, mapped: bool = False) -> TokenIndex:
        """Those of the generation ``name``, ``mapped`` whatever their size. Raises ``OSError`` or ``ValueError``."""
        form, paths = TokenForm.load(folder / "projection.npy"), [folder / BLOCKS, folder / TAIL]
        blocks, tail = (_content(path, mapped).reshape(-1, form.width) for path in paths)
        parts = (np.load(folder / f"{part}.npy", allow_pickle=False) for part in PARTS)
        tokens = PassageTokens(blocks, *parts)
        firsts = np.load(folder / FIRSTS, allow_pickle=False)
        if not (len(firsts) == len(tokens.held) == len(tokens.parts)) or tokens.parts.sum() != len(tokens.segments):
            raise ValueError("tokens and their counts differ")
        return cls(form, tokens, name, firsts=firsts, tail=tail, compared=not any(map(is_mapped, paths)))

    def __len__(self) -> int:
        return len(self.firsts)

    @property
    def base_size(self) -> int:
        """How many tokens the base has, with those of passages that are gone."""
        return len(self._blocks)

    @property
    def size(self) -> int:
        """The same with its tail's."""
        return len(self._blocks) + len(self._tail)

    def stored(self, rows: slice, *, blocks: bool = True) -> PassageTokens:
        """What stands in ``rows``, as it was written, its ``blocks`` only where they are wanted; none of it is
        compared."""
        segments = self._segment_bounds[rows.start : rows.stop + 1]
        inside = slice(segments[0], segments[-1])
        return PassageTokens(
            np.concatenate([self._blocks[:0], *self._blocks_of(np.arange(rows.start, rows.stop))])
            if blocks
            else self._blocks[:0],
            self._segments[inside],
            self._lengths[inside],
            self._held[rows],
            self._parts[rows],
            self._sums[rows],
        )

    def vectors(self, row: int) -> Vectors:
        """The token vectors of a passage in the dimensions that are kept. Raises ``Damaged``."""
        return self.form.unpacked(self._read(np.array([row]))[0])

    def _read(self, rows: NDArray[np.int64]) -> list[NDArray[np.uint8]]:
        blocks = self._blocks_of(rows)
        for at in np.flatnonzero(~self._compared[rows]).tolist():
            self._compare(int(rows[at]), blocks[at])
        return blocks

    def _blocks_of(self, rows: NDArray[np.int64]) -> list[NDArray[np.uint8]]:
        places = zip(self.firsts[rows].tolist(), self._lasts[rows].tolist(), strict=True)
        base, tail, end = self._blocks, self._tail, len(self._blocks)
        return [base[at:last] if at < end else tail[at - end : last - end] for at, last in places]

    def _opened(self, rows: NDArray[np.int64]) -> Codes:
        if self._whole is None:
            return self.form.opened(np.concatenate(self._read(rows)))
        return self._whole.at(list(map(slice, self.firsts[rows].tolist(), self._lasts[rows].tolist())))

    def _compare(self, row: int, block: NDArray[np.uint8]) -> None:
        if zlib.crc32(block.data) != self._sums[row]:
            file = BLOCKS if self.firsts[row] < len(self._blocks) else TAIL
            self.damage = Damaged(f"generation {self._name}: tokens/{file} is not what was written; {HEAL}")
            raise self.damage
        self._compared[row] = True

    def similarities(self, question: Vectors, pooled: Vectors, expected: Vectors, rows: Sequence[int]) -> Similarities:
        """How the passages ``rows`` match a question of token vectors ``(t, d)`` and pooled vector ``(d,)``, whose
        answer's is ``expected`` to be ``(d,)``. Raises ``Damaged``.
        """
        wanted = np.asarray(rows, dtype=np.int64)
        counts = self._segment_bounds[wanted + 1] - self._segment_bounds[wanted]
        bounds = np.concatenate([[0], np.cumsum(counts)])
        best = np.zeros((int(bounds[-1]), len(question)), dtype=np.float32)
        means = np.zeros((2, int(bounds[-1])), dtype=np.float32)
        firsts = np.concatenate([[0], np.cumsum(self._held[wanted], dtype=np.int64)])
        # Of each segment asked for: where it stands among all, and where its first token is among those that are read.
        places = np.arange(bounds[-1]) + np.repeat(self._segment_bounds[wanted] - bounds[:-1], counts)
        begins = self._segments[places] + np.repeat(firsts[:-1], counts)
        ends = np.append(begins[1:], firsts[-1])[: len(begins)]
        filled = np.flatnonzero(ends > begins)
        if not len(filled):
            return Similarities(best, means[0], means[1], bounds)
        asked = self.form.reduced(np.concatenate([question, pooled[None, :], expected[None, :]]))
        cosines = self.form.products(self._opened(wanted), asked)
        best[filled] = np.maximum.reduceat(cosines[:, :-2], begins[filled], axis=0)
        sums = np.add.reduceat(cosines[:, -2:].T, begins[filled], axis=1)
        lengths = self._lengths[places[filled]].astype(np.float32)
        means[:, filled] = sums / (ends - begins)[filled] / np.maximum(lengths, 1e-6)
        return Similarities(best, means[0], means[1], bounds)


def _content(path: Path, mapped: bool) -> NDArray[np.uint8]:
    """The bytes of a file; none where there is none."""
    if not path.exists() or not path.stat().st_size:
        return np.zeros(0, dtype=np.uint8)
    return _mapped(path) if mapped or is_mapped(path) else np.fromfile(path, np.uint8)


def _mapped(path: Path) -> NDArray[np.uint8]:
    """The bytes of a file, read when they are needed: a plain array, whose slices are quicker than a ``memmap``'s.

    The system isn't to read ahead: the blocks of a question stand anywhere, and what is between them isn't wanted.
    """
    with path.open("rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(mmap, "MADV_RANDOM"):
        mapping.madvise(mmap.MADV_RANDOM)
    return np.frombuffer(mapping, dtype=np.uint8)


def is_mapped(path: Path) -> bool:
    """Whether a file of token blocks is so large that it is mapped, and compared block by block as it is read."""
    return path.is_file() and path.stat().st_size >= MAPPED_FROM
