"""Questions that several guides answer differently and that name no role: they lack it, or choose among all.

Logistic regressions on the question's vector, which tells what kind of thing is asked, on its everyday words ("which
of", "these", "the job") and on a few signals of how much it says and whether one guide answers it better than the
others (`python -m evals fit clarify`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.evidence import Evidence
from assistant.boosted_trees import row_of
from assistant.language.nouns import in_a_row
from assistant.language.tokens import content_words, words
from assistant.parameters import fitted
from assistant.types import Answer, Status, Turn
from corpus.lexicon import Lexicon
from index.search import Searcher
from index.types import Hit, Question, Vectors

WEIGHTS = Path(__file__).with_name("clarify.json")
FEWEST_GUIDES = 3
ASKED_BACK = "Which role do you mean"
"""How a visitor is asked for the role that is missing."""
TOLD_APART = "The guides tell of each role by itself and don't rank them. Which one do you want to ask about"
"""How one who chooses among the roles is."""
MOST_WORDS = 5
"""Words of a message that only chooses a role."""
MOST_AHEAD = 8.0
"""Log odds; more tells nothing."""


@dataclass(frozen=True, slots=True)
class AskingBack:
    """From a probability of ``ask`` that a question lacks its role it is asked back, from ``rather`` on where else it
    would be refused; from one of ``choose`` that it chooses among the roles it is put to all of them, and from
    ``offer`` on where else it would be asked back."""

    ask: float
    rather: float
    choose: float
    offer: float

    def of_all(self, wants: Unnamed) -> bool:
        """Whether a question that ``wants`` this is put to all roles."""
        return wants.chooses >= (self.offer if wants.lacks >= self.ask else self.choose)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What a question that names no role wants with one, as probabilities: it ``lacks`` the one that is meant, or it
    ``chooses`` among all."""

    lacks: float
    chooses: float


@dataclass(frozen=True, slots=True)
class Openness:
    """What speaks for a question's leaving its role open."""

    best: float
    """The log odds of the likeliest sentence."""
    ahead: float
    """How far that is above the likeliest one of another guide."""
    words: float
    """How many content words it has."""
    rarity: float
    """How rare they are, summed."""
    points: float
    """1 where it points at something that it doesn't name ("is it hard?")."""


@dataclass(frozen=True, slots=True)
class Regression:
    """The fitted model: one weight a signal, one a dimension of the question's vector, one a phrase, and the bias."""

    signals: Vectors
    vector: Vectors
    phrases: Mapping[str, float]
    bias: float

    def probability(self, openness: Openness, question: Question) -> float:
        """0 to 1. The vector of another encoder than the packaged one tells nothing and is left out."""
        odds = self.bias + float(self.signals @ np.array(row_of(openness), dtype=np.float32))
        odds += sum(self.phrases.get(phrase, 0.0) for phrase in phrases_of(question.text))
        odds += float(self.vector @ question.pooled) if question.pooled.shape == self.vector.shape else 0.0
        return float(1 / (1 + np.exp(-odds)))


asking_back = cache(partial(fitted, "clarify", AskingBack))
"""The fitted thresholds."""


@cache
def _regressions() -> tuple[Regression, Regression]:
    """Of what lacks its role, and of what chooses."""
    fits = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    lacks, chooses = (_regression(fits[name]) for name in Unnamed.__match_args__)
    return lacks, chooses


def _regression(fit: Mapping[str, Any]) -> Regression:
    signals, vector = (np.array(fit[name], dtype=np.float32) for name in ("signals", "vector"))
    return Regression(signals, vector, fit["phrases"], float(fit["bias"]))


def phrases_of(text: str) -> frozenset[str]:
    """The words of ``text``, and each two that stand side by side."""
    own = words(text)
    return frozenset((*own, *map(" ".join, pairwise(own))))


def openness(question: Question, points: bool, evidence: Evidence, searcher: Searcher) -> Openness:
    """The signals of ``question``, which ``points`` at something or doesn't, with what the hits hold for it."""
    content = content_words(question.text)
    scores: dict[str, float] = {}
    for sentence in evidence.sentences:
        scores.setdefault(sentence.hit.guide.slug, sentence.score)
    best, other = (sorted(scores.values(), reverse=True) + [-MOST_AHEAD] * 2)[:2]
    return Openness(
        best=max(best, -MOST_AHEAD),
        ahead=min(best - other, MOST_AHEAD),
        words=float(len(content)),
        rarity=float(sum(searcher.rarity(word) for word in content)),
        points=float(points),
    )


def unnamed(question: Question, points: bool, evidence: Evidence, searcher: Searcher) -> Unnamed:
    """What ``question``, which names no role that has a guide, wants with one. Where it names another, it may choose
    ("which of these report to the CEO?"), but lacks none."""
    signals = openness(question, points, evidence, searcher)
    lacks, chooses = (one.probability(signals, question) for one in _regressions())
    return Unnamed(0.0 if question.roles else lacks, chooses)


def asked_back(asked: str, roles: tuple[str, ...], chooses: bool = False) -> Answer:
    """The question back to a visitor who names no role: which is meant, or where one ``chooses``, which to read of."""
    text = f"{TOLD_APART if chooses else ASKED_BACK}: {in_a_row(roles, 'or')}?"
    return Answer(Status.CLARIFY, text, asked, 0.5, choices=roles)


def chosen(message: str, history: Sequence[Turn], lexicon: Lexicon) -> tuple[str, str] | None:
    """The question that was asked back, and the role that ``message`` chooses; ``None`` where it chooses none."""
    if (
        len(history) < 2
        or not history[-1].content.startswith((ASKED_BACK, TOLD_APART))
        or len(message.split()) > MOST_WORDS
    ):
        return None
    roles = lexicon.roles_of(message)
    earlier = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return (earlier, roles[0]) if len(roles) == 1 and earlier else None


def choices(hits: Sequence[Hit], lexicon: Lexicon) -> tuple[str, ...]:
    """The roles that a visitor may choose from, in order of seniority; none where fewer than ``FEWEST_GUIDES`` guides
    come near. ``hits`` should reach deep enough to hold passages of several guides."""
    guides = {hit.guide.slug: hit.guide for hit in hits if hit.guide.role in lexicon.roles}
    if len(guides) < FEWEST_GUIDES:
        return ()
    ordered = sorted(guides.values(), key=lambda guide: (guide.level or 0, guide.title))
    return tuple(dict.fromkeys(guide.role for guide in ordered))
