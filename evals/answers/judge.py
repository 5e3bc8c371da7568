"""A case put to a system, and what its answer is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Status, Turn
from corpus.sentences import sentence_spans
from corpus.types import Guide
from evals.answers.cases import CONVERSATIONAL, Case, CaseKind, Gold
from evals.answers.facts import holds
from evals.progress import Progress, tracked
from evals.retrieval.ranking import ranking_measures
from evals.systems import Retrieved, Span, System, SystemAnswer

DEPTH = 10
DECIMALS = 5
"""Results are rounded once and for all, so that those read from a file equal those just counted."""
ANSWERS = frozenset({Status.ANSWERED, Status.PARTIAL})
_MARK = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case as a system took it: the answer, and the passages that its search finds for the standalone question."""

    case: Case
    history: tuple[Turn, ...]
    given: SystemAnswer
    found: tuple[Retrieved, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case's worth, 0 to 1 by measure (lengths and times in their own units); only measures that apply to it.

    ``answerable`` is ``None`` for what is neither answerable nor to be refused (small talk, a question that needs a
    role); ``right`` says whether the visitor got what they should.
    """

    case: str
    kind: CaseKind
    answerable: bool | None
    right: bool
    refused: bool
    confidence: float | None
    values: dict[str, float]
    timings_ms: dict[str, float]


def ask_all(
    system: System, cases: Sequence[Case], progress: Progress | None = None, stage: str = "asking"
) -> tuple[CaseOutcome, ...]:
    """Ask every case of ``system``, its earlier messages first, so that the history is the system's own."""
    return tuple(ask_one(system, case) for case in tracked(stage, cases, progress))


def ask_one(system: System, case: Case) -> CaseOutcome:
    """The outcome of one case."""
    guides = [case.guide] if case.guide else []
    history: list[Turn] = []
    for message in case.after:
        said = system.ask(message, history, guides)
        history += [Turn("user", message), Turn("assistant", said.text)]
    given = system.ask(case.ask, history, guides)
    found = system.search(given.standalone_question, DEPTH, guides) if case.answerable else ()
    return CaseOutcome(case, tuple(history), given, found)


def judge_all(outcomes: Sequence[CaseOutcome], guides: Sequence[Guide]) -> tuple[Judged, ...]:
    """Every outcome judged. ``guides`` are the texts that quotes must be exact in."""
    texts = {guide.slug: guide.text for guide in guides}
    ranked = ranking_measures({o.case.id: gold_ranks(o) for o in outcomes if o.case.answerable})
    return tuple(_judged(outcome, texts, ranked.get(outcome.case.id, {})) for outcome in outcomes)


def gold_ranks(outcome: CaseOutcome) -> tuple[int | None, ...]:
    """For each thing to be found the rank, 1 first, of the first passage that holds it.

    That is each side of a comparison; elsewhere any gold entry will do, and there is one thing.
    """
    ranks = [
        next((rank for rank, hit in enumerate(outcome.found, start=1) if shares(hit.span, gold)), None)
        for gold in outcome.case.gold
    ]
    if outcome.case.kind is CaseKind.COMPARISON:
        return tuple(ranks)
    return (min((rank for rank in ranks if rank is not None), default=None),)


def shares(span: Span, gold: Gold) -> bool:
    """Whether a text and a gold quote have at least half of the shorter one in common."""
    return gold.shares(span.guide, span.start, span.end)


def _judged(outcome: CaseOutcome, texts: dict[str, str], ranking: dict[str, float]) -> Judged:
    case, given = outcome.case, outcome.given
    as_expected = given.status in case.status
    facts = [holds(given.text, fact) for fact in case.facts]
    answers = given.status in ANSWERS
    right = as_expected and (not answers or _answers_rightly(outcome, facts))
    refused = given.status is Status.NO_ANSWER
    answerable = True if case.answerable else False if case.unanswerable else None
    values: dict[str, float] = {"right": right, "status": as_expected, **ranking}
    values |= dict(_answer_values(outcome, texts, facts))
    if answerable is True:
        values["refused_answerable"] = refused
    if answerable is False:
        values["abstention_recall"] = as_expected
    if case.kind in CONVERSATIONAL:
        values["follow_ups"] = right
    return Judged(
        case.id,
        case.kind,
        answerable,
        right,
        refused,
        None if given.confidence is None else round(given.confidence, DECIMALS),
        {name: round(float(value), DECIMALS) for name, value in values.items()},
        {stage: round(milliseconds, 3) for stage, milliseconds in given.timings_ms.items()},
    )


def _answer_values(outcome: CaseOutcome, texts: dict[str, str], facts: Sequence[bool]) -> Iterator[tuple[str, float]]:
    case, given = outcome.case, outcome.given
    if facts and case.answerable:
        yield "facts", sum(facts) / len(facts)
        yield "all_facts", float(all(facts))
    if given.citations:
        yield "exact_quotes", sum(_exact(cited, texts) for cited in given.citations) / len(given.citations)
    if case.answerable:
        yield "citation_recall", _recall(outcome)
        if given.citations:
            held = [any(shares(cited, gold) for gold in case.gold) for cited in given.citations]
            yield "citation_precision", sum(held) / len(held)
    if given.status in ANSWERS:
        plain = _MARK.sub("", given.text)
        yield "sentences", float(len(sentence_spans(plain)))
        yield "characters", float(len(plain))


def _answers_rightly(outcome: CaseOutcome, facts: Sequence[bool]) -> bool:
    """All facts are said; where a case names none, a gold place is cited."""
    return all(facts) if facts or not outcome.case.gold else _recall(outcome) > 0


def _exact(cited: Span, texts: dict[str, str]) -> bool:
    return texts.get(cited.guide, "")[cited.start : cited.end] == cited.text


def _recall(outcome: CaseOutcome) -> float:
    """Share of a comparison's sides that are cited; elsewhere whether any gold place is."""
    held = [any(shares(cited, gold) for cited in outcome.given.citations) for gold in outcome.case.gold]
    return sum(held) / len(held) if outcome.case.kind is CaseKind.COMPARISON else float(any(held))
