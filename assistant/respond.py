"""One turn, in order, readable top to bottom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.abstain import FITTED, answerable, missing, signals_of
from assistant.cite import cite, guide_url, markdown
from assistant.evidence import gather
from assistant.extract import extract
from assistant.route import BOUNDARY, is_order, small_talk
from assistant.standalone import stand_alone
from assistant.types import Answer, Related, Status, Turn
from corpus.lexicon import Lexicon
from corpus.types import Guide
from index.search import Searcher
from index.types import Hit

HITS = 8
SUGGESTIONS = 3


def respond(
    message: str,
    history: Sequence[Turn],
    guides: Sequence[str],
    searcher: Searcher,
    lexicon: Lexicon,
    abstain: bool = True,
) -> Answer:
    """The answer to ``message`` after ``history`` (oldest turn first), from ``guides`` only where given.

    ``abstain=False`` answers whatever the hits are, for evaluations.
    """
    clock = Clock()
    if (reply := small_talk(message)) is not None:
        return Answer(Status.CHITCHAT, reply, message, 1.0, timings_ms=clock.stages)
    if is_order(message):
        return Answer(Status.NO_ANSWER, BOUNDARY, message, 0.0, timings_ms=clock.stages)
    with clock.stage("standalone"):
        asked = stand_alone(message, history, lexicon)
    with clock.stage("encode"):
        question = searcher.encode(asked.question)
    with clock.stage("search"):
        hits = searcher.rank(question, HITS, guides)
    with clock.stage("abstain"):
        evidence = gather(question, hits, searcher)
        confidence = answerable(signals_of(question, hits, evidence, searcher))
        lacking = missing(asked.question, hits, lexicon)
    if abstain and (confidence < FITTED.threshold or lacking is not None):
        return _not_said(asked.question, lacking, 0.0 if lacking else confidence, hits, searcher, clock)
    with clock.stage("extract"):
        quotes = extract(question, hits, evidence, searcher)
    if not quotes:
        return _not_said(asked.question, None, confidence, hits, searcher, clock)
    statements, citations = cite(quotes)
    return Answer(
        status=Status.ANSWERED,
        text=markdown(statements, as_list=all(quote.item for quote in quotes)),
        standalone_question=asked.question,
        confidence=confidence,
        statements=statements,
        citations=citations,
        suggestions=suggestions(hits[1:], asked.question),
        related=related(hits[0].guide, searcher),
        timings_ms=clock.stages,
    )


def _not_said(
    question: str, lacking: str | None, confidence: float, hits: Sequence[Hit], searcher: Searcher, clock: Clock
) -> Answer:
    """An honest "the guides don't say", with the nearest section offered and not passed off as the answer."""
    text = f"The guides don't say anything about {lacking}." if lacking else "The guides don't say."
    if hits:
        nearest = hits[0].passage
        section = f" under “{nearest.heading_path[-1]}”" if nearest.heading_path else ""
        text += f" The nearest thing they cover is in the {nearest.title} guide{section}."
    return Answer(
        status=Status.NO_ANSWER,
        text=text,
        standalone_question=question,
        confidence=confidence,
        suggestions=suggestions(hits, question),
        related=related(hits[0].guide, searcher) if hits else (),
        timings_ms=clock.stages,
    )


def suggestions(hits: Sequence[Hit], question: str) -> tuple[str, ...]:
    """Questions that the guides themselves put and answer, near to this one."""
    asked = question.casefold().strip(" ?")
    found: dict[str, None] = {}
    for hit in hits:
        for candidate in (*hit.passage.heading_path[-1:], hit.guide.text[slice(*hit.passage.sentences[0])]):
            text = candidate.lstrip("-*•0123456789.) ")
            if text.endswith("?") and len(text) <= 120 and text.casefold().strip(" ?") != asked:
                found.setdefault(text)
    return tuple(found)[:SUGGESTIONS]


def related(guide: Guide, searcher: Searcher) -> tuple[Related, ...]:
    """The guides of the roles above and below this one, where there are such guides."""
    by_role = {other.role: other for other in searcher.guides.values()}
    near = [by_role[role] for role in (*guide.reports_to, *guide.manages) if role in by_role]
    return tuple(Related(other.title, guide_url(other)) for other in near)


class Clock:
    """Milliseconds that each stage of a turn takes."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.stages[name] = round((time.perf_counter() - started) * 1000, 3)
