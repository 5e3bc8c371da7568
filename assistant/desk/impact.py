"""Before guides are published: which answers that were given lose their quotes, change, are refused or newly given.

Quotes are spans, so which of them are gone is looked up in the new guides, however many answers cite them, and nothing
is asked or indexed for that. Only the questions of those, and those that new text is near to, are asked again, and no
more than so many.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.desk.cases import ask_cases, cases_losing_quotes
from assistant.desk.changes import (
    curated_changes,
    effect_of,
    fresh_places,
    fresh_vectors,
    guide_changes,
    learn,
    passage_changes,
    side_of,
)
from assistant.desk.due import Due, answered, gone_of, near, once, staying
from assistant.desk.gap_types import Ask, Leased
from assistant.desk.grouping import encoder_of
from assistant.desk.impact_types import (
    Affected,
    AnswerSide,
    Candidate,
    Case,
    Edited,
    Effect,
    GuideChanges,
    Impact,
    Prepare,
    Read,
)
from assistant.storage.gaps import GapStore
from assistant.storage.spans import CitedSpan, PastQuestion, SpanStore
from corpus.lexicon import Lexicon
from index.search import Searcher

MOST = 60
"""Questions that are asked again at most."""
LISTED = 200
"""Questions and quotes that are listed at most for having lost a quote; all of them are counted."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known before anything is asked again."""

    changes: GuideChanges
    cited: tuple[CitedSpan, ...]
    gone: frozenset[str]
    losing: tuple[PastQuestion, ...]
    kept: tuple[PastQuestion, ...]

    @property
    def lost(self) -> list[CitedSpan]:
        """What most answers cite first."""
        lost = (one for one in self.cited if one.digest in self.gone)
        return sorted(lost, key=lambda one: (-one.answers, one.digest))


class ImpactDesk:
    """Thread-safe. Raises ``StorageDown``, ``NotReady``, ``CorpusError`` or ``IndexingError``."""

    def __init__(
        self,
        spans: SpanStore,
        gaps: GapStore,
        leased: Leased,
        ask: Ask,
        read: Read,
        prepare: Prepare,
    ) -> None:
        self._spans, self._gaps, self._leased = spans, gaps, leased
        self._ask, self._read, self._prepare = ask, read, prepare
        self._one = threading.Lock()

    def of(self, corpus: Path, most: int = MOST, cases: Sequence[Case] = ()) -> Impact:
        """What publishing the guides in ``corpus`` would do; up to ``most`` questions, and as many ``cases``, are asked
        again. With 0 the guides aren't even indexed: what becomes of citations is known without."""
        began = time.perf_counter()
        with self._leased() as live:
            if not most:
                found = self._unasked(live, self._read(corpus), cases)
            else:
                with self._one, self._prepare(corpus, live) as candidate:
                    found = self._asked(live, candidate, most, cases)
        return replace(found, seconds=time.perf_counter() - began)

    def _unasked(self, live: Searcher, new: Edited, cases: Sequence[Case]) -> Impact:
        known = self._known(live, new)
        due = once([*(answered(one, lost=True) for one in known.losing), *map(answered, known.kept)])
        return self._impact(live, new, known, [], due, cases)

    def _asked(self, live: Searcher, candidate: Candidate, most: int, cases: Sequence[Case]) -> Impact:
        new = candidate.searcher
        edited = Edited(tuple(new.generation.guides), new.generation.curated.questions, candidate.findings)
        known = self._known(live, edited)
        fresh = fresh_vectors(live.generation, new.generation)
        places = fresh_places(live.generation, new.generation, new.lexicon)
        due = once(
            [
                *(answered(one, lost=True) for one in known.losing),
                *near(
                    self._gaps.unmet(), self._gaps.vectors(encoder_of(new)), fresh, partial(_names, places, new.lexicon)
                ),
                *staying(known.kept, known.cited, fresh, live),
            ]
        )
        affected = self._ask_again(due[:most], new)
        found = self._impact(live, edited, known, affected, due[most:], cases)
        added, removed = passage_changes(live.generation, new.generation)
        asked, unasked = ask_cases(found.cases, cases, known.changes, most, self._ask, live, new)
        return replace(
            found,
            guides=replace(known.changes, passages_added=added, passages_removed=removed),
            asked_again=min(len(due), most),
            cases=asked,
            cases_left_out=unasked,
        )

    def _known(self, live: Searcher, new: Edited) -> _Known:
        guides = {guide.slug: guide for guide in new.guides}
        changes = guide_changes(live.generation.guides, new.guides)
        cited = self._spans.cited()
        gone = gone_of(cited, guides)
        kept = {one.digest for one in cited if one.guide in changes.changed} - gone
        losing = self._spans.questions_citing(gone)
        return _Known(changes, cited, frozenset(gone), losing, self._spans.questions_citing(kept))

    def _impact(
        self,
        live: Searcher,
        new: Edited,
        known: _Known,
        affected: Sequence[Affected],
        left: Sequence[Due],
        cases: Sequence[Case],
    ) -> Impact:
        """``left`` are the questions that aren't asked again; those of them that lose a quote are listed."""
        losing = [due for due in left if due.lost]
        sides = self._sides(losing[:LISTED])
        lost = [
            Affected(Effect.LOST, due.question, due.guides, due.asked, sides[due.message_id], None)
            for due in losing[:LISTED]
            if due.message_id in sides
        ]
        old = live.generation
        return Impact(
            guides=known.changes,
            spans=len(known.cited),
            lost=len(known.lost),
            answers=sum(one.asked for one in known.losing),
            questions=len(known.losing),
            lost_quotes=tuple(known.lost[:LISTED]),
            affected=tuple(sorted([*affected, *lost], key=_worst_first)),
            curated=tuple(curated_changes((old.guides, old.curated.questions), (new.guides, new.questions))),
            cases=cases_losing_quotes(cases, live.guides, {guide.slug: guide for guide in new.guides}),
            asked_again=0,
            left_out=len(left),
            unlisted=max(len(losing) - LISTED, 0),
            cases_left_out=0,
            findings=new.findings,
            seconds=0.0,
        )

    def _sides(self, due: Iterable[Due]) -> dict[str, AnswerSide]:
        answers = self._spans.answers([one.message_id for one in due if one.message_id])
        return {message_id: side_of(answer) for message_id, answer in answers.items()}

    def _ask_again(self, due: Sequence[Due], new: Searcher) -> list[Affected]:
        """What becomes of each that doesn't stay as it is."""
        learn(new, [one.question for one in due])
        sides = self._sides(due)
        found = []
        for one in due:
            before = sides.get(one.message_id) or AnswerSide(one.status.value, "", ())
            after = side_of(self._ask(one.question, one.guides, new))
            if (effect := effect_of(before, after, lost=one.lost)) is not None:
                found.append(Affected(effect, one.question, one.guides, one.asked, before, after))
        return found


def _names(places: frozenset[str], lexicon: Lexicon, question: str) -> bool:
    return not places.isdisjoint(lexicon.places_of(question))


def _worst_first(one: Affected) -> tuple[int, int, str]:
    return list(Effect).index(one.effect), -one.asked, one.question
