"""Tables and progress in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from evals.compare import Comparison
from evals.gates import Verdict
from evals.measures import MEASURES, Figure, Unit, figures
from evals.results import Results
from evals.run import Progress as Report
from evals.statistics import Interval


def show_figures(results: Sequence[Results], console: Console) -> None:
    """The measures of each system side by side, with their intervals."""
    judged = results[0].judged
    table = Table(title=f"{len(judged)} cases, part {results[0].part}; figure [95% interval]", title_justify="left")
    table.add_column("measure")
    by_system = [{figure.measure.name: figure for figure in figures(result.judged)} for result in results]
    for result in results:
        table.add_column(result.system, justify="right")
    table.add_column("cases", justify="right")
    for measure in MEASURES:
        row = [found.get(measure.name) for found in by_system]
        told = [figure for figure in row if figure is not None]
        if told:
            label = measure.label if measure.higher_is_better else f"{measure.label} ↓"
            table.add_row(label, *(with_interval(figure) for figure in row), str(told[0].cases))
    console.print(table)


def with_interval(figure: Figure | None) -> str:
    """A figure with its interval in words; a dash where there is none."""
    if figure is None:
        return "–"
    low, high = (number(end, figure.measure.unit) for end in (figure.interval.low, figure.interval.high))
    return f"{number(figure.value, figure.measure.unit)} [{low}, {high}]"


def number(value: float, unit: Unit) -> str:
    """A figure as it reads in its unit."""
    if unit is Unit.SHARE:
        return f"{value:.3f}"
    return f"{value:.1f} ms" if unit is Unit.MILLISECONDS else f"{value:.1f}"


def show_ranking(measured: Mapping[str, tuple[float, Interval]], queries: int, console: Console) -> None:
    """The measures of a ranking with their intervals."""
    table = Table(title=f"{queries} judged queries; figure [95% interval]", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    for name, (value, interval) in measured.items():
        table.add_row(name, f"{value:.3f} [{interval.low:.3f}, {interval.high:.3f}]")
    console.print(table)


def show_verdicts(verdicts: Sequence[Verdict], console: Console) -> None:
    """The gates, the red ones last and by name."""
    table = Table(title="gates", title_justify="left")
    for column in ("gate", "", "why"):
        table.add_column(column)
    for verdict in verdicts:
        colour = "green" if verdict.green else "red"
        table.add_row(verdict.gate, f"[{colour}]{colour}[/{colour}]", verdict.reason)
    console.print(table)
    red = [verdict.gate for verdict in verdicts if not verdict.green]
    console.print(f"{len(red)} of {len(verdicts)} gates are red: {'; '.join(red)}" if red else "All gates are green.")


def show_comparison(comparison: Comparison, console: Console) -> None:
    """What changed, and the cases that turned."""
    table = Table(title="difference [95% interval] over the cases that both have", title_justify="left")
    table.add_column("measure")
    for column in (comparison.before, comparison.after, "difference", "p", "cases"):
        table.add_column(column, justify="right")
    for change in comparison.changes:
        unit, gain = change.measure.unit, change.difference
        label = change.measure.label if change.measure.higher_is_better else f"{change.measure.label} ↓"
        ends = f"[{number(gain.interval.low, unit)}, {number(gain.interval.high, unit)}]"
        table.add_row(
            label,
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
    """Bars on standard error where it is a terminal, else nothing."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show
