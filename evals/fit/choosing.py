"""Fits answering/choosing.py: which curated question is asked of all guides?

A logistic regression over the curated questions that most of the shipped guides have and that are nearest to a message
which chooses among the roles; its author or another reader has said which of them it asks (evals/questions/roleless,
``entries``). ``least`` is the lowest probability from which, by models that didn't see a message's file, a share of
``RIGHT`` of the likeliest ones are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.answering.choosing import Alike, AskedOfAll, likenesses, nearest
from assistant.boosted_trees import row_of
from evals.fit.corpora import Bools, Fitted, Floats, indexed, lowest, present
from evals.labelled import load_roleless
from evals.progress import Progress, tracked

RIGHT = 0.9
STRENGTH = 0.3
"""The inverse of the penalty."""
SOURCE = "shipped"
"""The source whose guides have curated questions."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A message's nearest curated questions: their ``rows``, of shape ``(n, signals)``, and which of them are
    ``right``; ``none`` where no curated question is, ``fold`` its file."""

    rows: Floats
    right: Bools
    none: bool
    fold: str


def fit_choosing(progress: Progress) -> Fitted:
    """The weights and the threshold, and how good they are."""
    given = list(_read(progress))
    best = [_best(one, _fitted([other for other in given if other.fold != one.fold])) for one in given]
    likely, right = np.array([probability for probability, _ in best]), np.array([hit for _, hit in best])
    weights, bias = _fitted(given)
    values = AskedOfAll(tuple(weights.round(4).tolist()), round(bias, 4), lowest(likely, right, RIGHT))
    none, taken = np.array([one.none for one in given]), likely >= values.least
    return Fitted(
        values=values,
        about="Which curated question is asked of all guides (assistant/answering/choosing.py)",
        data="evals/questions/roleless: messages that choose, with the curated questions that they ask",
        scores={
            "messages": float(len(given)),
            "ask none": float(none.sum()),
            "file left out: likeliest entry right, of those that ask one": float(right[~none].mean()),
            "file left out: taken for one, of those": float(taken[~none].mean()),
            "file left out: of what is taken right": float(right[taken].mean()),
            "file left out: taken for one, of those that ask none": float(taken[none].mean()),
        },
    )


def _best(one: Chosen, fit: tuple[Floats, float]) -> tuple[float, bool]:
    """The probability of the likeliest curated question, and whether it is right."""
    odds = one.rows @ fit[0] + fit[1]
    return float(1 / (1 + np.exp(-odds.max()))), bool(one.right[odds.argmax()])


def _fitted(given: Sequence[Chosen]) -> tuple[Floats, float]:
    """Weights and bias for rows as they are."""
    rows, right = np.concatenate([one.rows for one in given]), np.concatenate([one.right for one in given])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit((rows - mean) / spread, right)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _read(progress: Progress) -> Iterator[Chosen]:
    source = next(one for one in present() if one.name == SOURCE)
    with indexed(source, progress) as (searcher, _):
        labelled = [one for one in load_roleless() if one.entries is not None]
        for one in tracked("choosing", labelled, progress):
            question = searcher.encode(searcher.mend(one.ask))
            near = nearest(question, tuple(searcher.guides), searcher)
            rows = np.array([row_of(each) for each in likenesses(question, near, searcher)])
            right = np.array([each[0].question.id in (one.entries or ()) for each in near])
            yield Chosen(rows.reshape(len(near), len(Alike.__match_args__)), right, not one.entries, one.file)
