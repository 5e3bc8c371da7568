"""Forms that token vectors can be stored in: fewer bits, fewer dimensions, and what each takes of a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from evals.fit.tokens import directions
from index.encode import normalised
from index.late_interaction import PassageTokens, TokenIndex, stored
from index.token_form import Codes, TokenForm, shipped_form
from index.types import Encoder, Vectors

BYTE = 8
SAMPLED_TOKENS = 100_000
AT_ONCE = 256


class FormError(Exception):
    """A projection that can't be used."""


@dataclass(frozen=True)
class Form(TokenForm):
    """Whole numbers of so many ``bits``, and a scale; ``matrix`` has no row of deviations. A block is what its codes
    stand for.

    ``scale`` are the bytes of a token's scale; ``unit`` says whether rows are made as long as one again after they were
    reduced.
    """

    name: str = ""
    bits: int = BYTE
    scale: int = 2
    unit: bool = False

    @property
    def bytes_a_token(self) -> float:
        """Packed: two codes of four bits are one byte."""
        return self.kept * self.bits / BYTE + self.scale

    @property
    def width(self) -> int:
        return self.kept

    def reduced(self, vectors: Vectors) -> Vectors:
        rows = vectors if self.matrix is None else vectors @ self.matrix.astype(np.float32)
        return normalised(rows) if self.unit else np.asarray(rows, dtype=np.float32)

    def packed(self, vectors: Vectors) -> NDArray[np.uint8]:
        return coded(self.reduced(vectors), self.bits)  # type: ignore[return-value]  # never written to a disk

    def opened(self, block: NDArray[np.uint8]) -> Codes:
        return Codes(block, np.ones((len(block), 1), dtype=np.float32))

    def products(self, tokens: Codes, asked: Vectors) -> Vectors:
        return np.asarray(tokens.codes @ asked.T, dtype=np.float32)

    def unpacked(self, block: NDArray[np.uint8]) -> Vectors:
        return np.asarray(block, dtype=np.float32)


@dataclass(frozen=True)
class Shipped(Form):
    """The form that the index has, its products computed as the index computes them."""

    @cached_property
    def _form(self) -> TokenForm:
        return TokenForm(self.dimension, self.matrix)

    @property
    def bytes_a_token(self) -> float:
        return self._form.width

    def reduced(self, vectors: Vectors) -> Vectors:
        return self._form.reduced(vectors)

    def packed(self, vectors: Vectors) -> NDArray[np.uint8]:
        return self._form.packed(vectors)

    def opened(self, block: NDArray[np.uint8]) -> Codes:
        return self._form.opened(block)

    def products(self, tokens: Codes, asked: Vectors) -> Vectors:
        return self._form.products(tokens, asked)

    def unpacked(self, block: NDArray[np.uint8]) -> Vectors:
        return self._form.unpacked(block)


def coded(rows: Vectors, bits: int) -> Vectors:
    """Rows as whole numbers of so many bits, one scale a row; given as what they stand for."""
    highest = 2 ** (bits - 1) - 1
    scales = np.maximum(np.abs(rows).max(axis=1, initial=0), 1e-9).astype(np.float32)[:, None] / highest
    return np.asarray(np.rint(rows / scales) * scales, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class PlainTokens:
    """A passage's tokens as the encoder gives them, and where each begins in what is embedded."""

    passage: Passage
    vectors: Vectors
    starts: NDArray[np.int32]


def encoded(passages: Sequence[Passage], encoder: Encoder) -> list[PlainTokens]:
    """The tokens of ``passages``, all of them in memory."""
    found: list[PlainTokens] = []
    for first in range(0, len(passages), AT_ONCE):
        batch = passages[first : first + AT_ONCE]
        given = encoder.encode([passage.embedded for passage in batch])
        for passage, vectors, offsets in zip(batch, given.tokens, given.offsets, strict=True):
            found.append(PlainTokens(passage, vectors, offsets[:, 0]))
    return found


def formed(tokens: Sequence[PlainTokens], form: Form) -> TokenIndex:
    """An index of tokens in another form, in memory."""
    parts = [stored(one.passage, one.vectors, one.starts, form) for one in tokens]
    together = (np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(PassageTokens))
    return TokenIndex(form, PassageTokens(*together))


FormOf = Callable[[Sequence[PlainTokens], int], Form]
"""A form made for tokens of an encoder that has so many dimensions."""


def shipped(_: Sequence[PlainTokens], dimension: int) -> Form:
    """As indexes have it. Raises ``FormError`` where the encoder isn't the one that it was fitted for."""
    form = shipped_form()
    if form.dimension != dimension:
        raise FormError(f"the shipped projection is for {form.dimension} dimensions, not {dimension}")
    bits = (4 * form.fours + 2 * form.twos) / form.kept
    return Shipped(dimension, form.matrix, f"shipped: {form.kept} x int{bits:g}")


def plain(bits: int) -> FormOf:
    """All dimensions."""
    return lambda _, dimension: Form(dimension, None, f"{dimension} x int{bits}", bits)


def principal(kept: int, bits: int = BYTE, *, unit: bool = False) -> FormOf:
    """The ``kept`` directions in which the corpus' own tokens are longest (without centring, as cosines are)."""

    def made(tokens: Sequence[PlainTokens], dimension: int) -> Form:
        sample = _sample(tokens)
        matrix = directions(sample.T @ sample)[:, :kept].astype(np.float16)
        name = f"PCA {kept} x int{bits}{', unit' if unit else ''}"
        return Form(dimension, matrix, name, bits, unit=unit)

    return made


def trained(path: Path, bits: int = BYTE) -> FormOf:
    """A projection of a file. Raises ``FormError``, when made, where it doesn't fit the encoder."""

    def made(_: Sequence[PlainTokens], dimension: int) -> Form:
        try:
            matrix = np.load(path)
        except (OSError, ValueError) as error:
            raise FormError(f"{path}: no matrix ({error})") from error
        if matrix.ndim != 2 or matrix.shape[0] != dimension:
            raise FormError(f"{path}: shape {matrix.shape}, not ({dimension}, kept dimensions)")
        kept = int(matrix.shape[1])
        return Form(dimension, matrix.astype(np.float16), f"{path.stem} ({kept}) x int{bits}", bits, unit=True)

    return made


def _sample(tokens: Sequence[PlainTokens]) -> Vectors:
    """Tokens of passages that are drawn at random."""
    rows: list[Vectors] = []
    taken = 0
    for row in np.random.default_rng(0).permutation(len(tokens)).tolist():
        rows.append(tokens[row].vectors)
        taken += len(rows[-1])
        if taken >= SAMPLED_TOKENS:
            break
    return np.concatenate(rows)
