"""The command line of the benchmarks: ``python -m benchmarks``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import SettingsError
from benchmarks import speed as speeds
from benchmarks.children import ChildError
from benchmarks.load import LoadError
from benchmarks.serving import ServingError
from benchmarks.systems import Peer
from benchmarks.tables import console, show_inside, show_machine, show_report
from corpus.read import CorpusError
from evals.folders import offline_settings
from evals.table import progress_bars
from index.errors import IndexingError

BAD_INPUT = 2

app = typer.Typer(
    help="How fast the assistant is, what it takes of memory and disk, and beside what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Index = Annotated[Path | None, typer.Option("--index", help="Folder to keep indexes in; else a temporary one.")]


@app.callback()
def _several() -> None:
    """Keeps the name of a command where there is only one."""


@app.command()
def speed(
    peer: Annotated[Path | None, typer.Option(help="The peer's own script; else it is rebuilt.")] = None,
    peer_python: Annotated[Path | None, typer.Option(help="Interpreter that can run the peer's script.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each run asks.", min=0.1)] = 5.0,
    repeats: Annotated[int, typer.Option(help="How many runs the medians are of.", min=1)] = 3,
    index: Index = None,
) -> None:
    """Serve the shipped guides, ask them with 1 and 16 clients, and do the same with the peer."""
    with _one_clear_line():
        given = _peer(peer, peer_python)
        out = console()
        show_machine(out)
        with offline_settings(index=index) as settings, progress_bars() as progress:
            show_report(speeds.compare(settings, given, seconds, repeats, progress), out)
            show_inside(speeds.inside(settings, repeats, 200, progress), out)
        show_machine(out)


def _peer(script: Path | None, python: Path | None) -> Peer | None:
    if script is None:
        return None
    for path in (script, python or Path(sys.executable)):
        if not path.is_file():
            raise ServingError(f"{path}: no such file")
    return Peer(script, python or Path(sys.executable))


@contextmanager
def _one_clear_line() -> Iterator[None]:
    """Bad input ends in one line that says what is wrong, and exit code 2."""
    try:
        yield
    except (ChildError, CorpusError, IndexingError, LoadError, ServingError, SettingsError) as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
