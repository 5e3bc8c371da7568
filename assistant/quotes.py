"""Exact spans of guides, chosen as statements."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.types import Hit

_MARKER = re.compile(r"^(?:[-*•]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact span of a guide, chosen as a statement; ``item`` where it is one of a list."""

    hit: Hit
    start: int
    end: int
    item: bool = False

    @property
    def text(self) -> str:
        return self.hit.guide.text[self.start : self.end]


def marker_length(text: str) -> int:
    found = _MARKER.match(text)
    return found.end() if found else 0
