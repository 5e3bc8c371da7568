"""A quote is found wherever a guide says it, whatever its spaces and quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import quotes
from corpus.quotes import span_of

SMALL = st.text(alphabet="ab_ \n\"“'’.", max_size=30)


@given(text=SMALL, quote=SMALL)
def test_the_quick_way_finds_only_what_the_pattern_would(text: str, quote: str) -> None:
    words = quote.split()
    if words and (found := quotes._literally(text, words)) is not None:
        start, end = found
        assert quotes._loosely(text[: end + 1], words) is not None
        assert text[start:end].split() == text[start:end].replace("\n", " ").split(" ")
    if words and " " not in " ".join(words):
        assert quotes._literally(text, words) == quotes._loosely(text, words)


@pytest.mark.parametrize(
    ("text", "quote", "said"),
    [
        ("It's “so”.", 'It’s "so"', "It's “so”"),
        ("one\ntwo three", "one two", "one\ntwo"),
        ("one  two", "one two", "one  two"),
        ("stone one", "one", "one"),
        ("ones", "one", None),
        ("-one", "-one", "-one"),
        ("text", "  ", None),
    ],
)
def test_white_space_and_marks_may_differ_and_words_are_whole(text: str, quote: str, said: str | None) -> None:
    found = span_of(text, quote)
    assert (text[slice(*found)] if found else None) == said
