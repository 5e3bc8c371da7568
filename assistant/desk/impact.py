"""Before guides are published: which answers that were given lose their quotes, change, are refused or newly given.

Quotes are spans, so which of them are gone is looked up in the new guides, however many answers cite them. Only the
questions of those, and those that new text is near to, are asked again, and no more than so many.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.desk.asked import AskedInVain, by_question
from assistant.desk.gap_types import Ask, Leased
from assistant.desk.grouping import encoder_of
from assistant.desk.impact_types import (
    Affected,
    AffectedCurated,
    AnswerSide,
    Candidate,
    CuratedEffect,
    Effect,
    GuideChanges,
    Impact,
    Prepare,
)
from assistant.storage.gaps import GapStore
from assistant.storage.spans import CitedSpan, PastQuestion, SpanStore
from assistant.types import Answer, Status
from index.generation import Generation
from index.search import Searcher
from index.types import Vectors

MOST = 60
"""Questions that are asked again at most."""
NEAR = 0.3
"""Cosine of a refused question and a new passage from which it is worth asking again."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A question to ask again of the new guides, and its answer by now; ``lost`` where a quote of that is gone."""

    question: str
    guides: tuple[str, ...]
    asked: int
    before: AnswerSide
    lost: bool = False


class ImpactDesk:
    """Thread-safe. Raises ``StorageDown``, ``NotReady``, ``CorpusError`` or ``IndexingError``."""

    def __init__(
        self,
        spans: SpanStore,
        gaps: GapStore,
        leased: Leased,
        ask: Ask,
        prepare: Prepare,
    ) -> None:
        self._spans, self._gaps, self._leased, self._ask, self._prepare = spans, gaps, leased, ask, prepare
        self._one = threading.Lock()

    def of(self, corpus: Path, most: int = MOST) -> Impact:
        """What publishing the guides in ``corpus`` would do; up to ``most`` questions are asked again."""
        began = time.perf_counter()
        with self._one, self._leased() as live, self._prepare(corpus) as candidate:
            return self._impact(live, candidate, most, began)

    def _impact(self, live: Searcher, candidate: Candidate, most: int, began: float) -> Impact:
        changes = _changes(live.generation, candidate.searcher.generation)
        cited = self._spans.cited()
        lost = [one for one in cited if not _stands(one, candidate.searcher)]
        gone = {one.digest for one in lost}
        losing = self._spans.questions_citing(gone)
        staying = self._spans.questions_citing(_kept(cited, gone, changes))
        due = _once(
            [
                *(_of_answer(one, lost=True) for one in losing),
                *(_refused(one) for one in self._near(live.generation, candidate.searcher)),
                *(_of_answer(one) for one in staying),
            ]
        )
        affected = [one for one in (self._affected(one, candidate.searcher) for one in due[:most]) if one is not None]
        affected += [_lost(one) for one in due[most:] if one.lost]
        return Impact(
            guides=changes,
            spans=len(cited),
            lost=len(lost),
            answers=sum(one.asked for one in losing),
            affected=tuple(sorted(affected, key=_worst_first)),
            curated=tuple(_curated(live.generation, candidate.searcher.generation)),
            asked_again=min(len(due), most),
            left_out=max(len(due) - most, 0),
            findings=candidate.findings,
            seconds=time.perf_counter() - began,
        )

    def _near(self, live: Generation, new: Searcher) -> list[AskedInVain]:
        """What was refused, or answered in part, and new text or a new curated question is near to; the nearest come
        first."""
        fresh = _fresh(live, new.generation)
        if not len(fresh):
            return []
        questions = [one for one in by_question(self._gaps.in_vain()) if one.refused or one.partial]
        known = self._gaps.vectors(encoder_of(new))
        asked = [one for one in questions if one.key in known]
        if not asked:
            return []
        nearness = (np.stack([known[one.key].vector for one in asked]) @ fresh.T).max(axis=1)
        order = np.argsort(-nearness, kind="stable")
        return [asked[row] for row in order.tolist() if nearness[row] >= NEAR]

    def _affected(self, due: _Due, new: Searcher) -> Affected | None:
        """What becomes of an answer; ``None`` where it stays."""
        within = tuple(slug for slug in due.guides if slug in new.guides)
        after = side_of(self._ask(due.question, within, new))
        effect = _effect(due, after)
        return Affected(effect, due.question, due.guides, due.asked, due.before, after) if effect else None


def _once(every: Sequence[_Due]) -> list[_Due]:
    """Each question once, as it comes first."""
    first: dict[tuple[str, tuple[str, ...]], _Due] = {}
    for due in every:
        first.setdefault((due.question, due.guides), due)
    return list(first.values())


def _worst_first(one: Affected) -> tuple[int, int, str]:
    return list(Effect).index(one.effect), -one.asked, one.question


def side_of(answer: Answer) -> AnswerSide:
    """An answer as it is set beside another."""
    return AnswerSide(answer.status.value, answer.text, tuple((one.guide, one.quote) for one in answer.citations))


def _effect(due: _Due, after: AnswerSide) -> Effect | None:
    before = due.before.status == Status.ANSWERED.value
    now = after.status == Status.ANSWERED.value
    if before and after.status not in (Status.ANSWERED.value, Status.PARTIAL.value):
        return Effect.REFUSED
    if now and not before:
        return Effect.ANSWERED
    same = due.before.status == after.status and set(due.before.quotes) == set(after.quotes)
    return None if same or not (before or due.lost) else Effect.CHANGED


def _lost(due: _Due) -> Affected:
    return Affected(Effect.LOST, due.question, due.guides, due.asked, due.before, None)


def _of_answer(one: PastQuestion, *, lost: bool = False) -> _Due:
    return _Due(one.question, one.guides, one.asked, side_of(one.answer), lost)


def _refused(one: AskedInVain) -> _Due:
    status = Status.NO_ANSWER if one.refused else Status.PARTIAL
    return _Due(one.text, one.guides, one.asked, AnswerSide(status.value, "", ()))


def _stands(span: CitedSpan, new: Searcher) -> bool:
    return span.guide in new.guides and span.quote in new.guides[span.guide].text


def _kept(cited: Sequence[CitedSpan], gone: set[str], changes: GuideChanges) -> set[str]:
    """The spans of changed guides that are still there: something else may answer better now."""
    return {one.digest for one in cited if one.guide in changes.changed} - gone


def _changes(live: Generation, new: Generation) -> GuideChanges:
    before = {guide.slug: guide.version for guide in live.guides}
    after = {guide.slug: guide.version for guide in new.guides}
    old, fresh = ({passage.id for passage in one.passages} for one in (live, new))
    return GuideChanges(
        new=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(slug for slug in before.keys() & after.keys() if before[slug] != after[slug])),
        gone=tuple(sorted(before.keys() - after.keys())),
        passages_added=len(fresh - old),
        passages_removed=len(old - fresh),
    )


def _fresh(live: Generation, new: Generation) -> Vectors:
    """Vectors of the passages and of the phrasings of curated questions that the live generation hasn't."""
    old = {passage.id for passage in live.passages}
    ids = [passage.id for passage in new.passages if passage.id not in old]
    texts = set(live.curated.texts)
    rows = [row for row, text in enumerate(new.curated.texts) if text not in texts]
    passages = list(new.vectors.vectors_of(ids).values()) if ids else []
    found = [*passages, *(new.curated.vectors[row] for row in rows)]
    return np.stack(found) if found else np.zeros((0, 1), dtype=np.float32)


def _curated(live: Generation, new: Generation) -> Iterator[AffectedCurated]:
    before, after = _entries(live), _entries(new)
    for guide, id_ in sorted(before.keys() | after.keys()):
        old, now = before.get((guide, id_)), after.get((guide, id_))
        if old is None and now is not None:
            yield AffectedCurated(CuratedEffect.NEW, guide, id_, now[0], (), now[1])
        elif now is None and old is not None:
            yield AffectedCurated(CuratedEffect.GONE, guide, id_, old[0], old[1], ())
        elif old is not None and now is not None and old[1] != now[1]:
            yield AffectedCurated(CuratedEffect.CHANGED, guide, id_, now[0], old[1], now[1])


def _entries(generation: Generation) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    texts = {guide.slug: guide.text for guide in generation.guides}
    return {
        (one.guide, one.id): (one.ask[0], tuple(texts[one.guide][start:end] for start, end in one.answer))
        for one in generation.curated.questions
    }
