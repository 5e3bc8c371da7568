"""``guides key``: who may use the coaches' desk."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal.command import one_clear_line, settings_of, wiring_of

app = typer.Typer(help="Keys that let coaches in to their desk.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Whose key it is.")]


@app.command()
def new(
    ctx: typer.Context,
    name: Name,
    unstored: Annotated[
        bool, typer.Option("--unstored", help="Store nothing; say what belongs into GUIDES_COACH_KEYS.")
    ] = False,
) -> None:
    """Make a key and print it, once: only its hash is stored."""
    from assistant.desk.coaches import PREFIX, demand_name, hash_of, new_secret

    with one_clear_line():
        if unstored:
            name, key = demand_name(name), new_secret(PREFIX)
        else:
            with wiring_of(ctx).open_coaches(settings_of(None, None)) as coaches:
                key = coaches.new_key(name)
    typer.echo(key)
    typer.echo("This is all that is ever shown of it: hand it over, and keep it as a password.", err=True)
    if unstored:
        typer.echo(f"Nothing was stored. The server lets it in with: GUIDES_COACH_KEYS={name}={hash_of(key)}", err=True)


@app.command("list")
def list_keys(ctx: typer.Context) -> None:
    """Show whose keys there are, since when, and which are revoked."""
    with one_clear_line(), wiring_of(ctx).open_coaches(settings_of(None, None)) as coaches:
        keys = coaches.keys()
    for key in keys:
        made = f"since {key.created:%Y-%m-%d}" if key.created else "of GUIDES_COACH_KEYS"
        typer.echo(f"{key.name}: {made}{f', revoked {key.revoked:%Y-%m-%d}' if key.revoked else ''}")
    if not keys:
        typer.echo("There are no keys yet; guides key new NAME makes one.", err=True)


@app.command()
def revoke(ctx: typer.Context, name: Name) -> None:
    """Let a key open nothing any more; who is signed in with it is signed out."""
    with one_clear_line(), wiring_of(ctx).open_coaches(settings_of(None, None)) as coaches:
        coaches.revoke(name)
    typer.echo(f"The key of {name} opens nothing any more.")
