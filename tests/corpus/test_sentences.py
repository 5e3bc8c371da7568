"""Sentence spans: every non-space character in exactly one, ends where a reader sees them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans, trim


@given(st.one_of(st.text(max_size=200), st.text("ab .?!()\n\u2028\x0b\x85’“", max_size=120)))
def test_spans_are_trimmed_ordered_and_cover_everything(text: str) -> None:
    spans = sentence_spans(text)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    pieces = [text[start:end] for start, end in spans]
    assert all(piece and piece == piece.strip() and "\n" not in piece for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "sentences",
    [
        ["Three to six is common.", "More is rare."],
        ["It pays well, e.g. at big companies.", "Elsewhere it doesn't."],
        ["Expect scenarios (an underperforming EM? a missed deadline?), and an exercise.", "Then references."],
        ["- one thing", "- another thing"],
        ["How many?", "Six."],
        ["The base is $1.5 million.", "That is rare."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    text = ("\n" if sentences[0].startswith("-") else " ").join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_a_parenthesis_that_is_never_closed_loses_nothing() -> None:
    text = "It opens (here. And goes on. To the end."
    assert [text[start:end] for start, end in sentence_spans(text)] == [text]


@given(st.text(" \n\u00a0ab"), st.integers(0, 5), st.integers(0, 20))
def test_trim(text: str, start: int, end: int) -> None:
    span = trim(text, start, end)
    inside = text[start:end].strip()
    assert (text[span[0] : span[1]] if span else "") == inside
