"""A figure belongs to the place and the role that stand in its part of the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.figures import Unit, figures
from assistant.named import Mention

_PARTS = re.compile(r"[,;:]\s|\.\s|\b(?:and|while|whereas|but|or)\b|\s[-–—]\s")
_JUST = re.compile(r"\s*\b(?:and|or)\b\s*")


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


def _with(text: str, start: int, end: int, mentions: Sequence[Mention]) -> frozenset[str]:
    """The names in the same part of the sentence as ``text[start:end]``."""
    breaks = [found.span() for found in _PARTS.finditer(text)]
    left = max((b for _, b in breaks if b <= start), default=0)
    right = min((a for a, _ in breaks if a >= end), default=len(text))
    return frozenset(mention.name for mention in mentions if left <= mention.start < right)
