"""The support gate: is a statement held up by the quotes that it cites?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.words import stems
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans
from index.types import Encoder

LEAST_COVERED = 0.6
"""Share of the statement's content words that must stand in the quotes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement may be shown, how well it is held up (0 to 1), and in plain words what speaks against it."""

    supported: bool
    score: float
    reasons: tuple[str, ...]


class Gate:
    """Built once; holds no state of a statement, so threads may share it."""

    def __init__(self, encoder: Encoder, lexicon: Lexicon) -> None:
        self._encoder = encoder
        self._lexicon = lexicon

    def judge(self, statement: str, quotes: Sequence[str]) -> Verdict:
        """Whether ``statement`` is held up by ``quotes`` together."""
        said, held = set(stems(statement)), {stem for quote in quotes for stem in stems(quote)}
        covered = len(said & held) / len(said) if said else 0.0
        reasons = () if covered >= LEAST_COVERED else ("too few of its words stand in the quotes",)
        return Verdict(not reasons, covered, reasons)

    def best_span(self, statement: str, texts: Sequence[str]) -> tuple[int, tuple[int, int], float] | None:
        """The sentence that supports ``statement`` best: which of ``texts``, its half-open span there, its score.

        ``None`` where no text holds a sentence.
        """
        spans = [(number, span) for number, text in enumerate(texts) for span in sentence_spans(text)]
        if not spans:
            return None
        sentences = [texts[number][start:end] for number, (start, end) in spans]
        pooled = self._encoder.encode([statement, *sentences]).pooled
        scores = pooled[1:] @ pooled[0]
        best = int(np.argmax(scores))
        number, span = spans[best]
        return number, span, float(scores[best])
