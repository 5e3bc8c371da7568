"""``guides check``, ``guides rollback`` and ``guides publish``: the generations that are there, whether they are whole,
going back, and handing one to other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.command import Index, one_clear_line, settings_of, wiring_of

if TYPE_CHECKING:
    from index.rollback import GenerationState


def check(ctx: typer.Context, index: Index = None) -> None:
    """Read every file of the index and say what is wrong; exits with 1 where anything is."""
    faults = 0
    with one_clear_line():
        settings = settings_of(None, index)
        if not settings.index.is_dir():
            raise NotADirectoryError(f"there is no index in {settings.index}; run `guides index`")
        for fault in wiring_of(ctx).index_faults(settings):
            typer.echo(fault)
            faults += 1
    typer.echo(f"{faults} faults", err=True)
    if faults:
        raise typer.Exit(1)


def rollback(
    ctx: typer.Context,
    only_list: Annotated[bool, typer.Option("--list", help="Only list the generations, the newest first.")] = False,
    index: Index = None,
) -> None:
    """Publish the newest whole generation before the live one; running servers load it."""
    with one_clear_line():
        wiring, settings = wiring_of(ctx), settings_of(None, index)
        if only_list:
            for one in wiring.generations(settings):
                typer.echo(_line(one))
        else:
            published = wiring.roll_back(settings)
            typer.echo(f"Published {published}. The next `guides index` builds from the guides again.")


def publish(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="A folder, or an address such as s3://bucket/prefix.")],
    keep: Annotated[
        int | None, typer.Option(help="Generations kept there, none younger than an hour goes.", min=1)
    ] = None,
    index: Index = None,
) -> None:
    """Publish the live generation at an address that servers fetch it from (GUIDES_INDEX_SOURCE)."""
    with one_clear_line():
        published = wiring_of(ctx).publish(settings_of(None, index), address, keep)
    typer.echo(f"Published {published}.")


def _line(one: GenerationState) -> str:
    parts = [f"{'*' if one.live else ' '} {one.name}"]
    if one.built is not None:
        parts.append(f"{one.built:%Y-%m-%d %H:%M} UTC")
    if one.manifest is not None:
        parts.append(f"{one.manifest.guides} guides, {one.manifest.passages} passages, {one.manifest.encoder}")
    return "  ".join([*parts, "; ".join(one.faults) or "whole"])
