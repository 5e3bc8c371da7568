"""What the hits hold for a question, sentence by sentence: each one's features, and how likely it is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from assistant.answering.features import LONG, MOST_LENGTHS, STEPS, SentenceFeatures, score_of
from assistant.answering.question import AnswerForm, question_kind
from assistant.language.statements import is_statement
from assistant.language.tokens import stems
from assistant.quotes import marker_length
from corpus.sentences import Span
from corpus.types import BlockKind
from index.late_interaction import Similarities
from index.search import Question, Searcher
from index.types import Hit, Vectors

CELL = " | "
"""Between the cells of a row."""
SHORT = 30
"""Characters of the first words of an answer that are shown with the sentence behind them."""
FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
"""E.g. "It takes *seven* rounds.", "About *half* of them stay.", "The pay is in *€*"."""
_NUMBER_WORD = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_COUNT = re.compile(rf"\b{_NUMBER_WORD}(?:\W+\w+){{1,3}}", re.I)
"""E.g. "A Director leads *four to seven managers*.", "It takes *12 weeks in all*"."""
_COUNTED = re.compile(r"\bhow many ((?:\w+\W+){1,2}\w+)", re.I)
"""E.g. "*How many direct reports does* a Director have?"."""


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
    asked = _Asked(question, frozenset(stems(question.text)), question_kind(question.text) is AnswerForm.NUMBER)
    segments = _segments(found, question.weights / max(float(question.weights.sum()), 1e-6))
    read = (_read(asked, hit, rank, hits[0], segments, searcher) for rank, hit in enumerate(hits))
    return Evidence(tuple(sorted(chain.from_iterable(read), key=lambda one: -one.score)), matched)


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
    late: list[float]
    late_amid: list[float]
    shares: list[list[float]]
    shares_amid: list[list[float]]
    amid: Vectors


def _segments(found: Similarities, weights: Vectors) -> _Segments:
    tokens, firsts = found.tokens, found.bounds[:-1]
    amid = np.maximum(tokens, np.repeat(tokens[firsts], np.diff(found.bounds), axis=0))
    return _Segments(
        firsts=firsts.tolist(),
        means=found.means.tolist(),
        late=(tokens @ weights).tolist(),
        late_amid=(amid @ weights).tolist(),
        shares=shares(tokens, weights).tolist(),
        shares_amid=shares(amid, weights).tolist(),
        amid=amid,
    )


def _read(asked: _Asked, hit: Hit, rank: int, best: Hit, segments: _Segments, searcher: Searcher) -> Iterator[Sentence]:
    """The sentences of one hit."""
    text, spans = hit.guide.text, hit.passage.sentences
    first = text[slice(*spans[0])]
    put = _put(asked.stems, first, hit.passage.heading_path)
    led = not is_statement(first)
    other = float(of_other_role(asked.question, hit, searcher))
    for position, start, end in _told(hit):
        segment = segments.firsts[rank] + 1 + position
        sentence = text[start:end]
        holds_figure = FIGURE.search(sentence) is not None
        features = SentenceFeatures(
            late=segments.late[segment],
            mean=segments.means[segment],
            passage=hit.score,
            behind=hit.score - best.score,
            overlap=len(asked.stems.intersection(stems(sentence))) / max(len(asked.stems), 1),
            put=put / max(position, 1) ** 0.5 if position < 4 else 0.0,
            lead=max(segments.late[segment - 1] - segments.late[segment], 0.0) if led and position == 1 else 0.0,
            figure=float(asked.number and holds_figure),
            counted=float(asked.number and holds_figure and _counts(asked.question.text, sentence)),
            late_passage=hit.scores.late,
            first=float(rank == 0),
            amid=segments.late_amid[segment],
            position=float(position == 0),
            length=min(len(sentence) / LONG, MOST_LENGTHS),
            any_figure=float(holds_figure),
            table=float(hit.passage.kind is BlockKind.TABLE),
            item=float(hit.passage.kind is BlockKind.ITEM),
            siblings=float(len(spans)),
            rank=float(rank),
            other_role=other,
            matched=tuple(segments.shares[segment]),
            matched_amid=tuple(segments.shares_amid[segment]),
        )
        yield Sentence(hit, rank, position, start, end, features, score_of(features), segments.amid[segment])


def _told(hit: Hit) -> Iterator[tuple[int, int, int]]:
    """Which sentences of a hit say something, each with its span, without a marker; any may that answers a question."""
    text, spans = hit.guide.text, hit.passage.sentences
    header = _header_row(hit)
    first = text[slice(*spans[0])]
    if first.endswith("?") and len(spans) > 1:
        answer = joined(spans[1:])
        skipped = len(spans) - 1 - len(answer)
        for at, (start, end) in enumerate(answer):
            if text[start:end][-1] not in "?:":
                yield 1 + at + skipped * (at > 0), start, end
        return
    for position, (start, end) in enumerate(spans):
        start += marker_length(text[start:end])
        if position != header and is_statement(text[start:end]):
            yield position, start, end


def joined(answer: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences of an answer, a few first words together with those behind them: "Yes. Not here."."""
    if len(answer) > 1 and answer[0][1] - answer[0][0] < SHORT:
        return ((answer[0][0], answer[1][1]), *answer[2:])
    return tuple(answer)


def _header_row(hit: Hit) -> int | None:
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


def of_other_role(question: Question, hit: Hit, searcher: Searcher) -> bool:
    """Whether ``question`` names a role that has a guide, and ``hit`` is another role's and doesn't name it."""
    described = question.roles & searcher.described
    if not described or hit.guide.role in described:
        return False
    return described.isdisjoint(searcher.lexicon.roles_of(hit.passage.text))


def _put(asked: frozenset[str], first: str, headings: Sequence[str]) -> float:
    """How alike the question is to one that the passage itself puts, in its heading or its first sentence."""
    own = first if first.endswith("?") else headings[-1] if headings and headings[-1].endswith("?") else ""
    words_ = set(stems(own))
    return len(asked & words_) / len(asked | words_) if own and asked | words_ else 0.0


def _counts(question: str, sentence: str) -> bool:
    """Whether a figure of ``sentence`` counts what ``question`` wants counted."""
    counted = _COUNTED.search(question)
    nouns = set(stems(counted.group(1))) if counted else set()
    return any(nouns & set(stems(found.group())) for found in _COUNT.finditer(sentence))
