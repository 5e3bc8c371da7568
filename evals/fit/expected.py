"""Fits index/expected.py: the vector of a question to that of the sentences that answer it, by ridge regression.

Of each labelled question with gold, and of each phrasing of a curated one (an entry's together weigh as much as one
question). Questions are taken from the mean of the sources, which count the same, and answers from their source's mean,
so that what a corpus is about has no part in it. The fits of models that read what is expected look at each source
through a regression on all others (``opened``). What ships is taught nothing by the shipped guides, either: of their
questions it would know more than of those of a guide that nobody has asked yet, and refusals are fitted to the latter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpus.types import Passage
from evals.answers.cases import Gold
from evals.fit.corpora import Fitted, Floats, LabelledQuestion, indexed, present
from evals.progress import Progress, tracked
from evals.questions import Source
from index.digest import sha256
from index.encode import normalised
from index.expected import REGRESSION, ExpectedAnswers
from index.parameters import FittedFile
from index.search import Searcher
from index.types import Vectors

SHIPPED = "shipped"
RIDGE = 10.0
"""In questions: so many are needed in a direction before it counts half."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Vectors of questions and of their answers, both of shape ``(n, dimension)``, and what each pair weighs."""

    questions: Vectors
    answers: Vectors
    weights: Floats
    encoder: str


@contextmanager
def opened(source: Source, progress: Progress) -> Iterator[tuple[Searcher, tuple[LabelledQuestion, ...]]]:
    """The searcher over a source, which expects what the other sources have taught it, and its questions."""
    with indexed(source, progress) as (searcher, asked):
        yield searcher.expecting(regression([_answered(one) for one in present() if one != source])), asked


def fit_expected(progress: Progress) -> Fitted:
    """The regression, which is written to its file, and how good it is where a source was left out."""
    given = {}
    for source in tracked("reading", present(), progress):
        given[source.name] = _answered(source)
    scores: dict[str, float] = {}
    for name, own in given.items():
        found = regression([one for other, one in given.items() if other != name])
        single = own.weights == 1  # a question, and no phrasing
        asked, answers = own.questions[single], own.answers[single]
        both = asked + np.array([found.of(one) for one in asked])
        scores[f"{name}, left out: answer nearest to its question"] = _nearest(asked, answers)
        scores[f"{name}, left out: to question and expected answer together"] = _nearest(both, answers)
    taught = [one for name, one in given.items() if name != SHIPPED]
    regression(taught).save(REGRESSION)
    return Fitted(
        values=FittedFile(taught[0].encoder, sha256(REGRESSION)),
        about="The vector that an answer to a question has (index/expected.npy, by index/expected.py)",
        data="evals/questions but those of the shipped guides: questions and what answers them",
        scores=scores,
    )


def regression(given: Sequence[Answered]) -> ExpectedAnswers:
    """That of the sources ``given``."""
    mean = np.asarray(np.mean([_mean(one.questions, one.weights) for one in given], axis=0), dtype=np.float32)
    asked = normalised(np.concatenate([one.questions for one in given]) - mean)
    answers = [normalised(one.answers - _mean(one.answers, one.weights)) for one in given]
    weighed = asked * np.concatenate([one.weights for one in given])[:, None]
    slopes = np.linalg.solve(weighed.T @ asked + RIDGE * np.eye(asked.shape[1]), weighed.T @ np.concatenate(answers))
    return ExpectedAnswers(mean, slopes.astype(np.float32))


def _mean(rows: Vectors, weights: Floats) -> Vectors:
    return np.average(rows, axis=0, weights=weights).astype(np.float32)


def _nearest(asked: Vectors, answers: Vectors) -> float:
    """How often, of all ``answers``, a question's own is nearest to it, row by row."""
    products = asked @ answers.T
    return float((products.max(axis=1) <= products.diagonal() + 1e-6).mean())


@cache
def _answered(source: Source) -> Answered:
    """The questions of ``source`` with the mean vectors of what answers them; kept, because each fit reads it."""
    with indexed(source, lambda *_: None) as (searcher, asked):
        curated = searcher.generation.curated
        groups = [(searcher.encode(one.case.ask).pooled[None, :], one.case.gold) for one in asked]
        ends = np.cumsum([len(one.ask) for one in curated.questions])
        for entry, end in zip(curated.questions, ends.tolist(), strict=True):
            own = curated.vectors[end - len(entry.ask) : end]
            groups.append((own, (Gold(entry.guide, "", entry.answer),)))
        known = [(own, answer) for own, gold in groups if (answer := _answer(gold, searcher)) is not None]
        return Answered(
            np.concatenate([own for own, _ in known]),
            np.concatenate([np.tile(answer, (len(own), 1)) for own, answer in known]),
            np.concatenate([np.full(len(own), 1 / len(own)) for own, _ in known]),
            searcher.encoder.name,
        )


def _answer(gold: Sequence[Gold], searcher: Searcher) -> Vectors | None:
    """The vector of what ``gold`` holds: the mean of the sentences that share half with it; ``None`` of none."""
    found = [
        _sentence(passage, place, searcher)
        for slug in dict.fromkeys(one.guide for one in gold)
        for passage in searcher.passages_of(slug)
        for place, (start, end) in enumerate(passage.sentences)
        if any(one.shares(slug, start, end) for one in gold)
    ]
    return normalised(np.mean(normalised(np.array(found)), axis=0)) if found else None


def _sentence(passage: Passage, place: int, searcher: Searcher) -> Vectors:
    """The mean vector of the tokens of a sentence, as they are stored."""
    tokens, row = searcher.generation.tokens, searcher.generation.passages.row_of[passage.id]
    vectors, begins = tokens.vectors(row), tokens.stored(slice(row, row + 1), blocks=False).segments.tolist()
    start, end = [*begins, len(vectors)][1 + place : 3 + place]
    return tokens.form.restored(vectors[start:end].mean(axis=0))
