"""Fits answering/extract.py: how many sentences an answer needs, by the gold that they hold and what they cost to read.

Of a grid the bounds with the most gold held (the share of a question's gold spans) less ``PRICE`` a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.evidence import Sentence
from assistant.answering.extract import Length, choose
from evals.answers.cases import Case
from evals.fit.corpora import Fitted, holds_gold, weights_of
from evals.fit.reading import read_all
from evals.progress import Progress

PRICE = 1 / 2000
"""What a character costs, in gold: ten more lines must hold half of what was asked for."""
GRID = tuple(
    Length(near, elsewhere)
    for near in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
    for elsewhere in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
    if elsewhere <= near
)


@dataclass(frozen=True, slots=True)
class LengthOutcome:
    """Of each of ``GRID`` the share of the gold that is held, the sentences and the characters."""

    held: tuple[float, ...]
    sentences: tuple[int, ...]
    characters: tuple[int, ...]
    source: str


def fit_length(progress: Progress) -> Fitted:
    """The bounds and how good they are; the scores are those of every source by the bounds of the others."""
    given = list(_outcomes(progress))
    sources = [one.source for one in given]
    shares = weights_of(sources)
    held, read, spent = (
        np.array([getattr(one, name) for one in given], dtype=np.float64)
        for name in ("held", "sentences", "characters")
    )
    worth = held - PRICE * spent
    scores: dict[str, float] = {"questions": float(len(given))}
    for source in dict.fromkeys(sources):
        here = np.array(sources) == source
        best = int(np.average(worth[~here], axis=0, weights=shares[~here]).argmax())
        scores[f"{source}, left out: gold held"] = float(held[here, best].mean())
        scores[f"{source}, left out: sentences"] = float(read[here, best].mean())
        scores[f"{source}, left out: characters"] = float(spent[here, best].mean())
    return Fitted(
        values=GRID[int(np.average(worth, axis=0, weights=shares).argmax())],
        about="How many sentences an answer has (assistant/answering/extract.py)",
        data="evals/questions and evals/cases/dev: answerable questions that stand alone, their gold among the hits",
        scores=scores,
    )


def _outcomes(progress: Progress) -> Iterator[LengthOutcome]:
    for one in read_all(progress):
        case, ranked = one.asked.case, one.evidence.sentences
        if not case.answerable or not any(
            holds_gold(case, each.hit.guide.slug, each.start, each.end) for each in ranked
        ):
            continue
        answers = [choose(ranked, length=length) for length in GRID]
        yield LengthOutcome(
            tuple(_held(case, answer) for answer in answers),
            tuple(len(answer) for answer in answers),
            tuple(sum(len(each.text) for each in answer) for answer in answers),
            one.asked.source,
        )


def _held(case: Case, answer: Sequence[Sentence]) -> float:
    """The share of the gold quotes that a sentence of ``answer`` holds."""
    held = [any(gold.shares(one.hit.guide.slug, one.start, one.end) for one in answer) for gold in case.gold]
    return sum(held) / len(held)
