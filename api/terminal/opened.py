"""The assistant for a command, over an index that is there or is built first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from api.ports import AssistantPort, Wiring
from api.terminal import console
from api.terminal.command import wiring_of

if TYPE_CHECKING:
    from assistant.settings import Settings


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
