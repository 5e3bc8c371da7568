"""How likely it is that the hits answer the question.

A logistic model over features that mean something. Coefficients were fitted on development questions only (see
docs/evaluation.md); the threshold is a property of the product: below it, "the guides don't say".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.words import stems
from corpus.lexicon import Lexicon
from index.search import Question
from index.types import Hit

LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the hits: each 0 to 1, higher is better."""

    late: float
    """The highest MaxSim of a hit that is looked at."""
    dense: float
    """The highest cosine of one."""
    coverage: float
    """Share of the question's content words that stand in any of them."""
    focus: float
    """The highest share of them that stands in a single one."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic model."""

    bias: float
    late: float
    dense: float
    coverage: float
    focus: float
    threshold: float = 0.5


FITTED = Calibration(bias=-2.874, late=6.439, dense=1.532, coverage=1.792, focus=-1.370, threshold=0.42)


def evidence(question: Question, hits: Sequence[Hit]) -> Evidence:
    """The features of a question and its hits (at least one), best first."""
    asked = set(stems(question.text))
    found = [set(stems(hit.passage.embedded)) for hit in hits[:LOOKED_AT]]
    share = max(len(asked), 1)
    return Evidence(
        late=max(hit.scores.late for hit in hits[:LOOKED_AT]),
        dense=max(hit.scores.dense for hit in hits[:LOOKED_AT]),
        coverage=len(asked & set().union(*found)) / share,
        focus=max(len(asked & words) for words in found) / share,
    )


def missing(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> str | None:
    """What the question names and none of the hits speaks of: a place, or a role whose pay is asked for; else ``None``.

    Pay is where passing off one role's text as another's does harm; elsewhere a guide may well speak of its
    neighbours without naming them.
    """
    texts = [hit.passage.text for hit in hits[:LOOKED_AT]]
    places = set(lexicon.places_of(question))
    if places and not places & {place for text in texts for place in lexicon.places_of(text)}:
        return sorted(places)[0]
    roles = set(lexicon.roles_of(question))
    paying = [hit for hit in hits[:LOOKED_AT] if hit.passage.topic == "pay"]
    if "pay" in lexicon.topics_of(question) and roles and paying:
        spoken_of = {role for hit in paying for role in (hit.guide.role, *lexicon.roles_of(hit.passage.text))}
        if not roles & spoken_of:
            return f"the pay of a {sorted(roles)[0]}"
    return None


def answerable(question: Question, hits: Sequence[Hit], fitted: Calibration = FITTED) -> float:
    """The probability, 0 to 1, that ``hits`` answer ``question``; 0 where there is none."""
    if not hits:
        return 0.0
    seen = evidence(question, hits)
    return 1 / (
        1
        + math.exp(
            -(
                fitted.bias
                + fitted.late * seen.late
                + fitted.dense * seen.dense
                + fitted.coverage * seen.coverage
                + fitted.focus * seen.focus
            )
        )
    )
