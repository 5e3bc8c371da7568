"""What a word is, for all that reads words: one form for most, and a named one where a purpose needs another."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
"""Letters and digits, an apostrophe inside: what questions and sentences are compared by. E.g. "*don’t* panic",
"*2nd* mate", "*well*-known"."""
DOTTED_WORD = re.compile(r"[^\W_]+(?:[.’'][^\W_]+)*")
"""Points inside too, so that a figure or an abbreviation is one word: what a claim and its evidence are compared by.
E.g. "*3.5* years", "*U.S*. Navy", "*captain’s* log"."""
SPELLED_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
"""No digits: what may be misspelt, and whose rarity is counted. E.g. "*don’t*", "2*nd*"."""
HYPHENED_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
"""Hyphens inside too: what names of occupations are made of. E.g. "*vice-chancellor’s* office"."""
LETTERED_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""Hyphens and apostrophes inside, no digits: what a question asks about. E.g. "*on-call* pay", "*captain’s* log"."""
INDEXED_WORD = re.compile(r"\b\w\w+\b")
"""Two characters and more, as ``bm25s.tokenize`` cuts the passages: what the word index holds. E.g. "a *cook*",
"*don*'t"."""
BETWEEN_WORDS = re.compile(r"[\W_]+")
"""What no word has. E.g. "span* – *of", "tech*_*lead"."""


def folded_word(word: str) -> str:
    """``word`` as it is compared: lower case, with a straight apostrophe."""
    return word.casefold().replace("’", "'")


def folded(text: str) -> str:
    """``text`` without what two writings of one question differ in: case, punctuation, white space."""
    return BETWEEN_WORDS.sub(" ", text.casefold()).strip()
