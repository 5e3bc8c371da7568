"""An answer beside another one to the same question: what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.desk.impact_types import AnswerSide, Effect, GuideQuote
from assistant.types import Answer, Status
from index.search import Searcher
from index.types import Encoded, WrappedEncoder


@dataclass(eq=False)
class EncodedAhead(WrappedEncoder):
    """An encoder that knows some texts by heart; whatever else it is asked for, ``encoder`` reads. Not for two threads
    while ``learn`` runs."""

    _known: dict[str, Encoded] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Encode ``texts`` in as few forwards as they take, each once."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            found = self.encoder.encode(fresh)
            for row, text in enumerate(fresh):
                one = slice(row, row + 1)
                self._known[text] = Encoded(found.pooled[one], found.tokens[one], found.offsets[one])

    def encode(self, texts: Sequence[str]) -> Encoded:
        known = self._known.get(texts[0]) if len(texts) == 1 else None
        return known if known is not None else self.encoder.encode(texts)


def learn(searcher: Searcher, questions: Iterable[str]) -> None:
    """Encode together what is going to be asked of ``searcher``, where it keeps that."""
    if isinstance(searcher.encoder, EncodedAhead):
        searcher.encoder.learn(searcher.normalise(searcher.mend(question)) for question in questions)


def side_of(answer: Answer) -> AnswerSide:
    """An answer as it is set beside another."""
    return AnswerSide(
        answer.status.value, answer.text, tuple(GuideQuote(one.guide, one.quote) for one in answer.citations)
    )


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
