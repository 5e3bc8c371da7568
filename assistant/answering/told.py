"""What a passage says by itself, whatever is asked: the sentences that may be an answer, their words and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.statements import is_statement
from assistant.language.tokens import stems
from assistant.quotes import marker_length
from corpus.sentences import Span
from corpus.types import BlockKind, Passage

_KEPT = 4096
"""Passages of which it is kept: they come again with each question."""
CELL = " | "
"""Between the cells of a row."""
SHORT = 30
"""Characters of the first words of an answer that are shown with the sentence behind them."""
FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
"""E.g. "It takes *seven* rounds.", "About *half* of them stay.", "The pay is in *€*"."""
_QUOTED = re.compile(r"\W{0,3}[\"“«][^\"“”«»]{1,300}[\"”»]\W{0,4}")
"""What others say, before what the guide says to it. E.g. "*“It is a quiet job.”*"."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that says something, ``guide.text[start:end]``, the ``position``-th of its passage: its ``stems``,
    and whether it holds a ``figure``."""

    position: int
    start: int
    end: int
    stems: frozenset[str]
    figure: bool


@dataclass(frozen=True, slots=True)
class PassageTold:
    """The ``sentences`` of a passage that say something; the ``question`` that it puts itself, in its first sentence or
    its heading, empty where it puts none, with its stems (``put``) and all sentences behind it (``answer``); ``led`` is
    whether its first sentence only leads to the next."""

    sentences: tuple[Told, ...]
    question: str
    put: frozenset[str]
    answer: tuple[Span, ...]
    led: bool


@lru_cache(maxsize=_KEPT)
def told(text: str, passage: Passage) -> PassageTold:
    """What ``passage`` says, a passage of a guide of that ``text``."""
    first = text[slice(*passage.sentences[0])]
    own = next((one for one in (first, *passage.heading_path[-1:]) if one.endswith("?")), "")
    answer = passage.sentences[first.endswith("?") :]
    sentences = (
        Told(at, start, end, frozenset(stems(text[start:end])), FIGURE.search(text[start:end]) is not None)
        for at, start, end in _telling(text, passage)
    )
    return PassageTold(tuple(sentences), own, frozenset(stems(own)), answer, not is_statement(first))


def _telling(text: str, passage: Passage) -> Iterator[tuple[int, int, int]]:
    """Which sentences say something, each with its span, without a marker; any may that answers a question."""
    spans = passage.sentences
    header = _header_row(text, passage)
    first = text[slice(*spans[0])]
    if first.endswith("?") and len(spans) > 1:
        answer = joined(spans[1:])
        skipped = len(spans) - 1 - len(answer)
        for at, (start, end) in enumerate(answer):
            if text[start:end][-1] not in "?:":
                yield 1 + at + skipped * (at > 0), start, end
        return
    for position, (start, end) in enumerate(spans):
        start += marker_length(text[start:end])
        quoted = position == 0 and len(spans) > 1 and _QUOTED.fullmatch(text[start:end]) is not None
        if position != header and not quoted and is_statement(text[start:end]):
            yield position, start, end


def joined(answer: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences of an answer, a few first words together with those behind them: "Yes. Not here."."""
    if len(answer) > 1 and answer[0][1] - answer[0][0] < SHORT:
        return ((answer[0][0], answer[1][1]), *answer[2:])
    return tuple(answer)


def _header_row(text: str, passage: Passage) -> int | None:
    """Which of a passage's sentences is the header of its table, which says nothing by itself; a row with a figure
    is none, nor is any where the header stands among the headings."""
    if passage.kind is not BlockKind.TABLE or any(CELL in heading for heading in passage.heading_path):
        return None
    rows = [at for at, (start, end) in enumerate(passage.sentences) if CELL in text[start:end]]
    return rows[0] if len(rows) > 1 and not FIGURE.search(text[slice(*passage.sentences[rows[0]])]) else None
