"""Where a guide says what somebody copied out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_PAIRS = ("'‘’ʼ", '"“”„')
"""Quotation marks that an editor's program may have exchanged."""
_CLASSES = {mark: f"[{re.escape(marks)}]" for marks in _PAIRS for mark in marks}
_PLAIN = str.maketrans({mark: marks[0] for marks in _PAIRS for mark in marks} | dict.fromkeys("\t\n\r\xa0", " "))
"""One character for another, so that places stay what they are."""


def span_of(text: str, quote: str) -> tuple[int, int] | None:
    """A place where ``text`` holds ``quote`` in whole words, ``None`` where it doesn't: the first one within a line or
    paragraph, else the first.

    White space, and straight or curly quotation marks, may differ; nothing else may.
    """
    words = unicodedata.normalize("NFC", quote).split()
    if not words:
        return None
    return _literally(text, words) or _loosely(text, words)


def _literally(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Where one white space stands between two words, which is nearly always so and found much sooner."""
    plain, wanted = _plain(text), " ".join(words).translate(_PLAIN)
    start = plain.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        begun = not wanted[0].isalnum() or not start or not _in_word(plain[start - 1])
        if begun and (end == len(plain) or not _in_word(plain[end])):
            return start, end
        start = plain.find(wanted, start + 1)
    return None


@lru_cache(maxsize=4)
def _plain(text: str) -> str:
    """Kept, because a guide is asked for many quotes, one after the other."""
    return text.translate(_PLAIN)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _loosely(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    pattern = r"\s+".join("".join(_CLASSES.get(letter) or re.escape(letter) for letter in word) for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)" if words[0][0].isalnum() else rf"{pattern}(?!\w)", text)
    return found.span() if found else None
