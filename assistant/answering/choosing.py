"""Questions that choose among the roles ("which of these pays best?"): what each guide says of that, side by side.

No sentence of a guide ranks the roles. What is asked of them all is told by the curated question that is the likeliest
one over all guides, else by the topics that are named; without either the visitor is offered the roles to choose from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.bounds import bounds
from assistant.answering.compare import without_roles
from assistant.answering.curated import Curated, candidates, likenesses
from assistant.answering.evidence import HITS, gather
from assistant.answering.likeness import Matching, right
from assistant.quotes import Quote
from corpus.types import Guide
from index.search import Searcher
from index.types import Question

EACH = 4
"""Passages of a guide that are looked at for its curated questions, and for a topic."""
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


def agreed(question: Question, put: Mapping[str, str], matching: Matching | None, searcher: Searcher) -> Agreed | None:
    """What is asked of all guides; ``None`` where it isn't likely enough what that is. ``put`` is the question as it is
    put to each guide (by slug), its role named. Without ``matching`` no curated question is looked at."""
    found = _curated(put, matching, searcher) if matching is not None else None
    if found is None and (quotes := _on_topic(question, tuple(put), searcher)):
        return Agreed("", bounds().plain, quotes, _silent(quotes, tuple(put), searcher))
    return found


def _curated(put: Mapping[str, str], matching: Matching, searcher: Searcher) -> Agreed | None:
    """The curated question that is the likeliest one over all guides, where that is likely enough."""
    likely: dict[str, float] = defaultdict(float)
    known: dict[str, list[Curated]] = defaultdict(list)
    for slug, asked in put.items():
        for one, probability in _rated(asked, slug, matching, searcher):
            likely[one.match.question.id] += probability / len(put)
            known[one.match.question.id].append(one)
    entry = max(likely, key=lambda one: likely[one], default="")
    if not entry or likely[entry] < matching.refused:
        return None
    quotes = tuple(one.quotes[0] for one in known[entry] if one.answered)
    return Agreed(entry, likely[entry], quotes, _silent(quotes, tuple(put), searcher))


def _silent(quotes: Sequence[Quote], slugs: Sequence[str], searcher: Searcher) -> tuple[Guide, ...]:
    speaking = {quote.hit.guide.slug for quote in quotes}
    return tuple(searcher.guides[slug] for slug in slugs if slug not in speaking)


def _on_topic(question: Question, slugs: Sequence[str], searcher: Searcher) -> tuple[Quote, ...]:
    """The likeliest sentence of each guide under the topics that ``question`` names; empty where fewer than half of
    the guides have anything there."""
    if not question.topics:
        return ()
    put = without_roles(question, searcher.lexicon)
    hits = searcher.rank(put, EACH * len(slugs), slugs, sorted(question.topics))
    best: dict[str, Quote] = {}
    for sentence in gather(put, hits, searcher).sentences:
        best.setdefault(sentence.hit.guide.slug, sentence.quote)
    return tuple(best[slug] for slug in slugs if slug in best) if 2 * len(best) >= len(slugs) else ()


def _rated(asked: str, slug: str, matching: Matching, searcher: Searcher) -> list[tuple[Curated, float]]:
    """The curated questions of a guide that this one may be, each with how likely its answer is right."""
    question = searcher.encode(asked)
    near = candidates(asked, question, (slug,), searcher, matching.apart)
    if not near:
        return []
    put = without_roles(question, searcher.lexicon)
    hits = searcher.rank(put, HITS, (slug,))
    evidence = gather(put, hits, searcher)
    confidence = answerable(signals_of(put, hits, evidence, searcher))
    rated = right(likenesses(near, asked, hits, evidence, confidence, searcher))
    return list(zip(near, rated.tolist(), strict=True))
