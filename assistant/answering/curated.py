"""Questions that a person has answered before: whether a visitor's is one of them, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from assistant.answering.bounds import bounds
from assistant.answering.compare import sides
from assistant.answering.evidence import Evidence
from assistant.answering.likeness import BLUR, Likeness, right
from assistant.answering.particulars import Traits
from assistant.quotes import Quote, marker_length
from corpus.english import stem_of
from corpus.types import BlockKind, CuratedQuestion
from index.curated import Match
from index.search import Searcher
from index.types import Hit, Question

NOT_SAID = "The guides don't say."
"""What visitors are told where an unanswered entry says nothing of its own."""
MOST_NEAR = 8
"""Curated questions that are looked at, the nearest ones."""
MOST_APART = 2
"""Roles that a curated question tells apart."""
MOST_MARGIN, MOST_GAP = 0.2, 8.0
"""More than this far ahead, or behind, makes no difference."""


@dataclass(frozen=True, slots=True)
class Curated:
    """A curated question that a visitor's may be like, and what a person quoted for it."""

    match: Match
    quotes: tuple[Quote, ...]
    verbatim: bool = False
    """Whether its phrasing has the question's words: the same question word, content words and role."""
    likely: float = 1.0
    """How likely its answer is right, 0 to 1."""

    @property
    def answered(self) -> bool:
        """Whether the guides answer it, by the person's judgement."""
        return bool(self.quotes)

    @property
    def identical(self) -> bool:
        """Whether it was asked in these words."""
        return self.verbatim or self.match.score >= bounds().identical


def candidates(
    asked: str, question: Question, guides: Sequence[str], searcher: Searcher, apart: float
) -> tuple[Curated, ...]:
    """The curated questions that ``asked`` (encoded as ``question``) may be, the nearest first, of pinned ``guides``
    only where given.

    Never one about another role, place, level or figure, or the opposite, however alike the words are,
    and none that no guide answers where less is asked: "director pay" isn't about sick pay.
    """
    fitting = [one for one in _fitting(asked, question, guides, searcher) if not asks_less(asked, one, searcher)]
    if not fitting:
        return ()
    best = fitting[0]
    certain_role = len(guides) == 1 or searcher.guides[best.question.guide].role in question.roles
    rivals = (match for match in fitting if match.question.guide != best.question.guide)
    if not certain_role and any(best.score - match.score < apart for match in rivals):
        return ()
    own = Traits.of(asked, searcher.lexicon)
    comparable = certain_role and bool(own.stems)
    return tuple(
        Curated(
            match,
            of_person(match.question, searcher),
            comparable and own.wanted == Traits.of(match.phrasing, searcher.lexicon).wanted,
        )
        for match in fitting
    )


def asks_less(asked: str, match: Match, searcher: Searcher) -> bool:
    """Whether ``asked`` has only words of an unanswered entry, not all of any phrasing, and of none the rarest one.

    A word for a topic that the guide writes about tells nothing here: "EM pay" isn't about who pays EMs best.
    """
    if match.question.answer:
        return False
    lexicon = searcher.lexicon
    own = Traits.of(asked, lexicon).stems
    if not own or not own <= _stems(match.question, searcher):
        return False
    phrasings = [Traits.of(text, lexicon) for text in match.question.ask]
    if any(own >= one.stems for one in phrasings):
        return False
    rarest = {max(one.stemmed, key=lambda word: searcher.rarity(word[0]))[1] for one in phrasings}
    topics = searcher.topics_of(match.question.guide) & lexicon.topics.keys()
    told = {stem_of(name) for topic in topics for name in lexicon.topics[topic] if " " not in name}
    return own.isdisjoint(rarest - told)


def _stems(question: CuratedQuestion, searcher: Searcher) -> frozenset[str]:
    """Those of all phrasings of ``question``, the names of roles apart."""
    return searcher.once(_stems_of, question)


def _stems_of(searcher: Searcher, question: CuratedQuestion) -> frozenset[str]:
    return frozenset[str]().union(*(Traits.of(text, searcher.lexicon).stems for text in question.ask))


def likeliest(near: Sequence[Curated], speaking: Sequence[Likeness]) -> Curated:
    """Of ``near``, one at least, the one whose answer is likeliest right, given what is ``speaking`` for each."""
    rated = right(speaking)
    best = int(np.argmax(rated))
    return replace(near[best], likely=float(rated[best]))


def likenesses(
    near: Sequence[Curated],
    asked: str,
    hits: Sequence[Hit],
    evidence: Evidence,
    confidence: float,
    searcher: Searcher,
) -> list[Likeness]:
    """What speaks for each of ``near``, in order, given what the search found and its ``confidence``."""
    lexicon = searcher.lexicon
    own = Traits.of(asked, lexicon)
    rarities = {stem: searcher.rarity(word) for word, stem in own.stemmed}
    places = {hit.passage.id: rank for rank, hit in reversed(list(enumerate(hits)))}

    def likeness(one: Curated) -> Likeness:
        match, other = one.match, Traits.of(one.match.phrasing, lexicon)
        anywhere = _stems(match.question, searcher)
        gap = _gap(one, evidence)
        ranks = (places.get(quote.hit.passage.id, len(hits)) for quote in one.quotes)
        rivals = [rival.match for rival in near if rival is not one]
        return Likeness(
            cosine=match.score,
            closeness=-float(np.log(max(1 + BLUR - match.score, BLUR))),
            margin=_ahead(match.score, [rival.score for rival in rivals], bounds().curated_near),
            unmatched=_share_beyond(other.stems, rarities),
            unmatched_anywhere=_share_beyond(anywhere, rarities),
            extra=len(other.stems - rarities.keys()) / max(len(other.stems), 1),
            gap=gap,
            agrees=float(gap == 0),
            rank=float(np.log1p(min(ranks, default=len(hits)))),
            answered=float(one.answered),
            centred=match.centred,
            twice=match.twice,
            ahead=_ahead(match.twice, [rival.twice for rival in rivals], 0.0),
            roles=float(len(own.roles - other.roles - {searcher.guides[match.question.guide].role})),
            figures=float(len(own.particulars.figures - other.particulars.figures)),
            confidence=confidence,
        )

    return [likeness(one) for one in near]


def _ahead(score: float, rivals: Sequence[float], least: float) -> float:
    return min(score - max(rivals, default=least), MOST_MARGIN)


def _share_beyond(stems: frozenset[str], rarities: dict[str, float]) -> float:
    return sum(rarity for stem, rarity in rarities.items() if stem not in stems) / (sum(rarities.values()) or 1.0)


def _gap(one: Curated, evidence: Evidence) -> float:
    """How far its likeliest sentence is behind the likeliest of all."""
    own = [
        sentence.score
        for sentence in evidence.sentences
        for quote in one.quotes
        if sentence.hit.guide.slug == quote.hit.guide.slug and sentence.start < quote.end and quote.start < sentence.end
    ]
    return min(evidence.sentences[0].score - max(own), MOST_GAP) if own else MOST_GAP


def favoured(hits: Sequence[Hit], found: Curated, bonus: float) -> tuple[Hit, ...]:
    """``hits`` with the passages that the person quoted further up."""
    quoted = {quote.hit.passage.id for quote in found.quotes}
    raised = [replace(hit, score=hit.score + bonus) if hit.passage.id in quoted else hit for hit in hits]
    return tuple(sorted(raised, key=lambda hit: -hit.score))


def _fitting(asked: str, question: Question, guides: Sequence[str], searcher: Searcher) -> list[Match]:
    """Of each curated question about the same the nearest phrasing, the nearest ``MOST_NEAR``."""
    if question.roles and len(guides) != 1:  # entries of other roles could only be passed over
        guides = [slug for slug in searcher.guides_about(question.roles) if not guides or slug in guides]
        if not guides:
            return []
    near = searcher.generation.curated.nearest(question.pooled, 2 * MOST_NEAR, guides, bounds().curated_near)
    if not question.roles and not guides:  # one role's answer would be as good as another's
        answering = searcher.generation.curated.answering
        near = (one for one in near if not one.question.answer or answering[one.question.id] == 1)
    own = Traits.of(asked, searcher.lexicon)
    compared = sides(asked, (), searcher.lexicon) if len(own.roles) > MOST_APART else ()
    fitting = (one for match in near if (one := _about_the_same(own, compared, match, searcher)) is not None)
    return list(islice(fitting, MOST_NEAR))


def _about_the_same(own: Traits, compared: Sequence[str], match: Match, searcher: Searcher) -> Match | None:
    """``match`` with the nearest of its phrasings that names nothing which the question doesn't, its guide's role
    apart, no less where that role isn't named, and all roles that are ``compared``; ``None`` where none does."""
    role = {searcher.guides[match.question.guide].role}
    for phrasing, score in match.near:
        other = Traits.of(phrasing, searcher.lexicon)
        named = other.roles - role
        same = named <= own.roles if role <= own.roles else named == own.roles
        same = same and (named | role).issuperset(compared)
        if same and own.particulars.hold(other.particulars) and not own.exclude(other):
            return replace(match, phrasing=phrasing, score=score)
    return None


def of_person(question: CuratedQuestion, searcher: Searcher) -> tuple[Quote, ...]:
    """What a person quoted for ``question``."""
    return searcher.once(_quotes, question)


def _quotes(searcher: Searcher, question: CuratedQuestion) -> tuple[Quote, ...]:
    return quotes_of(question.answer, question.guide, searcher)


def quotes_of(spans: Sequence[tuple[int, int]], slug: str, searcher: Searcher) -> tuple[Quote, ...]:
    """What a person quoted of the guide ``slug``."""
    guide = searcher.guides[slug]
    found = [(start, end, searcher.passage_at(slug, start)) for start, end in spans]
    return tuple(
        Quote(
            Hit(passage, guide),
            start + marker_length(guide.text[start:end]),
            end,
            item=len(found) > 1 and passage.kind in (BlockKind.ITEM, BlockKind.TABLE),
        )
        for start, end, passage in found
    )
