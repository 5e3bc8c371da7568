"""Hits to verbatim statements: whole sentences chosen for the question, in the guide's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.lists import PASSAGES_READ, Quote, list_items, marker_length
from assistant.words import stems, words
from corpus.sentences import Span
from index.search import Question, Searcher
from index.types import Hit

MOST_SENTENCES = 3
SHORT_SENTENCE = 12
NEAR, NEAR_ELSEWHERE = 0.2, 0.06
"""How much less than the best sentence's a further one's score may be: in its passage, and in another."""
SAME_QUESTION = 0.5
"""Jaccard index of the content words of a question and one that the guide puts, from which they are the same."""


class Kind(StrEnum):
    """What form of answer a question wants."""

    LIST = "list"
    NUMBER = "number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: Hit
    position: int
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.hit.guide.text[self.start : self.end]


_LIST = re.compile(
    r"""^\W*(?:list|name|give\ me|enumerate|summari[sz]e)\b
    |\bwhat\ (?:are|were)\b|\bwhich\b.*\b\w+s\b|\bwhat\ (?:kinds?|types?|sorts?)\ of\b
    |\b(?:all|every|main|key)\ (?:the\ )?\w+s\b|\bwho\ (?:hires|employs|sits|is\ on)\b
    |\bwhat\ should\ i\ (?:check|ask|look)\b|\b(?:red|green)\ flags\b|\bwarning\ signs\b|\bgood\ signs\b
    |\bwhat\ (?:things|skills|companies|rounds|titles|questions)\b
    |\bresponsibilities\b|\bduties\b|\bat\ each\ (?:stage|level)\b
    |\bwhat\ (?:do|does|would|will)\ (?:you|i|a|an|the)\ .*\b(?:check|look\ for|look\ out\ for)\b""",
    re.I | re.X,
)
_NUMBER = re.compile(
    r"\bhow (?:many|much|big|large|long|often|high|low)\b"
    r"|\b(?:salary|salaries|pay|paid|compensation|comp|earn|make|number|range|figure|span)\b",
    re.I,
)
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
_NUMBER_WORD = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_COUNT = re.compile(rf"\b{_NUMBER_WORD}(?:\W+\w+){{1,3}}", re.I)
_RANGE = re.compile(rf"\b{_NUMBER_WORD}\s*(?:to|–|-|—|or)\s*[$€£]?{_NUMBER_WORD}\b", re.I)
_COUNTED = re.compile(r"\bhow many ((?:\w+\W+){1,2}\w+)", re.I)
_LEANING = re.compile(
    r"^(?:they|both|this|that|these|those|it|the former|the latter|either|such|he|she|if so|otherwise|then|but|and|"
    r"also|each of (?:these|them))\b",
    re.I,
)


def question_kind(text: str) -> Kind:
    """The form of answer that a question asks for, from its wording."""
    if re.search(r"\bhow (?:many|much|big|large|long)\b", text, re.I):
        return Kind.NUMBER
    if _LIST.search(text):
        return Kind.LIST
    return Kind.NUMBER if _NUMBER.search(text) else Kind.OTHER


def extract(question: Question, hits: Sequence[Hit], searcher: Searcher) -> tuple[Quote, ...]:
    """The statements that answer ``question``; at most three sentences, or all items of the list asked for."""
    if not hits:
        return ()
    kind = question_kind(question.text)
    if kind is Kind.LIST:
        items = list_items(question, hits, searcher)
        if len(items) > 1:
            return items
    answered = own_answer(question, hits[:PASSAGES_READ])
    if answered:
        return answered
    scored = [sentence for hit in hits[:PASSAGES_READ] for sentence in _scored(question, hit, hits[0], searcher, kind)]
    if not scored:
        return ()
    chosen = _chosen(scored)
    ranks: dict[str, int] = {}
    for rank, hit in enumerate(hits):
        ranks.setdefault(hit.guide.slug, rank)
    chosen.sort(key=lambda sentence: (ranks[sentence.hit.guide.slug], sentence.start))
    return tuple(Quote(s.hit, s.start, s.end) for s in chosen)


def own_answer(question: Question, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """The opening of the answer that the guide itself gives to the question that was asked, where it puts it."""
    asked = set(stems(question.text))
    found: list[tuple[float, Hit, tuple[Span, ...]]] = []
    for hit in hits:
        spans = hit.passage.sentences
        first = hit.guide.text[slice(*spans[0])]
        heading = hit.passage.heading_path[-1] if hit.passage.heading_path else ""
        own, rest = (first, spans[1:]) if first.endswith("?") else (heading, spans)
        put = set(stems(own))
        if own.endswith("?") and rest:
            found.append((len(asked & put) / max(len(asked | put), 1), hit, rest))
    same, hit, rest = max(found, key=lambda one: one[0], default=(0.0, hits[0], hits[0].passage.sentences[:0]))
    return tuple(Quote(hit, start, end) for start, end in rest[:MOST_SENTENCES]) if same >= SAME_QUESTION else ()


def _scored(question: Question, hit: Hit, best: Hit, searcher: Searcher, kind: Kind) -> list[_Sentence]:
    similarities, _ = searcher.sentence_similarities(question, hit.passage)
    weights = question.weights
    asked = set(stems(question.text))
    found = []
    for position, (start, end) in enumerate(hit.passage.sentences):
        start = start + marker_length(hit.guide.text[start:end])
        text = hit.guide.text[start:end]
        if not is_statement(text):
            continue
        late = float(similarities[position] @ weights / max(float(weights.sum()), 1e-6))
        overlap = len(asked & set(stems(text))) / max(len(asked), 1)
        figure = _figure_bonus(question.text, text) if kind is Kind.NUMBER else 0.0
        score = late + 0.15 * overlap + figure + 0.8 * (hit.score - best.score)
        found.append(_Sentence(hit, position, start, end, score))
    return found


def _figure_bonus(question: str, text: str) -> float:
    """What a figure adds to a sentence where a number is asked for; more where it counts what is counted."""
    if not _FIGURE.search(text):
        return 0.0
    counted = _COUNTED.search(question)
    if counted is None:
        return 0.08
    nouns = set(stems(counted.group(1)))
    near = any(nouns & set(stems(found.group())) for found in _COUNT.finditer(text))
    return 0.08 + (0.08 if near else 0.0) + (0.06 if _RANGE.search(text) else 0.0)


def is_statement(text: str) -> bool:
    """Whether a sentence says something by itself: no question, no heading, no line that only introduces."""
    if text.endswith(("?", ":")):
        return False
    return len(words(text)) >= 6 or bool(re.search(r"[$€£\d]", text))


def _chosen(scored: Sequence[_Sentence]) -> list[_Sentence]:
    """The best sentence, what it leans on, and others that are nearly as good."""
    ranked = sorted(scored, key=lambda sentence: -sentence.score)
    best = ranked[0]
    chosen = [best]
    by_place = {(s.hit.passage.id, s.position): s for s in scored}
    after = by_place.get((best.hit.passage.id, best.position + 1))
    if after is not None and best.position == 0 and len(words(best.text)) < SHORT_SENTENCE:
        chosen.append(after)
    if _LEANING.match(best.text) and (before := by_place.get((best.hit.passage.id, best.position - 1))):
        chosen.append(before)
    for sentence in ranked[1:]:
        if len(chosen) >= MOST_SENTENCES:
            break
        near = NEAR if sentence.hit.passage.id == best.hit.passage.id else NEAR_ELSEWHERE
        repeated = any(_alike(sentence.text, other.text) for other in chosen)
        if sentence not in chosen and sentence.score >= best.score - near and not repeated:
            chosen.append(sentence)
    return chosen


def _alike(one: str, other: str) -> bool:
    a, b = set(stems(one)), set(stems(other))
    return bool(a and b) and len(a & b) / len(a | b) > 0.7
