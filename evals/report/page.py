"""The report: one HTML file that stands alone, its plots inline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import numpy as np
from markupsafe import Markup

from evals.answers.cases import CaseKind, Gold
from evals.answers.facts import holds
from evals.answers.judge import DEPTH, CaseOutcome, Judged, gold_ranks, shares
from evals.answers.measures import BY_NAME, risk_coverage, rows_of
from evals.answers.run import Run
from evals.gates import GateResult
from evals.report import plots as plots
from evals.report.table import gate_rows, summary
from evals.support.verify import GateFigures
from evals.systems import PRODUCT, Retrieved

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = 60
"""Wrong cases that are shown in full."""
RETRIEVED = 5


@dataclass(frozen=True, slots=True)
class FactShown:
    wording: str
    said: bool


@dataclass(frozen=True, slots=True)
class FoundShown:
    """A retrieved passage; ``gold`` where it holds the answer."""

    rank: int
    found: Retrieved
    gold: bool

    @property
    def scores(self) -> str:
        return ", ".join(f"{name} {value:.3f}" for name, value in self.found.scores.items())


@dataclass(frozen=True, slots=True)
class WrongCase:
    """A case that the product got wrong, with all that tells why."""

    outcome: CaseOutcome
    judged: Judged
    facts: tuple[FactShown, ...]
    retrieved: tuple[FoundShown, ...]
    gold: tuple[Gold, ...]
    rank: int | None
    others: tuple[str, ...]
    """The systems that got it right."""


def write_report(
    folder: Path, runs: Sequence[Run], verdicts: Sequence[GateResult], gate: GateFigures | None = None
) -> Path:
    """Write ``index.html`` into ``folder`` and return its path. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(render(runs, verdicts, gate), encoding="utf-8")
    return path


def render(runs: Sequence[Run], verdicts: Sequence[GateResult], gate: GateFigures | None = None) -> str:
    """The report as HTML. The cases shown are the product's where it was asked, else the first system's."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    main = next((run for run in runs if run.results.system == PRODUCT), runs[0])
    wrong = wrong_cases(main, [run for run in runs if run is not main])
    return environment.get_template("report.html.j2").render(
        part=main.results.part,
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        system=main.results.system,
        systems=[run.results.system for run in runs],
        asked=len(main.outcomes),
        rows=summary(runs),
        verdicts=verdicts,
        stale=main.results.stale,
        recall=Markup(plots.recall_curves({run.results.system: recall_at(run.outcomes) for run in runs})),
        risk=_risk(main),
        kinds=_kinds(runs),
        latency=_latency(main),
        gate_part=gate.part if gate else "",
        gate_rows=gate_rows(gate) if gate else (),
        wrong=wrong[:SHOWN],
        wrong_count=len(wrong),
    )


def recall_at(outcomes: Sequence[CaseOutcome]) -> tuple[float, ...]:
    """Recall at 1 to ``DEPTH``, the mean over the answerable cases."""
    ranks = [gold_ranks(outcome) for outcome in outcomes if outcome.case.answerable]
    if not ranks:
        return (0.0,) * DEPTH
    return tuple(
        float(np.mean([np.mean([rank is not None and rank <= k for rank in places]) for places in ranks]))
        for k in range(1, DEPTH + 1)
    )


def wrong_cases(run: Run, others: Sequence[Run]) -> tuple[WrongCase, ...]:
    """What ``run`` got wrong, the most confident first."""
    right = {other.results.system: {case.case for case in other.results.judged if case.right} for other in others}
    pairs = zip(run.outcomes, run.results.judged, strict=True)
    wrong = [(outcome, judged) for outcome, judged in pairs if not judged.right]
    wrong.sort(key=lambda pair: -(pair[1].confidence or 0.0))
    return tuple(
        _wrong(outcome, judged, tuple(name for name, ids in right.items() if judged.case in ids))
        for outcome, judged in wrong
    )


def _wrong(outcome: CaseOutcome, judged: Judged, others: tuple[str, ...]) -> WrongCase:
    case = outcome.case
    ranks = [rank for rank in gold_ranks(outcome) if rank is not None] if case.answerable else []
    return WrongCase(
        outcome,
        judged,
        tuple(FactShown(" / ".join(fact), holds(outcome.given.text, fact)) for fact in case.facts),
        tuple(
            FoundShown(rank, found, any(shares(found.span, gold) for gold in case.gold))
            for rank, found in enumerate(outcome.found[:RETRIEVED], start=1)
        ),
        case.gold,
        min(ranks, default=None),
        others,
    )


def _risk(run: Run) -> Markup:
    rows = rows_of(run.results.judged, BY_NAME["aurc"])
    coverage, risk = risk_coverage(rows)
    if not len(risk):
        return Markup("")
    counted = [case for case in run.results.judged if case.answerable is not None and case.confidence is not None]
    chosen = float(np.mean([not case.refused for case in counted]))
    return Markup(plots.risk_coverage_curve(coverage, risk, chosen))


def _kinds(runs: Sequence[Run]) -> Markup:
    asked = Counter(case.kind for case in runs[0].results.judged)
    counts = {kind.value: asked[kind] for kind in CaseKind if asked[kind]}
    shares_by_system = {}
    for run in runs:
        rights: dict[str, list[bool]] = {kind: [] for kind in counts}
        for case in run.results.judged:
            rights[case.kind.value].append(case.right)
        shares_by_system[run.results.system] = {kind: float(np.mean(values)) for kind, values in rights.items()}
    return Markup(plots.bars_by_kind(shares_by_system, counts))


def _latency(run: Run) -> Markup:
    stages: dict[str, list[float]] = {}
    for case in run.results.judged:
        for stage, milliseconds in case.timings_ms.items():
            stages.setdefault(stage, []).append(milliseconds)
    quantiles = {name: np.quantile(values, [0.5, 0.95]) for name, values in stages.items()}
    return Markup(plots.stage_latency({name: (float(q[0]), float(q[1])) for name, q in quantiles.items()}))
