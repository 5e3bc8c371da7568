"""``guides lint`` and ``guides questions check``: what reading the files, and looking at them closely, finds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.terminal import console
from api.terminal.command import Corpus, Index, one_clear_line, settings_of, wiring_of
from corpus.lexicon import lexicon_for
from corpus.questions import is_questions_file
from corpus.read import read_corpus
from corpus.types import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """How many curated questions and phrasings can be used, and what is wrong with the others."""

    questions: int
    phrasings: int
    findings: tuple[Finding, ...]


def check_questions(folder: Path, most_bytes: int) -> Checked:
    """Read the curated questions of a corpus. Raises ``CorpusError``."""
    corpus = read_corpus(folder, lexicon_for(folder)[0], most_bytes)
    found = sorted(
        (finding for finding in corpus.findings if is_questions_file(finding.path)),
        key=lambda finding: (finding.path, finding.line, finding.code),
    )
    return Checked(len(corpus.questions), sum(len(question.ask) for question in corpus.questions), tuple(found))


class ReportForm(StrEnum):
    """What findings are printed as."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def lint(
    ctx: typer.Context,
    form: Annotated[ReportForm, typer.Option("--format", help="How to print the findings.")] = ReportForm.TEXT,
    baseline: Annotated[
        Path | None, typer.Option(help="Findings of another day: say what is new and what is gone.")
    ] = None,
    asked: Annotated[
        bool, typer.Option("--asked", help="What visitors ask most about first; errors stay first.")
    ] = False,
    write_baseline: Annotated[Path | None, typer.Option(help="Write the findings to a file, as a baseline.")] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Say what is wrong with the guides; exits with 1 where a guide could not be read, or a finding is new."""
    from datetime import UTC, datetime

    from api.desk.lint import lint_lines, lint_report, sarif
    from assistant.desk.lint.report import LintFindings, baseline_of, compared, findings_of

    with one_clear_line():
        settings = settings_of(corpus, index)
        demand = wiring_of(ctx).demand(settings) if asked else None
        found = findings_of(settings.corpus, datetime.now(UTC).date(), demand, settings.most_bytes)
        report = compared(found, baseline.read_bytes()) if baseline else LintFindings(found)
        if write_baseline:
            write_baseline.write_text(baseline_of(found), encoding="utf-8")
    if form is ReportForm.TEXT:
        for line in lint_lines(report):
            typer.echo(line)
    elif form is ReportForm.JSON:
        typer.echo(console.as_json(lint_report(report)))
    else:
        typer.echo(json.dumps(sarif(report), indent=2))
    against = f", {len(report.new)} new, {len(report.gone)} gone" if report.compared else ""
    typer.echo(f"{report.errors} errors, {len(report.found) - report.errors} warnings{against}", err=True)
    if report.errors or report.new:
        raise typer.Exit(1)
