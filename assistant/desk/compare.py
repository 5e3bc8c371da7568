"""Roles side by side over topics: each cell what the guides of one role say on one topic, in their own words.

A cell depends on its role and topic alone, whatever it stands beside, so the same question gives the same cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.evidence import Evidence, Sentence, gather
from assistant.answering.extract import choose, in_reading_order
from assistant.answering.lists import list_label, passage_items
from assistant.answering.refusals import shipped_calibration
from assistant.citations import cite
from assistant.desk.conflicts import Comparable, conflicting
from assistant.desk.sides import RoleSide, Topic, side_of, topic_of
from assistant.language.injection import is_order
from assistant.language.tokens import stems
from assistant.quotes import Quote
from assistant.served import served
from assistant.types import Citation, InvalidRequest, Statement
from corpus.identity import article
from index.live import LiveIndex
from index.search import Searcher
from index.types import Hit

FEWEST_ROLES, MOST_ROLES = 2, 4
MOST_TOPICS = 24
HITS = 8
EACH = 4
"""Sentences of a cell, at most."""
NEAR = 0.2
"""Cosine of a topic in the asker's own words and the likeliest sentence, below which the guides don't speak of it."""
MOST_CONFLICTS = 3


class CellState(StrEnum):
    """What a cell comes to."""

    QUOTED = "quoted"
    NOT_SAID = "not_said"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked for, and in how many passages of which guides (slugs)."""

    question: str
    passages: int
    guides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What the guides of ``role`` say on ``topic``. ``conflicts`` are pairs of citations that can't both hold;
    ``nearest`` is the nearest sentence where nothing is said."""

    role: str
    topic: str
    state: CellState
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[tuple[int, int], ...]
    searched: Searched
    nearest: Citation | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` has one for each of ``topics``, with a cell for each of ``sides``."""

    generation: str
    sides: tuple[RoleSide, ...]
    topics: tuple[Topic, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be compared: roles that have a guide, and topics that some guide has a section on."""

    generation: str
    roles: tuple[str, ...]
    topics: tuple[str, ...]


class RoleComparison:
    """Compares over the live index. Thread-safe; every method raises ``NotReady``."""

    def __init__(self, live: LiveIndex) -> None:
        self._live = live

    def offer(self) -> Offer:
        """What can be compared."""
        with served(self._live) as searcher:
            held = {passage.topic for passage in searcher.generation.passages}
            topics = tuple(topic for topic in searcher.lexicon.topics if topic in held)
            return Offer(searcher.generation.manifest.name, tuple(sorted(searcher.described)), topics)

    def compare(self, roles: Sequence[str], topics: Sequence[str]) -> Table:
        """Two to four ``roles`` (a slug, a role, or any of its names) over ``topics`` (a topic, or words).

        Raises ``InvalidRequest``, naming ``roles`` or ``topics``.
        """
        _demand("roles", roles, FEWEST_ROLES, MOST_ROLES)
        _demand("topics", topics, 1, MOST_TOPICS)
        with served(self._live) as searcher:
            sides = tuple(side_of(name, searcher) for name in roles)
            if len({(side.role, side.guides) for side in sides}) < len(sides):
                raise InvalidRequest("roles", "a role is there twice")
            asked = tuple(dict.fromkeys(topic_of(name, searcher.lexicon) for name in topics))
            rows = tuple(tuple(cell_of(side, topic, searcher) for side in sides) for topic in asked)
            return Table(searcher.generation.manifest.name, sides, asked, rows)


def cell_of(side: RoleSide, topic: Topic, searcher: Searcher) -> Cell:
    """What the guides of one side say on one topic.

    A section on the topic speaks of it. Elsewhere the guides speak of it only where that is as likely as an answer to a
    visitor must be.
    """
    question = f"What about {topic.name} for {article(side.role)} {side.role}?"
    hits = _section(question, side, topic, searcher)
    if hits:
        sentences = gather(searcher.encode(question), hits, searcher).sentences
        found = _lists(topic, hits) or _quoted(_told(sentences))
    else:
        question = topic.name
        evidence, confidence = _anywhere(question, side, searcher)
        sentences = evidence.sentences
        near = bool(sentences) and sentences[0].features.mean >= NEAR
        found = _quoted(_told(sentences)) if near and confidence >= shipped_calibration().threshold else []
    searched = Searched(question, _count(side, topic, searcher), side.slugs)
    if not found:
        return _not_said(side, topic, searched, sentences)
    against = [_quoted(pair) for pair in _conflicts(sentences, searcher)]
    both = [one for pair in against for one in pair if not any(_same(one, other) for other in found)]
    statements, citations = cite([*found, *dict.fromkeys(both)])
    numbered = [sorted(_number(one, citations) for one in pair) for pair in against]
    conflicts = tuple(sorted((pair[0], pair[1]) for pair in numbered))
    state = CellState.CONFLICTING if conflicts else CellState.QUOTED
    return Cell(side.role, topic.name, state, statements, citations, conflicts, searched)


def _section(question: str, side: RoleSide, topic: Topic, searcher: Searcher) -> tuple[Hit, ...]:
    """The passages of the sections on the topic."""
    return searcher.rank(searcher.encode(question), HITS, side.slugs, [topic.known]) if topic.known else ()


def _lists(topic: Topic, hits: Sequence[Hit]) -> list[Quote]:
    """The lists that are introduced with the topic's name, whole: a part reads as if it were all of it. Where there are
    several, each stands below its introduction."""
    for name in (topic.name, topic.known):
        named = [hit for hit in hits if len(passage_items(hit)) > 1 and {*stems(name)} <= {*stems(list_label(hit))}]
        ordered = sorted(named, key=lambda hit: (hit.guide.slug, hit.passage.start))
        if ordered:
            leads = [[Quote(hit, *hit.passage.sentences[0])] if len(ordered) > 1 else [] for hit in ordered]
            quotes = [one for hit, lead in zip(ordered, leads, strict=True) for one in (*lead, *passage_items(hit))]
            return [one for one in quotes if not is_order(one.text)]
    return []


def _anywhere(question: str, side: RoleSide, searcher: Searcher) -> tuple[Evidence, float]:
    """What the guides hold, and how likely that is an answer."""
    encoded = searcher.encode(question)
    hits = searcher.rank(encoded, HITS, side.slugs)
    evidence = gather(encoded, hits, searcher)
    return evidence, answerable(signals_of(encoded, hits, evidence, searcher))


def _count(side: RoleSide, topic: Topic, searcher: Searcher) -> int:
    """The passages that were looked through: those under the topic, or all where none is."""
    every = [passage for slug in side.slugs for passage in searcher.passages_of(slug)]
    return sum(passage.topic == topic.known for passage in every if topic.known) or len(every)


def _told(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The likeliest sentences; one that gives orders only where there is no other."""
    plain = [one for one in sentences if not is_order(one.text)]
    return in_reading_order(choose(plain or sentences, most=EACH))


def _quoted(sentences: Sequence[Sentence]) -> list[Quote]:
    return [one.quote for one in sentences]


def _not_said(side: RoleSide, topic: Topic, searched: Searched, sentences: Sequence[Sentence]) -> Cell:
    nearest = [one for one in sentences if not is_order(one.text)][:1]
    _, citations = cite([Quote(one.hit, one.start, one.end) for one in nearest])
    return Cell(side.role, topic.name, CellState.NOT_SAID, (), (), (), searched, citations[0] if citations else None)


def _conflicts(sentences: Sequence[Sentence], searcher: Searcher) -> list[tuple[Sentence, Sentence]]:
    """Pairs that can't both hold, the likeliest first."""
    read = [(one, Comparable.of(one.text, searcher.lexicon)) for one in sentences]
    found = [(one, other) for (one, a), (other, b) in combinations(read, 2) if conflicting(a, b)]
    return found[:MOST_CONFLICTS]


def _same(one: Quote, other: Quote) -> bool:
    """Whether these are the same words, an item of a list with its marker or without."""
    return one.hit.guide is other.hit.guide and one.start < other.end and other.start < one.end


def _number(quote: Quote, citations: Sequence[Citation]) -> int:
    inside = (one for one in citations if one.guide == quote.hit.guide.slug and one.start < quote.end)
    return next(one.n for one in inside if quote.start < one.end)


def _demand(field: str, given: Sequence[str], least: int, most: int) -> None:
    if not least <= len(given) <= most:
        raise InvalidRequest(field, f"name {least} to {most} of them, not {len(given)}")
