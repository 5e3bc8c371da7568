"""What every command of ``guides`` has in common: its options, its settings, and how it says what went wrong."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.ports import AssistantPort, Wiring, real_wiring
from api.terminal import console

if TYPE_CHECKING:
    from assistant.settings import Settings

BAD_INPUT = 2
OUR_LOGS = ("api", "assistant", "corpus", "index", "uvicorn")

_M_ARENA_MAX = -8
"""The parameter's number in glibc's malloc.h."""

Corpus = Annotated[Path | None, typer.Option("--corpus", help="Folder of guides (.md, .txt, .html).")]
Index = Annotated[Path | None, typer.Option("--index", help="Folder of the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the HTTP response's object.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]
Texts = Annotated[bool, typer.Option("--texts", help="With --csv: words of visitors and guides too.")]
Since = Annotated[int | None, typer.Option("--since", help="Only the last so many days.", min=1, max=36500)]


def wiring_of(ctx: typer.Context) -> Wiring:
    """The composition root; a test's own where it passes one."""
    return ctx.obj if isinstance(ctx.obj, Wiring) else real_wiring()


def settings_of(corpus: Path | None, index: Path | None) -> Settings:
    """Raises ``SettingsError``."""
    from assistant.settings import load_settings

    return load_settings(corpus=corpus, index=index)


@contextmanager
def one_clear_line() -> Iterator[None]:
    """What the operator can mend is one line on standard error and exit code 2."""
    try:
        yield
    except operator_errors() as error:
        typer.echo(f"guides: {plain_message(error)}", err=True)
        raise typer.Exit(BAD_INPUT) from error


def log_to_stderr(level: int) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(level)  # a package may lower its own logger
    for name in OUR_LOGS:
        logging.getLogger(name).setLevel(level)
    # What is wrong with a page is a finding; the extractor's own remarks name no file.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@contextmanager
def collected_later() -> Iterator[None]:
    """While much is imported, of which nothing is garbage: looking for it takes a twelfth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def share_heaps() -> None:
    """Before any thread is started: one heap for all of them.

    glibc gives threads up to eight heaps a core, and what is freed in one isn't used by the others, so each new
    generation of an index, loaded by another thread, would let a server grow.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, 1)


def operator_errors() -> tuple[type[Exception], ...]:
    """Imported when something has failed, not before."""
    from pydantic import ValidationError

    from assistant.settings import SettingsError
    from assistant.types import AssistantError
    from corpus.read import CorpusError
    from index.errors import IndexingError

    return (SettingsError, CorpusError, IndexingError, AssistantError, ValidationError, OSError)


def plain_message(error: Exception) -> str:
    """One line that says what to mend."""
    from pydantic import ValidationError

    from api.problems import field_errors, summary
    from assistant.types import InvalidRequest, NotReady

    if isinstance(error, ValidationError):
        return summary(field_errors(error.errors()))
    if isinstance(error, InvalidRequest):
        return f"{error.field}: {error}"
    if isinstance(error, NotReady):
        return "there is no index; run `guides index`"
    if isinstance(error, OSError):
        return " ".join(part for part in (error.strerror or str(error), str(error.filename or "")) if part)
    return " ".join(str(error).split())


def build(wiring: Wiring, settings: Settings, *, report_to_stderr: bool = False) -> None:
    """Build the index, showing how far it is and what it came to."""
    with console.progress() as show:
        outcome = wiring.build_index(settings, show)
    console.show_findings(outcome)
    typer.echo(console.report_line(outcome), err=report_to_stderr)


def demand_index(wiring: Wiring, settings: Settings) -> None:
    """Build the index where there is none."""
    if not wiring.has_index(settings):
        typer.echo("There is no index yet: building it.", err=True)
        build(wiring, settings, report_to_stderr=True)


@contextmanager
def opened(ctx: typer.Context, settings: Settings, *, waits: bool = False) -> Iterator[AssistantPort]:
    """The assistant, over an index that is built first where there is none, or fetched where it has a source.

    What serves ``waits`` for a source that can't be reached yet. Raises ``StoreError`` for everything else.
    """
    wiring = wiring_of(ctx)
    if not settings.index_source:
        demand_index(wiring, settings)
    with wiring.open_assistant(settings) as assistant:
        if settings.index_source and not assistant.ready and not waits:
            from index.errors import StoreError

            raise StoreError("; ".join(fault.reason for fault in assistant.faults))
        yield assistant
