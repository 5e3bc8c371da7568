"""What the hits hold for a question, sentence by sentence: each one's features, and how likely it is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.answering.features import LONG, MOST_LENGTHS, STEPS, SentenceFeatures, scores_of
from assistant.answering.question import AnswerForm, question_kind
from assistant.answering.told import told
from assistant.language.tokens import jaccard, stems
from assistant.quotes import Quote
from corpus.types import BlockKind
from index.late_interaction import Similarities
from index.search import Searcher
from index.types import Hit, Question, Vectors

_BOUNDS = np.array(STEPS, dtype=np.float32)
_NUMBER_WORD = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_COUNT = re.compile(rf"\b{_NUMBER_WORD}(?:\W+\w+){{1,3}}", re.I)
"""E.g. "A Director leads *four to seven managers*.", "It takes *12 weeks in all*"."""
_COUNTED = re.compile(r"\bhow many ((?:\w+\W+){1,2}\w+)", re.I)
"""E.g. "*How many direct reports does* a Director have?"."""

HITS = 8
"""Hits whose sentences are weighed."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: ``guide.text[start:end]``; ``position`` counts the sentences of its passage."""

    hit: Hit
    rank: int
    position: int
    start: int
    end: int
    matched: Vectors = field(compare=False)
    """The best cosine of each token of the question in the sentence or the headings that it stands under."""
    features: SentenceFeatures
    score: float

    @property
    def text(self) -> str:
        return self.hit.guide.text[self.start : self.end]

    @property
    def quote(self) -> Quote:
        return Quote(self.hit, self.start, self.end)


_Read = tuple[Hit, int, int, int, int, Vectors, SentenceFeatures]
"""All of a ``Sentence`` but its score, in order."""


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
    found = searcher.matches(question, hits)
    matched = np.maximum.reduceat(found.tokens, found.bounds[:-1], axis=0)
    asked = _Asked(question, frozenset(stems(question.asking)), question_kind(question.asking) is AnswerForm.NUMBER)
    segments = _segments(found, question.weights / max(float(question.weights.sum()), 1e-6))
    read = [one for rank, hit in enumerate(hits) for one in _read(asked, hit, rank, hits[0], segments, searcher)]
    scores = scores_of([one[-1] for one in read])
    sentences = (Sentence(*one, score) for one, score in zip(read, scores, strict=True))
    return Evidence(tuple(sorted(sentences, key=lambda one: -one.score)), matched)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its stems, and whether it asks for a number."""

    question: Question
    stems: frozenset[str]
    number: bool


@dataclass(frozen=True, slots=True)
class _Segments:
    """How a question matches the segments of all hits, one row each; hit ``i`` begins at ``firsts[i]`` with its
    context. ``amid`` and what has its name are matches in the segment or its context."""

    firsts: list[int]
    means: list[float]
    expected: list[float]
    late: list[float]
    late_amid: list[float]
    shares: list[tuple[float, ...]]
    shares_amid: list[tuple[float, ...]]
    amid: Vectors


def _segments(found: Similarities, weights: Vectors) -> _Segments:
    tokens, firsts = found.tokens, found.bounds[:-1]
    amid = np.maximum(tokens, np.repeat(tokens[firsts], np.diff(found.bounds), axis=0))
    return _Segments(
        firsts=firsts.tolist(),
        means=found.means.tolist(),
        expected=found.expected.tolist(),
        late=(tokens @ weights).tolist(),
        late_amid=(amid @ weights).tolist(),
        shares=[tuple(row) for row in shares(tokens, weights).tolist()],
        shares_amid=[tuple(row) for row in shares(amid, weights).tolist()],
        amid=amid,
    )


def _read(asked: _Asked, hit: Hit, rank: int, best: Hit, segments: _Segments, searcher: Searcher) -> Iterator[_Read]:
    """The sentences of one hit."""
    passage = told(hit.guide.text, hit.passage)
    put = jaccard(asked.stems, passage.put)
    other = float(of_other_role(asked.question, hit, searcher))
    behind, late_passage, kind = hit.score - best.score, hit.scores.late, hit.passage.kind
    siblings, asked_for = float(len(hit.passage.sentences)), max(len(asked.stems), 1)
    for one in passage.sentences:
        position, segment = one.position, segments.firsts[rank] + 1 + one.position
        led = passage.led and position == 1
        features = SentenceFeatures(
            late=segments.late[segment],
            mean=segments.means[segment],
            expected=segments.expected[segment],
            passage=hit.score,
            behind=behind,
            overlap=len(asked.stems & one.stems) / asked_for,
            put=put / max(position, 1) ** 0.5 if position < 4 else 0.0,
            lead=max(segments.late[segment - 1] - segments.late[segment], 0.0) if led else 0.0,
            figure=float(asked.number and one.figure),
            counted=float(
                asked.number and one.figure and _counts(asked.question.asking, hit.guide.text[one.start : one.end])
            ),
            late_passage=late_passage,
            first=float(rank == 0),
            amid=segments.late_amid[segment],
            position=float(position == 0),
            length=min((one.end - one.start) / LONG, MOST_LENGTHS),
            any_figure=float(one.figure),
            table=float(kind is BlockKind.TABLE),
            item=float(kind is BlockKind.ITEM),
            siblings=siblings,
            rank=float(rank),
            other_role=other,
            matched=segments.shares[segment],
            matched_amid=segments.shares_amid[segment],
        )
        yield hit, rank, position, one.start, one.end, segments.amid[segment], features


def shares(matches: Vectors, weights: Vectors) -> Vectors:
    """The share of ``weights``, shape ``(t,)``, whose ``matches``, cosines of shape ``(n, t)``, fall between each two
    of ``STEPS``: shape ``(n, len(STEPS) - 1)``."""
    above = (matches[:, :, None] >= _BOUNDS).astype(np.float32)
    return np.asarray(-np.diff(np.einsum("ntk,t->nk", above, weights), axis=1), dtype=np.float32)


def of_other_role(question: Question, hit: Hit, searcher: Searcher) -> bool:
    """Whether ``question`` names a role that has a guide, and ``hit`` is another role's and doesn't name it."""
    described = question.roles & searcher.described
    if not described or hit.guide.role in described:
        return False
    return described.isdisjoint(searcher.lexicon.roles_of(hit.passage.text))


def _counts(question: str, sentence: str) -> bool:
    """Whether a figure of ``sentence`` counts what ``question`` wants counted."""
    counted = _COUNTED.search(question)
    nouns = set(stems(counted.group(1))) if counted else set()
    return any(nouns & set(stems(found.group())) for found in _COUNT.finditer(sentence))
