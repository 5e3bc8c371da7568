"""The labelled corpora that search, sentences and abstention are fitted on, and how they are weighed and left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.bootstrap import Tuning, build_index, open_assistant
from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.settings import load_settings
from assistant.types import Standalone, Turn
from corpus.lexicon import lexicon_for
from corpus.read import read_corpus
from evals.answers.cases import CASES, Case, load_cases, resolve
from evals.fit.conversations import DataMissing
from evals.folders import offline_settings
from evals.progress import Progress
from evals.questions import SOURCES, Source, load_questions
from index.search import Searcher

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHARES = {"handbooks": 2.0, "shipped": 1.5, "trades": 1.0, "site": 0.5}
"""What a source weighs in a fit, whatever its number of questions: more where it is more corpora."""
GRID = np.round(np.arange(0.2, 0.99, 0.01), 2)
"""Thresholds that are tried."""
FOLDS = 5
"""Groups of organisations that the handbooks are left out in; every other source is one fold."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The ``values`` of a fit, a dataclass; what they decide, the ``data`` that they are of, and how good they are."""

    values: object
    about: str
    data: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A labelled question of a ``source``, as it stands alone; ``fold`` is what it is left out with."""

    case: Case
    source: str
    fold: str


@contextmanager
def indexed(source: Source, progress: Progress) -> Iterator[tuple[Searcher, tuple[LabelledQuestion, ...]]]:
    """The searcher over a source, its index kept for the next fit, and its questions; no curated ones."""
    with offline_settings(source.corpus, load_settings().index.parent / "fit" / source.name) as settings:
        build_index(settings, progress)
        with open_assistant(settings, Tuning(curated=False)) as assistant:
            searcher = assistant.searcher()
            yield searcher, _asked(source, searcher)


def present() -> tuple[Source, ...]:
    """The sources on this machine. Raises ``DataMissing`` where one isn't: a fit on fewer is another fit."""
    missing = [source.name for source in SOURCES if not source.present]
    if missing:
        raise DataMissing(f"the texts of {', '.join(missing)} aren't beside the project; nothing was fitted")
    return SOURCES


def cases_of(source: Source) -> tuple[Case, ...]:
    """The labelled questions over a source, and the cases of ``dev`` over the shipped guides."""
    guides = read_corpus(source.corpus, lexicon_for(source.corpus)[0]).guides
    dev = [case for case in load_cases(CASES) if case.part == "dev"] if source.name == "shipped" else []
    return (*load_questions(source, guides), *resolve(dev, guides)[0])


def _asked(source: Source, searcher: Searcher) -> tuple[LabelledQuestion, ...]:
    cases = cases_of(source)
    files = sorted({case.file for case in cases})
    folds = {
        file: f"{source.name} {i % FOLDS}" if source.name == "handbooks" else source.name
        for i, file in enumerate(files)
    }
    return tuple(
        LabelledQuestion(replace(case, ask=standing(case, searcher).question, after=()), source.name, folds[case.file])
        for case in cases
        if case.answerable or case.unanswerable
    )


def standing(case: Case, searcher: Searcher) -> Standalone:
    """The question of ``case`` as it stands alone after the questions before it, whatever was answered."""
    page = searcher.guides[case.guide].role if case.guide else ""
    if not case.after and not page:
        return Standalone(case.ask, False)
    history = tuple(Turn("user", searcher.mend(asked)) for asked in case.after)
    return stand_alone(searcher.mend(case.ask), Conversation(history, searcher.lexicon, searcher.rarity, page))


def holds_gold(case: Case, slug: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` of the guide ``slug`` shares half of itself, or of a gold span, with gold."""
    return any(gold.shares(slug, start, end) for gold in case.gold)


def lowest(scores: Floats, right: Bools, share: float) -> float:
    """The lowest threshold of ``GRID`` from which ``share`` of what reaches it is right; the highest where none is."""
    held = [at for at in GRID if (scores >= at).any() and right[scores >= at].mean() >= share]
    return float(min(held, default=GRID[-1]))


def lowest_reached_by(scores: Floats, share: float) -> float:
    """The lowest threshold of ``GRID`` that at most ``share`` of ``scores`` reach; the highest where none is."""
    return float(next((at for at in GRID if (scores >= at).mean() <= share), GRID[-1]))


def weights_of(sources: Sequence[str], classes: Bools | None = None) -> Floats:
    """A weight a sample, so that sources weigh ``SHARES`` and both ``classes`` of a source the same; mean 1."""
    given = np.array(sources)
    split = np.zeros(len(given), dtype=bool) if classes is None else classes
    each = np.zeros(len(given))
    for source in set(sources):
        for value in (False, True):
            group = (given == source) & (split == value)
            if group.any():
                each[group] = SHARES[source] / group.sum()
    return np.asarray(each / each.mean())
