"""One turn, in order, readable top to bottom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from assistant.abstain import FITTED, answerable, lacking, signals_of
from assistant.cite import cite, guide_url, markdown
from assistant.clarify import choices, chosen, which_role
from assistant.compare import compare, sides
from assistant.evidence import Evidence, gather
from assistant.extract import extract, own_answer
from assistant.gaps import also_missing, gap
from assistant.lists import Quote
from assistant.route import BOUNDARY, is_order, small_talk
from assistant.standalone import Standalone, stand_alone
from assistant.types import Answer, Citation, Listener, Mode, Related, Statement, Status, Turn
from assistant.writing import Brief, Outcome, Spent, Writer
from corpus.lexicon import Lexicon
from corpus.types import Guide
from index.search import Question, Searcher
from index.types import Hit

HITS = 8
SPREAD = 24
"""Hits that are looked at to see whether a question is meant for one role."""
SUGGESTIONS = 3
NEAREST = 0.3
"""Cosine of the question and a sentence from which it is near enough to be offered where the guides don't say."""


def respond(
    message: str,
    history: Sequence[Turn],
    guides: Sequence[str],
    searcher: Searcher,
    lexicon: Lexicon,
    abstain: bool = True,
    writer: Writer | None = None,
    listener: Listener | None = None,
) -> Answer:
    """The answer to ``message`` after ``history`` (oldest turn first), from ``guides`` only where given.

    A comparison with another role reaches that role's guide too. ``abstain=False`` answers whatever the hits are, for
    evaluations. ``writer`` words the answer; where it can't, the guides' own sentences are the answer. ``listener``
    hears the statements as they come.
    """
    spent = Spent()
    answer = _respond(message, history, guides, searcher, lexicon, abstain, writer, listener, spent)
    return answer if writer is None else replace(answer, usage=writer.usage(spent))


def _respond(
    message: str,
    history: Sequence[Turn],
    guides: Sequence[str],
    searcher: Searcher,
    lexicon: Lexicon,
    abstain: bool,
    writer: Writer | None,
    listener: Listener | None,
    spent: Spent,
) -> Answer:
    clock = Clock()
    if (reply := small_talk(message)) is not None:
        return Answer(Status.CHITCHAT, reply, message, 1.0, timings_ms=clock.stages)
    if is_order(message):
        return Answer(Status.NO_ANSWER, BOUNDARY, message, 0.0, timings_ms=clock.stages)
    with clock.stage("standalone"):
        picked = chosen(message, history, lexicon)
        offline = Standalone(picked, True) if picked else stand_alone(message, history, lexicon, rarity=searcher.rarity)
        asked = offline.question if writer is None else writer.stand_alone(message, history, offline, spent)
    with clock.stage("encode"):
        question = searcher.encode(asked)
    with clock.stage("search"):
        hits = searcher.rank(question, SPREAD, guides)
    if not guides and (roles := choices(asked, hits, lexicon)):
        return Answer(Status.CLARIFY, which_role(roles), asked, 0.5, choices=roles, timings_ms=clock.stages)
    hits = hits[:HITS]
    pinned = [searcher.guides[slug].role for slug in guides]
    with clock.stage("compare"):
        compared = () if own_answer(question, hits, searcher) else sides(asked, pinned, lexicon)
        comparison = compare(question, compared, searcher, lexicon) if compared else None
    with clock.stage("abstain"):
        evidence = gather(question, hits, searcher)
        confidence = answerable(signals_of(question, hits, evidence, searcher))
        missing = None if comparison else gap(asked, hits, searcher.described, lexicon)
    if abstain and (confidence < FITTED.threshold or missing is not None):
        missing = missing or lacking(question, hits, searcher)
        return _not_said(asked, missing, min(confidence, FITTED.threshold), hits, evidence, searcher, clock)
    with clock.stage("extract"):
        uncovered = comparison.uncovered if comparison else ()
        unsaid = _unsaid(uncovered, None if comparison else also_missing(asked, hits, searcher.described, lexicon))
        quotes = comparison.quotes if comparison else extract(question, hits, evidence, searcher)
    if not quotes:
        return _not_said(asked, ", ".join(uncovered) or None, confidence, hits, evidence, searcher, clock)
    answer = _said(question, asked, quotes, hits, searcher, confidence, clock)
    telling = Telling(listener, Status.PARTIAL if unsaid else Status.ANSWERED, asked, confidence)
    if writer is not None:
        with clock.stage("write"):
            written = writer.write(Brief(asked, tuple(history), tuple(hits), tuple(quotes)), spent, telling.say)
        if written.outcome is Outcome.DECLINED:
            return _not_said(asked, None, min(confidence, FITTED.threshold), hits, evidence, searcher, clock)
        if written.outcome is Outcome.WRITTEN:
            answer = replace(
                answer,
                text=written.text,
                statements=written.statements,
                citations=written.citations,
                mode=Mode.GENERATED,
            )
    if answer.mode is Mode.EXTRACTIVE:
        for statement in answer.statements:
            telling.say(statement, tuple(one for one in answer.citations if one.n in statement.citations))
    return replace(answer, status=Status.PARTIAL, text=f"{answer.text}\n\n{unsaid}") if unsaid else answer


def _unsaid(uncovered: Sequence[str], missing: str | None) -> str:
    """What of the question the guides leave open, in a sentence; empty where it is nothing."""
    if uncovered:
        return f"The guides don't cover {' or '.join(uncovered)}."
    return f"The guides don't say anything about {missing}." if missing else ""


class Telling:
    """Tells a listener, if there is one, how an answer opens before its first statement."""

    def __init__(self, listener: Listener | None, status: Status, asked: str, confidence: float) -> None:
        self._listener, self._opening = listener, (status, asked, confidence)
        self._opened = False

    def say(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        if self._listener is None:
            return
        if not self._opened:
            self._opened = True
            self._listener.opened(*self._opening)
        self._listener.said(statement, citations)


def _said(
    question: Question,
    asked: str,
    quotes: Sequence[Quote],
    hits: Sequence[Hit],
    searcher: Searcher,
    confidence: float,
    clock: Clock,
) -> Answer:
    statements, citations = cite(quotes)
    return Answer(
        status=Status.ANSWERED,
        text=markdown(statements, citations, as_list=all(quote.item for quote in quotes)),
        standalone_question=asked,
        confidence=confidence,
        statements=statements,
        citations=citations,
        suggestions=suggestions(hits, question.text, searcher),
        related=related(hits[0].guide, searcher),
        timings_ms=clock.stages,
    )


def _not_said(
    asked: str,
    missing: str | None,
    confidence: float,
    hits: Sequence[Hit],
    evidence: Evidence,
    searcher: Searcher,
    clock: Clock,
) -> Answer:
    """An honest "the guides don't say", with the nearest sentence offered and not passed off as the answer."""
    text = f"The guides don't say anything about {missing}." if missing else "The guides don't say."
    nearest = [Quote(s.hit, s.start, s.end) for s in evidence.sentences[:1] if s.features.mean >= NEAREST]
    _, citations = cite(nearest)
    if citations:
        quoted = " ".join(citations[0].quote.split())
        text += f" The nearest thing that they do say, in the {citations[0].title} guide: “{quoted}” [1]"
    elif hits:
        text += (
            " They are about what these roles are really like: the work, the pay, the hiring and what to look out for."
        )
    return Answer(
        status=Status.NO_ANSWER,
        text=text,
        standalone_question=asked,
        confidence=confidence,
        citations=citations,
        suggestions=suggestions(hits, asked, searcher) if citations else (),
        related=related(hits[0].guide, searcher) if citations else (),
        timings_ms=clock.stages,
    )


def suggestions(hits: Sequence[Hit], question: str, searcher: Searcher) -> tuple[str, ...]:
    """Questions that the guides themselves put and answer: those near to this one, then others of the nearest guide."""
    if not hits:
        return ()
    asked = question.casefold().strip(" ?")
    same = [p for p in searcher.generation.passages if p.guide == hits[0].passage.guide]
    found: dict[str, None] = {}
    for passage in (*(hit.passage for hit in hits), *same):
        text = searcher.guides[passage.guide].text
        for candidate in (*passage.heading_path[-1:], text[slice(*passage.sentences[0])]):
            # What to ask an employer is no question that a guide answers.
            put = candidate.lstrip("-*•0123456789.) ")
            if (
                passage.topic != "checks"
                and put.endswith("?")
                and len(put) <= 120
                and put.casefold().strip(" ?") != asked
            ):
                found.setdefault(put)
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
