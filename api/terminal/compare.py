"""``guides compare``: roles side by side in a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.command import AsCsv, AsJson, Corpus, Index, one_clear_line, opened, settings_of

if TYPE_CHECKING:
    from rich.table import Table

    from api.desk.compare import CellOut, CompareView

Roles = Annotated[list[str], typer.Argument(help="Two to four roles: slugs, roles or any of their names.")]
Topics = Annotated[str, typer.Option("--topics", help="Topics with commas between: pay,hiring or words of your own.")]


def compare(
    ctx: typer.Context,
    roles: Roles,
    topics: Topics,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Compare what the guides of two to four roles say on topics, in their own words, with sources."""
    from api.desk.compare import CompareAddress
    from api.desk.compare import compare as compared
    from api.terminal import console

    with one_clear_line():
        asked = CompareAddress(topic=[topics]).topics
        with opened(ctx, settings_of(corpus, index)) as assistant:
            view = compared(assistant.desk, roles, asked)
    if as_json:
        typer.echo(console.as_json(view))
    elif as_csv:
        typer.echo(_csv(view), nl=False)
    else:
        _print(view)


def _csv(view: CompareView) -> str:
    from api.desk.compare import HEADER, rows
    from api.desk.tables import as_csv

    return as_csv(HEADER, rows(view))


def _print(view: CompareView) -> None:
    from rich.console import Console

    out = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    out.print(_table(view))
    for row in view.rows:
        for cell in row.cells:
            for one in cell.citations:
                place = " › ".join(part for part in (one.title, one.section) if part)
                out.print(f"{row.topic}, {cell.role} [{one.n}] {place}: {one.url}", markup=False, soft_wrap=True)


def _table(view: CompareView) -> Table:
    from rich.table import Column, Table
    from rich.text import Text

    table = Table("", *(Column(Text(side.role)) for side in view.roles), show_lines=True)
    for row in view.rows:
        table.add_row(Text(row.topic, style="bold"), *(Text(_cell(cell)) for cell in row.cells))
    return table


def _cell(cell: CellOut) -> str:
    if cell.state == "not_said":
        near = f"\nNearest: “{_flat(cell.nearest.quote)}”" if cell.nearest else ""
        return f"Not said (searched {cell.searched.passages} passages){near}"
    told = [f"{_flat(said.text)} {''.join(f'[{n}]' for n in said.citations)}" for said in cell.statements]
    against = [f"Conflicting: [{one}] and [{other}]" for one, other in cell.conflicts]
    return "\n".join([*against, *told])


def _flat(text: str) -> str:
    return " ".join(text.split())
