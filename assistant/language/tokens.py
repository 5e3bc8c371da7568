"""What the words of a question are worth: function words say little about what is asked."""

from __future__ import annotations

import re

from corpus.english import english, stem_of

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def words(text: str) -> list[str]:
    """Lower-case words of ``text``, in order."""
    return WORD.findall(text.casefold().replace("’", "'"))


def content_words(text: str) -> list[str]:
    """The words that say what a question is about."""
    empty = english().function_words
    return [word for word in words(text) if word not in empty]


def stemmed(text: str) -> list[tuple[str, str]]:
    """The content words of ``text`` with their stems, in order."""
    return [(word, stem_of(word)) for word in content_words(text)]


def stems(text: str) -> list[str]:
    """Stems of the content words of ``text``, in order."""
    return [stem_of(word) for word in content_words(text)]
