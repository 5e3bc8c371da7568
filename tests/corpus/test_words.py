"""What a word is, is said once."""

from __future__ import annotations

import bm25s
import pytest

from corpus import words
from corpus.words import DOTTED_WORD, HYPHENED_WORD, INDEXED_WORD, LETTERED_WORD, SPELLED_WORD, WORD, folded_word
from tests.pattern_uses import patterns_within
from tests.patterns import every_pattern

TEXT = "A U.S. vice-chancellor’s 2nd aide can't wait 3.5 years"
WORDS = ["Frob", "zyé", "qwerto"]
OF_OTHERS = {"assistant.gate.rules.derived._WORD"}
"""Patterns of words that stand elsewhere still: this list may only shrink."""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (WORD, ["A", "U", "S", "vice", "chancellor’s", "2nd", "aide", "can't", "wait", "3", "5", "years"]),
        (DOTTED_WORD, ["A", "U.S", "vice", "chancellor’s", "2nd", "aide", "can't", "wait", "3.5", "years"]),
        (SPELLED_WORD, ["A", "U", "S", "vice", "chancellor’s", "nd", "aide", "can't", "wait", "years"]),
        (HYPHENED_WORD, ["A", "U", "S", "vice-chancellor’s", "2nd", "aide", "can't", "wait", "3", "5", "years"]),
        (LETTERED_WORD, ["A", "U", "S", "vice-chancellor’s", "nd", "aide", "can't", "wait", "years"]),
        (INDEXED_WORD, ["vice", "chancellor", "2nd", "aide", "can", "wait", "years"]),
    ],
    ids=["word", "dotted", "spelled", "hyphened", "lettered", "indexed"],
)
def test_each_form_of_a_word_finds_what_its_purpose_needs(pattern: object, expected: list[str]) -> None:
    assert pattern.findall(TEXT) == expected  # type: ignore[attr-defined]


def test_the_word_index_is_asked_for_the_words_that_it_was_built_from() -> None:
    (tokens,) = bm25s.tokenize([TEXT], stopwords=None, return_ids=False, show_progress=False)
    assert INDEXED_WORD.findall(TEXT.lower()) == list(tokens)


def test_a_word_is_compared_in_lower_case_and_with_a_straight_apostrophe() -> None:
    assert folded_word("Can’t") == "can't"


def test_no_other_module_of_those_that_read_texts_says_what_a_word_is() -> None:
    known = set(patterns_within(list(vars(words).values())))
    found = {
        one.where
        for one in every_pattern()
        if one.pattern not in known and isinstance(one.pattern.pattern, str) and not one.where.startswith("api.")
        if one.pattern.findall(" ".join(WORDS)) == WORDS and not one.pattern.search("?!. ,-")
    }
    assert found == OF_OTHERS
