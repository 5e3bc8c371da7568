"""The command line of the benchmarks: ``python -m benchmarks``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import build_index
from assistant.settings import SettingsError
from benchmarks import speed as speeds
from benchmarks.datasets import PublicSet, public_set, shipped_cases
from benchmarks.first_statement import first_statements
from benchmarks.load import LoadError
from benchmarks.machine import MB, is_busy
from benchmarks.processes import ChildError
from benchmarks.quantization import FormError
from benchmarks.scale import ScaleError, measured
from benchmarks.serving import ServingError
from benchmarks.systems import PeerSystem
from benchmarks.tables import (
    console,
    show_firsts,
    show_inside,
    show_machine,
    show_qualities,
    show_report,
    show_scale,
    show_torture,
    show_verdict,
    show_visited,
)
from benchmarks.tokens import forms, tried
from benchmarks.torture.publishes import publish_again_and_again
from benchmarks.torture.run import torture as tortured
from benchmarks.torture.world import TortureError
from benchmarks.varied import shipped_records
from benchmarks.visits import visited
from corpus.read import CorpusError
from evals.answers.cases import CaseError
from evals.folders import offline_settings
from evals.records import Form, RecordError, read_passages
from evals.report.table import progress_bars
from index.encode import open_encoder
from index.errors import IndexingError

BAD_INPUT = 2
FAILURES = (
    *(CaseError, ChildError, CorpusError, FormError),
    *(IndexingError, LoadError, RecordError, ScaleError, ServingError, SettingsError, TortureError),
)

app = typer.Typer(
    help="How fast the assistant is, what it takes of memory and disk, and beside what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Index = Annotated[Path | None, typer.Option("--index", help="Folder to keep indexes in; else a temporary one.")]


@app.command()
def speed(
    peer: Annotated[Path | None, typer.Option(help="The peer's own script; else it is rebuilt.")] = None,
    peer_python: Annotated[Path | None, typer.Option(help="Interpreter that can run the peer's script.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each run asks.", min=0.1)] = 3.0,
    repeats: Annotated[int, typer.Option(help="How many runs the medians are of.", min=1)] = 5,
    anyway: Annotated[bool, typer.Option("--anyway", help="Measure on a busy machine too, without a verdict.")] = False,
    index: Index = None,
) -> None:
    """Serve the shipped guides, ask them with 1 and 16 clients, and do the same with the peer.

    Some five minutes; refuses where more wants to run than the machine has cores.
    """
    with _one_clear_line():
        given = _peer(peer, peer_python)
        out, busy = console(), is_busy()
        show_machine(out)
        if busy and not anyway:
            show_verdict(None, out)
            raise typer.Exit(BAD_INPUT)
        with offline_settings(index=index) as settings, progress_bars() as progress:
            report = speeds.compare(settings, given, seconds, repeats, progress)
            show_report(report, out)
            show_inside(speeds.inside(settings, repeats, 200, progress), out)
        show_machine(out)
        show_verdict(None if busy else speeds.verdict(report), out)


@app.command()
def writing(
    repeats: Annotated[int, typer.Option(help="How often each question is asked.", min=1)] = 5,
    index: Index = None,
) -> None:
    """Have a model of known pace write answers, and compare the first statement with its own first sentence."""
    with _one_clear_line(), offline_settings(index=index) as settings:
        out = console()
        show_machine(out)
        with progress_bars() as progress:
            firsts = first_statements(settings, repeats, progress)
        show_firsts(firsts, out)
        show_machine(out)


@app.command()
def tokens(
    index: Index = None,
    passages: Annotated[list[Path] | None, typer.Option(help="A public set's passages.jsonl; may be repeated.")] = None,
    queries: Annotated[list[Path] | None, typer.Option(help="Its queries.jsonl.")] = None,
    qrels: Annotated[list[Path] | None, typer.Option(help="Its judgements.")] = None,
    form: Annotated[Form, typer.Option(help="What of a query is searched.")] = Form.LAST,
    most: Annotated[int, typer.Option(help="At most so many queries of a set, evenly taken.", min=1)] = 1000,
    projection: Annotated[list[Path] | None, typer.Option(help="A trained matrix, .npy; may be repeated.")] = None,
    cases: Annotated[bool, typer.Option(help="Try the shipped development cases too.")] = True,
) -> None:
    """Store the token vectors in other forms, and rank the shipped development cases and public sets with each."""
    with _one_clear_line():
        files = (passages or [], queries or [], qrels or [])
        if len({len(paths) for paths in files}) != 1:
            raise RecordError("name --passages, --queries and --qrels for every set")
        sets = [PublicSet(*paths) for paths in zip(*files, strict=True)]
        out, wanted = console(), forms(projection or [])
        show_machine(out)
        with offline_settings(index=index) as settings, progress_bars() as progress:
            for given in ([None] if cases else []) + sets:
                bed = (
                    shipped_cases(settings, progress)
                    if given is None
                    else public_set(given, settings, form, most, progress)
                )
                show_qualities(bed.name, len(bed.questions), tried(bed, wanted, progress), out)


@app.command()
def scale(
    passages: Annotated[int, typer.Option("-n", help="How many records are written.", min=100)] = 100_000,
    texts: Annotated[list[Path] | None, typer.Option(help="Their texts, a passages.jsonl; may be repeated.")] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Write the index alone, nothing read or encoded.")] = False,
    limit: Annotated[int, typer.Option(help="MB of memory that answering may take; 0: any.", min=0)] = 0,
    folder: Annotated[Path | None, typer.Option(help="Make the temporary folder in this one.")] = None,
) -> None:
    """Index so many records as guides, real texts with variations, ask them in a process of its own, and change one."""
    with _one_clear_line(), offline_settings() as settings, tempfile.TemporaryDirectory(dir=folder) as scratch:
        out = console()
        show_machine(out)
        encoders = settings.index / "encoders"
        open_encoder("", encoders)
        records = [record for path in texts or [] for record in read_passages(path)] or shipped_records(settings)
        with progress_bars() as progress:
            found = measured(records, passages, Path(scratch), encoders, limit * MB or None, progress, direct=direct)
        show_scale(found, limit * MB or None, out)
        show_machine(out)


@app.command()
def visits(
    turns: Annotated[int, typer.Option("-n", help="How many turns are kept.", min=100)] = 100_000,
    distinct: Annotated[int, typer.Option(help="How many different questions.", min=10)] = 10_000,
    in_vain: Annotated[float, typer.Option(help="Share of turns that no guide answers.", min=0.01, max=1)] = 0.3,
) -> None:
    """Keep so many synthetic turns, and see how long coaches wait for gaps and for the impact of a change."""
    with _one_clear_line(), offline_settings() as settings, tempfile.TemporaryDirectory() as scratch:
        out = console()
        show_machine(out)
        build_index(settings)
        kept = settings.model_copy(update={"database_url": f"sqlite:///{scratch}/conversations.db"})
        show_visited(visited(kept, turns, distinct, in_vain), out)
        show_machine(out)


@app.command()
def torture(
    seed: Annotated[int, typer.Option(help="Decides what is done in which order.")] = 1,
    seconds: Annotated[float, typer.Option(help="How long cases are begun.", min=1)] = 60.0,
    publishes: Annotated[int, typer.Option(help="Nothing but so many publishes under load.", min=0)] = 0,
) -> None:
    """Kill, damage, overload and publish, against real processes; exits with 1 where anything failed."""
    with _one_clear_line(), offline_settings() as settings:
        open_encoder("", settings.index / "encoders")
        out = console()
        show_machine(out)
        encoders = (settings.index / "encoders").resolve()
        if publishes:
            failed = publish_again_and_again(publishes, encoders, lambda line: out.print(line))
            out.print(*(failed[:9] or ["no fault"]), sep="\n")
        else:
            outcomes = tortured(seed, seconds, encoders, lambda line: out.print(line))
            show_torture(seed, outcomes, out)
            failed = [outcome.name for outcome in outcomes if outcome.failed]
    if failed:
        sys.exit(1)


def _peer(script: Path | None, python: Path | None) -> PeerSystem | None:
    if script is None:
        return None
    for path in (script, python or Path(sys.executable)):
        if not path.is_file():
            raise ServingError(f"{path}: no such file")
    return PeerSystem(script, python or Path(sys.executable))


@contextmanager
def _one_clear_line() -> Iterator[None]:
    """Bad input ends in one line that says what is wrong, and exit code 2."""
    try:
        yield
    except FAILURES as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
