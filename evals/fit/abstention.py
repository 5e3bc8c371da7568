"""Fits answering/abstain.py: boosted trees that tell whether the hits answer, and the threshold below which they don't.

The nine plain signals may only speak for an answer (monotonic constraints). The threshold is where, of the answerable
questions whose likeliest sentence is right, ``REFUSED`` are refused by trees that didn't see their fold: what would be
answered wrongly may as well be refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from assistant.answering.abstain import TREES, Calibration, Signals, row, signals_of
from assistant.boosted_trees import write_trees
from evals.answers.run import Progress
from evals.fit.boosting import as_trees, boosted
from evals.fit.corpora import Bools, Floats, holds_gold, weights_of
from evals.fit.reading import read_all
from index.parameters import Provenance

REFUSED = 0.06
PLAIN = len(fields(Signals)) - 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's signals; ``told`` says whether the likeliest sentence is right."""

    row: Floats
    answerable: bool
    told: bool
    source: str
    fold: str


def fit_abstention(progress: Progress) -> tuple[object, Provenance]:
    """The threshold and where it comes from; the trees are written beside the code that reads them."""
    given = list(_samples(progress))
    rows, answerable = np.array([one.row for one in given]), np.array([one.answerable for one in given])
    sources, folds = [one.source for one in given], np.array([one.fold for one in given])
    told = np.array([one.told for one in given])
    weights = weights_of(sources, answerable)
    left_out = np.zeros(len(given))
    for fold in sorted(set(folds)):
        rest = folds != fold
        model = _fitted(rows[rest], answerable[rest], weights[rest])
        left_out[~rest] = model.predict_proba(rows[~rest])[:, 1]
    threshold = float(np.quantile(left_out[told], REFUSED))
    write_trees(TREES, as_trees(_fitted(rows, answerable, weights)))
    return Calibration(threshold), Provenance(
        about="Whether the hits answer a question (assistant/answering/abstain.py, with its trees beside it)",
        command="python -m evals fit abstention",
        data="evals/questions and evals/cases/dev: questions that stand alone",
        date=date.today().isoformat(),
        scores={"questions": float(len(given)), **_scores(left_out, answerable, told, sources, threshold)},
    )


def _scores(p: Floats, answerable: Bools, told: Bools, sources: Sequence[str], threshold: float) -> dict[str, float]:
    found = {}
    for source in sorted(set(sources)):
        here = np.array(sources) == source
        found[f"{source}, left out: AUROC"] = float(roc_auc_score(answerable[here], p[here]))
        refused = p < threshold
        found[f"{source}, left out: unanswerable refused"] = float(refused[here & ~answerable].mean())
        found[f"{source}, left out: answerable refused"] = float(refused[here & answerable].mean())
        found[f"{source}, left out: answerable and told rightly, refused"] = float(refused[here & told].mean())
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
        best = one.evidence.sentences[0]
        told = case.answerable and holds_gold(case, best.hit, best.start, best.end)
        yield Sample(row(signals).astype(np.float64), case.answerable, told, one.asked.source, one.asked.fold)
