"""When two questions are the same one."""

from __future__ import annotations

from corpus.words import BETWEEN_WORDS


def folded(text: str) -> str:
    """``text`` without what two writings of one question differ in: case, punctuation, white space."""
    return BETWEEN_WORDS.sub(" ", text.casefold()).strip()
