"""Questions that a person has answered before: whether a visitor's is one of them, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.lists import Quote, marker_length
from assistant.parameters import fitted
from assistant.particulars import Particulars, agrees, particulars
from corpus.types import BlockKind, Passage
from index.curated import Match
from index.search import Question, Searcher
from index.types import Hit, Scores

NOT_SAID = "The guides don't say."
"""What visitors are told where an unanswered entry says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Cosines of a question and a phrasing: from ``answer`` on the entry is the reply, from ``help`` on it lends
    weight. Where no role is named, no other guide's entry may be within ``apart`` of the nearest. ``bonus`` is what a
    passage gains in rank that a person chose for a question like this one, ``doubt`` what is left of the confidence
    where a person said that the guides don't answer it (``python -m evals fit curated``).
    """

    answer: float
    help: float
    apart: float
    bonus: float
    doubt: float


@cache
def shipped_thresholds() -> Thresholds:
    """The fitted thresholds."""
    return fitted("curated", Thresholds)


@dataclass(frozen=True, slots=True)
class Curated:
    """The curated question that a visitor's is like; ``sure`` where it is taken for the same."""

    match: Match
    quotes: tuple[Quote, ...]
    sure: bool

    @property
    def answered(self) -> bool:
        """Whether the guides answer it, by the person's judgement."""
        return bool(self.quotes)


def curated(
    asked: str, question: Question, guides: Sequence[str], searcher: Searcher, thresholds: Thresholds
) -> Curated | None:
    """The curated question that ``asked`` (encoded as ``question``) is like, of pinned ``guides`` only where given.

    Never one about another role, place, level or figure, however alike the words are.
    """
    near = searcher.generation.curated.nearest(question.pooled, guides, thresholds.help - thresholds.apart)
    if not near or near[0].score < thresholds.help:
        return None
    named = particulars(asked, searcher.lexicon)
    fitting = [match for match in near if _fits(asked, named, question, guides, match, searcher)]
    if not fitting or fitting[0].score < thresholds.help:
        return None
    best = fitting[0]
    certain_role = len(guides) == 1 or searcher.guides[best.question.guide].role in question.roles
    rivals = (match for match in fitting if match.question.guide != best.question.guide)
    if not certain_role and any(best.score - match.score < thresholds.apart for match in rivals):
        return None
    return Curated(best, _quotes(best, searcher), best.score >= thresholds.answer)


def favoured(hits: Sequence[Hit], found: Curated | None, bonus: float) -> tuple[Hit, ...]:
    """``hits`` with the passages that the person quoted further up; as they are where no such question was found."""
    if found is None:
        return tuple(hits)
    quoted = {quote.hit.passage.id for quote in found.quotes}
    raised = [replace(hit, score=hit.score + bonus) if hit.passage.id in quoted else hit for hit in hits]
    return tuple(sorted(raised, key=lambda hit: -hit.score))


def doubted(confidence: float, found: Curated | None, doubt: float) -> float:
    """``confidence`` that the guides answer, less where a person said of a question like this one that they don't."""
    return confidence if found is None or found.answered else confidence * doubt


def _fits(
    asked: str, named: Particulars, question: Question, guides: Sequence[str], match: Match, searcher: Searcher
) -> bool:
    """Whether a match is about the same: its guide's role, the other roles, and whatever else the question names."""
    role = searcher.guides[match.question.guide].role
    if question.roles and role not in question.roles and len(guides) != 1:
        return False
    others = frozenset(searcher.lexicon.roles_of(match.phrasing))
    return question.roles - {role} == others - {role} and agrees(asked, named, match.phrasing, searcher.lexicon)


def _quotes(match: Match, searcher: Searcher) -> tuple[Quote, ...]:
    guide = searcher.guides[match.question.guide]
    found = [(start, end, _passage(guide.slug, start, searcher)) for start, end in match.question.answer]
    scores = Scores(dense=match.score, lexical=0.0, late=0.0)
    return tuple(
        Quote(
            Hit(passage, guide, match.score, scores),
            start + marker_length(guide.text[start:end]),
            end,
            item=len(found) > 1 and passage.kind is BlockKind.ITEM,
        )
        for start, end, passage in found
    )


def _passage(guide: str, start: int, searcher: Searcher) -> Passage:
    """The passage that holds the text at ``start``, or of a heading's the one that it stands over."""
    return min(_passages(guide, searcher), key=lambda one: (one.end <= start, abs(one.start - start)))


def _passages(guide: str, searcher: Searcher) -> Iterator[Passage]:
    return (passage for passage in searcher.generation.passages if passage.guide == guide)
