"""When two questions are the same one."""

from __future__ import annotations

import re

_NOT_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """``text`` without what two writings of one question differ in: case, punctuation, white space."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()
