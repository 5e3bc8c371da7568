"""Fits answering/curated.py: is a question a curated one, by whether the entry's quotes hold the question's gold?

Boosted trees over the nearest entries of each labelled question (an unanswered entry is right where the question is
unanswerable). ``answer`` is the lowest probability from which ``ANSWER_RIGHT`` of the matches are right, ``help`` the
lowest from which ``HELP_RIGHT`` are; ``refuse`` and ``unsure`` are the same for entries that say that the guides don't
answer, with ``REFUSE_RIGHT`` and ``UNSURE_RIGHT``; all by models that didn't see the questions' file. ``apart`` and
``doubt`` were chosen by hand and are carried over; ``bonus`` is the one of ``BONUSES`` with the best reciprocal rank.

What a reader judged (evals/questions/matching) is measured and not fitted on: fitted on it, alone or beside the gold,
matches that a reader accepts come before those that hold the one sentence that is asked for (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.curated import Curated, candidates, favoured, likenesses
from assistant.answering.evidence import gather
from assistant.answering.likeness import TREES, Likeness, Matching, shipped_matching
from assistant.answering.subject import put_to
from assistant.boosted_trees import row_of, write_trees
from assistant.respond import HITS, SPREAD
from evals.answers.run import Progress
from evals.fit.boosting import as_trees, boosted
from evals.fit.corpora import Bools, Floats, LabelledQuestion, holds_gold, lowest, opened, present
from evals.matches import load_matches
from index.parameters import Provenance
from index.search import Searcher
from index.types import Hit

ANSWER_RIGHT, HELP_RIGHT = 0.92, 0.7
REFUSE_RIGHT, UNSURE_RIGHT = 0.97, 0.9
ROUNDS, RATE, LEAST, SHARE = 120, 0.05, 25, 0.5
BONUSES = (0.0, 0.1, 0.2, 0.3)
SOURCE = "shipped"
"""The source whose guides have curated questions."""
DIRECTIONS = {
    **dict.fromkeys(("cosine", "closeness", "margin", "agrees", "centred", "twice", "ahead"), 1),
    **dict.fromkeys(("unmatched", "unmatched_anywhere", "extra", "gap", "rank"), -1),
    **dict.fromkeys(("roles", "figures", "levels", "negated"), -1),
    "answered": 0,
    "confidence": 0,
}
"""Which way each feature may count: nothing that speaks for a match may count against one."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A question with the entries near it: their features, shape ``(n, features)``, which are ``right`` and which say
    that there is an answer, and with each of ``BONUSES`` the gold's reciprocal rank, shape ``(n, bonuses)`` (0 without
    gold); ``fold`` is its file."""

    rows: Floats
    right: Bools
    answered: Bools
    reciprocal: Floats
    fold: str


def fit_curated(progress: Progress) -> tuple[object, Provenance]:
    """The thresholds and where they come from; the trees are written to their file."""
    source = next(one for one in present() if one.name == SOURCE)
    with opened(source, progress) as (searcher, asked):
        given = [one for one in _with_gold(searcher, asked, progress) if len(one.right)]
        judged = [one for one in _judged(searcher, progress) if len(one.right)]
    folds = {one.fold: _fitted([rest for rest in given if rest.fold != one.fold]) for one in given}
    every = _fitted(given)
    write_trees(TREES, as_trees(every))
    left_out = [_best(one.rows, folds[one.fold]) for one in given]
    values = _thresholds(given, left_out)
    scores = {"questions": float(len(given))} | _scores("file left out", given, left_out, values)
    scores |= _scores("as a reader judged", judged, [_best(one.rows, every) for one in judged], values)
    return values, Provenance(
        about="When a question is taken for a curated one (assistant/answering/likeness.py)",
        command="python -m evals fit curated",
        data="evals/questions/shipped and evals/cases/dev against corpus/guides/*.questions.yaml",
        date=date.today().isoformat(),
        scores=scores,
    )


def _thresholds(given: Sequence[Matched], best: Sequence[tuple[float, int]]) -> Matching:
    likely, right, told = _taken(given, best)
    answer, help_ = (lowest(likely[told], right[told], share) for share in (ANSWER_RIGHT, HELP_RIGHT))
    refuse, unsure = (lowest(likely[~told], right[~told], share) for share in (REFUSE_RIGHT, UNSURE_RIGHT))
    helped = [one.reciprocal[i] for one, (p, i) in zip(given, best, strict=True) if help_ <= p < answer]
    before = shipped_matching()
    return Matching(
        answer=answer,
        help=min(help_, answer),
        refuse=refuse,
        unsure=min(unsure, refuse),
        apart=before.apart,
        bonus=BONUSES[int(np.mean(helped, axis=0).argmax())] if helped else before.bonus,
        doubt=before.doubt,
    )


def _taken(given: Sequence[Matched], best: Sequence[tuple[float, int]]) -> tuple[Floats, Bools, Bools]:
    """Of the likeliest entry of each question how likely it is right, whether it is, and whether it has an answer."""
    return (
        np.array([p for p, _ in best]),
        np.array([one.right[i] for one, (_, i) in zip(given, best, strict=True)]),
        np.array([one.answered[i] for one, (_, i) in zip(given, best, strict=True)]),
    )


def _scores(
    name: str, given: Sequence[Matched], best: Sequence[tuple[float, int]], values: Matching
) -> dict[str, float]:
    likely, right, told = _taken(given, best)
    taken = likely >= np.where(told, values.answer, values.refuse)
    near = (likely >= np.where(told, values.help, values.unsure)) & ~taken
    return {
        f"{name}: taken for a curated one": float(taken.mean()),
        f"{name}: of these right": float(right[taken].mean()),
        f"{name}: refused by one": float((taken & ~told).mean()),
        f"{name}: of these right, refused": float(right[taken & ~told].mean()),
        f"{name}: helped by one": float(near.mean()),
        f"{name}: of these right, helped": float(right[near].mean()),
    }


def _fitted(given: Sequence[Matched]) -> HistGradientBoostingClassifier:
    constraints = [DIRECTIONS[name] for name in Likeness.__match_args__]
    model = boosted(ROUNDS, RATE, LEAST, SHARE, constraints)
    return model.fit(np.concatenate([one.rows for one in given]), np.concatenate([one.right for one in given]))


def _best(rows: Floats, model: HistGradientBoostingClassifier) -> tuple[float, int]:
    """The highest probability of a question's entries, and which it is."""
    likely = model.predict_proba(rows)[:, 1]
    return float(likely.max()), int(likely.argmax())


def _judged(searcher: Searcher, progress: Progress) -> Iterator[Matched]:
    labelled = load_matches()
    for done, one in enumerate(labelled, start=1):
        progress("matching", done, len(labelled))
        near, rows, _ = _near(one.ask, [one.guide], searcher)
        right = np.array([found.match.question.id in one.entries for found in near], dtype=bool)
        yield Matched(rows, right, _answered(near), np.zeros((len(near), len(BONUSES))), one.guide)


def _with_gold(searcher: Searcher, asked: Sequence[LabelledQuestion], progress: Progress) -> Iterator[Matched]:
    for done, one in enumerate(asked, start=1):
        progress("asking", done, len(asked))
        near, rows, hits = _near(one.case.ask, [one.case.guide] if one.case.guide else [], searcher)
        right = np.array([_right(one, found) for found in near], dtype=bool)
        ranks = [[_reciprocal(one, favoured(hits, found, bonus)) for bonus in BONUSES] for found in near]
        yield Matched(rows, right, _answered(near), np.array(ranks), one.case.file)


def _answered(near: Sequence[Curated]) -> Bools:
    return np.array([found.answered for found in near], dtype=bool)


def _right(asked: LabelledQuestion, found: Curated) -> bool:
    if not found.answered:
        return not asked.case.answerable
    return any(holds_gold(asked.case, quote.hit, quote.start, quote.end) for quote in found.quotes)


def _near(ask: str, guides: Sequence[str], searcher: Searcher) -> tuple[tuple[Curated, ...], Floats, tuple[Hit, ...]]:
    """The entries near a question, their features, and the hits."""
    question = searcher.encode(ask)
    near = candidates(ask, question, guides, searcher, shipped_matching().apart)
    question, guides = put_to(question, guides, searcher)
    hits = searcher.rank(question, SPREAD, guides) if near else ()
    evidence = gather(question, hits[:HITS], searcher)
    confidence = answerable(signals_of(question, hits[:HITS], evidence, searcher)) if near else 0.0
    rows = likenesses(near, ask, hits, evidence, confidence, searcher)
    return near, np.array([row_of(each) for each in rows]), hits


def _reciprocal(asked: LabelledQuestion, hits: Sequence[Hit]) -> float:
    for rank, hit in enumerate(hits, start=1):
        if holds_gold(asked.case, hit, hit.passage.start, hit.passage.end):
            return 1 / rank
    return 0.0
