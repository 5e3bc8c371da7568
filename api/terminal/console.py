"""What the command line prints: progress, reports, answers, passages."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from api.ports import IndexOutcome, Progress
    from api.schemas.chat import ChatResponse, CitationOut
    from api.schemas.conversations import UnansweredReport
    from api.schemas.guides import GuideOut, SearchRequest, SearchResponse
    from assistant.curation.suggest import Suggestion

SILENCE_SECONDS = 10.0
FAVOURITE = "How many EMs should a Director manage?"


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars where standard error is a terminal, else a line a stage, and one now and then while it lasts."""
    if not sys.stderr.isatty():
        yield lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


def lines(clock: Callable[[], float] = time.monotonic) -> Progress:
    """How far it is, for a log: each stage's end, and before it a line every ten seconds."""
    due = clock() + SILENCE_SECONDS

    def show(stage: str, done: int, total: int) -> None:
        nonlocal due
        if done == total or clock() >= due:
            typer.echo(f"{stage}: {done} of {total}", err=True)
            due = clock() + SILENCE_SECONDS

    return show


def show_findings(outcome: IndexOutcome) -> None:
    """What is wrong with the guides, a line each, on standard error."""
    for finding in outcome.findings:
        typer.echo(str(finding), err=True)


def report_line(outcome: IndexOutcome) -> str:
    """What indexing did, in one line."""
    report = outcome.report
    done = "Indexed" if report.published else "Nothing had changed in"
    return (
        f"{done} {report.guides} guides, {report.passages} passages: {report.added} added, {report.changed} changed, "
        f"{report.removed} removed, {report.embedded} embedded, {report.seconds:.1f} seconds"
    )


def as_json(model: BaseModel) -> str:
    """The HTTP response's object; escaped where the terminal can't show all of Unicode."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(model.model_dump(mode="json"), indent=2, ensure_ascii=not unicode)


def screen() -> Console | None:
    """The terminal that is written to; ``None`` where it is a pipe or a file, which gets plain lines."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console

    return Console(highlight=False)


def show_answer(response: ChatResponse, screen: Console | None, asked: str, *, addresses: bool = True) -> None:
    """An answer to read, its quotes below it; on a terminal also how ``asked`` was read, where that is otherwise."""
    if screen is None:
        typer.echo(answer_text(response))
        return
    from api.terminal import rendered

    rendered.show(screen, rendered.answer(response, asked, addresses=addresses))


def show_passages(response: SearchResponse, screen: Console | None) -> None:
    """Passages to read, best first."""
    if screen is None:
        typer.echo(passages_text(response))
        return
    from api.terminal import rendered

    rendered.show(screen, rendered.passages(response))


def answer_text(response: ChatResponse) -> str:
    """An answer in plain lines, its quotes below it."""
    lines = [response.answer]
    for citation in response.citations:
        lines += ["", *_source(citation)]
    if response.suggestions:
        lines += ["", "You could ask:", *(f"  - {question}" for question in response.suggestions)]
    return "\n".join(lines)


def sources_text(response: ChatResponse) -> str:
    """The sources of an answer in plain lines."""
    lines = [line for citation in response.citations for line in _source(citation)]
    return "\n".join(lines) or "The last answer has no sources."


def _source(citation: CitationOut) -> list[str]:
    where = " › ".join(part for part in (citation.title, citation.section) if part)
    lines = [f"[{citation.n}] {where}", f"    “{' '.join(citation.quote.split())}”"]
    return [*lines, f"    {citation.url}"] if citation.url else lines


def passages_text(response: SearchResponse) -> str:
    """Passages in plain lines, best first."""
    blocks = []
    for place, passage in enumerate(response.passages, start=1):
        where = " › ".join(part for part in (passage.title, passage.section) if part)
        blocks.append(f"{place}. {where}  ({passage.score:.3f})\n{passage.text}")
    return "\n\n".join(blocks)


def fit_note(request: SearchRequest, response: SearchResponse) -> str:
    """What the reader should know where nothing was found, or nothing that has the words looked for; else empty."""
    if not response.passages:
        within = (("guide", request.guides), ("topic", request.topics), ("collection", request.collections))
        asked = ", ".join(f"{name} {' or '.join(values)}" for name, values in within if values)
        return f"No passage fits{f' within {asked}' if asked else ''}."
    if all(passage.scores.lexical <= 0 for passage in response.passages):
        return f"No passage has the words of “{request.query}”; these are the nearest by meaning, if they fit at all."
    return ""


def unanswered_text(report: UnansweredReport) -> str:
    """Questions to read, a line each: how often, when last, in which guides."""
    lines = []
    for one in report.unanswered:
        guides = f"  [{', '.join(one.guides)}]" if one.guides else ""
        part = " (answered in part)" if one.status == "partial" else ""
        lines.append(f"{one.asked:>4} x  {one.last:%Y-%m-%d}  {' '.join(one.question.split())}{part}{guides}")
    return "\n".join(lines) or "Every question that was kept has been answered."


def suggestions_text(suggestions: Sequence[Suggestion]) -> str:
    """YAML entries to paste, each below a comment that names its file."""
    from assistant.curation.suggest import written

    return "\n".join(map(written, suggestions)) or "# Nothing that was asked needs an entry.\n"


def question_to_try(guides: Sequence[GuideOut]) -> str:
    """A question that these guides should answer."""
    if not guides or any("director" in guide.slug for guide in guides):
        return FAVOURITE
    return f"What does a {guides[0].role or guides[0].title} do?"
