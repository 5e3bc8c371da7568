"""Roles and places that a statement names must be named by its quotes, and figures must be theirs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.english import english
from corpus.lexicon import Lexicon
from corpus.occupations import shipped_occupations

_LEVEL_BEFORE = re.compile(
    r"(?:\b(?:to|at|above|below|beside|for|into|from|rank|ranks|and|or|than|has no|a|is) |^)$", re.I
)
"""E.g. "She was promoted *to *…", "Senior *and *…"."""
_LEVEL_AFTER = re.compile(r"\s+(?:level|is\b)", re.I)
"""E.g. "… *level* and above", "… *is* the level after senior"."""
_EMPLOYEES = re.compile(r"\s+(?:members?|costs?|meeting|turnover|numbers?)\b", re.I)
"""E.g. "… *members* are paid monthly", "… *turnover* is low"."""


@lru_cache(maxsize=1)
def _place_names() -> dict[str, str]:
    return {name: group[0] for group in english().same_places for name in group}


@dataclass(frozen=True, slots=True)
class Mention:
    """A role or a place as a text names it at ``[start, end)``; ``includes`` are more general names."""

    name: str
    start: int
    end: int
    includes: tuple[str, ...] = ()


def roles_in(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every role that a text names, in order; "staff" only where it is no word for employees.

    A role with a level before it ("associate director") is another role.
    """
    found = []
    levelled = set(lexicon.levelled_roles(text))
    for role, start, end in lexicon.role_mentions(text):
        word = text[start:end].casefold()
        if word in lexicon.no_roles or (word in lexicon.employees and not _is_level(text, start, end)):
            continue
        name = " ".join((*_level_before(text, start, word, levelled), role))
        general = (one for one, special in lexicon.includes.items() if name.casefold() in special)
        found.append(Mention(name, start, end, tuple(general)))
    for role, start, end in lexicon.short_mentions(text):
        if not any(mention.start <= start < mention.end for mention in found):
            found.append(Mention(role, start, end))
    return tuple(sorted(found, key=lambda mention: mention.start))


def titles_in(text: str, roles: Sequence[Mention]) -> tuple[Mention, ...]:
    """Every occupation that ``text`` names in several words and that none of ``roles`` is a part of."""
    return tuple(
        Mention(one.name, one.start, one.end)
        for one in shipped_occupations().named(text)
        if " " in one.name and not any(role.start < one.end and one.start < role.end for role in roles)
    )


def _level_before(text: str, start: int, word: str, levelled: Collection[str]) -> tuple[str, ...]:
    before = text[:start].casefold()
    levels = (phrase.removesuffix(word) for phrase in levelled if phrase.endswith(word))
    return tuple(level.strip() for level in levels if before.endswith(level))[:1]


def _is_level(text: str, start: int, end: int) -> bool:
    if _EMPLOYEES.match(text[end:]):
        return False
    return _LEVEL_BEFORE.search(text[:start]) is not None or _LEVEL_AFTER.match(text[end:]) is not None


def places_in(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every place that a text names, by one name for all that it is called."""
    found = []
    for start, end in lexicon.place_spans(text):
        name = text[start:end].casefold()
        name = _place_names().get(name, name)
        found.append(Mention(name.upper() if len(name) < 3 else name.title(), start, end))
    return tuple(found)
