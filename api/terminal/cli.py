"""The ``guides`` command. The heavy parts are imported by the commands that need them."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer

from api.terminal import check, compare, console, coverage, demo, export, gaps, generations, impact, keys
from api.terminal.command import (
    BAD_INPUT,
    AsJson,
    Corpus,
    Index,
    Since,
    build,
    collected_later,
    demand_index,
    log_to_stderr,
    one_clear_line,
    opened,
    settings_of,
    share_heaps,
    wiring_of,
)

app = typer.Typer(
    help="Answers about role guides, every statement with the exact text that it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

questions = typer.Typer(help="Curated questions: answers that a person has chosen.", no_args_is_help=True)
app.add_typer(questions, name="questions")
app.add_typer(keys.app, name="key")
app.add_typer(export.app, name="export")
app.command("lint")(check.lint)
app.command("coverage")(coverage.coverage)
app.command("compare")(compare.compare)
app.command("check")(generations.check)
app.command("rollback")(generations.rollback)
app.command("publish")(generations.publish)
app.command("gaps")(gaps.gaps)
app.command("demo")(demo.demo)
app.command("impact")(impact.impact)


@app.command()
def index(ctx: typer.Context, corpus: Corpus = None, index: Index = None) -> None:
    """Read the guides and publish a new generation of the index; only what changed is embedded."""
    with one_clear_line():
        build(wiring_of(ctx), settings_of(corpus, index))


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)] = 8000,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the HTTP API, building the index first where there is none and no source to fetch it from."""
    with collected_later():
        from api.logs import log_as_json
        from api.terminal.serve import listener, run

    log_to_stderr(logging.INFO)
    with one_clear_line():
        settings = settings_of(corpus, index)
        if settings.log_json:
            log_as_json()
        with listener(host, port) as socket, opened(ctx, settings, waits=True) as assistant:
            run(settings, assistant, socket, host)


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question.")],
    as_json: AsJson = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Answer one question."""
    from api import present
    from api.schemas.chat import ChatRequest

    with one_clear_line():
        request = ChatRequest(message=question, history=[])
        with opened(ctx, settings_of(corpus, index)) as assistant:
            response = present.chat(assistant, request)
        if as_json:
            typer.echo(console.as_json(response))
        else:
            console.show_answer(response, console.screen(), question)


@app.command()
def chat(ctx: typer.Context, corpus: Corpus = None, index: Index = None) -> None:
    """Talk; each question may refer to the ones before it. Ctrl-D leaves."""
    from api.terminal.repl import talk

    with one_clear_line(), opened(ctx, settings_of(corpus, index)) as assistant:
        talk(assistant)


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", help="How many passages.")] = 10,
    guide: Annotated[list[str] | None, typer.Option(help="A guide to look in, by slug; may be repeated.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="A topic to look for, such as pay; may be repeated.")] = None,
    collection: Annotated[list[str] | None, typer.Option(help="A collection to look in; may be repeated.")] = None,
    as_json: AsJson = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Show the passages nearest to a query; says where nothing fits."""
    from api import present
    from api.schemas.guides import SearchRequest

    with one_clear_line():
        request = SearchRequest(query=query, k=k, guides=guide, topics=topic, collections=collection)
        with opened(ctx, settings_of(corpus, index)) as assistant:
            response = present.search(assistant, request)
        if as_json:
            typer.echo(console.as_json(response))
            return
        if note := console.fit_note(request, response):
            typer.echo(note, err=True)
        if response.passages:
            console.show_passages(response, console.screen())


@app.command()
def unanswered(
    ctx: typer.Context,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Show what visitors asked that no guide answers, or only in part; what is asked most comes first."""
    from api import present

    with one_clear_line():
        report = present.unanswered(wiring_of(ctx).unanswered(settings_of(None, None), since))
    typer.echo(console.as_json(report) if as_json else console.unanswered_text(report))


@questions.command("check")
def check_curated(corpus: Corpus = None) -> None:
    """Say what is wrong with the curated questions; exits with 2 where one can't be used."""
    from api.terminal.check import check_questions
    from corpus.types import Severity

    with one_clear_line():
        settings = settings_of(corpus, None)
        checked = check_questions(settings.corpus, settings.most_bytes)
    for finding in checked.findings:
        typer.echo(str(finding))
    errors = sum(finding.severity is Severity.ERROR for finding in checked.findings)
    typer.echo(f"{checked.questions} questions, {checked.phrasings} phrasings, {errors} errors", err=True)
    if errors:
        raise typer.Exit(BAD_INPUT)


@questions.command()
def suggest(ctx: typer.Context, since: Since = None, corpus: Corpus = None, index: Index = None) -> None:
    """Propose curated questions, from what visitors asked in vain, as YAML for a person to judge and paste."""
    with one_clear_line():
        wiring, settings = wiring_of(ctx), settings_of(corpus, index)
        demand_index(wiring, settings)
        typer.echo(console.suggestions_text(wiring.suggest(settings, since)), nl=False)


@app.command()
def mcp(ctx: typer.Context, corpus: Corpus = None, index: Index = None) -> None:
    """Serve the guides as MCP tools on standard input and output."""
    from api.mcp import create_server

    with one_clear_line(), opened(ctx, settings_of(corpus, index)) as assistant:
        create_server(assistant).run("stdio")


def main() -> None:
    """The console script."""
    # Before NumPy is imported: its small matrix products are slower on many cores, above all on busy ones.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    share_heaps()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    log_to_stderr(logging.WARNING)
    app()
