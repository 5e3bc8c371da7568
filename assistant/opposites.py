"""Words that exclude each other: a statement that says one where the quote says the other isn't held up."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FAMILIES = Path(__file__).with_name("opposites.txt")


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


Place = tuple[int, int]
"""Family and group."""


@lru_cache(maxsize=1)
def places() -> dict[str, frozenset[Place]]:
    """The families that each word stands in, with its group in each."""
    found: dict[str, set[Place]] = {}
    lines = _FAMILIES.read_text(encoding="utf-8").splitlines()
    for family, line in enumerate(line for line in lines if not line.startswith("#")):
        for group, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(word.replace("-", "_"), set()).add((family, group))
    return {word: frozenset(at) for word, at in found.items()}


_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis")


def denied(one: str, other: str) -> bool:
    """Whether one of two words is the other with a prefix that denies it ("unpredictable")."""
    short, long = sorted((one, other), key=len)
    if "_" in short:
        return False
    return len(short) > 3 and any(long == prefix + short for prefix in _PREFIXES)


def opposed(one: str, other: str) -> bool:
    """Whether two words exclude each other, and are nowhere alike."""
    if denied(one, other):
        return True
    here, there = places().get(one, frozenset()), places().get(other, frozenset())
    if here & there:
        return False
    return any(family == family_ and group != group_ for family, group in here for family_, group_ in there)


def alike(one: str, other: str) -> bool:
    """Whether two words stand side by side in a family, and are nowhere opposed."""
    here, there = places().get(one, frozenset()), places().get(other, frozenset())
    return bool(here & there) and not any(
        family == family_ and group != group_ for family, group in here for family_, group_ in there
    )
