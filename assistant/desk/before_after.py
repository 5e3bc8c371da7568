"""An answer beside another one to the same question: what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.desk.ahead import EncodedAhead
from assistant.desk.impact_types import AnswerSide, Effect
from assistant.types import Answer, Status
from index.search import Searcher


def learn(searcher: Searcher, questions: Iterable[str]) -> None:
    """Encode together what is going to be asked of ``searcher``, where it keeps that."""
    if isinstance(searcher.encoder, EncodedAhead):
        searcher.encoder.learn(searcher.normalise(searcher.mend(question)) for question in questions)


def within(guides: Sequence[str], searcher: Searcher) -> tuple[str, ...]:
    """Those of ``guides`` that there are."""
    return tuple(slug for slug in guides if slug in searcher.guides)


def side_of(answer: Answer) -> AnswerSide:
    """An answer as it is set beside another."""
    return AnswerSide(answer.status.value, answer.text, tuple((one.guide, one.quote) for one in answer.citations))


def effect_of(before: AnswerSide, after: AnswerSide, *, lost: bool) -> Effect | None:
    """What becomes of ``before``, of which a quote may be ``lost``; ``None`` where it stays."""
    was = before.status == Status.ANSWERED.value
    now = after.status == Status.ANSWERED.value
    if was and after.status not in (Status.ANSWERED.value, Status.PARTIAL.value):
        return Effect.REFUSED
    if now and not was:
        return Effect.ANSWERED
    same = before.status == after.status and set(before.quotes) == set(after.quotes)
    return None if same or not (was or lost) else Effect.CHANGED
