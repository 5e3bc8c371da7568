"""All that the guides say on something: ranked, counted by facets, each hit with why it was found.

A passage speaks of a query where it holds enough of its words or is near to it in meaning; what is neither isn't
counted, however few passages that leaves. Without a query all passages are there, in the order of reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import starmap

from assistant.desk.facets import Facet, FacetChoice, Placed, counted, narrowed
from assistant.desk.highlight import found_words, nearest_sentences
from assistant.served import served
from assistant.types import InvalidRequest, UnknownGuide
from corpus.sentences import Span
from corpus.types import Guide, Passage
from index.fusion import Weights, shipped_weights
from index.live import LiveIndex
from index.search import Searcher
from index.types import Hit, Question, Scores

MOST = 300
"""Passages that a query finds at most; there may be more."""
NEAR, HELD = 0.35, 0.25
"""MaxSim, and BM25 as a share of what can be attained, from which a passage speaks of the query."""
AROUND = 600
"""Characters of a guide that are shown before a passage and after it, about."""


class Sort(StrEnum):
    """What the hits are ordered by."""

    RELEVANCE = "relevance"
    GUIDE = "guide"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; ``limit`` hits after the first ``skip``, or all of them."""

    query: str = ""
    choices: tuple[FacetChoice, ...] = ()
    sort: Sort = Sort.RELEVANCE
    skip: int = 0
    limit: int | None = None

    @property
    def part(self) -> slice:
        """Which of the hits."""
        return slice(self.skip, None if self.limit is None else self.skip + self.limit)


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of a score: ``adds == value * weight``."""

    name: str
    value: float
    weight: float
    adds: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage, and why it was found; spans are of its guide's text. Without a query there is no ``score``."""

    passage: Passage
    guide: Guide
    score: float | None = None
    why: tuple[ScorePart, ...] = ()
    words: tuple[Span, ...] = ()
    nearest: Span | None = None
    """The sentence that is nearest to the query, where the passage has several."""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """``hits`` are those that were wanted of all; ``more`` says that the query finds more than is looked at."""

    generation: str
    searched: str
    """The query as it was searched: misspelt words mended, roles by their full names."""
    passages: int
    guides: int
    more: bool
    facets: tuple[Facet, ...]
    hits: tuple[FoundPassage, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands before and after a passage: exact spans of its guide's text, empty where nothing does."""

    guide: Guide
    before: Span
    after: Span


class PassageSearch:
    """Searches the live index. Thread-safe; every method raises ``NotReady``."""

    def __init__(self, live: LiveIndex, weights: Weights | None = None, most: int = MOST) -> None:
        self._live, self._weights, self._most = live, weights or shipped_weights(), most

    def search(self, wanted: Wanted) -> SearchResults:
        """What is wanted, of the generation that is live."""
        with served(self._live) as searcher:
            query = searcher.mend(wanted.query) if wanted.query.strip() else ""
            question = searcher.encode(query) if query else None
            hits, more = self._speaking(searcher, question, wanted.choices) if question else ([], False)
            passages = [hit.passage for hit in hits] if question else searcher.generation.passages
            placed = [(passage, searcher.guides[passage.guide]) for passage in passages]
            shown = _ordered(narrowed(placed, wanted.choices), wanted.sort, ranked=question is not None)
            part = shown[wanted.part]
            found = self._found(part, hits, query, question, searcher) if question else starmap(FoundPassage, part)
            return SearchResults(
                generation=searcher.generation.manifest.name,
                searched=question.text if question else "",
                passages=len(shown),
                guides=len({guide.slug for _, guide in shown}),
                more=more,
                facets=counted(placed, wanted.choices),
                hits=tuple(found),
            )

    def _found(
        self, part: Sequence[Placed], hits: Sequence[Hit], query: str, question: Question, searcher: Searcher
    ) -> Iterator[FoundPassage]:
        """Each of ``part`` with why it was found among the ``hits``."""
        by_id = {hit.passage.id: hit for hit in hits}
        nearest = nearest_sentences(question, [passage for passage, _ in part], searcher)
        for (passage, guide), sentence in zip(part, nearest, strict=True):
            hit, words = by_id[passage.id], found_words(query, passage, searcher.lexicon)
            yield FoundPassage(passage, guide, hit.score, self._why(hit.scores), words, sentence)

    def around(self, slug: str, start: int, end: int) -> Surroundings:
        """What stands around ``text[start:end]`` of a guide, by whole blocks.

        Raises ``UnknownGuide``, or ``InvalidRequest`` where the guide has no such span.
        """
        with served(self._live) as searcher:
            guide = searcher.guides.get(slug)
        if guide is None:
            raise UnknownGuide("guide", f"no guide {slug[:100]!r}")
        if not 0 <= start < end <= len(guide.text):
            raise InvalidRequest("end", "the guide has no such span")
        return around(guide, start, end)

    def _speaking(
        self, searcher: Searcher, question: Question, choices: Sequence[FacetChoice]
    ) -> tuple[list[Hit], bool]:
        """The hits that speak of the question, best first, and whether there may be more.

        Where the best of all guides hide some of those that are chosen, these are looked for by themselves.
        """
        hits = [hit for hit in searcher.rank(question, self._most) if _speaks(hit)]
        if len(hits) < self._most or not choices:
            return hits, len(hits) == self._most
        guides = _slugs(searcher, choices)
        topics = [one.value for one in choices if one.facet == "topic"]
        inside = searcher.rank(question, self._most, guides, topics) if guides else ()
        both = {hit.passage.id: hit for hit in (*hits, *filter(_speaks, inside))}
        ranked = sorted(both.values(), key=lambda hit: (-hit.score, hit.passage.guide, hit.passage.start))
        return ranked, len(inside) == self._most and _speaks(inside[-1])

    def _why(self, scores: Scores) -> tuple[ScorePart, ...]:
        """The parts that count, those that add most first."""
        parts = (
            ScorePart(one.name, getattr(scores, one.name), weight, getattr(scores, one.name) * weight)
            for one in fields(self._weights)
            if (weight := getattr(self._weights, one.name))
        )
        return tuple(sorted(parts, key=lambda part: -part.adds))


def around(guide: Guide, start: int, end: int) -> Surroundings:
    """Whole blocks of ``guide`` before and after a span, about ``AROUND`` characters of each."""
    before = [block.start for block in guide.blocks if block.end <= start]
    after = [block.end for block in guide.blocks if block.start >= end]
    first = next((one for one in reversed(before) if start - one >= AROUND), before[0] if before else start)
    last = next((one for one in after if one - end >= AROUND), after[-1] if after else end)
    return Surroundings(guide, (first, start), (end, last))


def _slugs(searcher: Searcher, choices: Sequence[FacetChoice]) -> list[str]:
    """The guides that what is chosen of guides leaves."""
    of_guides = [one for one in choices if one.facet != "topic"]
    every = ((searcher.passages_of(guide.slug), guide) for guide in searcher.guides.values())
    return [guide.slug for _, guide in narrowed(((of[0], guide) for of, guide in every if of), of_guides)]


def _speaks(hit: Hit) -> bool:
    return hit.scores.late >= NEAR or hit.scores.lexical >= HELD


def _ordered(placed: Sequence[Placed], sort: Sort, *, ranked: bool) -> list[Placed]:
    """``placed``, which come in the order of relevance where they are ``ranked``."""
    if ranked and sort is Sort.RELEVANCE:
        return list(placed)
    by_guide = sorted(placed, key=lambda one: (one[1].title, one[1].slug, one[0].start))
    if sort is not Sort.UPDATED:
        return by_guide
    return sorted(placed if ranked else by_guide, key=lambda one: one[1].updated, reverse=True)
