"""The measures of a run: what each means, its figure over all cases, its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from evals.answers.judge import Judged
from evals.statistics import Interval, interval_of

Floats = NDArray[np.float64]


class MeasureUnit(StrEnum):
    """How a figure reads."""

    SHARE = "share"
    COUNT = "count"
    MILLISECONDS = "ms"


@dataclass(frozen=True, slots=True)
class Rows:
    """Judged cases as arrays of one length. ``answerable`` and ``values`` are NaN where they don't apply, and so is
    ``confidence`` where the system has none."""

    answerable: Floats
    right: Floats
    refused: Floats
    confidence: Floats
    values: Floats

    def take(self, rows: NDArray[np.intp]) -> Rows:
        return Rows(
            self.answerable[rows], self.right[rows], self.refused[rows], self.confidence[rows], self.values[rows]
        )


Statistic = Callable[[Rows], float]


@dataclass(frozen=True, slots=True)
class Measure:
    """``of`` is NaN where the rows don't tell."""

    name: str
    label: str
    of: Statistic
    unit: MeasureUnit = MeasureUnit.SHARE
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of a run, with its 95% interval and how many cases it rests on."""

    measure: Measure
    value: float
    interval: Interval
    cases: int


def mean(rows: Rows) -> float:
    values = rows.values[~np.isnan(rows.values)]
    return float(values.mean()) if len(values) else float("nan")


def median(rows: Rows) -> float:
    return _quantile(rows, 0.5)


def p95(rows: Rows) -> float:
    return _quantile(rows, 0.95)


def _quantile(rows: Rows, at: float) -> float:
    values = rows.values[~np.isnan(rows.values)]
    return float(np.quantile(values, at)) if len(values) else float("nan")


def abstention_precision(rows: Rows) -> float:
    """Of the refused questions that are answerable or should be refused, the share that should be."""
    refused = (rows.refused == 1) & ~np.isnan(rows.answerable)
    return float((rows.answerable[refused] == 0).mean()) if refused.any() else float("nan")


def auroc(rows: Rows) -> float:
    """Area under the ROC curve of the confidence, answerable against unanswerable; 0.5 is chance."""
    kept = ~np.isnan(rows.answerable) & ~np.isnan(rows.confidence)
    labels = rows.answerable[kept]
    if len(np.unique(labels)) < 2:
        return float("nan")
    return float(roc_auc_score(labels, rows.confidence[kept]))


def risk_coverage(rows: Rows) -> tuple[Floats, Floats]:
    """Coverage and risk, both 0 to 1, as ever less confident answers are let through (El-Yaniv & Wiener 2010).

    Over answerable and unanswerable questions; to answer an unanswerable one is always an error.
    """
    kept = ~np.isnan(rows.answerable) & ~np.isnan(rows.confidence)
    order = np.argsort(-rows.confidence[kept], kind="stable")
    wrong = 1.0 - (rows.right[kept] * rows.answerable[kept])[order]
    through = np.arange(1, len(wrong) + 1)
    return through / max(len(wrong), 1), np.cumsum(wrong) / through


def aurc(rows: Rows) -> float:
    """Area under the risk-coverage curve: the mean risk over all coverages (Geifman et al. 2019); lower is better."""
    _, risk = risk_coverage(rows)
    return float(risk.mean()) if len(risk) else float("nan")


MEASURES: tuple[Measure, ...] = (
    Measure("right", "answered as it should be, all kinds", mean),
    Measure("all_facts", "all facts in the answer", mean),
    Measure("facts", "share of facts in the answer", mean),
    Measure("recall@1", "gold passage at rank 1", mean),
    Measure("recall@3", "gold passage in the top 3", mean),
    Measure("recall@5", "gold passage in the top 5", mean),
    Measure("recall@10", "gold passage in the top 10", mean),
    Measure("ndcg@10", "nDCG@10", mean),
    Measure("mrr", "mean reciprocal rank", mean),
    Measure("exact_quotes", "quotes that are the guide's exact text", mean),
    Measure("citation_precision", "cited quotes that hold the gold", mean),
    Measure("citation_recall", "gold that is cited", mean),
    Measure("follow_ups", "follow-ups and topic switches answered rightly", mean),
    Measure("status", "status as expected", mean),
    Measure("abstention_recall", "unanswerable questions refused", mean),
    Measure("abstention_precision", "refusals that are due", abstention_precision),
    Measure("refused_answerable", "answerable questions refused", mean, higher_is_better=False),
    Measure("auroc", "confidence: AUROC", auroc),
    Measure("aurc", "confidence: area under risk-coverage", aurc, higher_is_better=False),
    Measure("sentences", "sentences in an answer", mean, MeasureUnit.COUNT, higher_is_better=False),
    Measure("characters", "characters in an answer", mean, MeasureUnit.COUNT, higher_is_better=False),
    Measure("latency_median", "time to answer, median", median, MeasureUnit.MILLISECONDS, higher_is_better=False),
    Measure("latency_p95", "time to answer, 95th percentile", p95, MeasureUnit.MILLISECONDS, higher_is_better=False),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


def rows_of(judged: Sequence[Judged], measure: Measure) -> Rows:
    """The arrays that ``measure`` looks at."""
    return Rows(
        _array([None if case.answerable is None else float(case.answerable) for case in judged]),
        _array([float(case.right) for case in judged]),
        _array([float(case.refused) for case in judged]),
        _array([case.confidence for case in judged]),
        _array([_value(case, measure) for case in judged]),
    )


def _value(case: Judged, measure: Measure) -> float | None:
    if measure.unit is MeasureUnit.MILLISECONDS:
        return case.timings_ms.get("total")
    return case.values.get(measure.name)


def _array(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def counted(judged: Sequence[Judged], measure: Measure) -> int:
    """How many cases ``measure`` rests on."""
    rows = rows_of(judged, measure)
    if measure.of is abstention_precision:
        return int(((rows.refused == 1) & ~np.isnan(rows.answerable)).sum())
    if measure.of in (auroc, aurc):
        return int((~np.isnan(rows.answerable) & ~np.isnan(rows.confidence)).sum())
    return int((~np.isnan(rows.values)).sum())


def figures(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    """Every measure that the cases tell something of."""
    found = []
    for measure in MEASURES:
        rows = rows_of(judged, measure)
        value = measure.of(rows)
        if not np.isnan(value):
            of_sample = _on(measure, rows)
            found.append(Figure(measure, value, interval_of(of_sample, len(judged)), counted(judged, measure)))
    return tuple(found)


def _on(measure: Measure, rows: Rows) -> Callable[[NDArray[np.intp]], float]:
    return lambda sample: measure.of(rows.take(sample))
