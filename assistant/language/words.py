"""A text's words with where they stand, and which of them carry content."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.english import english, stem_of
from corpus.words import DOTTED_WORD, folded_word

_POSSESSIVE = re.compile(r"(?:'s|s')$")
"""E.g. "captain*'s*", "captain*s'*"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text[start:end]``, lower case without a possessive ending."""

    word: str
    stem: str
    start: int
    end: int
    content: bool


def split_words(text: str) -> tuple[Word, ...]:
    found, empty = [], english().empty_words
    for match in DOTTED_WORD.finditer(text):
        word = _POSSESSIVE.sub(lambda m: "s" if m.group() == "s'" else "", folded_word(match.group()))
        found.append(Word(word, stem_of(word), match.start(), match.end(), not {word, stem_of(word)} & empty))
    return tuple(found)
