"""Fits assistant/conversation/follow_up.py: does a message lean on what was said before?

A logistic regression by scikit-learn. Leaning and not leaning weigh the same, and so do the corpora. The thresholds are
those at which acting on the likelihood brings messages nearest to what people wrote.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from assistant.conversation.antecedents import Pointer, Rarity
from assistant.conversation.follow_up import Leaning, content_stems, features, pointer_of
from assistant.conversation.substitution import substituted
from evals.fit.conversations import (
    Example,
    Split,
    agreement,
    best_threshold,
    load_examples,
    own_examples,
    rarity_in,
    splits,
    weights_of,
)
from evals.fit.corpora import Bools, Fitted, Floats
from evals.progress import Progress, tracked


def fit_follow_up(progress: Progress) -> Fitted:
    """The model with its thresholds and how good it is. Raises ``DataMissing``."""
    public = load_examples()
    examples = (*public, *own_examples())
    names, rows = _read(examples, progress)
    leans = np.array([example.leans for example in examples])
    weights = np.array(weights_of([(example.corpus, example.leans) for example in examples]))
    scores: dict[str, float] = {"turns": float(len(examples)), "leaning": float(leans.mean())}
    unseen = np.zeros(len(examples))
    for split in splits(examples):
        model = _model(rows, leans, weights, split.fitted)
        likely = model.predict_proba(rows[list(split.judged)])[:, 1]
        scores |= _judged(split, likely, leans)
        if not split.by_corpus:
            unseen[list(split.judged)] = likely
    gains = _gains(examples, rarity_in(public))
    bare = np.array([pointer_of(example.message) is Pointer.NOTHING for example in examples])
    model = _model(rows, leans, weights, range(len(examples)))
    return Fitted(
        values=Leaning(
            intercept=float(model.intercept_[0]),
            weights=dict(zip(names, map(float, model.coef_[0]), strict=True)),
            pointing=_threshold(~bare, unseen, gains, weights),
            bare=_threshold(bare, unseen, gains, weights),
        ),
        about="Does a message lean on what was said before (assistant/conversation/follow_up.py)",
        data="CANARD dev, TREC CAsT 2019-2022, evals/questions",
        scores=scores,
    )


def _read(examples: Sequence[Example], progress: Progress) -> tuple[list[str], Floats]:
    found = [features(one.message, one.history) for one in tracked("reading", examples, progress)]
    names = sorted(found[0])
    return names, np.array([[one[name] for name in names] for one in found])


def _model(rows: Floats, leans: Bools, weights: Floats, kept: Sequence[int]) -> LogisticRegression:
    at = list(kept)
    return LogisticRegression(C=1.0, max_iter=1000).fit(rows[at], leans[at], sample_weight=weights[at])


def _judged(split: Split, likely: Floats, leans: Bools) -> dict[str, float]:
    truth = leans[list(split.judged)]
    return {
        f"{split.name}: area under the ROC curve": float(roc_auc_score(truth, likely)),
        f"{split.name}: mean of both classes rightly told": float(balanced_accuracy_score(truth, likely >= 0.5)),
    }


def _gains(examples: Sequence[Example], rarity: Rarity) -> Floats:
    """What each example gains where it is taken to lean back; without a rewriting as much as its like."""
    told = np.array([bool(example.rewritten) for example in examples])
    leans = np.array([example.leans for example in examples])
    gains = np.array([_gain(example, rarity) if example.rewritten else 0.0 for example in examples])
    for kind in (leans, ~leans):
        gains[kind & ~told] = gains[kind & told].mean()
    return gains


def _gain(example: Example, rarity: Rarity) -> float:
    """How much nearer to what people wrote a message comes where it is taken to lean back."""
    history = list(example.history)
    ours = substituted(example.message, history, pointer_of(example.message), rarity)
    wanted = content_stems(example.rewritten)
    return agreement(content_stems(ours), wanted) - agreement(content_stems(example.message), wanted)


def _threshold(kept: Bools, likely: Floats, gains: Floats, weights: Floats) -> float:
    at = np.flatnonzero(kept)
    return best_threshold(*([float(each[i]) for i in at] for each in (likely, gains, weights)))
