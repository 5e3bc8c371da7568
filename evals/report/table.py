"""Tables and progress in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from evals.answers.compare import RunComparison
from evals.answers.measures import MEASURES, Figure, Measure, MeasureUnit
from evals.answers.run import Run
from evals.changes import Changed
from evals.gates import GateResult
from evals.progress import Progress as Report
from evals.statistics import Interval
from evals.support.verify import GateFigures
from index.parameters import Provenance


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with each system's figure in words, and how many cases it rests on."""

    label: str
    cells: tuple[str, ...]
    cases: int


def _table(title: str, first: str, *others: str) -> Table:
    """A table of names and figures: the first column to the left, the others to the right."""
    table = Table(title=title or None, title_justify="left")
    table.add_column(first)
    for column in others:
        table.add_column(column, justify="right")
    return table


def show_figures(runs: Sequence[Run], console: Console) -> None:
    """The measures of each system side by side, with their intervals."""
    first = runs[0].results
    title = f"{len(first.judged)} cases, part {first.part}; figure [95% interval]"
    table = _table(title, "measure", *(run.results.system for run in runs), "cases")
    for row in summary(runs):
        table.add_row(row.label, *row.cells, str(row.cases))
    console.print(table)


def summary(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Every measure that a system tells something of."""
    by_system = [{figure.measure.name: figure for figure in run.figures} for run in runs]
    rows = []
    for measure in MEASURES:
        told = [found.get(measure.name) for found in by_system]
        known = [figure for figure in told if figure is not None]
        if known:
            rows.append(Row(_label(measure), tuple(with_interval(figure) for figure in told), known[0].cases))
    return tuple(rows)


def _label(measure: Measure) -> str:
    return measure.label if measure.higher_is_better else f"{measure.label} ↓"


def with_interval(figure: Figure | None) -> str:
    """A figure with its interval in words; a dash where there is none."""
    if figure is None:
        return "–"
    low, high = (number(end, figure.measure.unit) for end in (figure.interval.low, figure.interval.high))
    return f"{number(figure.value, figure.measure.unit)} [{low}, {high}]"


def number(value: float, unit: MeasureUnit) -> str:
    """A figure as it reads in its unit."""
    if unit is MeasureUnit.SHARE:
        return f"{value:.3f}"
    return f"{value:.1f} ms" if unit is MeasureUnit.MILLISECONDS else f"{value:.1f}"


def show_rows(title: str, rows: Sequence[tuple[str, str]], console: Console) -> None:
    """Print a name and a figure a line, such as what became of a model's answers."""
    table = _table(title, "", "")
    table.box = None
    for name, value in rows:
        table.add_row(name, value)
    console.print(table)


def gate_rows(figures: GateFigures) -> tuple[tuple[str, str, str], ...]:
    """What the support gate does on labelled pairs: label, share with its interval, how many pairs."""
    return tuple(
        (share.label, f"{share.value:.3f} [{share.interval.low:.3f}, {share.interval.high:.3f}]", str(share.pairs))
        for share in (*figures.overall, *figures.kinds)
    )


def show_gate(figures: GateFigures, console: Console) -> None:
    """Print what the support gate does on labelled pairs; of a kind the share that is judged rightly."""
    table = _table(f"support gate, part {figures.part}; share [95% interval]", "pairs", "share", "number")
    for row in gate_rows(figures):
        table.add_row(*row)
    console.print(table)


def show_ablation(part: str, ablated: Mapping[str, GateFigures], console: Console) -> None:
    """Print the overall shares of the support gate with each rule left out."""
    labels = [share.label for share in next(iter(ablated.values())).overall]
    table = _table(f"support gate, part {part}, without one rule", "rule", *labels)
    for rule, figures in ablated.items():
        table.add_row(rule, *(f"{figures.value(label):.3f}" for label in labels))
    console.print(table)


def show_ranking(measured: Mapping[str, tuple[float, Interval]], queries: int, console: Console) -> None:
    """The measures of a ranking with their intervals."""
    console.print(f"{queries} judged queries; figure [95% interval]", markup=False)
    table = _table("", "measure", "value")
    for name, (value, interval) in measured.items():
        table.add_row(name, f"{value:.3f} [{interval.low:.3f}, {interval.high:.3f}]")
    console.print(table)


def show_fit(provenance: Provenance, console: Console) -> None:
    """What was fitted to what, and how good it is."""
    table = _table(f"{provenance.about}\n{provenance.data}", "measure", "value")
    for name, value in provenance.scores.items():
        table.add_row(name, f"{value:.3f}" if value <= 1 else f"{value:.0f}")
    console.print(table)


def show_verdicts(verdicts: Sequence[GateResult], console: Console) -> None:
    """The gates, the red ones last and by name."""
    table = Table(title="gates", title_justify="left")
    for column in ("gate", "", "why"):
        table.add_column(column)
    for verdict in verdicts:
        colour = "green" if verdict.green else "red"
        table.add_row(verdict.gate, f"[{colour}]{colour}[/{colour}]", escape(verdict.reason))
    console.print(table)
    red = [verdict.gate for verdict in verdicts if not verdict.green]
    said = f"{len(red)} of {len(verdicts)} gates are red: {'; '.join(red)}" if red else "All gates are green."
    console.print(said, markup=False, soft_wrap=True)


def show_comparison(comparison: RunComparison, console: Console) -> None:
    """What changed, and the cases that turned."""
    title = "difference [95% interval] over the cases that both have"
    table = _table(title, "measure", comparison.before, comparison.after, "difference", "p", "cases")
    for change in comparison.changes:
        unit, gain = change.measure.unit, change.difference
        ends = f"[{number(gain.interval.low, unit)}, {number(gain.interval.high, unit)}]"
        table.add_row(
            _label(change.measure),
            number(change.before, unit),
            number(change.after, unit),
            f"{number(gain.value, unit)} {ends}",
            f"{gain.p:.3f}",
            str(change.cases),
        )
    console.print(table)
    for title, cases in (
        ("from right to wrong", comparison.lost),
        ("from wrong to right", comparison.won),
        ("in one run only", comparison.apart),
    ):
        console.print(f"{title}: {len(cases)}" + "".join(f"\n  {case}" for case in cases))


@contextmanager
def progress_bars() -> Iterator[Report]:
    """Bars on standard error where it is a terminal, else a line at the end of each stage."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _say_when_done
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


def _say_when_done(stage: str, done: int, total: int) -> None:
    if done == total:
        print(f"{stage}: {done} of {total}", file=sys.stderr)


def show_changes(found: Sequence[Changed], console: Console) -> None:
    """Each changed answer and verdict with both outcomes; those of the test part are only counted."""
    for one in (one for one in found if one.record.shown):
        console.print(f"{one.record.part}: {one.record.id}: {one.record.asked}", style="bold", markup=False)
        console.print(f"- {one.before}\n+ {one.after}", markup=False)
    unseen = sum(not one.record.shown for one in found)
    console.print(f"{len(found)} answers and verdicts changed, {unseen} of them of the test part")
