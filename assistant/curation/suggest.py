"""Entries of curated questions to propose to a person, from what visitors asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import yaml

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.curated import NOT_SAID
from assistant.answering.evidence import gather
from assistant.answering.extract import extract
from assistant.answering.gaps import gap, lacking
from assistant.answering.particulars import same_particulars
from assistant.answering.refusals import shipped_calibration
from assistant.answering.subject import guide_of
from assistant.language.injection import is_order
from assistant.storage.asked import AskedQuestion
from corpus.entries import MAX_PHRASING
from corpus.identity import ascii_slug
from corpus.questions import questions_path
from corpus.quotes import span_of
from corpus.types import Corpus, Guide
from corpus.words import folded
from index.search import Searcher
from index.types import Question

ALIKE = 0.8
"""Cosine from which two visitors are taken to have asked the same."""
HITS = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry for the file ``path``: exact sentences of the guide as ``answer``, or none and what to ``say``."""

    path: Path
    id: str
    ask: tuple[str, ...]
    answer: tuple[str, ...]
    say: str
    asked: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Worded:
    """What a language model adds: further phrasings, and quotes; neither is checked yet."""

    phrasings: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


Curator = Callable[[str, Sequence[str]], Worded]
"""A language model that words a question anew and chooses quotes from passages."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Visitors that asked the same, the first of them encoded."""

    question: Question
    members: list[AskedQuestion]

    def holds(self, asked: AskedQuestion, question: Question, searcher: Searcher) -> bool:
        near = float(self.question.pooled @ question.pooled) >= ALIKE
        first = self.members[0].question
        return near and (
            self.question.roles == question.roles and same_particulars(first, asked.question, searcher.lexicon)
        )


def suggest(
    asked: Sequence[AskedQuestion], corpus: Corpus, searcher: Searcher, curator: Curator | None = None
) -> tuple[Suggestion, ...]:
    """An entry for every group of like questions that no entry of ``corpus`` has; what is asked most comes first."""
    known = {folded(phrasing) for one in corpus.questions for phrasing in one.ask}
    taken = {(one.guide, one.id) for one in corpus.questions}
    paths = {guide.slug: path for guide, path in zip(corpus.guides, corpus.paths, strict=True)}
    suggestions = []
    for group in sorted(_groups(asked, searcher), key=lambda group: -len(group.members)):
        guide = _guide(group, searcher)
        phrasings = _new([one.question for one in group.members], known)
        if guide is None or guide.slug not in paths or not phrasings:
            continue
        id_ = _id(phrasings[0], guide.slug, taken)
        suggestions.append(_suggestion(group, guide, questions_path(paths[guide.slug]), id_, phrasings, searcher))
        if curator is not None:
            suggestions[-1] = _helped(suggestions[-1], guide, known, searcher, curator)
    return tuple(suggestions)


def _groups(asked: Sequence[AskedQuestion], searcher: Searcher) -> list[_Group]:
    groups: list[_Group] = []
    known: dict[tuple[str, tuple[str, ...]], _Group] = {}
    for one in asked:
        same = one.question, one.guides
        if same not in known:
            if is_order(one.question):
                continue
            question = searcher.encode(one.question)
            group = next((group for group in groups if group.holds(one, question, searcher)), None)
            if group is None:
                groups.append(group := _Group(question, []))
            known[same] = group
        known[same].members.append(one)
    return groups


def _guide(group: _Group, searcher: Searcher) -> Guide | None:
    """The guide whose file the entry belongs into: of the role that is named, the pinned one, or the nearest."""
    roles = group.question.roles
    guide = guide_of(roles, [slug for one in group.members for slug in one.guides], searcher)
    if guide is not None or roles:
        return guide
    hits = searcher.rank(group.question, 1)
    return hits[0].guide if hits else None


def _new(questions: Sequence[str], known: set[str]) -> tuple[str, ...]:
    """Those of ``questions`` that can be phrasings and aren't ``known``, which they then are."""
    found = []
    for question in (" ".join(question.split()) for question in questions):
        key = folded(question)
        if key and key not in known and len(question) <= MAX_PHRASING and "{" not in question:
            known.add(key)
            found.append(question)
    return tuple(found)


def _id(question: str, guide: str, taken: set[tuple[str, str]]) -> str:
    stem = ascii_slug(question) or "question"
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    id_ = next(one for one in candidates if (guide, one) not in taken)
    taken.add((guide, id_))
    return id_


def _suggestion(
    group: _Group, guide: Guide, path: Path, id_: str, phrasings: tuple[str, ...], searcher: Searcher
) -> Suggestion:
    question = group.question
    hits = searcher.rank(question, HITS, [guide.slug])
    evidence = gather(question, hits, searcher)
    missing = gap(phrasings[0], hits, searcher.described, searcher.lexicon)
    quotes: tuple[str, ...] = ()
    if (
        missing is None
        and answerable(signals_of(question, hits, evidence, searcher)) >= shipped_calibration().threshold
    ):
        quotes = _exact([quote.text for quote in extract(question, hits, evidence, searcher)], guide)
    missing = missing or (lacking(question, hits, searcher) if not quotes else None)
    say = f"The guides don't say anything about {' '.join(missing.split())}." if missing else NOT_SAID
    last = max(one.when for one in group.members)
    return Suggestion(path, id_, phrasings, quotes, "" if quotes else say, len(group.members), last)


def _exact(quotes: Sequence[str], guide: Guide) -> tuple[str, ...]:
    """Those of ``quotes`` that are exact text of ``guide``, within a paragraph of it, on one line."""
    spans = dict.fromkeys(span for quote in quotes if (span := span_of(guide.text, quote)) is not None)
    texts = (guide.text[start:end] for start, end in spans)
    return tuple(" ".join(text.split()) for text in texts if "\n\n" not in text)


def _helped(suggestion: Suggestion, guide: Guide, known: set[str], searcher: Searcher, curator: Curator) -> Suggestion:
    """``suggestion`` with the phrasings of a model that ask the same, and its quotes where they are exact text."""
    first, lexicon = suggestion.ask[0], searcher.lexicon
    question = searcher.encode(first)
    worded = curator(first, [hit.passage.text for hit in searcher.rank(question, HITS, [guide.slug])])
    same = [
        phrasing
        for phrasing in worded.phrasings
        if lexicon.roles_of(phrasing) == lexicon.roles_of(first) and same_particulars(first, phrasing, lexicon)
    ]
    quotes = _exact(worded.quotes, guide) or suggestion.answer
    ask, say = (*suggestion.ask, *_new(same, known)), "" if quotes else suggestion.say
    return replace(suggestion, ask=ask, answer=quotes, say=say)


def written(suggestion: Suggestion) -> str:
    """The entry as YAML, below a comment that names its file."""
    entry: dict[str, object] = {"id": suggestion.id, "ask": list(suggestion.ask)}
    entry |= {"answer": list(suggestion.answer)} if suggestion.answer else {"unanswered": True, "say": suggestion.say}
    text = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=120)
    return f"# {suggestion.path.name}: asked {suggestion.asked} x, last on {suggestion.last:%Y-%m-%d}\n{text}"
