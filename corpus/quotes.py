"""Where a guide says what somebody copied out of it."""

from __future__ import annotations

import re
import unicodedata

_PAIRS = ("'‘’ʼ", '"“”„')
"""Quotation marks that an editor's program may have exchanged."""
_CLASSES = {mark: f"[{re.escape(marks)}]" for marks in _PAIRS for mark in marks}


def span_of(text: str, quote: str) -> tuple[int, int] | None:
    """The first place where ``text`` holds ``quote`` in whole words, ``None`` where it doesn't.

    White space, and straight or curly quotation marks, may differ; nothing else may.
    """
    words = unicodedata.normalize("NFC", quote).split()
    if not words:
        return None
    pattern = r"\s+".join("".join(_CLASSES.get(letter) or re.escape(letter) for letter in word) for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)" if words[0][0].isalnum() else rf"{pattern}(?!\w)", text)
    return found.span() if found else None
