"""Fits answering/abstain.py: boosted trees that tell whether the hits answer, and the threshold below which they don't.

The nine plain signals may only speak for an answer (monotonic constraints). An answerable question whose answer would
be wrong counts ``WRONGLY``, the others 1. The threshold is where, of the answerable questions whose answer is right,
``REFUSED`` are refused by trees that didn't see their fold: what would be answered wrongly may as well be refused. Of
messages that tell something beside what they ask many more would be answered wrongly: ``telling`` is the probability
from which ``RIGHT`` of the answers are right, by a logistic regression on its log odds (Platt 1999). ``even`` and
``telling_even`` are those from which half are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering.abstain import TREES, Signals, signals_of
from assistant.answering.extract import extract
from assistant.answering.refusals import Calibration
from assistant.boosted_trees import row_of, write_trees
from evals.fit.boosting import as_trees, boosted
from evals.fit.corpora import Bools, Fitted, Floats, holds_gold, weights_of
from evals.fit.reading import read_all
from evals.progress import Progress

REFUSED = 0.06
WRONGLY = 0.3
RIGHT, EVEN = 0.3, 0.5
PLAIN = len(fields(Signals)) - 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's signals; ``told`` says whether its answer would hold gold, ``tells`` whether its message tells
    something beside it."""

    row: Floats
    answerable: bool
    told: bool
    tells: bool
    source: str
    fold: str


def fit_abstention(progress: Progress) -> Fitted:
    """The threshold and how good it is; the trees are written beside the code that reads them."""
    given = list(_samples(progress))
    rows, answerable = np.array([one.row for one in given]), np.array([one.answerable for one in given])
    sources, folds = np.array([one.source for one in given]), np.array([one.fold for one in given])
    told, tells = np.array([one.told for one in given]), np.array([one.tells for one in given])
    weights = weights_of(sources.tolist(), answerable) * np.where(answerable & ~told, WRONGLY, 1.0)
    left_out = np.zeros(len(given))
    for fold in sorted(set(folds)):
        rest = folds != fold
        model = _fitted(rows[rest], answerable[rest], weights[rest])
        left_out[~rest] = model.predict_proba(rows[~rest])[:, 1]
    threshold = float(np.quantile(left_out[told & ~tells], REFUSED))
    telling = max(_reaching(RIGHT, left_out[tells], told[tells]), threshold)
    even, telling_even = (_reaching(EVEN, left_out[among], told[among]) for among in (~tells, tells))
    write_trees(TREES, as_trees(_fitted(rows, answerable, weights)))
    refused = left_out < np.where(tells, telling, threshold)
    doubted = left_out < np.where(tells, telling_even, even)
    return Fitted(
        values=Calibration(threshold, telling, even, telling_even),
        about="Whether the hits answer a question (assistant/answering/abstain.py, with its trees beside it)",
        data="evals/questions and evals/cases/dev: questions that stand alone",
        scores={
            "questions": float(len(given)),
            "left out: answered in doubt, of those answered": float(doubted[~refused].mean()),
            "left out: of these told rightly": float(told[~refused & doubted].mean()),
            "left out: told rightly, of the other answers": float(told[~refused & ~doubted].mean()),
            **_scores("", ~tells, left_out, refused, answerable, told, sources),
            **_scores("telling, ", tells, left_out, refused, answerable, told, sources),
        },
    )


def _reaching(share: float, p: Floats, right: Bools) -> float:
    """The value of ``p``, probabilities, at which ``share`` are ``right``."""
    model = LogisticRegression(C=1e6).fit(_log_odds(p)[:, None], right)
    odds = (_log_odds(share) - model.intercept_[0]) / model.coef_[0, 0]
    return float(1 / (1 + np.exp(-odds)))


def _log_odds(p: Floats | float) -> Floats:
    return np.asarray(np.log(p) - np.log1p(-np.asarray(p)))


def _scores(
    name: str, among: Bools, p: Floats, refused: Bools, answerable: Bools, told: Bools, sources: NDArray[np.str_]
) -> dict[str, float]:
    found = {}
    for source in sorted(set(sources[among].tolist())):
        here, left = among & (sources == source), f"{source}, {name}left out: "
        found[f"{left}AUROC"] = float(roc_auc_score(answerable[here], p[here]))
        found[f"{left}unanswerable refused"] = float(refused[here & ~answerable].mean())
        found[f"{left}answerable refused"] = float(refused[here & answerable].mean())
        found[f"{left}answerable and told rightly, refused"] = float(refused[here & told].mean())
        found[f"{left}of those answered told rightly"] = float(told[here & ~refused].mean())
    return found


def _fitted(rows: Floats, answerable: Bools, weights: Floats) -> HistGradientBoostingClassifier:
    constraints = [1] * PLAIN + [0] * (rows.shape[1] - PLAIN)
    model = boosted(200, 0.05, least=30, share=0.3, constraints=constraints)
    return model.fit(rows, answerable, sample_weight=weights)


def _samples(progress: Progress) -> Iterator[Sample]:
    for one in read_all(progress):
        case = one.asked.case
        signals = signals_of(one.question, one.hits, one.evidence, one.searcher)
        if signals is None:
            continue
        shown = extract(one.question, one.hits, one.evidence, one.searcher)
        told = case.answerable and any(
            holds_gold(case, quote.hit.guide.slug, quote.start, quote.end) for quote in shown
        )
        yield Sample(
            np.array(row_of(signals), dtype=np.float32).astype(np.float64),
            case.answerable,
            told,
            one.question.tells,
            one.asked.source,
            one.asked.fold,
        )
