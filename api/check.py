"""``guides lint``: what reading the guides, and looking at them closely, finds."""

from __future__ import annotations

from pathlib import Path

from corpus.lexicon import lexicon_for
from corpus.lint import lint
from corpus.read import read_corpus
from corpus.types import Finding


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines. Raises ``CorpusError``."""
    lexicon, wrong = lexicon_for(folder)
    return (*wrong, *lint(read_corpus(folder, lexicon), lexicon))
