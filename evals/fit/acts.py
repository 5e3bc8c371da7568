"""Fits conversation/dialogue_acts.py: what does a message do, if it doesn't ask something?

A multinomial logistic regression over messages that were written as what visitors say to an answer
(evals/questions/acts), and the labelled questions, which all ask. ``least`` is the lowest probability from which, by
models that didn't see a message's file, no more than ``TAKEN_WRONGLY`` of the messages that ask are taken for something
else, ``rather`` the same for ``RATHER_WRONGLY``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.conversation.dialogue_acts import SIGNALS, WEIGHTS, Act, Taken, signals_of
from evals.acts import LabelledAct, load_acts
from evals.answers.run import Progress
from evals.fit.corpora import GRID, Floats, opened, present
from index.parameters import Provenance

TAKEN_WRONGLY, RATHER_WRONGLY = 0.015, 0.03
STRENGTH, SPREAD = 10.0, 3.0
"""The inverse of the penalty, and how much less a dimension of the vector is penalised than a signal."""
QUESTIONS = 0.3
"""What a labelled question weighs beside a message that was written for this."""
SOURCES = ("shipped", "trades")


def fit_acts(progress: Progress) -> tuple[object, Provenance]:
    """The threshold and where it comes from; the weights are written to their file."""
    messages, rows = _read(progress)
    does, folds = np.array([one.does.value for one in messages]), np.array([one.file for one in messages])
    weight = np.where(np.isin(folds, SOURCES), QUESTIONS, 1.0)
    order = [act.value for act in Act]
    likely = np.zeros((len(rows), len(order)))
    for fold in np.unique(folds):
        inside = folds == fold
        weights, bias = _fitted(rows[~inside], does[~inside], weight[~inside])
        odds = rows[inside] @ weights.T + bias
        likely[inside] = np.exp(odds - odds.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    best, written = np.array(order)[likely.argmax(axis=1)], ~np.isin(folds, SOURCES)
    asks, surely = does == Act.ASKS.value, likely.max(axis=1)
    wrongly = [float(((best != Act.ASKS.value) & (surely >= at))[asks & written].mean()) for at in GRID]
    least, rather = (
        float(next(at for at, share in zip(GRID, wrongly, strict=True) if share <= most))
        for most in (TAKEN_WRONGLY, RATHER_WRONGLY)
    )
    values = Taken(least, rather)
    weights, bias = _fitted(rows, does, weight)
    fit = {"weights": weights.round(4).tolist(), "bias": bias.round(4).tolist()}
    WEIGHTS.write_text(json.dumps(fit) + "\n", encoding="utf-8")
    sure = surely >= values.least
    scores = {"messages": float(written.sum()), "labelled questions": float((~written).sum())}
    scores["file left out: asking, taken for something else"] = float((sure & (best != does))[asks & written].mean())
    scores["the same of the labelled questions"] = float((sure & (best != does))[~written].mean())
    scores["file left out: rightly taken, of what doesn't ask"] = float((sure & (best == does))[~asks].mean())
    scores["taken for another thing that isn't asking"] = float(
        (sure & (best != does) & (best != Act.ASKS.value))[~asks].mean()
    )
    likely_so = (surely >= rather) & (best == does)
    scores["the same where it would be refused"] = float(likely_so[~asks].mean())
    for act in Act:
        of = written & (does == act.value)
        right = ~sure | (best == does) if act is Act.ASKS else sure & (best == does)
        scores[f"file left out: {act.value}"] = float(right[of].mean())
    return values, Provenance(
        about="What a message does in a conversation beside asking (assistant/conversation/dialogue_acts.py)",
        command="python -m evals fit acts",
        data="evals/questions/acts; evals/questions/{shipped,trades}, which ask",
        date=date.today().isoformat(),
        scores=scores,
    )


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
        with opened(source, progress) as (searcher, asked):
            messages += [LabelledAct(one.case.ask, Act.ASKS, source.name) for one in asked if one.case.answerable]
            for done, one in enumerate(messages[len(rows) :], start=1):
                progress("encoding", done, len(messages))
                rows.append(np.array([*signals_of(one.say), *searcher.encode(one.say).pooled], dtype=np.float64))
    return messages, np.stack(rows)
