"""What the words of a question are worth: function words say little about what is asked."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from corpus.english import english, stem_of
from corpus.words import WORD, folded_word

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
KEPT = 4096
"""Texts of which the words are kept: sentences of guides come again with each question."""


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words of ``text``, in order."""
    return tuple(WORD.findall(folded_word(text)))


def content_words(text: str) -> tuple[str, ...]:
    """The words that say what a question is about."""
    empty = english().function_words
    return tuple(word for word in words(text) if word not in empty)


def stemmed(text: str) -> tuple[tuple[str, str], ...]:
    """The content words of ``text`` with their stems, in order."""
    return tuple(zip(content_words(text), stems(text), strict=True))


@lru_cache(maxsize=KEPT)
def stems(text: str) -> tuple[str, ...]:
    """Stems of the content words of ``text``, in order."""
    return tuple(map(stem_of, content_words(text)))


def figures(text: str) -> frozenset[str]:
    """The numbers that ``text`` writes in digits, as they stand."""
    return frozenset(_FIGURE.findall(text))


def plain(question: str) -> str:
    """``question`` without what makes no difference: case, white space, the last stop."""
    return " ".join(question.casefold().split()).strip(" ?!.")


def jaccard(one: Set[str], other: Set[str]) -> float:
    """The share of what is in either set that is in both; 0 of two empty ones."""
    return len(one & other) / len(one | other) if one or other else 0.0
