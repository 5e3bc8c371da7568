"""``guides lint`` and ``guides questions check``: what reading the files, and looking at them closely, finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.lexicon import lexicon_for
from corpus.lint import lint
from corpus.questions import is_questions_file
from corpus.read import read_corpus
from corpus.types import Finding


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines. Raises ``CorpusError``."""
    lexicon, wrong = lexicon_for(folder)
    return (*wrong, *lint(read_corpus(folder, lexicon), lexicon))


@dataclass(frozen=True, slots=True)
class Checked:
    """How many curated questions and phrasings can be used, and what is wrong with the others."""

    questions: int
    phrasings: int
    findings: tuple[Finding, ...]


def check_questions(folder: Path) -> Checked:
    """Read the curated questions of a corpus. Raises ``CorpusError``."""
    corpus = read_corpus(folder, lexicon_for(folder)[0])
    found = sorted(
        (finding for finding in corpus.findings if is_questions_file(finding.path)),
        key=lambda finding: (finding.path, finding.line, finding.code),
    )
    return Checked(len(corpus.questions), sum(len(question.ask) for question in corpus.questions), tuple(found))
