"""What the hits hold for a question, sentence by sentence: each one's features, and how likely it is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache

import numpy as np

from assistant.answering.question import AnswerForm, question_kind
from assistant.language.statements import is_statement
from assistant.language.tokens import stems
from assistant.parameters import fitted
from assistant.quotes import marker_length
from corpus.types import BlockKind
from index.search import Question, Searcher
from index.types import Hit, Vectors

STEPS = (-1.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)
"""Bounds of cosines between which the matches of a question's tokens are counted."""
CELL = " | "
"""Between the cells of a row."""
LONG = 200
MOST_LENGTHS = 3.0
FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
_NUMBER_WORD = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_COUNT = re.compile(rf"\b{_NUMBER_WORD}(?:\W+\w+){{1,3}}", re.I)
_COUNTED = re.compile(r"\bhow many ((?:\w+\W+){1,2}\w+)", re.I)


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
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
    amid: float
    """MaxSim with the sentence and the headings that it stands under."""
    position: float
    """1 for the first sentence of its passage."""
    length: float
    """Its characters, in units of ``LONG``, up to 3."""
    any_figure: float
    """1 for a figure, whatever is asked."""
    table: float
    """1 for a row of a table."""
    item: float
    """1 for a sentence of a list."""
    siblings: float
    """How many sentences its passage has."""
    rank: float
    """Place of its passage among the hits, 0 first."""
    other_role: float
    """1 where the question names a role that has a guide, and the passage is another role's and doesn't name it."""
    matched: tuple[float, ...]
    """Share of the question, by weight, whose tokens' best cosine in the sentence falls between ``STEPS``."""
    matched_amid: tuple[float, ...]
    """The same in the sentence or its headings: kernel pooling with hard bins (Guo et al. 2016, DRMM)."""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The weights of the features, in their order (``python -m evals fit sentences``)."""

    weights: tuple[float, ...]


@cache
def shipped_reader() -> SentenceWeights:
    """The fitted weights."""
    return fitted("sentences", SentenceWeights)


def vector(features: SentenceFeatures) -> Vectors:
    """The features as one row, in their order."""
    *plain, matched, amid = astuple(features)
    return np.array([*plain, *matched, *amid], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: ``guide.text[start:end]``; ``position`` counts the sentences of its passage."""

    hit: Hit
    rank: int
    position: int
    start: int
    end: int
    features: SentenceFeatures
    score: float
    matched: Vectors = field(compare=False)
    """The best cosine of each token of the question in the sentence or the headings that it stands under."""

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
    for rank, hit in enumerate(hits):
        inside = slice(int(found.bounds[rank]), int(found.bounds[rank + 1]))
        sentences += _read(question, hit, rank, hits[0], found.tokens[inside], found.means[inside], searcher)
    return Evidence(tuple(sorted(sentences, key=lambda one: -one.score)), matched)


def _read(
    question: Question, hit: Hit, rank: int, best: Hit, tokens: Vectors, means: Vectors, searcher: Searcher
) -> Iterator[Sentence]:
    """The sentences of one hit; ``tokens`` and ``means`` are of its segments, the context first."""
    text, spans = hit.guide.text, hit.passage.sentences
    weights = question.weights / max(float(question.weights.sum()), 1e-6)
    late = tokens[1:] @ weights
    asked = set(stems(question.text))
    first = text[slice(*spans[0])]
    put = _put(asked, first, hit.passage.heading_path)
    led = not is_statement(first)
    answers = first.endswith("?")
    head = header_row(hit)
    number = question_kind(question.text) is AnswerForm.NUMBER
    other = _of_other_role(question, hit, searcher)
    amid = np.maximum(tokens, tokens[0])
    matched, matched_amid = shares(tokens, weights).tolist(), shares(amid, weights).tolist()
    for position, (start, end) in enumerate(spans):
        start += marker_length(text[start:end])
        sentence = text[start:end]
        if position == head or not (is_statement(sentence) or (answers and sentence[-1:] not in ("?", ":"))):
            continue
        holds_figure = FIGURE.search(sentence) is not None
        features = SentenceFeatures(
            late=float(late[position]),
            mean=float(means[position + 1]),
            passage=hit.score,
            behind=hit.score - best.score,
            overlap=len(asked & set(stems(sentence))) / max(len(asked), 1),
            put=put / max(position, 1) ** 0.5 if position < 4 else 0.0,
            lead=max(float(late[0] - late[1]), 0.0) if led and position == 1 else 0.0,
            figure=float(number and holds_figure),
            counted=float(number and holds_figure and _counts(question.text, sentence)),
            late_passage=hit.scores.late,
            first=float(rank == 0),
            amid=float(amid[position + 1] @ weights),
            position=float(position == 0),
            length=min(len(sentence) / LONG, MOST_LENGTHS),
            any_figure=float(holds_figure),
            table=float(hit.passage.kind is BlockKind.TABLE),
            item=float(hit.passage.kind is BlockKind.ITEM),
            siblings=float(len(spans)),
            rank=float(rank),
            other_role=other,
            matched=tuple(matched[position + 1]),
            matched_amid=tuple(matched_amid[position + 1]),
        )
        score = float(np.dot(vector(features), shipped_reader().weights))
        yield Sentence(hit, rank, position, start, end, features, score, amid[position + 1])


def header_row(hit: Hit) -> int | None:
    """Which of a passage's sentences is the header of its table, which says nothing by itself; a row with a figure
    is none, nor is any where the header stands among the headings."""
    if hit.passage.kind is not BlockKind.TABLE or any(CELL in heading for heading in hit.passage.heading_path):
        return None
    rows = [at for at, (start, end) in enumerate(hit.passage.sentences) if CELL in hit.guide.text[start:end]]
    return (
        rows[0] if len(rows) > 1 and not FIGURE.search(hit.guide.text[slice(*hit.passage.sentences[rows[0]])]) else None
    )


def shares(matches: Vectors, weights: Vectors) -> Vectors:
    """The share of ``weights``, shape ``(t,)``, whose ``matches``, cosines of shape ``(n, t)``, fall between each two
    of ``STEPS``: shape ``(n, len(STEPS) - 1)``."""
    above = (matches[:, :, None] >= np.array(STEPS, dtype=np.float32)).astype(np.float32)
    return np.asarray(-np.diff(np.einsum("ntk,t->nk", above, weights), axis=1), dtype=np.float32)


def _of_other_role(question: Question, hit: Hit, searcher: Searcher) -> float:
    described = question.roles & searcher.described
    if not described or hit.guide.role in described:
        return 0.0
    return float(described.isdisjoint(searcher.lexicon.roles_of(hit.passage.text)))


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
