"""Words that exclude each other: a statement that says one where the quote says the other isn't held up."""

from __future__ import annotations

from collections.abc import Collection, Set
from functools import lru_cache
from operator import methodcaller
from pathlib import Path

_FAMILIES = Path(__file__).with_name("opposites.txt")


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
_denies = methodcaller("startswith", _PREFIXES)
_LEAST = 4
"""Letters of a word that a prefix may turn."""


def may_relate(word: str) -> bool:
    """Whether any word can be ``opposed`` to or ``alike`` this one that doesn't begin with what denies itself."""
    return word in places() or word.startswith(_PREFIXES)


def opposed(one: str, other: str) -> bool:
    """Whether two words exclude each other, and are nowhere alike."""
    if (one.endswith(other) or other.endswith(one)) and prefixed(one, (other,)):
        return True
    here, there = _places_of(one), _places_of(other)
    return not here & there and _apart(here, there)


def any_opposed(ones: Set[str], others: Set[str]) -> bool:
    """Whether a word of the ones is ``opposed`` to one of the others: only those are looked at that begin with what
    denies, or that stand in families, which are few."""
    for here, there in ((ones, others), (others, ones)):
        if any(prefixed(word, there) for word in filter(_denies, here)):
            return True
    known = places()
    ours, theirs = known.keys() & ones, known.keys() & others
    if not ours or not theirs:
        return False
    pairs = ((known[one], known[other]) for one in ours for other in theirs)
    return any(not here & there and _apart(here, there) for here, there in pairs)


def prefixed(word: str, others: Collection[str]) -> str | None:
    """The one of ``others`` that is ``word`` with or without a prefix that denies it ("unpredictable")."""
    if "_" in word or len(word) < _LEAST:
        return None
    bare = [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]
    turned = [*[prefix + word for prefix in _PREFIXES], *[rest for rest in bare if len(rest) >= _LEAST]]
    return next((other for other in turned if other in others), None)


def alike(one: str, other: str) -> bool:
    """Whether two words stand side by side in a family, and are nowhere opposed."""
    here, there = _places_of(one), _places_of(other)
    return bool(here & there) and not _apart(here, there)


def _places_of(word: str) -> frozenset[Place]:
    return places().get(word, frozenset())


def _apart(here: Set[Place], there: Set[Place]) -> bool:
    """Whether both stand in a family, in different groups of it."""
    return any(family == family_ and group != group_ for family, group in here for family_, group_ in there)
