"""``guides coverage``: roles by topics."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal import console
from api.terminal.command import AsCsv, AsJson, Corpus, Index, Since, one_clear_line, opened, settings_of


def coverage(
    ctx: typer.Context,
    measure: Annotated[str, typer.Option(help="passages, words, age in months, asked, or answered.")] = "passages",
    since: Since = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Show how much the guides say on each role and topic, and what is asked."""
    from api.desk.coverage import HEADER, CoverageMeasure, coverage_out, heading, rows, shaded
    from api.desk.tables import as_csv as table
    from assistant.types import InvalidRequest

    with one_clear_line():
        if measure not in list(CoverageMeasure):
            raise InvalidRequest("measure", f"{measure[:20]!r} is none of {', '.join(CoverageMeasure)}")
        with opened(ctx, settings_of(corpus, index)) as assistant:
            found = assistant.desk.coverage.drawn(since)
    if as_json:
        typer.echo(console.as_json(coverage_out(found)))
    elif as_csv:
        typer.echo(table(HEADER, rows(found)), nl=False)
    else:
        lines = shaded(found, CoverageMeasure(measure))
        heads = [heading(topic) for topic in found.topics]
        widths = [max(len(head), 6) for head in heads]
        first = max(len(line.label) for line in lines)
        typer.echo("  ".join([" " * first, *(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))]))
        for line in lines:
            cells = (f"{one.number:>{width}}" for one, width in zip(line.shades, widths, strict=True))
            typer.echo("  ".join([f"{line.label:{first}}", *cells]))
