"""One run: the cases are loaded, found in the guides, asked of every system, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Tuning
from evals.answers.cases import CASES, load_cases, of_part, resolve
from evals.answers.judge import CaseOutcome, ask_all, judge_all
from evals.answers.measures import Figure, figures
from evals.answers.results import Results
from evals.progress import Progress
from evals.systems import PEER, PRODUCT, open_systems

SYSTEMS = (PRODUCT, PEER)


@dataclass(frozen=True, slots=True)
class Run:
    """A system's results, the outcomes that they come from, and the figures over all of them."""

    results: Results
    outcomes: tuple[CaseOutcome, ...]
    figures: tuple[Figure, ...]


def run_cases(
    part: str,
    systems: Sequence[str] = SYSTEMS,
    *,
    corpus: Path | None = None,
    index: Path | None = None,
    cases: Path = CASES,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
) -> tuple[Run, ...]:
    """Ask the cases of ``part`` of each of ``systems``; all parts' cases are looked up in the guides.

    ``tuning`` switches parts of the product off, to see what they are worth.

    Raises ``CaseError``, ``SettingsError``, ``CorpusError`` or ``IndexingError``.
    """
    every = load_cases(cases)
    of_part(every, part)  # before the index is built
    runs = []
    with open_systems(systems, corpus, index, tuning, progress) as opened:
        resolved, stale = resolve(every, opened[0].guides)
        found = of_part(resolved, part)
        for system in opened:
            outcomes = ask_all(system, found, progress, system.name)
            judged = judge_all(outcomes, system.guides)
            runs.append(Run(Results(system.name, part, judged, stale), outcomes, figures(judged)))
    return tuple(runs)
