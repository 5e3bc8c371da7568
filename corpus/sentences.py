"""Where sentences begin and end. nupunkt finds the ends; what it can't know of our texts is mended here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import nupunkt

Span = tuple[int, int]

_KEPT = 64
"""Texts: several look at the sentences of one message."""
_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"[.?!…]")
"""What nupunkt finds an end at. E.g. "Who approves it*?* I do"."""
_AFTER_ACRONYM = re.compile(r"(?<=[A-Z]{2}\.|[A-Z]s\.)\s+(?=[A-Z])")
"""nupunkt takes the stop after an acronym ("the CTO. Principal is ...") for an abbreviation's.
E.g. "It reports to the CTO.* *Principal is the next level".
"""


@lru_cache(maxsize=_KEPT)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` as trimmed half-open spans, in order; every non-space character is in one.

    A line break ends a sentence (list items, table rows); a parenthesis never holds a sentence end of the
    sentence around it ("scenarios (an underperforming EM? a missed deadline?), and an exercise").
    """
    return tuple(span for line in _LINE.finditer(text) for span in _sentences_of_line(text, line.start(), line.end()))


def _sentences_of_line(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    open_from: int | None = None
    for left, right in _bounds(text[start:end]):
        begin = start + left if open_from is None else open_from
        stop = start + right
        piece = text[begin:stop]
        if piece.count("(") > piece.count(")") and stop < end:
            open_from = begin
            continue
        open_from = None
        trimmed = trim(text, begin, stop)
        if trimmed is not None:
            spans.append(trimmed)
    if open_from is not None and (rest := trim(text, open_from, end)) is not None:
        spans.append(rest)
    return spans


def _bounds(line: str) -> Iterator[Span]:
    if _END.search(line, 0, len(line.rstrip()) - 1) is None:  # most questions: nothing could end before the end
        yield 0, len(line)
        return
    for left, right in nupunkt.sent_spans(line):
        cuts = [left, *(left + found.end() for found in _AFTER_ACRONYM.finditer(line[left:right])), right]
        yield from pairwise(cuts)


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without surrounding white space, or ``None`` where nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    return (start + left, start + left + len(stripped)) if stripped else None
