"""What the commands do, once their options are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.gate.rules.registry import RULES
from evals.answers.cases import CaseError
from evals.answers.results import Results, ResultsError, as_baseline, read_results, write_results
from evals.answers.run import SYSTEMS, Run, run_cases
from evals.gates import GateResult, Gates, judge, judge_cases, judge_support
from evals.progress import Progress
from evals.records import RecordError, read_statements
from evals.support.pairs import read_pairs
from evals.support.verify import GateFigures, gate_figures, judge_records, open_gate, write_verdicts
from evals.systems import PRODUCT

JUDGED_PART = "test"


def verdicts_on(runs: Sequence[Run], gates: Gates, baseline: Path, support: GateFigures) -> tuple[GateResult, ...]:
    """The gates that this run can be judged by: the figures only on the product's answers to the test cases.

    ``support`` are the figures of the support gate on the test pairs.

    Raises ``ResultsError`` where there is a baseline that can't be read.
    """
    verdicts = [judge_cases(runs[0].results.stale)]
    results = next((run.results for run in runs if run.results.system == PRODUCT), None)
    if results is not None and results.part == JUDGED_PART:
        before = read_results(baseline)[0] if baseline.exists() else None
        verdicts += (*judge(results, gates, before), *judge_support(support, gates))
    return tuple(verdicts)


def save_baseline(runs: Sequence[Run], path: Path) -> None:
    """Keep the product's results on the test cases to compare later ones with. Raises ``ResultsError``."""
    results = next((run.results for run in runs if run.results.system == PRODUCT), None)
    if results is None or results.part != JUDGED_PART:
        raise ResultsError(f"a baseline holds the product's results on the {JUDGED_PART} cases; this run has none")
    write_results(path, [as_baseline(results)])


def results_of(name: str, part: str, cases: Path, progress: Progress) -> Results:
    """The results that a file holds (the first system's), or those of the system of that name, run here and now.

    Raises ``ResultsError`` and what ``run_cases`` raises.
    """
    if name in SYSTEMS:
        return run_cases(part, [name], cases=cases, progress=progress)[0].results
    path = Path(name)
    if not path.exists():
        raise ResultsError(f"{name}: neither a file nor a system ({', '.join(SYSTEMS)})")
    results = read_results(path)
    if not results:
        raise ResultsError(f"{name}: holds no results")
    return results[0]


def verify_file(pairs: Path, out: Path, index: Path | None, progress: Progress) -> None:
    """Judge the statements of a file and write the verdicts. Raises ``RecordError``."""
    if not out.parent.is_dir():  # said before the work, not after it
        raise RecordError(f"{out}: its folder does not exist")
    records = read_statements(pairs)
    write_verdicts(out, records, judge_records(open_gate(index), records, progress))


def verify_labelled(part: str, without: Sequence[str], index: Path | None, progress: Progress) -> GateFigures:
    """The figures of the support gate on a part of the labelled pairs, some rules not asked. Raises ``CaseError``."""
    if unknown := [name for name in without if name not in RULES]:
        raise CaseError(f"{unknown[0]}: no rule; the rules are {', '.join(RULES)}")
    return gate_figures(open_gate(index, frozenset(without)), part, read_pairs(part), progress)


def ablated(parts: Sequence[str], index: Path | None, progress: Progress) -> dict[str, dict[str, GateFigures]]:
    """For each part the figures with every rule left out in its turn. Raises ``CaseError``."""
    return {part: {rule: verify_labelled(part, [rule], index, progress) for rule in RULES} for part in parts}
