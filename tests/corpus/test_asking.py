"""Which sentences of a message ask, beside those that tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.asking import asking


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("How many EMs should a director have?", "How many EMs should a director have?"),
        ("I lead six teams. My boss left. Is that too many?", "Is that too many?"),
        ("Is that too many? I have fourteen since the spring.", "Is that too many?"),
        ("I start on Monday. how do I prepare", "how do I prepare"),
        ("What is it? I ask for a friend. What does it pay? And who hires?", "What does it pay? And who hires?"),
        ("is it hard? and does it pay", "is it hard? and does it pay"),
        ("director pay", "director pay"),
        (" how many EMs report to a director  ", " how many EMs report to a director  "),
        ("I am here. You are there.", "I am here. You are there."),
        ("won't they mind? I am shy.", "won't they mind?"),
        ("What a week. I start on Monday.", "What a week. I start on Monday."),
        ("", ""),
    ],
)
def test_the_last_questions_that_stand_together_ask(message: str, asked: str) -> None:
    start, end = asking(message)
    assert message[start:end] == asked


@given(st.text())
def test_of_any_text_a_part_asks(text: str) -> None:
    start, end = asking(text)
    assert 0 <= start <= end <= len(text)
