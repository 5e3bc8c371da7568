"""``guides impact``: what a change of guides means for past answers, before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.command import AsCsv, AsJson, Corpus, Index, Texts, one_clear_line, settings_of, wiring_of

if TYPE_CHECKING:
    from api.desk.impact import ImpactResponse


def impact(
    ctx: typer.Context,
    most: Annotated[
        int, typer.Option(help="Questions (and cases) that are asked again at most; 0 looks up citations only.", min=0)
    ] = 60,
    cases: Annotated[
        Path | None, typer.Option(help="Cases of an evaluation, a YAML file or a folder: which of them change.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    texts: Texts = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Show which past answers the guides in --corpus would change; nothing is published."""
    from api.desk import impact as impact_view
    from api.desk import tables as csv_tables
    from api.terminal import console
    from assistant.desk.cases import read_cases

    with one_clear_line():
        settings = settings_of(corpus, index)
        with wiring_of(ctx).open_impact(settings) as desk:
            known = read_cases(cases) if cases is not None else ()
            found = impact_view.impact_response(desk.of(settings.corpus, most, known))
    if as_csv:
        typer.echo(csv_tables.as_csv(*impact_view.table(found, texts)), nl=False)
    else:
        typer.echo(console.as_json(found) if as_json else impact_text(found))


def impact_text(found: ImpactResponse) -> str:
    """What publishing would do, to read."""
    return "\n".join([*_summary(found), *_cases(found), *_affected(found)])


def _summary(found: ImpactResponse) -> Iterator[str]:
    guides = found.guides
    yield from (f"{what}: {', '.join(slugs)}" for what, slugs in _named(found) if slugs)
    if guides.passages_added is not None:
        yield f"{guides.passages_added} passages come, {guides.passages_removed} go"
    yield (
        f"{found.lost} of {found.spans} cited quotes {'is' if found.lost == 1 else 'are'} gone; "
        f"{found.answers} answers to {found.questions} questions cite {'it' if found.lost == 1 else 'them'}"
    )
    yield (
        f"{found.asked_again} questions asked again, {found.left_out} more could change and were not; "
        f"{found.seconds:.1f} seconds"
    )
    if found.unlisted:
        yield f"{found.unlisted} questions that lose a quote aren't listed"
    if found.cases_left_out:
        yield f"{found.cases_left_out} more cases could change and were not asked"
    yield from found.findings
    yield from (f"curated question {one.effect}: {one.guide} {one.id}" for one in found.curated)


def _cases(found: ImpactResponse) -> Iterator[str]:
    for one in found.cases:
        yield from ("", f"case {one.effect}: {one.file}: {one.id}: {_line(one.question)}")
        yield from (f"  lost: {quote.guide}: {_line(quote.quote)}" for quote in one.lost)
        if one.before is not None and one.after is not None:
            yield f"  - {one.before.status}: {_line(one.before.text)}"
            yield f"  + {one.after.status}: {_line(one.after.text)}"


def _affected(found: ImpactResponse) -> Iterator[str]:
    for one in found.affected:
        yield from ("", f"{one.effect}: {_line(one.question)}  ({one.asked} x)")
        yield f"  - {one.before.status}: {_line(one.before.text)}"
        if one.after is not None:
            yield f"  + {one.after.status}: {_line(one.after.text)}"


def _named(found: ImpactResponse) -> tuple[tuple[str, list[str]], ...]:
    return (("New", found.guides.new), ("Changed", found.guides.changed), ("Gone", found.guides.gone))


def _line(text: str) -> str:
    return " ".join(text.split())
