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

from api.ports import Wiring, real_wiring

if TYPE_CHECKING:
    from assistant.settings import Settings

BAD_INPUT = 2
OUR_LOGS = ("api", "assistant", "corpus", "index", "uvicorn")

_M_ARENA_MAX = -8
"""The parameter's number in glibc's malloc.h."""

Corpus = Annotated[Path | None, typer.Option("--corpus", help="Folder of guides (.md, .txt, .html).")]
Index = Annotated[Path | None, typer.Option("--index", help="Folder of the index.")]


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
    from api.terminal.operator import operator_errors, plain_message

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
