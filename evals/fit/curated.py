"""Fits assistant/curated.py: how alike a question and a curated phrasing must be, by what the entry's quotes hold.

``answer`` is the lowest cosine from which ``ANSWER_RIGHT`` of the matches are right (the quotes hold gold, or an
unanswered entry meets an unanswerable question), ``help`` the lowest from which ``HELP_RIGHT`` are. ``apart`` and
``doubt`` were chosen by hand and are carried over; ``bonus`` is the one of ``BONUSES`` with the best reciprocal rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.curated import Curated, curated, favoured, shipped_thresholds
from assistant.respond import SPREAD
from evals.fit.corpora import Asked, Floats, holds_gold, opened, present
from evals.run import Progress
from index.parameters import Provenance
from index.types import Hit

ANSWER_RIGHT, HELP_RIGHT = 0.9, 0.7
LOWEST = 0.6
GRID = np.round(np.arange(0.7, 0.96, 0.01), 2)
BONUSES = (0.0, 0.1, 0.2, 0.3)
SOURCE = "shipped"
"""The source whose guides have curated questions."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A question with its nearest entry: the cosine, whether the entry is right, and the gold's reciprocal rank with
    each of ``BONUSES``; a question without an entry scores 0."""

    score: float
    right: bool
    reciprocal: Floats


def fit_curated(progress: Progress) -> tuple[object, Provenance]:
    """The thresholds and where they come from; the phrasings were written without sight of the questions."""
    given = list(_matched(progress))
    scores, right = np.array([one.score for one in given]), np.array([one.right for one in given])
    answer, help_ = (_lowest(scores, right, share) for share in (ANSWER_RIGHT, HELP_RIGHT))
    helped = np.array([one.reciprocal for one in given if one.score >= help_])
    bonus = BONUSES[int(helped.mean(axis=0).argmax())]
    values = replace(shipped_thresholds(), answer=answer, help=min(help_, answer), bonus=bonus)
    return values, Provenance(
        about="When a question is taken for a curated one (assistant/curated.py)",
        command="python -m evals fit curated",
        data="evals/questions/shipped and evals/cases/dev against corpus/guides/*.questions.yaml",
        date=date.today().isoformat(),
        scores={
            "questions": float(len(given)),
            "taken for a curated one": float((scores >= answer).mean()),
            "of these right": float(right[scores >= answer].mean()),
            "helped by one": float(((scores >= help_) & (scores < answer)).mean()),
            "of these right, helped": float(right[(scores >= help_) & (scores < answer)].mean()),
        },
    )


def _lowest(scores: Floats, right: Floats, share: float) -> float:
    """The lowest threshold of ``GRID`` from which ``share`` of the matches are right; the highest where none is."""
    held = [at for at in GRID if (scores >= at).any() and right[scores >= at].mean() >= share]
    return float(min(held, default=GRID[-1]))


def _matched(progress: Progress) -> Iterator[Matched]:
    source = next(one for one in present() if one.name == SOURCE)
    loose = replace(shipped_thresholds(), answer=LOWEST, help=LOWEST)
    with opened(source, progress) as (searcher, asked):
        for done, one in enumerate(asked, start=1):
            progress("asking", done, len(asked))
            guides = [one.case.guide] if one.case.guide else []
            question = searcher.encode(one.case.ask)
            found = curated(one.case.ask, question, guides, searcher, loose)
            if found is None:
                yield Matched(0.0, False, np.zeros(len(BONUSES)))
                continue
            hits = searcher.rank(question, SPREAD, guides)
            ranks = [_reciprocal(one, favoured(hits, found, bonus)) for bonus in BONUSES]
            yield Matched(found.match.score, _right(one, found), np.array(ranks))


def _right(asked: Asked, found: Curated) -> bool:
    if not found.answered:
        return not asked.case.answerable
    return any(holds_gold(asked.case, quote.hit, quote.start, quote.end) for quote in found.quotes)


def _reciprocal(asked: Asked, hits: Sequence[Hit]) -> float:
    for rank, hit in enumerate(hits, start=1):
        if holds_gold(asked.case, hit, hit.passage.start, hit.passage.end):
            return 1 / rank
    return 0.0
