"""What digits and number words are worth; runs of number words are read by text2num."""

from __future__ import annotations

import re

from text_to_num import text2num

_GROUPING = re.compile(r"[,\u202f\u00a0 ]")
"""E.g. "180*,*000", "1* *200"."""


def value(words: str) -> float:
    """What digits or number words say; of "a" one. Raises ``ValueError``."""
    folded = " ".join(words.casefold().replace("-", " ").split())
    if folded in ("a", "an"):
        return 1.0
    if folded[:1].isdigit():
        return float(_GROUPING.sub("", folded))
    whole, _, places = folded.partition(" point ")
    digits = "".join(str(text2num(word, "en")) for word in places.split())
    return float(text2num(whole, "en")) + (float(f"0.{digits}") if digits else 0.0)


def tried(words: str) -> float | None:
    """What ``words`` say, or ``None`` where they are no number."""
    try:
        return value(words)
    except ValueError:
        return None


def added(part: str | None) -> float:
    """What "and a half" and the like add."""
    told = (part or "").casefold()
    return 0.0 if not told else 0.75 if "three" in told else 0.25 if "quarter" in told else 0.5
