"""How likely it is that the hits answer the question.

A logistic model over signals that mean something. Coefficients were fitted on development cases only (see
docs/evaluation.md); the threshold is a property of the product: below it, "the guides don't say".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.evidence import FIGURE, Evidence, Sentence
from assistant.question import Demand, Span, demand
from assistant.words import stems, words
from index.search import Question, Searcher
from index.types import Hit, Vectors
from index.wording import FUNCTION_WORDS

LOOKED_AT = 5
"""Hits that are looked at for words of the question."""
RAREST = 3
MOST_NAMED = 2
"""Words of a noun that is named as missing; a longer one is no noun."""
READ = 3
"""Sentences that are looked at for a figure."""
SUBJECT = 0.35
"""A cosine from which the guides are surely about the subject."""
AHEAD = 3.0
"""More than this far ahead is no better."""
_UNITS = tuple(
    (re.compile(rf"\b(?:{wanted})\b", re.I), re.compile(rf"(?<!\w)(?:{held})(?!\w)", re.I))
    for wanted, held in (
        ("how long|tenure", "years?|months?|weeks?|days?|hours?|minutes?|quarters?|decades?"),
        (
            "how old|what age|average age",
            "years? old|aged?|years of age|in (?:his|her|their) (?:twent|thirt|fort|fift)ies",
        ),
        ("how often", r"daily|weekly|monthly|quarterly|annual\w*|yearly|every|per|once|twice|times|each"),
        (
            "percent(?:age)?|proportion|share of|fraction|odds",
            r"\d+%|%|percent|half|thirds?|quarters?|most|majority|one in",
        ),
    )
)
"""What a sentence must hold where a question asks for an amount of this kind."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DETERMINER = re.compile(r"\b(?:an?|the|any)\s+$", re.I)
_MUCH = re.compile(r"\bhow\s+(?:much|many)\s+$", re.I)
_UNIT = re.compile(r"\s+(?:days?|hours?|times?|people)\b", re.I)
_BARE = re.compile(r"(?:[^s]s|ion|ment|ance|ence|ity|ness|ship)$", re.I)
"""What a noun ends in that can stand without an article: a plural, or the name of something that isn't counted."""
_ENDS = re.compile(
    r"\W*$|\s*[,;:]|\s+(?:is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have|of|in|for|on|at|with|to|"
    r"from|by|and|or|as|if|when|there)\b",
    re.I,
)
"""What can stand after a noun phrase, so that "certificates help" isn't taken for one."""
_GENERIC_WORDS = """
many much long often common most mostly usual typical average kind sort type way role job person people company
companies work working need want good bad best better big small different important main normal
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words that a question may well use without any answer holding them."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer in the hits, and against it; a match is a cosine, -1 to 1."""

    subject: float
    """The highest cosine of a hit, up to ``SUBJECT``: whether the guides are about such things at all."""
    lexical: float
    """BM25, as a share of what is attainable, of the passage of the likeliest sentence."""
    sentence: float
    """Cosine of the question and that sentence."""
    rarest: float
    """The weakest match of the question's three most telling words in that passage."""
    ahead: float
    """How much likelier that sentence is than the likeliest of another passage."""
    figure: float
    """0 where an amount is asked for and no likely sentence holds a figure of what is counted, else 1."""
    focus: float
    """The weakest match of a word of the noun that is asked about, in that passage; 1 where none is."""
    focus_held: float
    """0 where no hit holds one of its words, else 1."""
    names: float
    """0 where the question names somebody or something that no hit does, else 1."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic model, and the probability from which an answer is given.

    ``python -m evals calibrate`` fits them on the development cases and prints them.
    """

    weights: Signals
    bias: float
    threshold: float


FITTED = Calibration(
    weights=Signals(
        subject=6.38,
        lexical=0.46,
        sentence=0.66,
        rarest=2.77,
        ahead=0.33,
        figure=2.09,
        focus=2.24,
        focus_held=0.80,
        names=2.03,
    ),
    bias=-10.47,
    threshold=0.27,
)


def answerable(signals: Signals | None, fitted: Calibration = FITTED) -> float:
    """The probability, 0 to 1, that the hits answer the question; 0 where there are none."""
    if signals is None:
        return 0.0
    total = fitted.bias + float(np.dot(astuple(fitted.weights), astuple(signals)))
    return 1 / (1 + math.exp(-total))


def signals_of(question: Question, hits: Sequence[Hit], evidence: Evidence, searcher: Searcher) -> Signals | None:
    """The signals of ``question`` in ``hits``; ``None`` where no sentence was found."""
    if not evidence.sentences:
        return None
    best = evidence.sentences[0]
    other = next((s for s in evidence.sentences if s.rank != best.rank), None)
    asked = demand(question.text)
    spans = [found.span() for found in _WORD.finditer(question.text)]
    telling = [span for span in spans if _tells(question.text[slice(*span)])] or spans
    here = evidence.matched[best.rank]
    weights = [_over(question, span, question.weights) for span in telling]
    rarest = [span for _, span in sorted(zip(weights, telling, strict=True), reverse=True)[:RAREST]]
    return Signals(
        subject=min(max(hit.scores.dense for hit in hits[:LOOKED_AT]), SUBJECT),
        lexical=best.hit.scores.lexical,
        sentence=best.features.mean,
        rarest=min((_over(question, span, here) for span in rarest), default=0.0),
        ahead=min(best.score - other.score, AHEAD) if other else AHEAD,
        figure=float(not asked.amount or any(_counts(question.text, asked, one) for one in evidence.sentences[:READ])),
        focus=min((_over(question, span, here) for span in asked.focus), default=1.0),
        focus_held=float(not _focus_missing(question.text, asked, hits)),
        names=float(not _unknown_names(question.text, asked, hits, searcher)),
    )


def _tells(word: str) -> bool:
    folded = word.casefold().replace("’", "'")
    return folded not in FUNCTION_WORDS and folded not in _GENERIC


def _over(question: Question, span: Span, values: Vectors) -> float:
    """The mean of ``values``, one a token of the question, over the tokens of ``span``; 0 where it has none."""
    inside = (question.offsets[:, 0] >= span[0]) & (question.offsets[:, 1] <= span[1])
    return float(values[inside].mean()) if inside.any() else 0.0


def _counts(text: str, asked: Demand, sentence: Sentence) -> bool:
    """Whether a sentence holds a figure, and its passage up to it the noun that is counted."""
    passage = sentence.hit.passage
    before = f"{passage.context} {sentence.hit.guide.text[passage.start : sentence.end]}"
    counted = {stem for span in asked.focus for stem in stems(text[slice(*span)])}
    unit = next((held for wanted, held in _UNITS if wanted.search(text)), FIGURE)
    return unit.search(sentence.text) is not None and (not counted or not counted.isdisjoint(stems(before)))


def _focus_missing(text: str, asked: Demand, hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The words of the noun that is asked about that none of ``hits`` holds."""
    held = {stem for hit in hits[:LOOKED_AT] for stem in stems(hit.passage.embedded)}
    return tuple(span for span in asked.focus if not held.issuperset(stems(text[slice(*span)])))


def _unknown_names(text: str, asked: Demand, hits: Sequence[Hit], searcher: Searcher) -> tuple[str, ...]:
    """The names in a question that are neither the field's own words nor held by any of ``hits``."""
    held = {word for hit in hits[:LOOKED_AT] for word in words(hit.passage.embedded)}
    named = [text[slice(*span)] for span in asked.names]
    return tuple(
        name for name in named if not all(searcher.of_the_field(w) or w in held or w[:-1] in held for w in words(name))
    )


def lacking(question: Question, hits: Sequence[Hit], searcher: Searcher) -> str | None:
    """What the hits lack, in the question's words: a name that no guide knows, or the noun that is asked about."""
    asked = demand(question.text)
    if names := _unknown_names(question.text, asked, hits, searcher):
        return names[0]
    unheld = _focus_missing(question.text, asked, hits)
    return _noun_phrase(question.text, asked.focus) if unheld and len(asked.focus) <= MOST_NAMED else None


def _noun_phrase(text: str, focus: Sequence[Span]) -> str | None:
    """The noun that is asked about as it can stand in another sentence: "a signing bonus", "certificates", "paternity
    leave" of "how much paternity leave"; ``None`` where that isn't known of it."""
    start, end = focus[0][0], focus[-1][1]
    if (unit := _UNIT.match(text[end:])) is not None:
        end += unit.end()
    if _ENDS.match(text[end:]) is None:
        return None
    if (found := _DETERMINER.search(text[:start])) is not None:
        return text[found.start() : end]
    return text[start:end] if _BARE.search(text[:end]) or _MUCH.search(text[:start]) else None
