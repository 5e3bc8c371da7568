"""Where a quote of another day stands in today's guides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from assistant.quotes import marker_length
from corpus.sentences import sentence_spans
from corpus.types import Guide

NEAR = 72.0
"""rapidfuzz's share of characters in common, 0 to 100, from which a text is an edited form of a quote."""
_ANYWHERE = 5
"""Words. A shorter quote may well stand in another guide, by chance."""


class QuoteState(StrEnum):
    """What has become of a quote."""

    UNCHANGED = "unchanged"
    """It stands where it stood."""
    MOVED = "moved"
    """The same text stands elsewhere."""
    CHANGED = "changed"
    """Not the same text, but one like it."""
    GONE = "gone"
    """Nothing like it, or the guide is gone."""
    ALTERED = "altered"
    """Only of a file: what it shows isn't what was quoted."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What has become of a quote: ``text == guide.text[start:end]`` of today's guide, empty where nothing is near."""

    state: QuoteState
    guide: Guide | None = None
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        return self.guide.text[self.start : self.end] if self.guide else ""


def digest(quote: str) -> str:
    """The SHA-256 of a quote's UTF-8, in hex."""
    return hashlib.sha256(quote.encode()).hexdigest()


def anchor(slug: str, start: int, end: int, quote: str, guides: Mapping[str, Guide]) -> Anchor:
    """What has become of ``quote``, which stood at ``start`` of the guide ``slug``, in ``guides`` by slug.

    The same text is looked for at its place, then in its guide, nearest first, then, where it is long enough to mean
    the same, in all others; last an edited form of it in its own guide.
    """
    own = guides.get(slug)
    if own is not None:
        if own.text[start:end] == quote:
            return Anchor(QuoteState.UNCHANGED, own, start, end)
        if (at := _nearest(quote, own.text, start)) is not None:
            return Anchor(QuoteState.MOVED, own, at, at + len(quote))
    if len(quote.split()) >= _ANYWHERE:
        for other in guides.values():
            if (at := other.text.find(quote)) >= 0:
                return Anchor(QuoteState.MOVED, other, at, at + len(quote))
    return _edited(quote, own) if own is not None else Anchor(QuoteState.GONE)


def _nearest(quote: str, text: str, start: int) -> int | None:
    """Where ``quote`` stands as a text of its own, as near to ``start`` as it can be."""
    if not quote:
        return None
    at, found = text.find(quote), list[int]()
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return min(found, key=lambda place: (not _is_whole(text, place, len(quote)), abs(place - start)), default=None)


def _is_whole(text: str, at: int, length: int) -> bool:
    """Whether it isn't cut out of a longer word or figure ("10%" of "110%")."""
    before, after = text[at - 1 : at], text[at + length : at + length + 1]
    return not (before.isalnum() and text[at].isalnum()) and not (after.isalnum() and text[at + length - 1].isalnum())


def _edited(quote: str, guide: Guide) -> Anchor:
    """The passage of ``guide`` that ``quote`` was likely edited to, by whole sentences."""
    found = fuzz.partial_ratio_alignment(quote, guide.text, score_cutoff=NEAR)
    if found is None or found.score < NEAR or len(quote) > len(guide.text):
        return Anchor(QuoteState.GONE)
    touched = list(_sentences(guide, found.dest_start, found.dest_end))
    if not touched:
        return Anchor(QuoteState.GONE)
    return Anchor(QuoteState.CHANGED, guide, touched[0][0], touched[-1][1])


def _sentences(guide: Guide, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The sentences at least half of which lie within the span, else that which holds most of it."""
    begin = guide.text.rfind("\n\n", 0, start) + 2 if "\n\n" in guide.text[:start] else 0
    stop = guide.text.find("\n\n", end)
    part = guide.text[begin : stop if stop >= 0 else None]
    spans = [(begin + left, begin + right) for left, right in sentence_spans(part)]
    spans = [(left + marker_length(guide.text[left:right]), right) for left, right in spans]
    inside = [(left, right) for left, right in spans if 2 * (min(right, end) - max(left, start)) >= right - left]
    most = max(spans, key=lambda span: min(span[1], end) - max(span[0], start), default=None)
    return inside or ([most] if most else [])
