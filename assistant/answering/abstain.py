"""How likely it is that the hits answer the question.

Boosted trees (Friedman 2001) over signals that mean something, fitted on labelled questions over many corpora and
judged on those left out (docs/evaluation.md). Below the threshold, "the guides don't say".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answering.bounds import bounds
from assistant.answering.evidence import Evidence, Sentence, shares
from assistant.answering.question import Demand, Span, demand
from assistant.answering.told import FIGURE
from assistant.boosted_trees import read_trees, row_of
from assistant.language.tokens import stemmed, stems, words
from corpus.english import english
from corpus.words import LETTERED_WORD
from index.search import Searcher
from index.types import Hit, Question, Vectors

TREES = Path(__file__).with_name("abstention.json")
UNKNOWN = 0.999
"""A rarity from which no passage holds a word."""
HITS = 5
"""Hits that are looked at for words of the question."""
RAREST = 3
READ = 3
"""Sentences that are looked at for a figure."""
SUBJECT = 0.35
"""A cosine from which the guides are surely about the subject."""
AHEAD = 3.0
"""More than this far ahead is no better."""
_UNITS = tuple(
    (re.compile(rf"\b(?:{wanted})\b", re.I), re.compile(rf"(?<!\w)(?:{present})(?!\w)", re.I))
    for wanted, present in (
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
"""What a sentence must hold where a question asks for an amount of this kind. E.g. "how old is the average captain?",
"in her forties"; "how often do they meet?", "every week"; "what percentage of them are women?", "a third".
"""


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
    """The weakest match of the question's three rarest content words in that passage."""
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
    matching: tuple[float, ...]
    """How the question's tokens, its content words and its stems are matched, in the order of ``signals_of``."""


def answerable(signals: Signals | None) -> float:
    """The probability, 0 to 1, that the hits answer the question; 0 where there are none, or all are far from it."""
    if signals is None or signals.subject < bounds().far:
        return 0.0
    return read_trees(TREES).probability(np.array(row_of(signals), dtype=np.float32))


def signals_of(question: Question, hits: Sequence[Hit], evidence: Evidence, searcher: Searcher) -> Signals | None:
    """The signals of ``question`` in ``hits``; ``None`` where no sentence was found."""
    if not evidence.sentences:
        return None
    best = evidence.sentences[0]
    other = next((s for s in evidence.sentences if s.rank != best.rank), None)
    asked = demand(question.asking, question.asked[0])
    content = [_inside(question, span) for span in content_spans(question)]
    here = evidence.matched[best.rank]
    return Signals(
        subject=min(max(hit.scores.dense for hit in hits[:HITS]), SUBJECT),
        lexical=best.hit.scores.lexical,
        sentence=best.features.mean,
        rarest=min((_mean(here[word]) for word in content[:RAREST]), default=0.0),
        ahead=min(best.score - other.score, AHEAD) if other else AHEAD,
        figure=float(not asked.amount or any(_counts(question.text, asked, one) for one in evidence.sentences[:READ])),
        focus=min((over(question, span, here) for span in asked.focus), default=1.0),
        focus_held=float(not focus_missing(question.text, asked, hits)),
        names=float(not unknown_names(question.text, asked, hits, searcher)),
        matching=(
            *_tokens_matched(question, evidence),
            *_words_matched(question, evidence, content),
            *_stems_held(question, hits, best, searcher),
            *row_of(best.features),
            *_apart(hits, evidence),
            float(asked.amount),
            float(bool(asked.focus)),
        ),
    )


def content_spans(question: Question) -> list[Span]:
    """The words of a question that say what it is about, the rarest first."""
    spans = [found.span() for found in LETTERED_WORD.finditer(question.text)]
    content = [span for span in spans if _tells(question.text[slice(*span)])] or spans
    return sorted(content, key=lambda span: -over(question, span, question.weights))


def _tokens_matched(question: Question, evidence: Evidence) -> Iterator[float]:
    """How the question's tokens are matched in the best sentence's passage, in that sentence, and in any hit."""
    best = evidence.sentences[0]
    weights = question.weights / max(float(question.weights.sum()), 1e-6)
    rows = np.stack([evidence.matched[best.rank], best.matched, evidence.matched.max(axis=0)])
    yield from shares(rows, weights).ravel().tolist()
    yield from (rows @ weights).tolist()


def _words_matched(question: Question, evidence: Evidence, content: Sequence[slice]) -> Iterator[float]:
    """The weakest, the second weakest and the mean match of the content words in passage and sentence, then of each of
    the three rarest its weight and both matches."""
    best = evidence.sentences[0]
    here = evidence.matched[best.rank]
    both = [(_mean(here[word]), _mean(best.matched[word])) for word in content] or [(0.0, 0.0)]
    for place in (0, 1):
        matches = sorted(match[place] for match in both)
        yield from (matches[0], matches[min(1, len(matches) - 1)], sum(matches) / len(matches))
    for i in range(RAREST):
        known = i < len(content)
        yield from (_mean(question.weights[content[i]]), *both[i]) if known else (0.0, 1.0, 1.0)


def _stems_held(question: Question, hits: Sequence[Hit], best: Sentence, searcher: Searcher) -> Iterator[float]:
    """Of the question's stems the share, plain and by rarity, that stand in the best passage, in any hit and in the
    best sentence; how many no passage holds; and the rarest that the hits and the best passage lack."""
    asked = [(stem, searcher.rarity(word)) for word, stem in stemmed(question.asking)]
    total = sum(rarity for _, rarity in asked) or 1.0
    here, sentence = set(stems(best.hit.passage.embedded)), set(stems(best.text))
    anywhere = {stem for hit in hits[:HITS] for stem in stems(hit.passage.embedded)}
    for present in (here, anywhere, sentence):
        yield sum(stem in present for stem, _ in asked) / max(len(asked), 1)
        yield sum(rarity for stem, rarity in asked if stem in present) / total
    yield float(sum(rarity >= UNKNOWN for _, rarity in asked))
    for present in (anywhere, here):
        yield max((rarity for stem, rarity in asked if stem not in present), default=0.0)


def _apart(hits: Sequence[Hit], evidence: Evidence) -> Iterator[float]:
    """How far the best sentence and the best passage stand out."""
    scores = np.array([one.score for one in evidence.sentences])
    likelihood = np.exp(scores - scores.max())
    likelihood /= likelihood.sum()
    yield from (float(scores[0]), float(likelihood[0]), float(-(likelihood * np.log(likelihood + 1e-9)).sum()))
    yield float(scores[0] - scores[1]) if len(scores) > 1 else AHEAD
    yield hits[0].score
    yield hits[0].score - hits[1].score if len(hits) > 1 else hits[0].score
    yield max(hit.scores.dense for hit in hits[:HITS])
    yield max(hit.scores.lexical for hit in hits[:HITS])
    yield hits[0].scores.heading
    yield sum(hit.score for hit in hits) / len(hits)


def _tells(word: str) -> bool:
    folded = word.casefold().replace("’", "'")
    return folded not in english().function_words and folded not in english().generic_words


def over(question: Question, span: Span, values: Vectors) -> float:
    """The mean of ``values``, one a token of the question, over the tokens of ``span``; 0 where it has none."""
    return _mean(values[_inside(question, span)])


def _inside(question: Question, span: Span) -> slice:
    """Which tokens of the question stand in ``span``."""
    begins, ends = question.offsets[:, 0], question.offsets[:, 1]
    return slice(int(begins.searchsorted(span[0])), int(ends.searchsorted(span[1], side="right")))


def _mean(values: Vectors) -> float:
    """As ``values.mean()``, which for a few of them takes four times as long; 0 of none."""
    return float(np.add.reduce(values) / np.float32(len(values))) if len(values) else 0.0


def _counts(text: str, asked: Demand, sentence: Sentence) -> bool:
    """Whether a sentence holds a figure, and its passage up to it the noun that is counted."""
    passage = sentence.hit.passage
    before = f"{passage.context} {sentence.hit.guide.text[passage.start : sentence.end]}"
    counted = {stem for span in asked.focus for stem in stems(text[slice(*span)])}
    unit = next((present for wanted, present in _UNITS if wanted.search(text)), FIGURE)
    return unit.search(sentence.text) is not None and (not counted or not counted.isdisjoint(stems(before)))


def focus_missing(text: str, asked: Demand, hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The words of the noun that is asked about that none of ``hits`` holds."""
    if not asked.focus:
        return ()
    present = {stem for hit in hits[:HITS] for stem in stems(hit.passage.embedded)}
    return tuple(span for span in asked.focus if not present.issuperset(stems(text[slice(*span)])))


def unknown_names(text: str, asked: Demand, hits: Sequence[Hit], searcher: Searcher) -> tuple[str, ...]:
    """The names in a question that are neither the field's own words nor held by any of ``hits``."""
    if not asked.names:
        return ()
    present = {word for hit in hits[:HITS] for word in words(hit.passage.embedded)}
    named = [text[slice(*span)] for span in asked.names]
    return tuple(
        name
        for name in named
        if not all(searcher.of_the_field(w) or w in present or w[:-1] in present for w in words(name))
    )
