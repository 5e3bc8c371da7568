"""Whether a text says a fact, in any of its wordings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_MARK = re.compile(r"\[\d+\]")
_MARKDOWN = re.compile(r"[*_`#>|]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = {**dict.fromkeys(map(ord, "‘’‛ʼ"), "'"), **dict.fromkeys(map(ord, "“”„‟"), '"')}


def normalised(text: str) -> str:
    """``text`` case-folded, without citation marks and Markdown, its dashes, quotation marks and spaces made alike."""
    plain = unicodedata.normalize("NFKC", _MARKDOWN.sub(" ", _MARK.sub(" ", text)))
    plain = plain.translate(_DASHES).translate(_QUOTES).casefold()
    return " ".join(plain.split())


def holds(text: str, fact: Sequence[str]) -> bool:
    """Whether ``text`` has any wording of ``fact`` as whole words; "5" is not held by "1.5" or "50"."""
    said = normalised(text)
    return any(_whole(normalised(wording)).search(said) for wording in fact)


def _whole(wording: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(wording)}(?!\w)(?![.,]\d)")
