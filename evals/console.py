"""How a command of the evaluation suite speaks and ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from assistant.settings import SettingsError
from corpus.read import CorpusError
from evals.answers.cases import CaseError
from evals.answers.results import ResultsError
from evals.fit.conversations import DataMissing
from evals.gates import GatesError
from evals.records import RecordError
from evals.support.small_model import SmallModelMissing
from index.errors import IndexingError

BAD_INPUT = 2
WIDE_ENOUGH = 120


def wide_console() -> Console:
    """Standard output; as wide as the tables where it is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDE_ENOUGH)


@contextmanager
def one_clear_line() -> Iterator[None]:
    """Bad input ends in one line that says what is wrong, and exit code 2."""
    try:
        yield
    except (
        CaseError,
        DataMissing,
        GatesError,
        RecordError,
        ResultsError,
        SettingsError,
        SmallModelMissing,
        CorpusError,
        IndexingError,
    ) as error:
        typer.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(BAD_INPUT)
