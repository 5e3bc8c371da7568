"""Forms that token vectors can be stored in: fewer bits, fewer dimensions, and what each takes of a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encode import normalised
from index.late_interaction import PassageTokens, Similarities, TokenIndex
from index.types import Vectors

SHIPPED_BITS = 8
SCALE_BYTES = 4
SAMPLED_TOKENS = 100_000


class FormError(Exception):
    """A projection that can't be used."""


@dataclass(frozen=True, slots=True)
class Form:
    """``matrix``, shape ``(dimension of the encoder, dimension)``, is what tokens are multiplied by; ``None`` where
    they stay as they are. Each token keeps one scale."""

    name: str
    bits: int
    dimension: int
    matrix: Vectors | None = None

    @property
    def bytes_a_token(self) -> float:
        """Packed: two codes of four bits are one byte."""
        return self.dimension * self.bits / 8 + SCALE_BYTES

    def of(self, vectors: Vectors) -> Vectors:
        """Rows of length one in this form's dimensions."""
        return vectors if self.matrix is None else normalised(vectors @ self.matrix)

    def stored(self, passage: PassageTokens) -> PassageTokens:
        """What would be stored of a passage, the codes unpacked."""
        if self.matrix is None and self.bits == SHIPPED_BITS:
            return passage
        return coded(self.of(passage.vectors), passage.segments, self.bits)


def coded(tokens: Vectors, segments: np.typing.NDArray[np.int32], bits: int) -> PassageTokens:
    """Token vectors as whole numbers of so many bits, one scale a token."""
    highest = 2 ** (bits - 1) - 1
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0), 1e-9).astype(np.float32) / highest
    codes = np.rint(tokens / scales[:, None]).astype(np.int8)
    ends = [*segments[1:], len(tokens)]
    lengths = [
        float(np.linalg.norm(tokens[a:b].mean(axis=0))) if b > a else 0.0 for a, b in zip(segments, ends, strict=True)
    ]
    return PassageTokens(codes, scales, segments, np.array(lengths, dtype=np.float32))


class FormedTokens(TokenIndex):
    """The tokens of another index in another form, in memory; questions are brought into it first."""

    def __init__(self, tokens: TokenIndex, form: Form) -> None:
        parts = [form.stored(tokens.passage(row)) for row in range(len(tokens))]
        super().__init__(
            np.concatenate([part.codes for part in parts]),
            np.concatenate([part.scales for part in parts]),
            np.cumsum([0, *(len(part.scales) for part in parts)], dtype=np.int64),
            np.concatenate([part.segments for part in parts]),
            np.concatenate([part.lengths for part in parts]),
            np.cumsum([0, *(len(part.segments) for part in parts)], dtype=np.int64),
        )
        self._form = form

    def similarities(self, question: Vectors, pooled: Vectors, rows: Sequence[int]) -> Similarities:
        return super().similarities(self._form.of(question), self._form.of(pooled[None, :])[0], rows)


FormOf = Callable[[TokenIndex, int], Form]
"""A form made for an index whose encoder has so many dimensions."""


def plain(bits: int) -> FormOf:
    """All dimensions."""
    return lambda _, dimension: Form(f"{dimension} x int{bits}", bits, dimension)


def principal(kept: int, bits: int = SHIPPED_BITS) -> FormOf:
    """The ``kept`` directions in which the corpus' own tokens are longest (without centring, as cosines are)."""

    def made(tokens: TokenIndex, _: int) -> Form:
        return Form(f"PCA {kept} x int{bits}", bits, kept, directions(tokens)[:, :kept])

    return made


def turned(bits: int) -> FormOf:
    """All dimensions, turned at random, so that no direction is much longer than the others."""

    def made(_: TokenIndex, dimension: int) -> Form:
        matrix, _r = np.linalg.qr(np.random.default_rng(0).standard_normal((dimension, dimension)))
        return Form(f"{dimension} x int{bits}, turned", bits, dimension, matrix.astype(np.float32))

    return made


def trained(path: Path, bits: int = SHIPPED_BITS) -> FormOf:
    """A projection of a file. Raises ``FormError``, when made, where it doesn't fit the encoder."""

    def made(_: TokenIndex, dimension: int) -> Form:
        try:
            matrix = np.load(path)
        except (OSError, ValueError) as error:
            raise FormError(f"{path}: no matrix ({error})") from error
        if matrix.ndim != 2 or matrix.shape[0] != dimension:
            raise FormError(f"{path}: shape {matrix.shape}, not ({dimension}, kept dimensions)")
        kept = int(matrix.shape[1])
        return Form(f"{path.stem} ({kept}) x int{bits}", bits, kept, matrix.astype(np.float32))

    return made


def directions(tokens: TokenIndex) -> Vectors:
    """Orthonormal columns, those first along which a sample of the tokens is longest."""
    generator = np.random.default_rng(0)
    rows: list[Vectors] = []
    taken = 0
    for row in generator.permutation(len(tokens)):
        vectors = tokens.passage(int(row)).vectors
        rows.append(vectors)
        taken += len(vectors)
        if taken >= SAMPLED_TOKENS:
            break
    sample = np.concatenate(rows)
    _, vectors = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(vectors[:, ::-1], dtype=np.float32)
