"""Hits to verbatim statements: whole sentences chosen for the question, in the guide's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from assistant.answering.bounds import bounds
from assistant.answering.evidence import Evidence, Sentence, of_other_role
from assistant.answering.lists import PASSAGES_READ, list_items, passage_items
from assistant.answering.question import AnswerForm, defined, question_kind
from assistant.answering.told import joined, told
from assistant.language.tokens import jaccard, stems
from assistant.parameters import fitted
from assistant.quotes import Quote
from corpus.lexicon import Lexicon
from corpus.sentences import Span
from corpus.types import BlockKind
from index.search import Searcher
from index.types import Hit, Question

MOST_SENTENCES = 3
MOST_ITEMS = 8
"""Items of a list of which some answer a question that doesn't ask for a list: of a longer one only these are shown."""

_DIFFER = re.compile(r"\b(?:diff\w*|v(?:s|ersus)\b\.?|distin\w+|compar\w+)", re.I)
"""E.g. "What is the *difference* between the two?", "How do they *compare*?"."""
_FORM = re.compile(
    r"\bhow (?:many|much|long|often|big)\b|\b(?:how|what|why|who|which|when|where|is|are|do|can|should)\b", re.I
)
"""E.g. "*How many* people report to a Director?", "*Who* approves the budget?"."""
_LEANING = re.compile(
    r"^(?:they|both|this(?! (?:guide|page|section)\b)|that|these|those|it|the former|the latter|either|such|he|she|"
    r"if so|otherwise|then|but|and|also|each of (?:these|them))\b",
    re.I,
)
"""E.g. "*They* also approve the budget.", "*If so*, the Director decides"."""


@dataclass(frozen=True, slots=True)
class Length:
    """How much less likely than the best sentence a further one may be (a difference of log odds): in its passage and
    in another (``python -m evals fit length``)."""

    near: float
    near_elsewhere: float


shipped_length = cache(partial(fitted, "length", Length))
"""The fitted bounds."""


def extract(question: Question, hits: Sequence[Hit], evidence: Evidence, searcher: Searcher) -> tuple[Quote, ...]:
    """The statements that answer ``question``; at most three sentences, or all items of the list asked for."""
    if not hits:
        return ()
    kind = question_kind(question.text)
    if kind is AnswerForm.LIST:
        items = list_items(question, [hit for hit in hits if not of_other_role(question, hit, searcher)], searcher)
        if len(items) > 1:
            return items
    if answered := own_answer(question, hits[:PASSAGES_READ], searcher):
        return answered
    ranked = (
        _defining_first(question, evidence.sentences, searcher.lexicon)
        if kind is AnswerForm.DEFINITION
        else evidence.sentences
    )
    chosen = in_reading_order(choose(ranked))
    return _whole_list(chosen) or tuple(one.quote for one in chosen)


def _whole_list(chosen: Sequence[Sentence]) -> tuple[Quote, ...]:
    """All items of the list that every one of ``chosen`` is of: a part of a list reads as if it were the whole."""
    passages = {one.hit.passage.id: one.hit.passage for one in chosen}
    if [each.kind for each in passages.values()] != [BlockKind.ITEM]:
        return ()
    items = passage_items(chosen[0].hit)
    touched = {at for at, item in enumerate(items) for one in chosen if item.start < one.end and one.start < item.end}
    return items if len(touched) > 1 and len(items) <= MOST_ITEMS else ()


def own_answer(question: Question, hits: Sequence[Hit], searcher: Searcher) -> tuple[Quote, ...]:
    """The opening of the answer that the guide itself gives to the question that was asked, where it puts it."""
    found: list[tuple[float, Hit, tuple[Span, ...]]] = []
    for hit in hits:
        own = told(hit.guide.text, hit.passage)
        if own.question and own.answer:
            found.append((_same(question, own.question, hit.guide.role, searcher), hit, own.answer))
    same, hit, rest = max(found, key=lambda one: one[0], default=(0.0, hits[0], hits[0].passage.sentences[:0]))
    answer = joined(rest)[:MOST_SENTENCES] if same > bounds().same_question else ()
    return tuple(Quote(hit, start, end) for start, end in answer)


def _same(question: Question, own: str, role: str, searcher: Searcher) -> float:
    """How much of what the two questions ask is the same, 0 to 1."""
    lexicon = searcher.lexicon
    put = set(lexicon.roles_of(own))
    if role not in question.roles and question.roles & searcher.described:
        return 0.0  # the role that is asked about has a guide of its own
    if not question.roles <= put | {role} or len(put - {role}) != len(question.roles - {role}):
        return 0.0
    if len(question.roles) > 1 and not question.topics <= set(lexicon.topics_of(own)):
        return 0.0  # they are asked about in a respect of which it says nothing
    return jaccard(wanted(question.text, lexicon), wanted(own, lexicon))


def wanted(text: str, lexicon: Lexicon) -> set[str]:
    """What a question asks: its roles, its question word, and the stems of its other content words."""
    rest = _DIFFER.sub("differ", lexicon.without_roles(text))
    form = _FORM.search(rest)
    return {*lexicon.roles_of(text), *stems(rest), *([form.group().casefold()] if form else [])}


def choose(ranked: Sequence[Sentence], most: int = MOST_SENTENCES, length: Length | None = None) -> list[Sentence]:
    """The likeliest sentence of ``ranked`` (the likeliest first), what it leans on, and others nearly as likely."""
    if not ranked:
        return []
    best, length = ranked[0], length or shipped_length()
    chosen = [best]
    by_place = {(s.hit.passage.id, s.position): s for s in ranked}
    if _LEANING.match(best.text) and (before := by_place.get((best.hit.passage.id, best.position - 1))):
        chosen.append(before)
    for sentence in ranked[1:]:
        near = length.near if sentence.hit.passage.id == best.hit.passage.id else length.near_elsewhere
        repeated = any(_alike(sentence.text, other.text) for other in chosen)
        if len(chosen) < most and sentence not in chosen and sentence.score >= best.score - near and not repeated:
            chosen.append(sentence)
    return chosen[:most]


def in_reading_order(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Sentences of the likeliest one's guide first, each guide's in the order of its text."""
    places: dict[str, int] = {}
    for sentence in sorted(sentences, key=lambda one: -one.score):
        places.setdefault(sentence.hit.guide.slug, len(places))
    return sorted(sentences, key=lambda one: (places[one.hit.guide.slug], one.start))


def _defining_first(question: Question, ranked: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
    """Of a question what a role is, the opening of its guide comes first."""
    of_role = bool(question.roles) and not stems(lexicon.without_roles(defined(question.text)))

    def opens(one: Sentence) -> bool:
        first = one.position == 0 and not one.hit.passage.heading_path
        return of_role and first and one.hit.guide.role in question.roles

    return sorted(ranked, key=lambda one: -(one.score + bounds().defines * opens(one)))


def _alike(one: str, other: str) -> bool:
    return jaccard(set(stems(one)), set(stems(other))) > bounds().repeats
