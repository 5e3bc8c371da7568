"""Spans of a text as HTML: what was found in ``<mark>``, the nearest sentence in a frame of its own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from api.desk.search_view import FoundOut, SpanOut

_MARK = Markup("<mark>{}</mark>")
_NEAR = Markup('<span class="near">{}</span>')


def marked(one: FoundOut) -> Markup:
    """The text of a hit, escaped, with its marks."""
    near = one.nearest
    if near is None:
        return _written(one, one.start, one.end)
    return Markup("").join(
        (
            _written(one, one.start, near.start),
            _NEAR.format(_written(one, near.start, near.end)),
            _written(one, near.end, one.end),
        )
    )


def _written(one: FoundOut, start: int, end: int) -> Markup:
    parts: list[Markup] = []
    at = start
    for first, last in _within(one.highlights, start, end):
        parts += [escape(_text(one, at, first)), _MARK.format(_text(one, first, last))]
        at = last
    return Markup("").join((*parts, escape(_text(one, at, end))))


def _within(spans: Sequence[SpanOut], start: int, end: int) -> list[tuple[int, int]]:
    cut = ((max(span.start, start), min(span.end, end)) for span in spans)
    return [(first, last) for first, last in cut if first < last]


def _text(one: FoundOut, start: int, end: int) -> str:
    return one.text[start - one.start : end - one.start]
