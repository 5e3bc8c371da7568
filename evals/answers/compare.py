"""Two runs over the same cases: what became better, what worse, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.answers.judge import Judged
from evals.answers.measures import MEASURES, Measure, counted, rows_of
from evals.answers.results import Results
from evals.statistics import Difference, difference


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure before and after, over the cases that both runs have."""

    measure: Measure
    before: float
    after: float
    difference: Difference
    cases: int

    @property
    def loss(self) -> float:
        """How much worse it became, in the measure's unit; negative where it became better."""
        return -self.difference.value if self.measure.higher_is_better else self.difference.value


@dataclass(frozen=True, slots=True)
class RunComparison:
    """``lost`` went from right to wrong, ``won`` from wrong to right; ``apart`` are in one run only."""

    before: str
    after: str
    changes: tuple[MeasureChange, ...]
    lost: tuple[str, ...]
    won: tuple[str, ...]
    apart: tuple[str, ...]


def compare(before: Results, after: Results) -> RunComparison:
    """All measures that both runs have, over the cases that both have."""
    first, second = common(before.judged, after.judged)
    changes = (change(first, second, measure) for measure in MEASURES)
    pairs = list(zip(first, second, strict=True))
    return RunComparison(
        before.system,
        after.system,
        tuple(found for found in changes if found is not None),
        tuple(old.case for old, new in pairs if old.right and not new.right),
        tuple(old.case for old, new in pairs if new.right and not old.right),
        tuple(sorted({case.case for case in before.judged} ^ {case.case for case in after.judged})),
    )


def common(before: Sequence[Judged], after: Sequence[Judged]) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """The cases that both have, in one order."""
    by_id = {case.case: case for case in after}
    kept = tuple(case for case in before if case.case in by_id)
    return kept, tuple(by_id[case.case] for case in kept)


def change(before: Sequence[Judged], after: Sequence[Judged], measure: Measure) -> MeasureChange | None:
    """How ``measure`` changed from ``before`` to ``after``, the same cases in the same order; ``None`` where one of
    the runs tells nothing of it."""
    size = len(before)
    pool = rows_of([*before, *after], measure)
    old = measure.of(rows_of(before, measure))
    new = measure.of(rows_of(after, measure))
    if np.isnan(old) or np.isnan(new):
        return None
    found = difference(lambda rows: measure.of(pool.take(rows)), size)
    return MeasureChange(measure, old, new, found, counted(after, measure))
