"""What an answer to a question looks like: its vector, out of the question's.

An answer often has none of its question's words ("who does a curator report to?", "she answers to the director").
Hypothetical document embeddings (HyDE, Gao et al. 2022) search with an answer that a language model makes up; here a
ridge regression tells the answer's vector, learnt from questions and the sentences that answer them (``python -m evals
fit expected``). It is shipped for the packaged encoder; of any other a question's own vector stands for its answer's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.encode import normalised
from index.parameters import INDEX_PARAMETERS, FittedFile, read_parameters
from index.types import Vectors

REGRESSION = Path(__file__).with_name("expected.npy")


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedAnswers:
    """``mean`` is the vector of all questions, shape ``(d,)``, ``slopes`` have shape ``(d, d)``."""

    mean: Vectors
    slopes: Vectors

    @classmethod
    def load(cls, path: Path) -> ExpectedAnswers:
        """Raises ``OSError`` or ``ValueError``."""
        rows = np.load(path, allow_pickle=False).astype(np.float32)
        return cls(rows[0], rows[1:])

    def save(self, path: Path) -> None:
        np.save(path, np.vstack([self.mean, self.slopes]).astype(np.float16), allow_pickle=False)

    def of(self, pooled: Vectors) -> Vectors:
        """The vector, of length 1, that an answer to the question of the vector ``pooled`` is expected to have."""
        return normalised(normalised(pooled - self.mean) @ self.slopes)


@cache
def expected_answers(encoder: str, dimension: int) -> ExpectedAnswers:
    """What is shipped for the encoder of that name; of another, that an answer is like its question.

    Raises ``ValueError`` where the file isn't the one that was fitted.
    """
    fitted = read_parameters(INDEX_PARAMETERS, "expected", FittedFile)
    if encoder != fitted.encoder:
        return ExpectedAnswers(np.zeros(dimension, dtype=np.float32), np.eye(dimension, dtype=np.float32))
    fitted.demand(REGRESSION, "expected")
    return ExpectedAnswers.load(REGRESSION)
