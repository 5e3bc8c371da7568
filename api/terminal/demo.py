"""``guides demo``: the desk with something on it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal.command import Corpus, Index, one_clear_line, settings_of, wiring_of


def demo(
    ctx: typer.Context,
    remove: Annotated[bool, typer.Option("--remove", help="Take the demo data out again.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Keep invented questions and votes over the shipped guides, marked as demo data, so that the desk is seen full."""
    with one_clear_line():
        settings, wiring = settings_of(corpus, index), wiring_of(ctx)
        if remove:
            typer.echo(f"Took out {wiring.remove_demo(settings)} conversations of demo data.")
        else:
            typer.echo(f"Kept {wiring.load_demo(settings)} conversations, marked as demo data. `guides demo --remove`")
