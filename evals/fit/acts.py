"""Fits conversation/dialogue_acts.py: what does a message do, if it doesn't ask something?

A multinomial logistic regression over messages that were written as what visitors say to an answer
(evals/questions/acts), and the labelled questions, which all ask. ``least`` is the lowest probability from which, by
models that didn't see a message's file, no more than ``TAKEN_WRONGLY`` of the messages that ask are taken for something
else, ``rather`` the same for ``RATHER_WRONGLY``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.conversation.dialogue_acts import SIGNALS, WEIGHTS, Act, Taken, signals_of
from evals.fit.corpora import Bools, Fitted, Floats, indexed, lowest_reached_by, present
from evals.labelled import LabelledAct, load_acts
from evals.progress import Progress, tracked

TAKEN_WRONGLY, RATHER_WRONGLY = 0.015, 0.03
STRENGTH, SPREAD = 10.0, 3.0
"""The inverse of the penalty, and how much less a dimension of the vector is penalised than a signal."""
QUESTIONS = 0.3
"""What a labelled question weighs beside a message that was written for this."""
SOURCES = ("shipped", "trades")
ORDER = [act.value for act in Act]


def fit_acts(progress: Progress) -> Fitted:
    """The thresholds and how good they are; the weights are written to their file."""
    messages, rows = _read(progress)
    does, folds = np.array([one.does.value for one in messages]), np.array([one.file for one in messages])
    written = ~np.isin(folds, SOURCES)
    weight = np.where(written, 1.0, QUESTIONS)
    likely = _left_out(rows, does, folds, weight)
    best, surely = np.array(ORDER)[likely.argmax(axis=1)], likely.max(axis=1)
    asked = written & (does == Act.ASKS.value)
    wrongly = np.where(best != Act.ASKS.value, surely, 0.0)[asked]
    values = Taken(*(lowest_reached_by(wrongly, share) for share in (TAKEN_WRONGLY, RATHER_WRONGLY)))
    weights, bias = _fitted(rows, does, weight)
    fit = {"weights": weights.round(4).tolist(), "bias": bias.round(4).tolist()}
    WEIGHTS.write_text(json.dumps(fit) + "\n", encoding="utf-8")
    scores = {"messages": float(written.sum()), "labelled questions": float((~written).sum())}
    return Fitted(
        values=values,
        about="What a message does in a conversation beside asking (assistant/conversation/dialogue_acts.py)",
        data="evals/questions/acts; evals/questions/{shipped,trades}, which ask",
        scores=scores | _scores(does, best, surely, written, values),
    )


def _scores(
    does: NDArray[np.str_], best: NDArray[np.str_], surely: Floats, written: Bools, values: Taken
) -> dict[str, float]:
    """How the models do on messages that they didn't see: ``best`` is what each does, as ``surely`` as that."""
    asks, right, sure = does == Act.ASKS.value, best == does, surely >= values.least
    other = sure & ~right & (best != Act.ASKS.value)
    scores = {
        "file left out: asking, taken for something else": (sure & ~right)[asks & written].mean(),
        "the same of the labelled questions": (sure & ~right)[~written].mean(),
        "file left out: rightly taken, of what doesn't ask": (sure & right)[~asks].mean(),
        "taken for another thing that isn't asking": other[~asks].mean(),
        "the same where it would be refused": ((surely >= values.rather) & right)[~asks].mean(),
    }
    for act in Act:
        taken = ~sure | right if act is Act.ASKS else sure & right
        scores[f"file left out: {act.value}"] = taken[written & (does == act.value)].mean()
    return {name: float(share) for name, share in scores.items()}


def _left_out(rows: Floats, does: NDArray[np.str_], folds: NDArray[np.str_], weight: Floats) -> Floats:
    """Each row's probabilities, in the order of ``Act``, by a model that didn't see its file."""
    likely = np.zeros((len(rows), len(ORDER)))
    for fold in np.unique(folds):
        inside = folds == fold
        weights, bias = _fitted(rows[~inside], does[~inside], weight[~inside])
        odds = rows[inside] @ weights.T + bias
        likely[inside] = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _fitted(rows: Floats, does: NDArray[np.str_], weight: Floats) -> tuple[Floats, Floats]:
    """Weights of shape ``(acts, columns)`` and biases, in the order of ``Act``, for rows as they are."""
    scale = np.where(np.arange(rows.shape[1]) < SIGNALS, 1.0, SPREAD)
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows * scale, does, sample_weight=weight)
    order = [list(model.classes_).index(act.value) for act in Act]
    return model.coef_[order] * scale, model.intercept_[order]


def _read(progress: Progress) -> tuple[Sequence[LabelledAct], Floats]:
    """All messages, a labelled question's file being its source, and a row of signals and vector for each."""
    messages, rows = list(load_acts()), list[Floats]()
    for source in (one for one in present() if one.name in SOURCES):
        with indexed(source, progress) as (searcher, asked):
            messages += [LabelledAct(one.case.ask, Act.ASKS, source.name) for one in asked if one.case.answerable]
            for one in tracked("encoding", messages[len(rows) :], progress):
                rows.append(np.array([*signals_of(one.say), *searcher.encode(one.say).pooled], dtype=np.float64))
    return messages, np.stack(rows)
