"""What a visitor writes to be slow is answered as quickly as anything else of its length."""

from __future__ import annotations

import time

import pytest

from assistant.service import Assistant
from assistant.types import Turn

MOST_SECONDS = 2.5
"""Of the processor's time; an ordinary question takes a hundredth of it, what was quadratic took six."""


@pytest.mark.parametrize(
    ("message", "earlier"),
    [
        ("and in Europe?", "a-" * 10_000),
        ("and the other one?", "Is it a or b? " + " or a-b" * 2_500),
        ("what is " + "a" * 3_900 + " !!!!!", ""),
        (" seventeen" * 390, ""),
    ],
)
def test_a_text_that_repeats_itself_is_answered_in_time(
    shipped_assistant: Assistant, message: str, earlier: str
) -> None:
    history = [Turn("user", earlier), Turn("assistant", earlier)] if earlier else []
    begun = time.process_time()
    shipped_assistant.respond(message, history=history)
    assert time.process_time() - begun < MOST_SECONDS
