"""A figure belongs to the place and the role that stand in its part of the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.figures import Unit, figures
from assistant.named import Mention

_PARTS = re.compile(r"[,;:]\s|\.\s|\b(?:and|while|whereas|but|or)\b|\s[-–—]\s")
_STOP = re.compile(r"[.!?]\s+(?=[A-Z])")


def misplaced(statement: str, quote: str, said: Sequence[Mention], held: Sequence[Mention]) -> tuple[str, ...]:
    """Figures that the statement gives to one place or role and the quote to another."""
    if len({mention.name for mention in held}) < 2:
        return ()
    theirs = figures(quote)
    reasons = []
    for figure in figures(statement):
        if figure.unit is Unit.RANK or (figure.unit is Unit.COUNT and figure.high <= 2):
            continue
        here = _with(statement, figure.start, figure.end, said)
        there = [_with(quote, other.start, other.end, held) for other in theirs if figure.agrees(other)]
        if len(here) == 1 and there and all(names and not here & names for names in there):
            shown = statement[figure.start : figure.end].strip()
            reasons.append(f"figure {shown} is that of {', '.join(sorted(there[0]))} in the quote, not of {min(here)}")
    return tuple(reasons)


_UPWARDS = re.compile(r"\b(?:reports?|reporting|reported)\s+(?:directly\s+)?to\b|\banswers?\s+to\b", re.I)
_DOWNWARDS = re.compile(r"\b(?:manages?|managing|supervises?|oversees?)\b", re.I)
_REACH = 40
"""Characters between a role and the verb that it goes with."""


def misreported(statement: str, quote: str, said: Sequence[Mention], held: Sequence[Mention]) -> tuple[str, ...]:
    """Who reports to whom in the statement and not in the quote, where the quote says who does."""
    theirs = _lines(quote, held)
    for low, high in _lines(statement, said) - theirs:
        if any((low in ("", low_) and high in ("", high_)) or (not low_ and high == high_) for low_, high_ in theirs):
            continue
        known = {role for line in theirs for role in line if role}
        if (high, low) in theirs or (low and high and known & {low, high}):
            return (f"{low or 'somebody'} reports to {high or 'somebody'} in no quote",)
    return ()


def _lines(text: str, mentions: Sequence[Mention]) -> set[tuple[str, str]]:
    """Each pair of roles of which the first reports to the second; one that isn't named is empty."""
    found = set()
    for pattern in (_UPWARDS, _DOWNWARDS):
        for verb in pattern.finditer(text):
            before = [
                m.name for m in mentions if 0 <= verb.start() - m.end <= _REACH and _joined(text, m.end, verb.start())
            ]
            after = [
                m.name for m in mentions if 0 <= m.start - verb.end() <= _REACH and _joined(text, verb.end(), m.start)
            ]
            subject, object_ = before[-1] if before else "", after[0] if after else ""
            if subject or object_:
                found.add((subject, object_) if pattern is _UPWARDS else (object_, subject))
    return found


def _joined(text: str, start: int, end: int) -> bool:
    return re.search(r"[,.;:]|\b(?:who|which|that|and|while|whereas|but)\b", text[start:end]) is None


def _with(text: str, start: int, end: int, mentions: Sequence[Mention]) -> frozenset[str]:
    """The names in the same part of the sentence as ``text[start:end]``; else the last one before it there."""
    breaks = [found.span() for found in _PARTS.finditer(text)]
    left = max((b for _, b in breaks if b <= start), default=0)
    right = min((a for a, _ in breaks if a >= end), default=len(text))
    here = frozenset(mention.name for mention in mentions if left <= mention.start < right)
    if here:
        return here
    stops = [found.end() for found in _STOP.finditer(text)]
    begin = max((stop for stop in stops if stop <= start), default=0)
    before = [mention.name for mention in mentions if begin <= mention.start < left]
    return frozenset(before[-1:])
