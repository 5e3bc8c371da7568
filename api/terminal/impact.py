"""``guides impact``: what a change of guides means for past answers, before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.command import Corpus, Index, one_clear_line, settings_of, wiring_of

if TYPE_CHECKING:
    from api.desk.impact import ImpactResponse


def impact(
    ctx: typer.Context,
    most: Annotated[int, typer.Option(help="Questions that are asked again at most.", min=0)] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print the HTTP response's object.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="With --csv: words of visitors and guides too.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Show which past answers the guides in --corpus would change; nothing is published."""
    from api.desk import impact as impact_view
    from api.desk import tables as csv_tables
    from api.terminal import console

    with one_clear_line():
        settings = settings_of(corpus, index)
        with wiring_of(ctx).open_impact(settings) as desk:
            found = impact_view.impact_response(desk.of(settings.corpus, most))
    if as_csv:
        columns = (*impact_view.COLUMNS, *(impact_view.TEXTS if texts else ()))
        typer.echo(csv_tables.as_csv(columns, impact_view.csv_rows(found, texts)), nl=False)
    else:
        typer.echo(console.as_json(found) if as_json else impact_text(found))


def impact_text(found: ImpactResponse) -> str:
    """What publishing would do, to read."""
    guides = found.guides
    lines = [
        *(f"{what}: {', '.join(slugs)}" for what, slugs in _named(found) if slugs),
        f"{guides.passages_added} passages come, {guides.passages_removed} go",
        f"{found.lost} of {found.spans} cited quotes are gone, which {found.answers} answers cite",
        f"{found.asked_again} questions asked again, {found.left_out} more could change and were not; "
        f"{found.seconds:.1f} seconds",
        *found.findings,
        *(f"curated question {one.effect}: {one.guide} {one.id}" for one in found.curated),
    ]
    for one in found.affected:
        lines += ["", f"{one.effect}: {' '.join(one.question.split())}  ({one.asked} x)"]
        lines += [f"  - {one.before.status}: {_line(one.before.text)}"]
        lines += [f"  + {one.after.status}: {_line(one.after.text)}"] if one.after is not None else []
    return "\n".join(lines)


def _named(found: ImpactResponse) -> tuple[tuple[str, list[str]], ...]:
    return (("New", found.guides.new), ("Changed", found.guides.changed), ("Gone", found.guides.gone))


def _line(text: str) -> str:
    return " ".join(text.split())
