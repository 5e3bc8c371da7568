"""``guides lint``: what reading the guides, and looking at them closely, finds."""

from __future__ import annotations

from pathlib import Path

from corpus.lexicon import load_lexicon
from corpus.lint import lint
from corpus.read import read_corpus
from corpus.types import Finding


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines. Raises ``CorpusError``."""
    lexicon = load_lexicon()
    return lint(read_corpus(folder, lexicon), lexicon)
