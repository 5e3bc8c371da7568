"""All findings of a corpus, and how they differ from those of another day (a baseline)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.desk.lint.alike import near_duplicates
from assistant.desk.lint.dates import out_of_date
from assistant.desk.lint.demand import Demand, DemandMap, SectionDemand
from assistant.desk.lint.figures import contradictions
from assistant.types import InvalidRequest
from corpus.files import MAX_BYTES
from corpus.lexicon import lexicon_for
from corpus.lint import lint
from corpus.occupations import shipped_occupations
from corpus.read import read_corpus
from corpus.roles import with_roles
from corpus.types import Finding, Severity

FORM = "role-guide-lint/1"
_LINE = re.compile(r"\bline \d{1,9}\b|\b\d{1,5} (?:months|years) ago\b")
"""What of a message changes though the finding is the same. E.g. "see *line 12*", "which is *19 months ago*"."""


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with where it is from the corpus's folder, the text that is meant, and what makes it the same again:
    code, file and text, whatever line it moves to; ``asked`` is how much visitors ask of that place."""

    finding: Finding
    file: str
    text: str
    fingerprint: str
    asked: SectionDemand = field(default_factory=SectionDemand)


@dataclass(frozen=True, slots=True)
class BaselineFinding:
    """A finding of a baseline."""

    fingerprint: str
    code: str
    file: str
    message: str


@dataclass(frozen=True, slots=True)
class _Baseline:
    form: str
    findings: tuple[BaselineFinding, ...]


@dataclass(frozen=True, slots=True)
class LintFindings:
    """All findings; ``new`` are the fingerprints that a baseline hasn't, ``gone`` what only the baseline has.

    Without a baseline both are empty.
    """

    found: tuple[PlacedFinding, ...]
    new: frozenset[str] = frozenset()
    gone: tuple[BaselineFinding, ...] = ()
    compared: bool = False

    @property
    def errors(self) -> int:
        return sum(one.finding.severity is Severity.ERROR for one in self.found)


_BASELINE = TypeAdapter(_Baseline)


def findings_of(
    folder: Path, today: date, demand: Demand | None = None, most_bytes: int = MAX_BYTES
) -> tuple[PlacedFinding, ...]:
    """Every finding, in the order of files and lines; with ``demand`` errors first, then what visitors ask most about.

    Raises ``CorpusError``.
    """
    lexicon, wrong = lexicon_for(folder)
    corpus = read_corpus(folder, lexicon, most_bytes)
    known = with_roles(lexicon, corpus.guides, shipped_occupations())
    across = (*contradictions(corpus, known), *near_duplicates(corpus, known), *out_of_date(corpus, today))
    findings = sorted((*lint(corpus, lexicon), *across), key=lambda one: (one.path, one.line, one.code))
    texts = {path: guide.text for guide, path in zip(corpus.guides, corpus.paths, strict=True)}
    marked = _marked([*wrong, *findings], folder, texts)
    if demand is None:
        return marked
    of = DemandMap(corpus, known, demand).of
    return tuple(sorted((replace(one, asked=of(one.finding)) for one in marked), key=_most_asked_first))


def _most_asked_first(one: PlacedFinding) -> tuple[bool, int]:
    return one.finding.severity is not Severity.ERROR, -one.asked.total


def compared(found: tuple[PlacedFinding, ...], baseline: bytes) -> LintFindings:
    """What is new and what is gone since ``baseline`` was written. Raises ``InvalidRequest``."""
    try:
        before = _BASELINE.validate_json(baseline)
    except ValidationError as error:
        raise InvalidRequest("baseline", "the file is none that --write-baseline wrote") from error
    if before.form != FORM:
        raise InvalidRequest("baseline", f"the file is of the form {before.form[:40]!r}, which isn't known")
    known = {one.fingerprint for one in before.findings}
    now = {one.fingerprint for one in found}
    gone = tuple(one for one in before.findings if one.fingerprint not in now)
    return LintFindings(found, frozenset(now - known), gone, compared=True)


def baseline_of(found: Sequence[PlacedFinding]) -> str:
    """The findings as a file to compare with."""
    known = tuple(BaselineFinding(one.fingerprint, one.finding.code, one.file, one.finding.message) for one in found)
    return _BASELINE.dump_json(_Baseline(FORM, known), indent=1).decode() + "\n"


def _marked(findings: Sequence[Finding], folder: Path, texts: dict[Path, str]) -> tuple[PlacedFinding, ...]:
    seen: Counter[tuple[str, str, str]] = Counter()
    marked = []
    for finding in findings:
        file = finding.path.relative_to(folder).as_posix() if finding.path.is_relative_to(folder) else finding.path.name
        text = texts.get(finding.path, "")[finding.start : finding.end]
        same = (finding.code, file, text or _LINE.sub("", finding.message))
        seen[same] += 1
        fingerprint = hashlib.sha256("\0".join((*same, str(seen[same]))).encode()).hexdigest()[:16]
        marked.append(PlacedFinding(finding, file, text, fingerprint))
    return tuple(marked)
