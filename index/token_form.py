"""The form that token vectors are stored in: turned so that the first dimensions tell most, of those the first in four
bits and the others in two, and one scale a token.

The scale makes products right in the mean, as in RaBitQ (Gao & Long 2024): a token times itself, as stored, is its
squared length. Scores then keep their size, and what was fitted to them its worth.
A projection is shipped for the packaged encoder (``python -m evals fit tokens``); the tokens of any other keep all
their dimensions, in four bits. A generation holds the projection that it was written with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.parameters import INDEX_PARAMETERS, FittedFile, read_parameters
from index.types import Vectors

PROJECTION = Path(__file__).with_name("projection.npy")
FOURS, TWOS = 32, 224
"""Dimensions in four bits and in two of the packaged encoder."""
STEP_OF_FOUR, STEP_OF_TWO = 0.42, 1.1
"""In standard deviations: what errs least on tokens of this encoder that are alike. Of a normal distribution it would
be 0.34 and 1.00 (Max 1960)."""
_MIDDLE_OF_FOUR, _MIDDLE_OF_TWO = 7.5, 1.5
SCALE_BYTES = 2
_SURE = 0.985
"""The best of many products that each err is too high. So much less, and scores are in the mean nearly what they are
with all bits."""
_AT_ONCE = 256
"""Tokens that are multiplied together: as many as stay in the processor's cache as float32."""
_LEAST = 0.3
"""Of its squared length a token keeps at least so much, or it is taken to: else its scale would grow beyond bounds."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Tokens out of their bytes: uint8 ``(t, dimensions)`` of codes, each times its place in the byte, as they are
    masked and not shifted; and float32 ``(t, 1)`` of scales."""

    codes: NDArray[np.uint8]
    scales: Vectors

    def at(self, places: Sequence[slice]) -> Codes:
        """Those in ``places``, one after the other."""
        return Codes(*(np.concatenate([part[place] for place in places]) for part in (self.codes, self.scales)))


@dataclass(frozen=True)
class TokenForm:
    """``matrix``, float16 of shape ``(dimension + 1, kept)``, is what vectors are multiplied by, and in its last row
    the standard deviation of each product. ``None`` where all dimensions are kept as they are."""

    dimension: int
    matrix: NDArray[np.float16] | None = None

    @property
    def kept(self) -> int:
        return self.dimension if self.matrix is None else int(self.matrix.shape[1])

    @property
    def fours(self) -> int:
        """Dimensions in four bits, one more where they are odd."""
        return self.kept + self.kept % 2 if self.matrix is None else FOURS

    @property
    def twos(self) -> int:
        """Dimensions in two bits."""
        return 0 if self.matrix is None else self.kept - FOURS

    @property
    def width(self) -> int:
        """Bytes of one token."""
        return self.fours // 2 + self.twos // 4 + SCALE_BYTES

    @cached_property
    def _turn(self) -> Vectors | None:
        return None if self.matrix is None else self.matrix[:-1].astype(np.float32)

    @cached_property
    def _steps(self) -> Vectors:
        """Of each dimension: what one code is more than the one before."""
        steps = np.full(self.fours + self.twos, STEP_OF_FOUR, dtype=np.float32)
        steps[self.fours :] = STEP_OF_TWO
        return steps if self.matrix is None else np.asarray(steps * self.matrix[-1].astype(np.float32))

    @cached_property
    def _middles(self) -> Vectors:
        middles = np.full(self.fours + self.twos, _MIDDLE_OF_FOUR, dtype=np.float32)
        middles[self.fours :] = _MIDDLE_OF_TWO
        return middles

    def reduced(self, vectors: Vectors) -> Vectors:
        """Rows of ``dimension`` in the dimensions that are kept, one of zeros more where they are odd."""
        if self._turn is not None:
            return np.asarray(vectors @ self._turn, dtype=np.float32)
        return np.pad(vectors, ((0, 0), (0, self.fours - self.dimension)))

    def restored(self, reduced: Vectors) -> Vectors:
        """Rows of the dimensions that are kept in ``dimension``, what was left out being 0."""
        if self._turn is not None:
            return np.asarray(reduced @ self._turn.T, dtype=np.float32)
        return reduced[..., : self.dimension]

    def packed(self, vectors: Vectors) -> NDArray[np.uint8]:
        """Rows of ``dimension`` as bytes, shape ``(t, width)``: pairs of codes of four bits, the first half of them in
        the lower bits; codes of two bits, a quarter of them in each place of a byte; the scale as float16."""
        reduced = self.reduced(vectors)
        highest = np.abs(reduced).max(axis=1, initial=0)[:, None] / (_MIDDLE_OF_FOUR * STEP_OF_FOUR)
        unit = self._steps if self.matrix is not None else self._steps * np.maximum(highest, 1e-9)
        codes = np.clip(np.floor(reduced / unit + self._middles + 0.5), 0, 2 * self._middles)
        meant = (codes - self._middles) * self._steps
        squared = (vectors * vectors).sum(axis=1)
        along = (meant * reduced).sum(axis=1)
        if self.matrix is not None:
            along = np.maximum(along, _LEAST * squared)
        scales = (squared if self.matrix is None else _SURE * squared) / np.maximum(along, 1e-9)
        return self._written(codes.astype(np.uint8), scales.astype(np.float16))

    def _written(self, codes: NDArray[np.uint8], scales: NDArray[np.float16]) -> NDArray[np.uint8]:
        half, quarter = self.fours // 2, self.twos // 4
        block = np.empty((len(codes), self.width), dtype=np.uint8)
        block[:, :half] = codes[:, :half] | codes[:, half : self.fours] << 4
        twos = codes[:, self.fours :]
        block[:, half : half + quarter] = 0
        for place in range(4 if quarter else 0):
            block[:, half : half + quarter] |= twos[:, place * quarter : (place + 1) * quarter] << 2 * place
        block[:, half + quarter :] = scales[:, None].view(np.uint8)
        return block

    @cached_property
    def _places(self) -> Vectors:
        """What a code is multiplied by where it stands in its byte."""
        half, quarter = self.fours // 2, self.twos // 4
        return np.repeat(np.array([1, 16, 1, 4, 16, 64], dtype=np.float32), [half, half, *[quarter] * 4])

    def opened(self, block: NDArray[np.uint8]) -> Codes:
        """The tokens in ``block``, to be multiplied."""
        half, quarter = self.fours // 2, self.twos // 4
        codes = np.empty((len(block), self.fours + self.twos), dtype=np.uint8)
        np.bitwise_and(block[:, :half], 0x0F, out=codes[:, :half])
        np.bitwise_and(block[:, :half], 0xF0, out=codes[:, half : self.fours])
        for place in range(4 if quarter else 0):
            first = self.fours + place * quarter
            np.bitwise_and(block[:, half : half + quarter], 3 << 2 * place, out=codes[:, first : first + quarter])
        return Codes(codes, np.ascontiguousarray(block[:, -SCALE_BYTES:]).view(np.float16).astype(np.float32))

    def products(self, tokens: Codes, asked: Vectors) -> Vectors:
        """The products of ``tokens`` and the rows of ``asked``, reduced; shape ``(t, asked)``.

        The codes are multiplied as they are written: what their places and their middles add is told by ``asked``.
        """
        weighed = asked * self._steps
        by_place = np.ascontiguousarray((weighed / self._places).T)
        found = np.empty((len(tokens.codes), len(asked)), dtype=np.float32)
        for first in range(0, len(found), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            np.matmul(tokens.codes[part].astype(np.float32), by_place, out=found[part])
        found -= weighed @ self._middles
        found *= tokens.scales
        return np.asarray(found, dtype=np.float32)

    def unpacked(self, block: NDArray[np.uint8]) -> Vectors:
        """What stands for the tokens in ``block``, in the dimensions that are kept."""
        tokens = self.opened(block)
        meant = (tokens.codes / self._places - self._middles) * self._steps
        return np.asarray(meant * tokens.scales, dtype=np.float32)

    def same_as(self, other: TokenForm) -> bool:
        """Whether tokens of one can stand among those of the other."""
        if self.matrix is None or other.matrix is None:
            return self.dimension == other.dimension and self.matrix is other.matrix
        return np.array_equal(self.matrix, other.matrix)

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, np.zeros((self.dimension + 1, 0), np.float16) if self.matrix is None else self.matrix)

    @classmethod
    def load(cls, path: Path) -> TokenForm:
        """Raises ``OSError`` or ``ValueError``."""
        matrix = np.load(path, allow_pickle=False)
        return cls(int(matrix.shape[0]) - 1, matrix if matrix.shape[1] else None)


def form_for(encoder: str, dimension: int) -> TokenForm:
    """The form of the tokens of ``encoder``. Raises ``StoreError`` where the parameters can't be read."""
    shipped = shipped_form()
    return shipped if (encoder, dimension) == (_shipped().encoder, shipped.dimension) else TokenForm(dimension)


@cache
def shipped_form() -> TokenForm:
    """Of the packaged encoder. Raises ``ValueError`` where the file isn't the one that was fitted."""
    _shipped().demand(PROJECTION, "tokens")
    return TokenForm.load(PROJECTION)


def _shipped() -> FittedFile:
    return read_parameters(INDEX_PARAMETERS, "tokens", FittedFile)
