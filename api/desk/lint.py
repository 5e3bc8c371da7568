"""Findings as text, as JSON and as SARIF 2.1.0, which code hosts and editors show beside the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, Field

from api.schemas.fields import attributes_of
from assistant.desk.lint.codes import code_of
from assistant.desk.lint.report import LintFindings, PlacedFinding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Status = Literal["new", "unchanged"]


class FindingOut(BaseModel):
    """A finding; ``start`` and ``end`` count code points of the guide's canonical text, both 0 where none is meant."""

    code: str
    severity: Literal["error", "warning"]
    file: str
    line: int
    start: int
    end: int
    text: str
    message: str
    fix: str
    fingerprint: str
    status: Status | None = Field(description="As compared with a baseline; null where none was given.")
    cited: int = Field(default=0, description="Past answers that cite the section, or a file without a place in it.")
    in_vain: int = Field(default=0, description="How often its role and topic were asked about in vain.")


class GoneOut(BaseModel):
    """A finding that only the baseline has."""

    fingerprint: str
    code: str
    file: str
    message: str


class LintReport(BaseModel):
    """All findings of a corpus."""

    errors: int
    warnings: int
    findings: list[FindingOut]
    gone: list[GoneOut]


def lint_report(report: LintFindings) -> LintReport:
    """The report as an object."""
    return LintReport(
        errors=report.errors,
        warnings=len(report.found) - report.errors,
        findings=[_finding(one, report) for one in report.found],
        gone=[GoneOut.model_validate(one, from_attributes=True) for one in report.gone],
    )


COLUMNS = ("severity", "code", "file", "line", "cited", "in_vain", "message", "fix", "text", "fingerprint")


def csv_rows(report: LintReport) -> Iterator[list[object]]:
    """A row a finding, in the order of ``COLUMNS``."""
    for one in report.findings:
        yield [getattr(one, column) for column in COLUMNS]


def lint_lines(report: LintFindings) -> Iterator[str]:
    """The report to be read: with a baseline only what is new, and what is gone."""
    for one in report.found:
        if not report.compared:
            asked = f" ({_asked(one)})" if one.asked.total else ""
            yield f"{one.finding}{asked}"
        elif one.fingerprint in report.new:
            yield f"new: {one.finding}\n    {code_of(one.finding.code).fix}"
    for gone in report.gone:
        yield f"gone: {gone.file}: {gone.message} [{gone.code}]"


def _asked(one: PlacedFinding) -> str:
    parts = ((one.asked.cited, "answers cite it"), (one.asked.in_vain, "times asked in vain"))
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def sarif(report: LintFindings) -> dict[str, object]:
    """The report as a SARIF log."""
    used = sorted({one.finding.code for one in report.found})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": code_of(code).meaning or code},
            "help": {"text": code_of(code).fix or code},
        }
        for code in used
    ]
    driver = {"name": "guides lint", "rules": rules}
    gone: list[dict[str, object]] = [
        {
            "ruleId": one.code,
            "level": "none",
            "message": {"text": one.message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(one.file)}}}],
            "partialFingerprints": {"guides/v1": one.fingerprint},
            "baselineState": "absent",
        }
        for one in report.gone
    ]
    results = [_result(one, used.index(one.finding.code), report) for one in report.found]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results + gone}]}


def _result(one: PlacedFinding, rule: int, report: LintFindings) -> dict[str, object]:
    finding = one.finding
    place: dict[str, object] = {"artifactLocation": {"uri": quote(one.file)}}
    if finding.line:
        snippet = {"snippet": {"text": one.text}} if one.text else {}
        place["region"] = {"startLine": finding.line} | snippet
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"guides/v1": one.fingerprint},
        "properties": {"start": finding.start, "end": finding.end, "fix": code_of(finding.code).fix},
    }
    return result | ({"baselineState": _status(one, report)} if report.compared else {})


def _finding(one: PlacedFinding, report: LintFindings) -> FindingOut:
    status = _status(one, report) if report.compared else None
    shown = attributes_of(one.finding) | attributes_of(one) | attributes_of(one.asked)
    return FindingOut.model_validate(shown | {"fix": code_of(one.finding.code).fix, "status": status})


def _status(one: PlacedFinding, report: LintFindings) -> Status:
    return "new" if one.fingerprint in report.new else "unchanged"
