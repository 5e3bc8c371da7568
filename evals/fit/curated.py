"""Fits answering/curated.py: is a question a curated one, by whether the entry's quotes hold the question's gold?

A logistic regression over the nearest entries of each question (an unanswered entry is right where the question is
unanswerable). ``answer`` is the lowest probability from which ``ANSWER_RIGHT`` of the matches are right, ``help`` the
lowest from which ``HELP_RIGHT`` are; ``refuse`` and ``unsure`` are the same for entries that say that the guides don't
answer, with ``REFUSE_RIGHT`` and ``UNSURE_RIGHT``; all by models that didn't see the questions' file. ``apart`` and
``doubt`` were chosen by hand and are carried over; ``bonus`` is the one of ``BONUSES`` with the best reciprocal rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering.curated import Curated, candidates, favoured, likenesses
from assistant.answering.evidence import gather
from assistant.answering.likeness import Likeness, Matching, row, shipped_matching
from assistant.respond import HITS, SPREAD
from evals.answers.run import Progress
from evals.fit.corpora import Bools, Floats, LabelledQuestion, holds_gold, opened, present
from index.parameters import Provenance
from index.types import Hit

ANSWER_RIGHT, HELP_RIGHT = 0.92, 0.7
REFUSE_RIGHT, UNSURE_RIGHT = 0.97, 0.9
GRID = np.round(np.arange(0.4, 0.99, 0.01), 2)
BONUSES = (0.0, 0.1, 0.2, 0.3)
SOURCE = "shipped"
"""The source whose guides have curated questions."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A question with the entries near it: their features, shape ``(n, features)``, which are ``right`` and which say
    that there is an answer, and with each of ``BONUSES`` the gold's reciprocal rank, shape ``(n, bonuses)``."""

    rows: Floats
    right: Bools
    answered: Bools
    reciprocal: Floats
    fold: str


def fit_curated(progress: Progress) -> tuple[object, Provenance]:
    """The model and where it comes from; the phrasings were written without sight of the questions."""
    given = list(_matched(progress))
    some = [one for one in given if len(one.right)]
    best = [_best(one, _fitted([rest for rest in some if rest.fold != one.fold])) for one in some]
    likely, right = (
        np.array([p for p, _ in best]),
        np.array([one.right[i] for one, (_, i) in zip(some, best, strict=True)]),
    )
    told = np.array([one.answered[i] for one, (_, i) in zip(some, best, strict=True)])
    answer, help_ = (_lowest(likely[told], right[told], share) for share in (ANSWER_RIGHT, HELP_RIGHT))
    refuse, unsure = (_lowest(likely[~told], right[~told], share) for share in (REFUSE_RIGHT, UNSURE_RIGHT))
    helped = [one.reciprocal[i] for one, (p, i) in zip(some, best, strict=True) if help_ <= p < answer]
    model = _fitted(some)
    scaled, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scaled.scale_
    before = shipped_matching()
    values = Matching(
        intercept=float(logistic.intercept_[0] - weights @ scaled.mean_),
        weights={field.name: float(weight) for field, weight in zip(fields(Likeness), weights, strict=True)},
        answer=answer,
        help=min(help_, answer),
        refuse=refuse,
        unsure=min(unsure, refuse),
        apart=before.apart,
        bonus=BONUSES[int(np.mean(helped, axis=0).argmax())] if helped else before.bonus,
        doubt=before.doubt,
    )
    taken, near = likely >= np.where(told, answer, refuse), likely >= np.where(told, help_, unsure)
    near &= ~taken
    return values, Provenance(
        about="When a question is taken for a curated one (assistant/answering/likeness.py)",
        command="python -m evals fit curated",
        data="evals/questions/shipped and evals/cases/dev against corpus/guides/*.questions.yaml",
        date=date.today().isoformat(),
        scores={
            "questions": float(len(given)),
            "file left out: taken for a curated one": float(taken.sum() / len(given)),
            "file left out: of these right": float(right[taken].mean()),
            "file left out: refused by one": float((taken & ~told).sum() / len(given)),
            "file left out: of these right, refused": float(right[taken & ~told].mean()),
            "file left out: helped by one": float(near.sum() / len(given)),
            "file left out: of these right, helped": float(right[near].mean()),
        },
    )


def _fitted(given: Sequence[Matched]) -> Pipeline:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    return model.fit(np.concatenate([one.rows for one in given]), np.concatenate([one.right for one in given]))


def _best(one: Matched, model: Pipeline) -> tuple[float, int]:
    """The highest probability of a question's entries, and which it is."""
    likely = model.predict_proba(one.rows)[:, 1]
    return float(likely.max()), int(likely.argmax())


def _lowest(scores: Floats, right: Bools, share: float) -> float:
    """The lowest threshold of ``GRID`` from which ``share`` of the matches are right; the highest where none is."""
    held = [at for at in GRID if (scores >= at).any() and right[scores >= at].mean() >= share]
    return float(min(held, default=GRID[-1]))


def _matched(progress: Progress) -> Iterator[Matched]:
    source = next(one for one in present() if one.name == SOURCE)
    with opened(source, progress) as (searcher, asked):
        for done, one in enumerate(asked, start=1):
            progress("asking", done, len(asked))
            guides = [one.case.guide] if one.case.guide else []
            question = searcher.encode(one.case.ask)
            near = candidates(one.case.ask, question, guides, searcher, shipped_matching().apart)
            hits = searcher.rank(question, SPREAD, guides) if near else ()
            evidence = gather(question, hits[:HITS], searcher)
            rows = [row(each) for each in likenesses(near, one.case.ask, hits, evidence, searcher)]
            ranks = [[_reciprocal(one, favoured(hits, found, bonus)) for bonus in BONUSES] for found in near]
            right = np.array([_right(one, found) for found in near], dtype=bool)
            answered = np.array([found.answered for found in near], dtype=bool)
            yield Matched(np.array(rows), right, answered, np.array(ranks), one.case.file)


def _right(asked: LabelledQuestion, found: Curated) -> bool:
    if not found.answered:
        return not asked.case.answerable
    return any(holds_gold(asked.case, quote.hit, quote.start, quote.end) for quote in found.quotes)


def _reciprocal(asked: LabelledQuestion, hits: Sequence[Hit]) -> float:
    for rank, hit in enumerate(hits, start=1):
        if holds_gold(asked.case, hit, hit.passage.start, hit.passage.end):
            return 1 / rank
    return 0.0
