"""The sentences of all guides, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.quotes import marker_length
from corpus.sentences import sentence_spans
from corpus.types import BlockKind, Corpus, Finding, Guide, Severity

_DIVIDED = re.compile(r"[:;]\s|,\s(?=(?:when|where|while|because|since|which|although|though|but|and)\b)")
"""E.g. "It pays well*, *but slowly."."""
_SAID = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.TABLE)


@dataclass(frozen=True, slots=True)
class TextPlace:
    """``guide.text[start:end]``, at a line of the guide's file."""

    guide: Guide
    path: Path
    start: int
    end: int
    line: int
    kind: BlockKind = BlockKind.PARAGRAPH

    @property
    def text(self) -> str:
        return self.guide.text[self.start : self.end]

    def warn(self, code: str, message: str) -> Finding:
        return Finding(self.path, self.line, Severity.WARNING, code, message, self.start, self.end)


def blocks_of(corpus: Corpus) -> Iterator[TextPlace]:
    """Every paragraph, item and table that says something of its guide's own, in order."""
    for guide, path in zip(corpus.guides, corpus.paths, strict=True):
        for block in guide.blocks:
            if block.kind in _SAID and not block.aside:
                yield TextPlace(guide, path, block.start, block.end, block.line, block.kind)


def sentences_of(block: TextPlace) -> Iterator[TextPlace]:
    """The sentences of a block; their line is the block's."""
    for start, end in sentence_spans(block.text):
        start += marker_length(block.text[start:end])
        yield TextPlace(block.guide, block.path, block.start + start, block.start + end, block.line)


def clauses_of(sentence: TextPlace) -> Iterator[TextPlace]:
    """What of a sentence colons, semicolons and conjunctions divide."""
    at = 0
    for found in _DIVIDED.finditer(sentence.text):
        yield replace(sentence, start=sentence.start + at, end=sentence.start + found.start())
        at = found.end()
    yield replace(sentence, start=sentence.start + at)
