"""``guides export``: packets as files, and old files held against today's guides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from api.terminal import console
from api.terminal.command import AsJson, Corpus, Index, one_clear_line, opened, settings_of

if TYPE_CHECKING:
    from api.ports import AssistantPort
    from assistant.desk.packets.check import QuoteCheck
    from assistant.desk.packets.formats import Format
    from assistant.storage.packet_records import Packet

ENDINGS = ("md", "docx", "pdf")
DEFAULT = "passages"


class _WithDefault(TyperGroup):
    """What isn't the name of a command is the first query of ``passages``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        named = self.get_command(ctx, args[0]) is not None or args[0] in ctx.help_option_names
        return super().resolve_command(ctx, args if named else [DEFAULT, *args])


app = typer.Typer(
    cls=_WithDefault,
    help="Quotes with their sources as Markdown, Word or PDF. A QUERY alone is short for passages QUERY.",
    no_args_is_help=True,
)

AsFormat = Annotated[
    str | None, typer.Option("--format", help="md, docx or pdf; by default what FILE ends with, else md.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; by default Markdown is printed, else by title.")
]
Title = Annotated[str | None, typer.Option(help="Title; by default what was asked.")]
Uncited = Annotated[bool, typer.Option("--no-citations", help="Leave out numbers, sources, addresses and digests.")]
Guides = Annotated[list[str] | None, typer.Option("--guide", help="A guide to look in, by slug; may be repeated.")]


@app.command()
def passages(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(help="What to look for; each is a chapter.")],
    k: Annotated[int, typer.Option("-k", help="Passages for each query.", min=1, max=100)] = 5,
    guide: Guides = None,
    topic: Annotated[list[str] | None, typer.Option(help="A topic to look under; may be repeated.")] = None,
    title: Title = None,
    format: AsFormat = None,
    output: Output = None,
    no_citations: Uncited = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Export the passages nearest to each query."""
    from api import present
    from api.schemas.guides import SearchRequest
    from assistant.desk.packets.collect import search_content
    from assistant.desk.packets.desk import unkept

    with one_clear_line():
        requests = [SearchRequest(query=one, k=k, guides=guide, topics=topic) for one in query]
        chosen = _format(format, output)
        with opened(ctx, settings_of(corpus, index)) as assistant:
            contents = [search_content(one.query, present.hits(assistant, one)) for one in requests]
            _write(assistant, unkept(title or ", ".join(query), contents), chosen, output, not no_citations)


@app.command()
def answers(
    ctx: typer.Context,
    question: Annotated[list[str], typer.Argument(help="What to ask; each is a chapter.")],
    guide: Guides = None,
    title: Title = None,
    format: AsFormat = None,
    output: Output = None,
    no_citations: Uncited = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Export the answers to questions."""
    from api.schemas.chat import ChatRequest
    from assistant.desk.packets.collect import answer_content
    from assistant.desk.packets.desk import unkept

    with one_clear_line():
        requests = [ChatRequest(message=one, history=[], guides=guide) for one in question]
        chosen = _format(format, output)
        with opened(ctx, settings_of(corpus, index)) as assistant:
            contents = [
                answer_content(assistant.respond(one.message, history=(), guides=one.guides or ()).answer, one.message)
                for one in requests
            ]
            _write(assistant, unkept(title or ", ".join(question), contents), chosen, output, not no_citations)


@app.command()
def packet(
    ctx: typer.Context,
    packet_id: Annotated[str | None, typer.Argument(help="Which; without, the packets are listed.")] = None,
    format: AsFormat = None,
    output: Output = None,
    no_citations: Uncited = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Export a packet of the coaches' desk, or list them all."""
    with one_clear_line():
        chosen = _format(format, output)
        with opened(ctx, settings_of(corpus, index)) as assistant:
            kept = assistant.desk.packets
            if packet_id is not None:
                _write(assistant, kept.read(packet_id), chosen, output, not no_citations)
                return
            for entry in kept.entries():
                whose = f"  ({entry.owner})" if entry.owner else ""
                typer.echo(f"{entry.id}  {entry.changed:%Y-%m-%d}  {entry.items:3} items  {entry.title}{whose}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="An exported packet of any format.")],
    as_json: AsJson = False,
    corpus: Corpus = None,
) -> None:
    """Hold an exported packet against today's guides; exits with 1 where a quote isn't as it was."""
    from api.desk.packets import check_out
    from assistant.desk.packets.check import check_file
    from corpus.lexicon import lexicon_for
    from corpus.read import read_corpus

    with one_clear_line():
        data, settings = file.read_bytes(), settings_of(corpus, None)
        lexicon = lexicon_for(settings.corpus)[0]
        found = check_file(data, read_corpus(settings.corpus, lexicon, settings.most_bytes).guides)
    typer.echo(console.as_json(check_out(found)) if as_json else _told(found))
    if not found.is_as_it_was:
        raise typer.Exit(1)


def _format(name: str | None, output: Path | None) -> Format:
    from assistant.desk.packets.formats import Format
    from assistant.types import InvalidRequest

    wanted = name or (output.suffix.removeprefix(".").lower() if output and output.suffix else "md")
    if wanted not in ENDINGS:
        raise InvalidRequest("format", f"{wanted[:20]!r} is none of {', '.join(ENDINGS)}")
    return Format(wanted)


def _write(assistant: AssistantPort, packet: Packet, format: Format, output: Path | None, cited: bool) -> None:
    made = assistant.desk.packets.export(packet, format, cited=cited)
    if output is None and format == "md":
        typer.echo(made.data.decode(), nl=False)
        return
    place = output or Path(made.name)
    place.write_bytes(made.data)
    typer.echo(f"Wrote {place}", err=True)


def _told(found: QuoteCheck) -> str:
    counted = ", ".join(f"{number} {state}" for state, number in found.counts.items()) or "no quotes"
    lines = [f"{found.title}, made on {found.made:%Y-%m-%d}: {counted}"]
    for quote in found.quotes:
        carried, today = quote.carried, quote.today
        where = " › ".join(filter(None, (carried.title, carried.section)))
        lines.append(f"[{carried.n}] {quote.state:9}  {where}")
        if quote.state == "unchanged":
            continue
        lines.append(f"    {'was:  ' if quote.is_recorded else 'record altered, reads:'} {carried.quote}")
        if today.guide is not None:
            lines.append(f"    today: {today.text}  ({today.guide.slug} {today.start}-{today.end})")
    return "\n".join(lines)
