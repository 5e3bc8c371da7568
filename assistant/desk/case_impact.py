"""Cases of an evaluation before guides are published: which lose a quote, and which are answered otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.desk.before_after import effect_of, learn, side_of
from assistant.desk.cases import lost_of
from assistant.desk.gap_types import Ask
from assistant.desk.impact_types import AffectedCase, Case, Effect, GuideChanges
from corpus.types import Guide
from index.search import Searcher


def losing(cases: Iterable[Case], live: Mapping[str, Guide], new: Mapping[str, Guide]) -> tuple[AffectedCase, ...]:
    """The cases that lose a quote, without asking any."""
    found = ((case, lost_of(case, live, new)) for case in cases)
    return tuple(AffectedCase(Effect.LOST, case, lost, None, None) for case, lost in found if lost)


def asked(
    lost: Sequence[AffectedCase],
    cases: Iterable[Case],
    changes: GuideChanges,
    most: int,
    ask: Ask,
    live: Searcher,
    new: Searcher,
) -> tuple[tuple[AffectedCase, ...], int]:
    """The cases that change, and how many could and weren't asked: those of ``lost`` are asked first, then others of
    guides that change. What needs a conversation isn't asked."""
    known = {one.case: one for one in lost}
    touched = {*changes.new, *changes.changed, *changes.gone}
    others = [case for case in cases if case not in known and touched & _guides_of(case, touched)]
    due = [case for case in (*known, *others) if case.alone]
    learn(new, [case.question for case in due[:most]])
    for case in due[:most]:
        before, after = (side_of(ask(case.question, case.guides, one)) for one in (live, new))
        gone = known[case].lost if case in known else ()
        effect = effect_of(before, after, lost=False) or (Effect.LOST if gone else None)
        if effect is not None:
            known[case] = AffectedCase(effect, case, gone, before, after)
    return tuple(known.values()), max(len(due) - most, 0)


def _guides_of(case: Case, touched: Collection[str]) -> set[str]:
    """Those that a case's answer may come from; one without quotes could be answered by any that is touched."""
    return {guide for guide, _ in case.gold} or set(touched)
