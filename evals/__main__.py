"""The command line of the evaluation suite: ``python -m evals``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import Tuning
from evals import commands
from evals.answers.cases import CASES
from evals.answers.compare import compare as compared
from evals.answers.results import write_results
from evals.answers.run import SYSTEMS, run_cases
from evals.changes import changes, record_all
from evals.console import one_clear_line, wide_console
from evals.fit.registry import fits_named, fitted_anew
from evals.folders import offline_settings
from evals.gates import BASELINE, GATES, read_gates
from evals.options import Cases, Corpus, Index, Pairs, Part, SystemChoice, Without
from evals.records import Form, RecordError, read_passages, read_qrels, read_queries, write_ranking
from evals.report.page import write_report
from evals.report.table import (
    progress_bars,
    show_ablation,
    show_changes,
    show_comparison,
    show_figures,
    show_fit,
    show_gate,
    show_ranking,
    show_rows,
    show_verdicts,
)
from evals.retrieval.retrieve import measured, open_set, search_all
from evals.support.generate import QUESTIONS
from evals.support.generate import generate as ask_small_model
from evals.support.liar import answers_of_liar

RED = 1

app = typer.Typer(
    help="Asks the assistant what it must be able to answer, and judges what it says.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    part: Annotated[Part, typer.Option(help="Which cases to ask.")] = Part.TEST,
    system: Annotated[SystemChoice, typer.Option(help="Which systems to ask.")] = SystemChoice.BOTH,
    corpus: Corpus = None,
    index: Index = None,
    cases: Cases = CASES,
    without: Annotated[list[Without] | None, typer.Option(help="Switch a part of the product off.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write index.html into this folder.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results here, for `compare`.")] = None,
    gates: Annotated[Path, typer.Option(help="What must hold of the product.", show_default="shipped")] = GATES,
    baseline: Annotated[Path, typer.Option(help="Results that must not be lost.", show_default="shipped")] = BASELINE,
    save_baseline: Annotated[bool, typer.Option("--save-baseline", help="Write the baseline anew.")] = False,
) -> None:
    """Ask the cases of both systems, judge the answers, and end with 1 where a gate is red."""
    names = SYSTEMS if system is SystemChoice.BOTH else (system.value,)
    off = frozenset(without or ())
    tuning = Tuning(Without.LEXICAL not in off, Without.ABSTENTION not in off, Without.CURATED not in off)
    console = wide_console()
    with one_clear_line():
        limits = read_gates(gates)
        with progress_bars() as progress:
            runs = run_cases(
                part.value, names, corpus=corpus, index=index, cases=cases, tuning=tuning, progress=progress
            )
            support = commands.verify_labelled(commands.JUDGED_PART, (), index, progress)
        results = [one.results for one in runs]
        show_figures(runs, console)
        for stale in results[0].stale:
            typer.echo(str(stale))
        if save_baseline:
            commands.save_baseline(runs, baseline)
        if json is not None:
            write_results(json, results)
        verdicts = commands.verdicts_on(runs, limits, baseline, support)
        if report is not None:
            write_report(report, runs, verdicts, support)
    show_verdicts(verdicts, console)
    if not all(verdict.green for verdict in verdicts):
        raise typer.Exit(RED)


@app.command()
def compare(
    before: Annotated[str, typer.Argument(metavar="A", help="A results file, or a system to run here and now.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The same, to compare with A.")],
    part: Annotated[Part, typer.Option(help="Which cases to ask of a system that is run.")] = Part.TEST,
    cases: Cases = CASES,
) -> None:
    """What became better and what worse from A to B, and whether that is more than chance."""
    with one_clear_line(), progress_bars() as progress:
        runs = [commands.results_of(name, part.value, cases, progress) for name in (before, after)]
    show_comparison(compared(*runs), wide_console())


@app.command()
def fit(name: Annotated[str, typer.Argument(metavar="NAME", help="What to fit: a name, or all.")]) -> None:
    """Fit numbers anew from labelled data, print how good they are on what they weren't fitted on, and write them."""
    with one_clear_line(), progress_bars() as progress:
        for one in fits_named(name):
            fitted_anew(one, lambda provenance: show_fit(provenance, wide_console()), progress)


@app.command()
def retrieve(
    passages: Annotated[Path, typer.Option(help='JSON Lines of {"id", "title", "text"}.')],
    queries: Annotated[Path, typer.Option(help='JSON Lines of {"id", "history", "question", "rewritten"}.')],
    run: Annotated[Path, typer.Option(help="Write query id, passage id, rank and score here, tab-separated.")],
    form: Annotated[Form, typer.Option(help="What of a query is searched.")] = Form.LAST,
    k: Annotated[int, typer.Option("-k", help="How many passages a query.", min=1)] = 20,
    index: Index = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements; the measures are then printed.")] = None,
) -> None:
    """Rank the passages of a public set with the product's own search, one passage a record."""
    with one_clear_line():
        if not run.parent.is_dir():  # said before the work, not after it
            raise RecordError(f"{run}: its folder does not exist")
        asked, records = read_queries(queries), read_passages(passages)
        judged = read_qrels(qrels) if qrels is not None else None
        with offline_settings(index=index) as settings, progress_bars() as progress:
            searcher = open_set(records, settings.index, settings.index / "encoders", settings.encoder, progress)
            rankings = search_all(searcher, asked, form, k, progress)
        write_ranking(run, rankings)
        if judged is not None:
            show_ranking(*measured(rankings, judged), wide_console())


@app.command()
def verify(
    pairs: Annotated[Path | None, typer.Option(help='JSON Lines of {"id", "statement", "quotes"}.')] = None,
    out: Annotated[Path | None, typer.Option(help="Write the verdict on each line of --pairs here.")] = None,
    part: Annotated[Pairs, typer.Option(help="Which labelled pairs to judge where no file is given.")] = Pairs.TEST,
    without: Annotated[list[str] | None, typer.Option(help="A rule that isn't asked; may be repeated.")] = None,
    ablate: Annotated[bool, typer.Option(help="Print what each rule does by leaving it out.")] = False,
    index: Index = None,
) -> None:
    """Judge statements by the quotes that they cite; without --pairs labelled ones, and print the figures."""
    if (pairs is None) != (out is None):
        raise typer.BadParameter("--pairs and --out go together")
    with one_clear_line(), progress_bars() as progress:
        if pairs is not None and out is not None:
            commands.verify_file(pairs, out, index, progress)
            return
        parts = [one.value for one in Pairs if one is not Pairs.ALL] if part is Pairs.ALL else [part.value]
        figures = [commands.verify_labelled(one, without or (), index, progress) for one in parts]
        ablated = commands.ablated(parts, index, progress) if ablate else {}
    for one in figures:
        show_gate(one, wide_console())
    for name, alone in ablated.items():
        show_ablation(name, alone, wide_console())


@app.command()
def generate(
    questions: Annotated[int, typer.Option(help="How many questions of the cases.", min=1)] = QUESTIONS,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Let a real, very small language model answer, and end with 1 where a figure or role is shown that isn't cited."""
    with one_clear_line(), progress_bars() as progress:
        figures = ask_small_model(questions, corpus, index, progress)
    show_rows("A real small model behind the support gate", figures.rows, wide_console())
    for one in figures.invented:
        typer.echo(f"{one.question} -> {one.statement} ({one.what}; cited: {one.cited})")
    if figures.invented:
        raise typer.Exit(RED)


@app.command()
def lie(
    questions: Annotated[int, typer.Option(help="How many answerable questions of the cases.", min=1)] = 300,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Let a scripted model lie about the passages that it is given, and count the lies that are shown."""
    with one_clear_line(), progress_bars() as progress:
        figures = answers_of_liar(questions, corpus, index, progress)
    show_rows("A liar behind the support gate", figures.rows, wide_console())


@app.command()
def record(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="JSON Lines: what comes of each case and each pair.")],
    index: Index = None,
) -> None:
    """Write down every answer and every verdict, for `diff`."""
    with one_clear_line(), progress_bars() as progress:
        record_all(out, index, progress)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="What `record` wrote.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The same, of another state of the code.")],
) -> None:
    """Show which answers and verdicts changed; of the test part only how many. End with 1 where any did."""
    with one_clear_line():
        found = changes(before, after)
    show_changes(found, wide_console())
    if found:
        raise typer.Exit(RED)


if __name__ == "__main__":
    app(prog_name="python -m evals")
