"""What passes between the parts of the index, and out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import Span
from corpus.types import Guide, Passage

Vectors = NDArray[np.float32]
"""One L2-normalised row a text (or a token): shape ``(n, dimension)``."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One forward of the encoder over a batch of texts.

    ``pooled`` has shape ``(n, dimension)``; ``tokens[i]`` has shape ``(t_i, dimension)``, one L2-normalised row a
    token, special tokens left out; ``offsets[i]`` has shape ``(t_i, 2)`` and says which code points of text ``i``
    a token stands for.
    """

    pooled: Vectors
    tokens: tuple[Vectors, ...]
    offsets: tuple[NDArray[np.int32], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question encoded once: ``tokens`` has shape ``(t, dimension)``, ``weights`` shape ``(t,)``, ``offsets`` shape
    ``(t, 2)``: the code points of ``text`` that each token stands for.

    ``expected``, shape ``(dimension,)``, is what an answer's vector is expected to be. A token's weight, 0 to 1, says
    how much it tells about what is asked: function words, punctuation and words that stand everywhere in the corpus
    little. ``topics`` and ``roles`` are those that its words name; ``asked`` is where ``text`` asks: a message may tell
    something beside it.
    """

    text: str
    pooled: Vectors
    expected: Vectors
    tokens: Vectors
    weights: Vectors
    offsets: NDArray[np.int32]
    topics: frozenset[str]
    roles: frozenset[str]
    asked: Span

    @property
    def asking(self) -> str:
        """The part of ``text`` that asks."""
        return self.text[slice(*self.asked)]

    @property
    def tells(self) -> bool:
        """Whether ``text`` tells something beside what it asks."""
        return self.asked != (0, len(self.text))


class Encoder(Protocol):
    """Text to vectors; the only thing that the rest of the index knows of the model."""

    @property
    def name(self) -> str:
        """Which weights these are; vectors of two encoders of one name can be compared."""
        ...

    @property
    def fingerprint(self) -> str:
        """A digest of the weights and of how text becomes tokens: what makes vectors of one name differ after all."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The most tokens, without special ones, that one text may have before it would be cut."""
        ...

    def count_tokens(self, text: str) -> int: ...

    def encode(self, texts: Sequence[str]) -> Encoded: ...


@dataclass(eq=False)
class WrappedEncoder:
    """An ``encoder`` but for how it encodes, which whoever derives from it says."""

    encoder: Encoder

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def fingerprint(self) -> str:
        return self.encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    @property
    def max_tokens(self) -> int:
        return self.encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self.encoder.count_tokens(text)


@dataclass(frozen=True, slots=True)
class Scores:
    """Why a passage was found: each part as it goes into the fused score."""

    dense: float = 0.0
    """Cosine of question and passage, -1 to 1."""
    lexical: float = 0.0
    """BM25 as a share of what a passage can attain for this question, 0 to 1."""
    late: float = 0.0
    """MaxSim: the weighted mean over the question's tokens of the best cosine to a token of the passage, -1 to 1."""
    heading: float = 0.0
    """MaxSim with the passage's headings alone."""
    sentence: float = 0.0
    """MaxSim with the sentence of the passage for which it is highest."""
    sentence_dense: float = 0.0
    """The highest cosine of the question and the mean token vector of a sentence of the passage, -1 to 1."""
    expected: float = 0.0
    """The highest cosine of the answer that is expected and the mean token vector of a sentence, -1 to 1."""
    topic: float = 0.0
    """1 where the passage stands under a topic that the question names."""
    role: float = 0.0
    """1 where the passage is of a guide whose role the question names."""


@dataclass(frozen=True, slots=True)
class Matches:
    """How the question of the token vectors ``asked`` matches each segment of a passage: as in ``Similarities``."""

    asked: Vectors
    tokens: Vectors
    means: Vectors
    expected: Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its fused score; hits are ordered best first. ``matches`` is known of what a search found; what
    was found otherwise has no score."""

    passage: Passage
    guide: Guide
    score: float = 0.0
    scores: Scores = Scores()
    matches: Matches | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one ``guides index`` did. Counts are of passages unless they say guides."""

    generation: str
    guides: int
    passages: int
    added: int
    changed: int
    removed: int
    embedded: int
    seconds: float
    published: bool
    """False where nothing had changed and the live generation was kept."""
