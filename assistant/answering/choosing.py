"""Questions that choose among the roles ("which of these pays best?"): what each guide says of that, side by side.

No sentence of a guide ranks the roles. What is asked of them all is told by the curated question of most guides that is
the likeliest one (`python -m evals fit choosing`), else by the topics that are named; without either the visitor is
offered the roles to choose from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

import numpy as np

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.bounds import bounds
from assistant.answering.compare import without_roles
from assistant.answering.curated import MOST_NEAR, asks_less, of_person
from assistant.answering.evidence import gather
from assistant.answering.particulars import Traits
from assistant.answering.refusals import shipped_calibration
from assistant.boosted_trees import row_of
from assistant.language.tokens import stems
from assistant.parameters import fitted
from assistant.quotes import Quote
from corpus.types import BlockKind, Guide
from index.curated import Match
from index.search import Searcher
from index.types import Question

EACH = 4
"""Passages of a guide that are looked at for a topic."""
MOST_GUIDES = 12
"""Of a site with more, only guides that come near are read."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is asked of all guides, ``likely`` so: what some say of it, a quote each, and which don't. ``entry`` is the
    curated question that it is; empty where it is a topic."""

    entry: str
    likely: float
    quotes: tuple[Quote, ...]
    silent: tuple[Guide, ...]


def those_asked(near: Sequence[str], searcher: Searcher) -> tuple[str, ...]:
    """The slugs of the guides that a question which chooses is put to, by seniority: all, or where there are many the
    ``near`` ones."""
    slugs = tuple(searcher.guides) if len(searcher.guides) <= MOST_GUIDES else near
    return tuple(sorted(slugs, key=lambda slug: searcher.guides[slug].level or 0))


@dataclass(frozen=True, slots=True)
class Alike:
    """What speaks for its being a curated question that is asked of all guides."""

    twice: float
    """The mean over the guides of ``Match.twice``."""
    ahead: float
    """How far that is above the next curated question's."""
    unmatched: float
    """Share of the question's content, by rarity, whose stems no phrasing has."""
    extra: float
    """Share of a phrasing's stems that the question lacks, the least."""


@dataclass(frozen=True, slots=True)
class AskedOfAll:
    """A logistic regression: the weights of ``Alike``, the bias, and from which probability on it is taken for one."""

    weights: tuple[float, ...]
    bias: float
    least: float

    def likely(self, rows: Sequence[Alike]) -> list[float]:
        """Of each the probability, 0 to 1, that it is asked of all guides."""
        odds = np.array([row_of(one) for one in rows]) @ np.array(self.weights) + self.bias
        return [float(one) for one in 1 / (1 + np.exp(-odds))]


asked_of_all = cache(partial(fitted, "choosing", AskedOfAll))
"""The fitted one."""


def agreed(question: Question, slugs: Sequence[str], curated: bool, searcher: Searcher) -> Agreed | None:
    """What is asked of all guides, ``slugs``; ``None`` where it isn't likely enough what that is. Only where
    ``curated`` are curated questions looked at."""
    near = nearest(question, slugs, searcher) if curated else ()
    if near:
        return _curated(question, near, slugs, searcher)
    quotes = _on_topic(question, slugs, searcher)
    return Agreed("", bounds().plain, quotes, _silent(quotes, slugs, searcher)) if quotes else None


def nearest(question: Question, slugs: Sequence[str], searcher: Searcher) -> tuple[tuple[Match, ...], ...]:
    """The curated questions of most guides that ``question`` may ask of them all, with each guide's match."""
    near = searcher.generation.curated.common(question.pooled, 2 * MOST_NEAR, slugs)
    fitting = (each for each in near if _answered(each) or not asks_less(question.text, each[0], searcher))
    return tuple(islice(fitting, MOST_NEAR))


def _curated(
    question: Question, near: Sequence[tuple[Match, ...]], slugs: Sequence[str], searcher: Searcher
) -> Agreed | None:
    """The one of ``near`` that is the likeliest to be asked of all guides, where that is likely enough; one that no
    guide answers only where none is so that one does."""
    rated = zip(asked_of_all().likely(likenesses(question, near, searcher)), near, strict=True)
    likely = [(bool(_answered(each)), probability, each) for probability, each in rated]
    _, probability, each = max(
        (one for one in likely if one[1] >= asked_of_all().least), key=lambda one: one[:2], default=(False, 0.0, ())
    )
    if not each:
        return None
    own = {match.question.guide: match for match in _answered(each)}
    quotes = tuple(_in_words(own[slug], question, searcher) for slug in slugs if slug in own)
    return Agreed(each[0].question.id, probability, quotes, _silent(quotes, slugs, searcher))


def _answered(each: Sequence[Match]) -> list[Match]:
    """Those of the guides that answer."""
    return [match for match in each if match.question.answer]


def _in_words(match: Match, question: Question, searcher: Searcher) -> Quote:
    """Of what a person quoted for a curated question the quote that has most of the visitor's words; a row of a table
    only where there is nothing else, and not the first one, which names the columns."""
    quotes = of_person(match.question, searcher)
    rarities = {stem: searcher.rarity(word) for word, stem in Traits.of(question.text, searcher.lexicon).stemmed}
    prose = [one for one in quotes if one.hit.passage.kind is not BlockKind.TABLE] or quotes[1:] or quotes
    return max(prose, key=lambda one: sum(rarities.get(stem, 0.0) for stem in {*stems(one.text)}))


def likenesses(question: Question, near: Sequence[Sequence[Match]], searcher: Searcher) -> list[Alike]:
    """What speaks for each of ``near``, the curated questions nearest to ``question`` with each guide's match."""
    rarities = {stem: searcher.rarity(word) for word, stem in Traits.of(question.text, searcher.lexicon).stemmed}
    whole = sum(rarities.values()) or 1.0
    twice = [sum(match.twice for match in each) / len(each) for each in near]
    found = []
    for place, each in enumerate(near):
        phrasings = [
            Traits.of(text, searcher.lexicon).stems for text in {text for match in each for text in match.question.ask}
        ]
        known = frozenset[str]().union(*phrasings)
        found.append(
            Alike(
                twice=twice[place],
                ahead=twice[place] - max((*twice[:place], *twice[place + 1 :]), default=0.0),
                unmatched=sum(rarity for stem, rarity in rarities.items() if stem not in known) / whole,
                extra=min(len(own - rarities.keys()) / max(len(own), 1) for own in phrasings),
            )
        )
    return found


def _silent(quotes: Sequence[Quote], slugs: Sequence[str], searcher: Searcher) -> tuple[Guide, ...]:
    speaking = {quote.hit.guide.slug for quote in quotes}
    return tuple(searcher.guides[slug] for slug in slugs if slug not in speaking)


def _on_topic(question: Question, slugs: Sequence[str], searcher: Searcher) -> tuple[Quote, ...]:
    """The likeliest sentence of each guide that surely answers, under the topics that ``question`` names; empty where
    fewer than half of the guides have one."""
    if not question.topics:
        return ()
    put = without_roles(question, searcher.lexicon)
    quotes = []
    for slug in slugs:
        hits = searcher.rank(put, EACH, (slug,), sorted(question.topics))
        evidence = gather(put, hits, searcher)
        if hits and answerable(signals_of(put, hits, evidence, searcher)) >= shipped_calibration().least(put):
            quotes.append(evidence.sentences[0].quote)
    return tuple(quotes) if 2 * len(quotes) >= len(slugs) else ()
