"""Fits answering/curated.py: is a question a curated one, by whether the entry's quotes hold the question's gold?

Boosted trees over the nearest entries of each labelled question (an unanswered entry is right where the question is
unanswerable), and of each of evals/questions/phrasings (the entry that it was written for is right), which weigh
``PHRASED`` each. When an entry is the reply is decided (taking.py) by models that didn't see the questions' file.
``help``, ``unsure`` and ``contradict`` are the lowest probabilities from which ``HELP_RIGHT``, ``UNSURE_RIGHT`` and
``CONTRADICT_RIGHT`` are right.
``apart`` and ``doubt`` were chosen by hand and are carried over; ``bonus`` is the one of ``BONUSES`` with the best
reciprocal rank.

What a reader judged (evals/questions/matching) is measured and not fitted on: fitted on it, alone or beside the gold,
matches that a reader accepts come before those that hold the one sentence that is asked for (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.curated import Curated, candidates, favoured, likenesses
from assistant.answering.evidence import HITS, gather
from assistant.answering.likeness import TREES, Likeness, Matching, shipped_matching
from assistant.answering.refusals import shipped_calibration
from assistant.answering.subject import put_to
from assistant.boosted_trees import row_of, write_trees
from assistant.request import Means, Request
from assistant.respond import SPREAD, respond
from assistant.types import Answer, Status
from evals.answers.cases import Case
from evals.fit.boosting import as_trees, boosted
from evals.fit.corpora import Bools, Fitted, Floats, LabelledQuestion, holds_gold, lowest, present
from evals.fit.expected import opened
from evals.fit.taking import Best, Searched, scores_of, when_taken
from evals.labelled import ROLE, load_matches, load_phrasings
from evals.progress import Progress, tracked
from index.search import Searcher
from index.types import Hit

HELP_RIGHT, UNSURE_RIGHT, CONTRADICT_RIGHT = 0.7, 0.9, 0.85
PHRASED = 0.2
ROUNDS, RATE, LEAST, SHARE = 120, 0.05, 25, 0.5
BONUSES = (0.0, 0.1, 0.2, 0.3)
FOLDS = 5
"""Groups of files that are left out."""
MORE_NAMES = 2
"""Names of a role, beside its own, that phrasings are put with in turn."""
SOURCE = "shipped"
"""The source whose guides have curated questions."""
DIRECTIONS = {
    **dict.fromkeys(("cosine", "closeness", "margin", "agrees", "centred", "twice", "ahead"), 1),
    **dict.fromkeys(("unmatched", "unmatched_anywhere", "extra", "gap", "rank", "roles", "figures"), -1),
    **dict.fromkeys(("answered", "confidence"), 0),
}
"""Which way each feature may count: nothing that speaks for a match may count against one."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A question with the entries near it: their features, shape ``(n, features)``, which are ``right`` and which say
    that there is an answer, and with each of ``BONUSES`` the gold's reciprocal rank, shape ``(n, bonuses)`` (0 without
    gold); ``fold`` is its file, ``weight`` what it weighs in the fit."""

    rows: Floats
    right: Bools
    answered: Bools
    reciprocal: Floats
    fold: str
    searched: Searched
    weight: float = 1.0


def fit_curated(progress: Progress) -> Fitted:
    """The thresholds and how good they are; the trees are written to their file."""
    source = next(one for one in present() if one.name == SOURCE)
    with opened(source, progress) as (searcher, asked):
        given = [one for one in _with_gold(searcher, asked, progress) if len(one.right)]
        phrased = [one for one in _phrased(searcher, progress) if len(one.right)]
        judged = [one for one in _judged(searcher, progress) if len(one.right)]
    group = {file: place % FOLDS for place, file in enumerate(sorted({one.fold for one in given}))}
    folds = [_fitted([*(one for one in given if group[one.fold] != fold), *phrased]) for fold in range(FOLDS)]
    every = _fitted([*given, *phrased])
    write_trees(TREES, as_trees(every))
    best = _best(given, [folds[group[one.fold]] for one in given])
    writers = sorted({one.fold for one in phrased})
    others = {writer: _fitted([*given, *(one for one in phrased if one.fold != writer)]) for writer in writers}
    asked_for = _best(phrased, [others[one.fold] for one in phrased])
    values = when_taken(best, _helping(given, best, asked_for))
    scores = {"questions": float(len(given)), "phrasings": float(len(phrased))}
    scores |= scores_of("file left out", best, values) | best.beside(values)
    scores |= scores_of("as a reader judged", _best(judged, [every] * len(judged)), values)
    return Fitted(
        values=values,
        about="When a question is taken for a curated one (assistant/answering/likeness.py)",
        data="evals/questions/shipped and phrasings, evals/cases/dev, against corpus/guides/*.questions.yaml",
        scores=scores,
    )


def _helping(given: Sequence[Matched], best: Best, asked_for: Best) -> Matching:
    """From where an entry lends weight, and how much; where it words a refusal or contradicts the search.

    That a question has no answer makes no entry the one that it asks for: that is known of phrasings only.
    """
    told, against, unsaid = best.answered, ~best.answered & ~best.refuses, ~asked_for.answered
    helped = [one.reciprocal[one.right.argmax()] for one in given if one.right.any()]
    return replace(
        shipped_matching(),
        help=lowest(best.likely[told], best.right[told], HELP_RIGHT),
        unsure=lowest(asked_for.likely[unsaid], asked_for.right[unsaid], UNSURE_RIGHT),
        contradict=lowest(best.likely[against], best.right[against], CONTRADICT_RIGHT),
        bonus=BONUSES[int(np.mean(helped, axis=0).argmax())],
    )


def _best(given: Sequence[Matched], models: Sequence[HistGradientBoostingClassifier]) -> Best:
    """The likeliest entry of each question, by its model."""
    likely = [model.predict_proba(one.rows)[:, 1] for one, model in zip(given, models, strict=True)]
    places = [int(each.argmax()) for each in likely]
    return Best(
        np.array([each[place] for each, place in zip(likely, places, strict=True)]),
        np.array([one.right[place] for one, place in zip(given, places, strict=True)]),
        np.array([one.answered[place] for one, place in zip(given, places, strict=True)]),
        tuple(one.searched for one in given),
    )


def _fitted(given: Sequence[Matched]) -> HistGradientBoostingClassifier:
    model = boosted(ROUNDS, RATE, LEAST, SHARE, [DIRECTIONS[name] for name in Likeness.__match_args__])
    return model.fit(
        np.concatenate([one.rows for one in given]),
        np.concatenate([one.right for one in given]),
        sample_weight=np.concatenate([np.full(len(one.right), one.weight) for one in given]),
    )


def _judged(searcher: Searcher, progress: Progress) -> Iterator[Matched]:
    for one in tracked("matching", load_matches(), progress):
        near = _near(one.ask, [one.guide], searcher)
        yield near.matched([found.match.question.id in one.entries for found in near.entries], one.guide)


def _phrased(searcher: Searcher, progress: Progress) -> Iterator[Matched]:
    """Each phrasing put to one of the guides that have its entry, in turn."""
    guides: dict[str, list[str]] = {}
    for curated in searcher.generation.curated.questions:
        guides.setdefault(curated.id, []).append(curated.guide)
    phrasings = [one for one in load_phrasings() if one.entry in guides]
    for done, one in enumerate(phrasings, start=1):
        progress("phrasings", done, len(phrasings))
        slug = guides[one.entry][done % len(guides[one.entry])]
        role = searcher.guides[slug].role
        names = (role, *searcher.lexicon.roles[role][:MORE_NAMES])
        near = _near(one.ask.replace(ROLE, names[done % len(names)]), [] if ROLE in one.ask else [slug], searcher)
        right = [found.match.question.id == one.entry for found in near.entries]
        yield near.matched(right, one.file, weight=PHRASED)


def _with_gold(searcher: Searcher, asked: Sequence[LabelledQuestion], progress: Progress) -> Iterator[Matched]:
    for one in tracked("asking", asked, progress):
        guides = (one.case.guide,) if one.case.guide else ()
        near = _near(one.case.ask, guides, searcher)
        answer = respond(Request(one.case.ask, guides=guides), Means(searcher))
        refuses = answer.status in (Status.NO_ANSWER, Status.CLARIFY)
        right = _cites_gold(one.case, answer) if one.case.answerable else answer.status is Status.NO_ANSWER
        yield near.matched(
            [_right(one.case, found) for found in near.entries],
            one.case.file,
            [[_reciprocal(one.case, favoured(near.hits, found, bonus)) for bonus in BONUSES] for found in near.entries],
            Searched(near.confidence, refuses, right, one.case.answerable),
        )


def _cites_gold(case: Case, answer: Answer) -> bool:
    return any(holds_gold(case, cited.guide, cited.start, cited.end) for cited in answer.citations)


def _right(case: Case, found: Curated) -> bool:
    if not found.answered:
        return not case.answerable
    return any(holds_gold(case, quote.hit.guide.slug, quote.start, quote.end) for quote in found.quotes)


@dataclass(frozen=True, slots=True)
class _Near:
    """The ``entries`` near a question, their features, and what the search found, with which ``confidence``."""

    entries: tuple[Curated, ...]
    rows: Floats
    hits: tuple[Hit, ...]
    confidence: float

    def matched(
        self,
        right: Sequence[bool],
        fold: str,
        reciprocal: Sequence[Sequence[float]] = (),
        searched: Searched | None = None,
        weight: float = 1.0,
    ) -> Matched:
        refuses = self.confidence < shipped_calibration().threshold
        return Matched(
            self.rows,
            np.array(right, dtype=bool),
            np.array([found.answered for found in self.entries], dtype=bool),
            np.array(reciprocal),
            fold,
            searched or Searched(self.confidence, refuses, False, True),
            weight,
        )


def _near(ask: str, guides: Sequence[str], searcher: Searcher) -> _Near:
    question = searcher.encode(ask)
    near = candidates(ask, question, guides, searcher, shipped_matching().apart)
    question, guides = put_to(question, guides, searcher)
    hits = searcher.rank(question, SPREAD, guides) if near else ()
    evidence = gather(question, hits[:HITS], searcher)
    confidence = answerable(signals_of(question, hits[:HITS], evidence, searcher))
    rows = likenesses(near, ask, hits, evidence, confidence, searcher)
    return _Near(near, np.array([row_of(each) for each in rows]), hits, confidence)


def _reciprocal(case: Case, hits: Sequence[Hit]) -> float:
    found = (holds_gold(case, hit.guide.slug, hit.passage.start, hit.passage.end) for hit in hits)
    return next((1 / rank for rank, holds in enumerate(found, start=1) if holds), 0.0)
