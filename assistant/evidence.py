"""What the hits hold for a question, sentence by sentence: each one's features, and how likely it is the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from assistant.lists import marker_length
from assistant.question import Kind, question_kind
from assistant.words import stems, words
from index.search import Question, Searcher
from index.types import Hit, Vectors

LEAST_WORDS = 6
"""Of a sentence that says something by itself; a shorter one is a run-in heading, unless it holds a figure."""
OTHER_ROLE = 2.0
"""What a sentence loses where the question names a role that has a guide, and its passage is another role's and doesn't
name it."""
FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
_NUMBER_WORD = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_COUNT = re.compile(rf"\b{_NUMBER_WORD}(?:\W+\w+){{1,3}}", re.I)
_COUNTED = re.compile(r"\bhow many ((?:\w+\W+){1,2}\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence."""

    late: float
    """MaxSim of the question with the sentence."""
    mean: float
    """Cosine of the question and the sentence's mean token vector."""
    passage: float
    """The fused score of its passage."""
    behind: float
    """How far that score is from the best passage's; 0 or less."""
    overlap: float
    """Share of the question's content words, by stem, that stand in the sentence."""
    put: float
    """How alike the question and one that the guide itself puts before this sentence are (Jaccard index)."""
    lead: float
    """How much better the run-in heading before this sentence matches."""
    figure: float
    """1 for a figure where a number is asked for."""
    counted: float
    """1 for a figure that counts what is counted in the question."""
    late_passage: float
    """MaxSim of the question with the whole passage."""
    first: float
    """1 for the sentences of the best passage."""
    best: float
    """1 for the sentence of a passage with the highest MaxSim."""


READER = Features(
    late=2.26,
    mean=3.01,
    passage=1.55,
    behind=2.0,
    overlap=1.65,
    put=1.84,
    lead=8.3,
    figure=1.26,
    counted=3.25,
    late_passage=3.1,
    first=1.6,
    best=1.0,
)
"""Weights of the features; how they were fitted: docs/evaluation.md."""
_WEIGHTS = np.array(astuple(READER))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: ``guide.text[start:end]``; ``position`` counts the sentences of its passage."""

    hit: Hit
    rank: int
    position: int
    start: int
    end: int
    features: Features
    score: float

    @property
    def text(self) -> str:
        return self.hit.guide.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All sentences of the hits that say something, the likeliest first, and how well each token of the question is
    matched by each hit: ``matched`` has shape ``(hits, question tokens)``."""

    sentences: tuple[Sentence, ...]
    matched: Vectors


def gather(question: Question, hits: Sequence[Hit], searcher: Searcher) -> Evidence:
    """What ``hits``, best first, hold for ``question``."""
    if not hits:
        return Evidence((), np.zeros((0, len(question.tokens)), dtype=np.float32))
    found = searcher.similarities(question, [hit.passage for hit in hits])
    matched = np.maximum.reduceat(found.tokens, found.bounds[:-1], axis=0)
    sentences: list[Sentence] = []
    described = question.roles & searcher.described
    for rank, hit in enumerate(hits):
        inside = slice(int(found.bounds[rank]) + 1, int(found.bounds[rank + 1]))
        read = _read(question, hit, rank, hits[0], found.tokens[inside], found.means[inside])
        if (
            described
            and hit.guide.role not in described
            and described.isdisjoint(searcher.lexicon.roles_of(hit.passage.text))
        ):
            read = [replace(sentence, score=sentence.score - OTHER_ROLE) for sentence in read]
        sentences += read
    return Evidence(tuple(sorted(sentences, key=lambda one: -one.score)), matched)


def _read(question: Question, hit: Hit, rank: int, best: Hit, tokens: Vectors, means: Vectors) -> list[Sentence]:
    text, spans = hit.guide.text, hit.passage.sentences
    late = tokens @ (question.weights / max(float(question.weights.sum()), 1e-6))
    asked = set(stems(question.text))
    first = text[slice(*spans[0])]
    put = _put(asked, first, hit.passage.heading_path)
    led = not is_statement(first)
    number = question_kind(question.text) is Kind.NUMBER
    said = []
    for position, (start, end) in enumerate(spans):
        start += marker_length(text[start:end])
        if not is_statement(text[start:end]):
            continue
        sentence = text[start:end]
        figure = number and FIGURE.search(sentence) is not None
        features = Features(
            late=float(late[position]),
            mean=float(means[position]),
            passage=hit.score,
            behind=hit.score - best.score,
            overlap=len(asked & set(stems(sentence))) / max(len(asked), 1),
            put=put / max(position, 1) ** 0.5 if position < 4 else 0.0,
            lead=max(float(late[0] - late[1]), 0.0) if led and position == 1 else 0.0,
            figure=float(figure),
            counted=float(figure and _counts(question.text, sentence)),
            late_passage=hit.scores.late,
            first=float(rank == 0),
            best=0.0,
        )
        said.append((position, start, end, features))
    top = max((features.late for *_, features in said), default=0.0)
    return [
        Sentence(
            hit,
            rank,
            position,
            start,
            end,
            features,
            float(_WEIGHTS @ np.array(astuple(features))) + READER.best * (features.late == top),
        )
        for position, start, end, features in said
    ]


def _put(asked: set[str], first: str, headings: Sequence[str]) -> float:
    """How alike the question is to one that the passage itself puts, in its heading or its first sentence."""
    own = first if first.endswith("?") else headings[-1] if headings and headings[-1].endswith("?") else ""
    words_ = set(stems(own))
    return len(asked & words_) / len(asked | words_) if own and asked | words_ else 0.0


def _counts(question: str, sentence: str) -> bool:
    """Whether a figure of ``sentence`` counts what ``question`` wants counted."""
    counted = _COUNTED.search(question)
    nouns = set(stems(counted.group(1))) if counted else set()
    return any(nouns & set(stems(found.group())) for found in _COUNT.finditer(sentence))


def is_statement(text: str) -> bool:
    """Whether a sentence says something by itself: no question, no heading, no line that only introduces."""
    if text.endswith(("?", ":")):
        return False
    return len(words(text)) >= LEAST_WORDS or bool(re.search(r"[$€£\d]", text))
