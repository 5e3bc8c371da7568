"""Fits assistant/conversation/context.py: how much the questions before a follow-up count when its passages are ranked.

The gold passage's mean reciprocal rank is highest over our own follow-ups and changes of topic, or less by no more than
a standard error: of such shares the smallest (the one-standard-error rule, Breiman et al. 1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.bootstrap import build_index, open_assistant
from assistant.conversation.context import Amid, amid
from evals.answers.cases import Case
from evals.fit.conversations import half_of
from evals.fit.corpora import Fitted, Floats, cases_of, standing
from evals.folders import offline_settings
from evals.progress import Progress
from evals.questions import SOURCES, Source
from index.candidates import CANDIDATES
from index.search import Searcher
from index.types import Hit

SHARES = tuple(round(0.05 * step, 2) for step in range(13))
FITTED_ON = ("shipped", "trades", "site")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A follow-up and the reciprocal rank of its gold passage with each of ``SHARES``."""

    source: str
    half: int
    reciprocal: Floats


def fit_context(progress: Progress) -> Fitted:
    """The share and how good it is."""
    sources = [source for source in SOURCES if source.name in FITTED_ON and source.present]
    found = [one for source in sources for one in _ranked(source, progress)]
    ranks = np.array([one.reciprocal for one in found])
    groups = {f"half {half}": np.array([one.half == half for one in found]) for half in (0, 1)}
    groups |= {f"{name}, left out": np.array([one.source == name for one in found]) for name in FITTED_ON}
    scores: dict[str, float] = {"follow-ups": float(len(found))}
    for name, judged in groups.items():
        if judged.any() and not judged.all():
            chosen = _chosen(ranks[~judged])
            scores[f"{name}: reciprocal rank without context"] = float(ranks[judged, 0].mean())
            scores[f"{name}: reciprocal rank"] = float(ranks[judged, chosen].mean())
    return Fitted(
        values=Amid(SHARES[_chosen(ranks)]),
        about="How much the conversation counts beside a follow-up when passages are ranked (conversation/context.py)",
        data="evals/questions (shipped, trades, site) and evals/cases/dev: follow-ups and changes of topic",
        scores=scores,
    )


def _chosen(ranks: Floats) -> int:
    """The place in ``SHARES`` of the smallest share that isn't clearly worse than the best one."""
    behind = ranks[:, [int(ranks.mean(axis=0).argmax())]] - ranks
    error = behind.std(axis=0) / np.sqrt(len(ranks))
    return int(np.argmax(behind.mean(axis=0) <= error))


def _ranked(source: Source, progress: Progress) -> Iterator[Ranked]:
    """Every conversation over ``source``, searched in an index of its own."""
    with offline_settings(source.corpus) as settings:
        build_index(settings, progress)
        with open_assistant(settings) as assistant:
            searcher = assistant.searcher()
            for case in cases_of(source):
                if case.after and case.gold:
                    ranks = [_reciprocal(case, hits) for hits in _searched(case, searcher)]
                    yield Ranked(source.name, half_of(f"{case.file}{case.after}"), np.array(ranks))


def _searched(case: Case, searcher: Searcher) -> Iterator[Sequence[Hit]]:
    """The hits with each of ``SHARES``."""
    asked = standing(case, searcher)
    guides = [case.guide] if case.guide else []
    hits = searcher.search(asked.question, CANDIDATES, guides)
    around = searcher.search(asked.context, CANDIDATES, guides) if asked.context else ()
    for share in SHARES:
        yield amid(hits, around, share * asked.leans)


def _reciprocal(case: Case, hits: Sequence[Hit]) -> float:
    for rank, hit in enumerate(hits, start=1):
        held = [one for one in case.gold if one.guide == hit.guide.slug]
        if any(hit.passage.start < end and start < hit.passage.end for one in held for start, end in one.spans):
            return 1 / rank
    return 0.0
