"""Measures of a whole run, and of rankings, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from evals.answers.cases import CaseKind
from evals.answers.judge import Judged
from evals.answers.measures import BY_NAME, figures, risk_coverage, rows_of
from evals.retrieval.ranking import per_query, ranking_measures


def judged(
    answerable: bool | None, right: bool, confidence: float | None, refused: bool = False, total: float = 1.0
) -> Judged:
    return Judged(
        "c", CaseKind.DIRECT, answerable, right, refused, confidence, {"right": float(right)}, {"total": total}
    )


RUN = (
    judged(True, True, 0.9, total=1),
    judged(True, True, 0.7, total=2),
    judged(False, False, 0.8, total=3),
    judged(True, False, 0.3, refused=True, total=4),
    judged(False, True, 0.1, refused=True, total=5),
    judged(None, True, 1.0, refused=True, total=106),
)


def value(name: str, run: tuple[Judged, ...] = RUN) -> float:
    measure = BY_NAME[name]
    return measure.of(rows_of(run, measure))


def test_measures_of_confidence_leave_small_talk_out() -> None:
    assert value("right") == pytest.approx(4 / 6)
    assert value("abstention_precision") == 0.5
    # Of the six pairs of an answerable and an unanswerable one, the answerable is more confident in 0.9 > 0.8,
    # 0.9 > 0.1, 0.7 > 0.1 and 0.3 > 0.1.
    assert value("auroc") == pytest.approx(4 / 6)
    assert value("auroc") == pytest.approx(roc_auc_score([1, 1, 0, 1, 0], [0.9, 0.7, 0.8, 0.3, 0.1]))


def test_risk_coverage() -> None:
    coverage, risk = risk_coverage(rows_of(RUN, BY_NAME["aurc"]))
    assert coverage == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert risk == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4, 3 / 5])
    assert value("aurc") == pytest.approx(np.mean([0, 1 / 2, 1 / 3, 2 / 4, 3 / 5]))


def test_latency() -> None:
    assert value("latency_median") == 3.5
    assert value("latency_p95") == pytest.approx(5 + 0.75 * 101)


def test_what_no_case_tells_has_no_figure() -> None:
    named = {figure.measure.name: figure for figure in figures([judged(True, True, None)])}
    assert "auroc" not in named
    assert "recall@1" not in named
    assert named["right"].cases == 1
    assert math.isnan(value("auroc", (judged(True, True, 0.5),)))


def test_a_missing_query_scores_zero() -> None:
    scores = per_query({"a": {"d1": 1}, "b": {"d1": 1, "d2": 0}, "c": {"d1": 0}}, {"a": {"d0": 2.0, "d1": 1.0}})
    assert set(scores) == {"a", "b"}
    assert scores["a"]["mrr"] == 0.5
    assert scores["a"]["ndcg@10"] == pytest.approx(1 / math.log2(3))
    assert set(scores["b"].values()) == {0.0}


def test_an_empty_run_scores_zero() -> None:
    assert per_query({"a": {"d": 1}}, {})["a"]["recall@10"] == 0


def test_rankings_by_rank() -> None:
    scores = ranking_measures({"third": (3,), "never": (None,), "sides": (1, None), "both": (2, 2)})
    assert scores["third"]["recall@1"] == 0
    assert scores["third"]["recall@3"] == 1
    assert scores["third"]["mrr"] == pytest.approx(1 / 3)
    assert scores["third"]["ndcg@10"] == pytest.approx(1 / 2)
    assert scores["never"]["recall@10"] == scores["never"]["mrr"] == 0
    assert scores["sides"]["recall@1"] == 0.5
    assert scores["both"]["recall@3"] == 1
    assert scores["both"]["mrr"] == 0.5
