"""Which collections a question asks about: "at Postman" means the folder of guides that is called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

_WHERE = r"\b(?:at|in|for|by|of|from|inside|within|does|do|has|have|is|are)\s+(?:the\s+)?"


def collections_named(question: str, collections: Collection[str]) -> tuple[str, ...]:
    """Of ``collections`` those that ``question`` asks about, by the word that one of them alone begins with."""
    firsts = Counter(_first(name) for name in collections)
    return tuple(
        name
        for name in sorted(collections)
        if (first := _first(name)) and firsts[first] == 1
        if re.search(rf"{_WHERE}{re.escape(first)}\b", question, re.I)
    )


def _first(name: str) -> str:
    """A collection's first word, which is mostly whose it is."""
    return name.split(maxsplit=1)[0].casefold() if name else ""
