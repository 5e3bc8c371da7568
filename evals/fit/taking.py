"""When the likeliest curated entry is the reply: where it is likelier right than what the search answers by itself.

``base`` and ``slope`` are how likely the search's answer is right by its confidence (logistic regression); ``refused``
is the one of ``GRID`` with which most questions are answered rightly, of those with which no more answerable ones are
refused than by the search alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.answering.likeness import Matching, log_odds
from evals.fit.corpora import Bools, Floats

GRID = np.round(np.arange(0.4, 0.96, 0.05), 2)
RIGHT, REFUSED = "file left out: right, all questions", "file left out: answerable refused"
ALONE_RIGHT, ALONE_REFUSED = f"{RIGHT}, by the search alone", f"{REFUSED}, by the search alone"


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search answers to a question by itself: with which ``confidence``, whether it ``refuses``, whether that
    is ``right``, and whether the guides answer the question at all."""

    confidence: float
    refuses: bool
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Best:
    """Of each of some questions the likeliest entry: how ``likely`` it is right, whether it is, whether it answers; and
    what the search answers by itself."""

    likely: Floats
    right: Bools
    answered: Bools
    searched: tuple[Searched, ...]

    @property
    def refuses(self) -> Bools:
        """Where the search refuses."""
        return np.array([one.refuses for one in self.searched], dtype=bool)

    def taken(self, values: Matching) -> Bools:
        """Where the entry is the reply."""
        each = zip(self.likely, self.answered, self.searched, strict=True)
        return np.array([values.sure(p, bool(told), one.confidence, one.refuses) for p, told, one in each], dtype=bool)

    def beside(self, values: Matching) -> dict[str, float]:
        """The shares of questions that are answered rightly, and of answerable ones refused, beside the search's."""
        taken = self.taken(values)
        alone = np.array([one.right for one in self.searched])
        able = np.array([one.answerable for one in self.searched])
        return {
            RIGHT: float(np.where(taken, self.right, alone).mean()),
            ALONE_RIGHT: float(alone.mean()),
            REFUSED: float(np.where(taken, ~self.answered, self.refuses)[able].mean()),
            ALONE_REFUSED: float(self.refuses[able].mean()),
        }


def when_taken(best: Best, before: Matching) -> Matching:
    """``before`` with its ``base``, ``slope`` and ``refused`` fitted to ``best``."""
    odds = np.array([[log_odds(one.confidence)] for one in best.searched])
    right = np.array([one.right for one in best.searched])
    answers = LogisticRegression(C=10.0).fit(odds[~best.refuses], right[~best.refuses])
    values = replace(before, base=float(answers.intercept_[0]), slope=float(answers.coef_[0, 0]))
    tried = [replace(values, refused=float(refused)) for refused in GRID]
    told = [(best.beside(one), one) for one in tried]
    allowed = [(one[RIGHT], values) for one, values in told if one[REFUSED] <= one[ALONE_REFUSED]]
    return max(allowed, key=lambda pair: pair[0])[1] if allowed else tried[0]


def scores_of(name: str, best: Best, values: Matching) -> dict[str, float]:
    """How often an entry is the reply, and rightly."""
    taken, told = best.taken(values), best.answered
    return {
        f"{name}: likeliest entry right": float(best.right.mean()),
        f"{name}: taken for a curated one": float(taken.mean()),
        f"{name}: of these right": float(best.right[taken].mean()),
        f"{name}: refused by one": float((taken & ~told).mean()),
        f"{name}: of these right, refused": float(best.right[taken & ~told].mean()),
    }
